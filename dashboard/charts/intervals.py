"""How cells are drawn that lie somewhere between two ends: withheld ones, and ratios of rounded counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard import wording
from dashboard.charts import palette
from dashboard.model import CellStatus
from pipelines.texts import Text


@dataclass(frozen=True)
class Interval:
    """The pattern of a bar from end to end, and what the legend says of it."""

    pattern: Mapping[str, object]
    legend: Text
    legend_beyond: Text


INTERVALS: Mapping[str, Interval] = MappingProxyType(
    {
        CellStatus.WITHHELD.value: Interval(
            palette.HATCH, wording.LEGEND_WITHHELD, wording.LEGEND_WITHHELD_BEYOND
        ),
        CellStatus.RANGE.value: Interval(palette.DOTS, wording.LEGEND_RANGE, wording.LEGEND_RANGE_BEYOND),
        CellStatus.PROVISIONAL_RANGE.value: Interval(
            palette.DOTS, wording.LEGEND_PROVISIONAL_RANGE, wording.LEGEND_RANGE_BEYOND
        ),
    }
)
"""By the status of the cell."""
