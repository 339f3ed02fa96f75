"""Milestones on an axis of quarters: thin lines with numbers, and a list of them beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import wording
from dashboard.charts import palette
from dashboard.model import Milestone
from dashboard.view import Exhibit
from pipelines.languages import Speaker

_BESIDE = 7
"""How far a number stands beside its line [px]."""


@dataclass(frozen=True)
class Marked:
    """The milestones of one quarter, and where it stands on the axis."""

    at: int
    quarter: str
    """As readers know it."""
    milestones: tuple[Milestone, ...]
    first: int
    """The number of the first of them."""

    @property
    def numbers(self) -> str:
        """What stands beside the line: 3 or 3–5."""
        last = self.first + len(self.milestones) - 1
        return str(self.first) if last == self.first else f"{self.first}–{last}"


def on_axis(exhibit: Exhibit, periods: Sequence[str]) -> tuple[Marked, ...]:
    """Milestones of the quarters on an axis, numbered from the oldest; none on an axis of anything else."""
    if exhibit.selection.period_level != "quarter":
        return ()
    found: list[Marked] = []
    first = 1
    labels = exhibit.cells.labels.periods
    for at, quarter in enumerate(periods):
        here = tuple(each for each in exhibit.milestones if each.quarter == quarter)
        if here:
            found.append(Marked(at, labels.get(("quarter", quarter), quarter), here, first))
            first += len(here)
    return tuple(found)


def notes(marked: Sequence[Marked], speaker: Speaker) -> tuple[str, ...]:
    """The list beneath a figure, one milestone each."""
    return tuple(
        speaker.say(
            wording.MILESTONE.using(number=str(each.first + i), quarter=each.quarter, label=milestone.label)
        )
        for each in marked
        for i, milestone in enumerate(each.milestones)
    )


def when(milestone: Milestone, speaker: Speaker) -> str:
    """The date of a milestone in words, and whether it was inferred."""
    date = speaker.happened(milestone.happened or milestone.quarter)
    return speaker.say(wording.MILESTONE_INFERRED.using(date=date)) if milestone.is_inferred else date


def mark(layout: dict[str, Any], marked: Sequence[Marked], suffix: str, periods: int) -> None:
    """Add the lines and their numbers to one panel, which has so many periods."""
    for each in marked:
        layout["shapes"].append(
            {
                "type": "line",
                "xref": f"x{suffix}",
                "yref": f"y{suffix} domain",
                "x0": each.at,
                "x1": each.at,
                "y0": 0,
                "y1": 1,
                "line": {"color": palette.AXIS, "width": 1, "dash": "dot"},
                "layer": "below",
            }
        )
        # Beside the line, so that it covers no mark at the upper end of the plot; on the left of the last one, where
        # the figure ends.
        is_last = each.at == periods - 1
        beside = {"xanchor": "right" if is_last else "left", "xshift": -_BESIDE if is_last else _BESIDE}
        layout["annotations"].append({**number(each, f"x{suffix}", f"y{suffix} domain", 1.0), **beside})


def number(marked: Marked, xref: str, yref: str, y: float) -> dict[str, Any]:
    """The number at the top of a line."""
    return {
        "text": marked.numbers,
        "showarrow": False,
        "xref": xref,
        "x": marked.at,
        "yref": yref,
        "y": y,
        "yanchor": "top",
        "borderpad": 1,
        "bgcolor": palette.PAPER,
        "font": {"family": palette.FONT, "size": 11, "color": palette.SECONDARY_INK},
    }
