"""All indicators of one level of places, or of one activity, at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from dashboard.model import CellStatus
from dashboard.queries.cells import LABELLED, indicator_cells
from dashboard.queries.release import ReleaseReader
from pipelines.model import TOTAL

PERIOD_ORDER = ("project", "year", "quarter")
"""From the whole to the part."""
NOTHING_KNOWN = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value)
WITH_FIGURE = tuple(
    status.value
    for status in (CellStatus.SHOWN, CellStatus.PROVISIONAL, CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)
)


def totals(reader: ReleaseReader, place_level: str, activity_id: str = TOTAL) -> Mapping[str, pl.DataFrame]:
    """Indicator -> its cells at a level of places without a breakdown, see `Cells.frame`; none is empty.

    An indicator has a cell where all its measures have one.
    """
    published = reader.rows("totals", place_level=place_level, activity_id=activity_id)
    for column, table in LABELLED.items():
        published = reader.words.of(published, table, **{column: "label"})
    by_measure = {
        str(key[0]): rows for key, rows in published.partition_by("measure_id", as_dict=True).items()
    }
    found = {}
    for info in reader.options.indicators.values():
        parts = [m for m in dict.fromkeys((*info.numerator, *info.denominator)) if m in by_measure]
        if parts:
            frame = indicator_cells(pl.concat([by_measure[m] for m in parts]), info)
            if not frame.is_empty():
                found[info.id] = frame
    return MappingProxyType(found)


def telling_period(cells: pl.DataFrame, place_ids: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """The kind of period, and the period, that says most about some places; null where nothing is known of them.

    Of the whole, the latest year and the latest quarter of which something is known, the longest that has a figure;
    where none has, the longest. Older periods are never taken: they would pass for the state of things.
    """
    mine = cells.filter(pl.col("place_id").is_in(place_ids)) if place_ids else cells
    known = mine.filter(~pl.col("status").is_in(NOTHING_KNOWN))
    latest = latest_periods(known)
    with_figure = set(
        known.filter(pl.col("status").is_in(WITH_FIGURE)).select("period_level", "period").rows()
    )
    return next(iter([*(each for each in latest if each in with_figure), *latest]), None)


def latest_periods(known: pl.DataFrame) -> list[tuple[str, str]]:
    """The whole, the latest year and the latest quarter among some cells, as far as they are there."""
    found = []
    for level in PERIOD_ORDER:
        periods = known.filter(period_level=level)["period"]
        if not periods.is_empty():
            found.append((level, str(periods.max())))
    return found
