"""Axes that follow from published numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10

from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row

PERCENT = "%"
CLIP = 2.5
"""Intervals are drawn up to this multiple of the largest number shown; their label says where they end."""


def limit(rows: Iterable[Row], unit: str = "") -> float:
    """The largest number an axis must reach, from shown values and published intervals; at least 1.

    An axis of percentages with nothing on it goes to 100: one to 1 % would say that all of it is tiny.
    """
    members = list(rows)
    shown = max((row["value"] for row in members if row["status"] in HAS_VALUE), default=0.0)
    bounds = [
        bound
        for row in members
        if row["status"] in HAS_INTERVAL
        for bound in (row["lower"], row["upper"])
        if bound is not None
    ]
    widest = max(bounds, default=0.0)
    if unit.startswith(PERCENT) and not shown and not widest:
        return 100.0
    return max(shown, min(widest, CLIP * shown) if shown else widest, 1.0)


def ticks(top: float, whole: bool, most: int = 6) -> list[float]:
    """Round numbers from 0 to `top`, at most `most` steps; whole numbers if asked."""
    step = _step(top / most)
    if whole:
        step = max(1.0, step)
    return [round(i * step, 10) for i in range(floor(top / step + 1e-9) + 1)]


def _step(least: float) -> float:
    magnitude = 10.0 ** floor(log10(least))
    return next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= least * (1 - 1e-9))


def tick_every(count: int, at_most: int) -> int:
    """Label every n-th of `count` ticks so that no more than `at_most` are labelled."""
    return max(1, ceil(count / at_most))
