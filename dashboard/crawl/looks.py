"""What a look makes of published cells, worked out here a second time: sums so far, and medians of places.

`dashboard.derived` says which look fits, in which order the cells stand and what a median is called; every number and
status comes from this module, one row at a time. Where the two do not agree, what is served is not what is drawn again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import polars as pl

from dashboard import derived
from dashboard.crawl.published import RANGES, WITH_VALUE, Published, Row
from dashboard.model import CELLS_SCHEMA, CellStatus, IndicatorInfo, Milestone
from dashboard.view import Counting, Exhibit, View

KEY = ("place_id", "activity_id", "period", "category")
SERIES = ("place_id", "activity_id", "category")
MEDIAN = "_median"
LEAST_PLACES = 3
STATED = ("value", "lower", "upper", "status", "numerator", "denominator")
_ABSENT = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value, CellStatus.NO_CASES.value)
_PROVISIONAL = (CellStatus.PROVISIONAL.value, CellStatus.PROVISIONAL_RANGE.value)


def looked_at(published: Published, view: View, milestones: tuple[Milestone, ...] = ()) -> Exhibit:
    """What the view shows of the cells of the release: these, added up, with medians, in the order it asks for."""
    rows = published.rows(view.selection)
    drawn = derived.exhibit_of(
        published.labelled(view.selection, rows), view, published.provenance, milestones
    )
    info, look = drawn.cells.indicator, drawn.view.look
    if look.counting is Counting.RUNNING:
        rows = running(rows, info)
    if look.with_median:
        rows += medians(rows, info)
    stated = {key_of(row): row for row in rows}
    in_order = [
        {**shown, **{name: stated[key_of(shown)][name] for name in STATED}}
        for shown in drawn.cells.frame.iter_rows(named=True)
        if key_of(shown) in stated
    ]
    frame = pl.DataFrame(in_order, schema=dict(CELLS_SCHEMA), orient="row")
    return replace(drawn, cells=replace(drawn.cells, frame=frame))


def key_of(row: Row) -> tuple[Any, ...]:
    """What tells the cells of one selection apart."""
    return tuple(row[name] for name in KEY)


def running(rows: Sequence[Row], info: IndicatorInfo) -> list[dict[str, Any]]:
    """The rows with what they say added up over the periods of their series."""
    sums: dict[tuple[Any, ...], _Sum] = {}
    found = []
    for row in rows:
        so_far = sums.setdefault(tuple(row[name] for name in SERIES), _Sum())
        so_far.add(row)
        found.append({**row, **(so_far.ratio(row, info) if info.kind == "ratio" else so_far.count(row))})
    return found


@dataclass
class _Sum:
    """What is known of one series so far."""

    parts: int = 0
    value: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    is_hidden: bool = False
    """Whether a part is withheld."""
    is_incomplete: bool = False
    above: int = 0
    """Numerators of the ratios with an exact value."""
    below: int = 0
    ranged_above: int = 0
    ranged_below: int = 0
    least: float = math.inf
    most: float = 0.0
    has_range: bool = False
    has_empty: bool = False

    def add(self, row: Row) -> None:
        status = row["status"]
        self.is_incomplete |= status in _PROVISIONAL or status == CellStatus.NOT_REPORTED.value
        self.has_empty |= status == CellStatus.NO_CASES.value
        if status in _ABSENT:
            return
        self.parts += 1
        self.is_hidden |= status not in (*WITH_VALUE, *RANGES)
        self.value += row["value"] or 0.0
        self.lower += row["lower"] or 0.0
        self.upper += math.inf if row["upper"] is None else row["upper"]
        if status in WITH_VALUE and row["denominator"]:
            self.above += row["numerator"]
            self.below += row["denominator"]
        if status in RANGES:
            self.has_range = True
            self.ranged_above += row["numerator"]
            self.ranged_below += row["denominator"]
            self.least = min(self.least, row["lower"])
            self.most = max(self.most, math.inf if row["upper"] is None else row["upper"])

    def count(self, row: Row) -> dict[str, Any]:
        """A count added up: a value only where every part has one."""
        if row["status"] == CellStatus.CANNOT_EXIST.value:
            return _nothing(CellStatus.CANNOT_EXIST)
        if not self.parts:
            return _nothing(CellStatus.NOT_REPORTED)
        if self.is_hidden:
            return _between(CellStatus.WITHHELD, self.lower, self.upper)
        if self.parts > 1 and self.lower < self.upper:
            return _between(self._range, self.lower, self.upper)
        return {**_between(self._shown, self.lower, self.upper), "value": self.value}

    def ratio(self, row: Row, info: IndicatorInfo) -> dict[str, Any]:
        """The ratio of the counts added up: none where a part is withheld."""
        if row["status"] == CellStatus.CANNOT_EXIST.value:
            return _nothing(CellStatus.CANNOT_EXIST)
        if self.is_hidden:
            return _nothing(CellStatus.WITHHELD)
        if not self.parts:
            return _nothing(CellStatus.NO_CASES if self.has_empty else CellStatus.NOT_REPORTED)
        exact = info.scale * self.above / self.below if self.below else None
        # Of a ratio that is no share, what stands above a denominator of 0 is not known.
        is_open = self.has_empty and not info.is_share
        counts = {"numerator": self.above + self.ranged_above, "denominator": self.below + self.ranged_below}
        if not (self.has_range or is_open):
            return {**_between(self._shown, exact, exact), "value": exact, **counts}
        ends = [exact] if exact is not None else []
        most = max(*ends, math.inf if is_open else self.most, 0.0)
        return {**_between(self._range, min(*ends, self.least, math.inf), most), **counts}

    @property
    def _shown(self) -> CellStatus:
        return CellStatus.PROVISIONAL if self.is_incomplete else CellStatus.SHOWN

    @property
    def _range(self) -> CellStatus:
        return CellStatus.PROVISIONAL_RANGE if self.is_incomplete else CellStatus.RANGE


def medians(rows: Iterable[Row], info: IndicatorInfo) -> list[dict[str, Any]]:
    """The median of the places for each activity, category and period, without labels of its own."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["activity_id"], row["period"], row["category"]), []).append(row)
    return [found for group in groups.values() for found in _median(group, info)]


def _median(rows: Sequence[Row], info: IndicatorInfo) -> Iterator[dict[str, Any]]:
    ceiling = float(info.scale) if info.is_share else math.inf
    known = [row for row in rows if row["status"] not in _ABSENT]
    if len(known) < LEAST_PLACES:
        return
    lower = median(0.0 if row["lower"] is None else row["lower"] for row in known)
    upper = median(ceiling if row["upper"] is None else row["upper"] for row in known)
    if lower <= 0 and upper >= ceiling:
        return  # nothing is known of it
    is_incomplete = any(row["status"] in (*_PROVISIONAL, CellStatus.NOT_REPORTED.value) for row in rows)
    if lower == upper:
        status = CellStatus.PROVISIONAL if is_incomplete else CellStatus.SHOWN
        stated = {**_between(status, lower, upper), "value": lower}
    else:
        status = CellStatus.PROVISIONAL_RANGE if is_incomplete else CellStatus.RANGE
        stated = _between(status, lower, upper)
    yield {**rows[0], "place_id": MEDIAN, **stated}


def _nothing(status: CellStatus) -> dict[str, Any]:
    return {**dict.fromkeys(STATED), "status": status.value}


def _between(status: CellStatus, lower: float | None, upper: float | None) -> dict[str, Any]:
    is_open = upper is None or math.isinf(upper)
    return {**_nothing(status), "lower": lower, "upper": None if is_open else upper}
