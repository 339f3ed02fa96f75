"""One place beside the others, from published cells only: what is withheld stays a range in everything derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Any

from dashboard.model import CellStatus, IndicatorInfo

Row = Mapping[str, Any]
"""A row of `Cells.frame`."""
LEAST_OTHERS = 2
"""Beside fewer places there is no middle, and no position."""
_PROVISIONAL = (CellStatus.PROVISIONAL.value, CellStatus.PROVISIONAL_RANGE.value)
_WITH_BOUNDS = (CellStatus.SHOWN.value, CellStatus.RANGE.value, *_PROVISIONAL)


@dataclass(frozen=True)
class Bounds:
    """What the published cells say about a value: it lies between these ends, both included."""

    lower: float
    upper: float
    """Infinite when nothing published bounds it."""
    is_provisional: bool = False
    """Whether something that belongs to it has not been reported, so that it can still change."""

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.lower == self.upper


@dataclass(frozen=True)
class Position:
    """Where a place stands among those of its level, the largest value first."""

    rank: int | None
    """Null where ranges overlap or something is provisional, so that no order can be told."""
    of: int
    """How many places are compared, the place itself among them."""
    sharing: int = 0
    """How many others have the same value."""


@dataclass(frozen=True)
class Beside:
    """The others of the same level, of which something is known."""

    middle: Bounds | None
    """Their median; null when they are too few."""
    spread: Bounds | None
    """From the smallest to the largest value there can be; null when they are too few."""
    position: Position | None
    """Null when there is nothing to compare, or too little to compare it with."""


def bounds(row: Row, info: IndicatorInfo) -> Bounds | None:
    """What is known of a cell; null for one that was not reported, cannot exist, or is a share of nothing."""
    if row["status"] in _WITH_BOUNDS:
        upper = inf if row["upper"] is None else float(row["upper"])
        return Bounds(float(row["lower"]), upper, row["status"] in _PROVISIONAL)
    if row["status"] != CellStatus.WITHHELD.value:
        return None
    if info.kind == "ratio":
        return Bounds(0.0, float(info.scale) if info.is_share else inf)
    return Bounds(float(row["lower"] or 0), inf if row["upper"] is None else float(row["upper"]))


def beside(own: Bounds | None, others: Sequence[Bounds]) -> Beside:
    """The middle and the spread of others, and where a place stands among them."""
    if len(others) < LEAST_OTHERS:
        return Beside(None, None, None)
    lowers, uppers = [each.lower for each in others], [each.upper for each in others]
    # A median goes up when any of its values does, so its ends are the medians of the ends.
    middle = Bounds(median(lowers), median(uppers), any(each.is_provisional for each in others))
    spread = Bounds(min(lowers), max(uppers), middle.is_provisional)
    return Beside(middle, spread, None if own is None else _position(own, others))


def _position(own: Bounds, others: Sequence[Bounds]) -> Position:
    above = sum(each.lower > own.upper for each in others)
    below = sum(each.upper < own.lower for each in others)
    level = sum(each.is_exact and own.is_exact and each.lower == own.lower for each in others)
    is_told = above + below + level == len(others)
    is_final = not any(each.is_provisional for each in (own, *others))
    if not is_told or not is_final:
        return Position(None, len(others) + 1)
    return Position(above + 1, len(others) + 1, level)
