"""What a figure is about, in words."""

from __future__ import annotations

from dashboard import wording
from dashboard.view import Counting, Exhibit


def title(exhibit: Exhibit) -> str:
    """What the figure shows, with its unit."""
    return f"{exhibit.cells.indicator.label} ({exhibit.cells.indicator.unit})"


def subtitle(exhibit: Exhibit) -> str:
    """The selection in words, and whether it is added up over time."""
    selection, labels = exhibit.selection, exhibit.cells.labels
    described = selection.describe(labels, exhibit.provenance.speaker)
    if exhibit.view.look.counting is not Counting.RUNNING or not selection.periods:
        return described
    first = labels.periods.get((selection.period_level, selection.periods[0]), selection.periods[0])
    return exhibit.provenance.say(wording.RUNNING_SUBTITLE.using(selection=described, first=first))
