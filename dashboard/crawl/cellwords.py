"""The numbers that may stand for one published cell, and cells by the names that a figure gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.charts.text import escaped
from dashboard.crawl import numerals
from dashboard.crawl.published import RANGES, WITH_VALUE, Row
from dashboard.model import CellStatus
from dashboard.selection import Selection

_DIMENSIONS = (
    ("place_ids", "place_label"),
    ("activity_ids", "activity_label"),
    ("categories", "category_label"),
    ("periods", "period_label"),
)
_SEPARATORS = (" · ", ", ")


def value_numbers(row: Row) -> list[list[float]]:
    """Sequences of numbers, one of which a text about this cell has: its value, or its published bounds."""
    lower, upper = row["lower"], row["upper"]
    if row["status"] in WITH_VALUE:
        value = row["value"]
        if upper is not None and lower is not None and lower < upper:
            return [[value], [value, lower, upper], [lower, upper]]
        return [[value]]
    if row["status"] not in (CellStatus.WITHHELD.value, *RANGES) or lower is None:
        return [[]]
    if upper is None:
        return [[lower]] if lower or row["status"] in RANGES else [[]]
    return [[lower, upper]]


def full_numbers(row: Row) -> list[list[float]]:
    """The same where a ratio is told with its counts."""
    found = value_numbers(row)
    if row["denominator"] is None:
        return found
    counts = [row["numerator"], row["denominator"]]
    return [*found, *([*numbers, *counts] for numbers in found)]


class Names:
    """Cells of a selection by what names them in a figure, in whatever order the names stand."""

    def __init__(self, rows: Sequence[Row], selection: Selection) -> None:
        self._rows = rows
        varying = [label for ids, label in _DIMENSIONS if len(getattr(selection, ids)) > 1]
        fixed = [label for ids, label in _DIMENSIONS if len(getattr(selection, ids)) == 1]
        self._fixed = _parts(row[label] for row in rows for label in fixed)
        self._by_name: dict[frozenset[str], list[Row]] = {}
        for row in rows:
            name = _parts(row[label] for label in varying) - self._fixed
            self._by_name.setdefault(name, []).append(row)

    def find(self, text: str) -> list[Row]:
        """The cells that a text names; none when it says anything else."""
        if len(self._rows) == 1 and not _parts([text]) - self._fixed:
            return list(self._rows)
        return self._by_name.get(_parts([text]) - self._fixed, [])


def _parts(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for separator in _SEPARATORS:
            text = text.replace(separator, "\n")
        found |= {numerals.plain(escaped(part) if "&" in part else part) for part in text.split("\n")}
    return frozenset(found - {""})
