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

    The longest with a figure, of several the latest; where none has a figure, the longest about which something is
    known.
    """
    mine = cells.filter(pl.col("place_id").is_in(place_ids)) if place_ids else cells
    known = mine.filter(~pl.col("status").is_in(NOTHING_KNOWN))
    with_figure = known.filter(pl.col("status") != CellStatus.WITHHELD.value)
    for found in (with_figure, known):
        for level in PERIOD_ORDER:
            periods = found.filter(period_level=level)["period"]
            if not periods.is_empty():
                return level, str(periods.max())
    return None
