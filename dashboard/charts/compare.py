"""One indicator compared between activities, places or categories."""

from __future__ import annotations

from dashboard.charts.bars import bars_figure
from dashboard.charts.lines import lines_figure
from dashboard.charts.series import groups
from dashboard.model import Cells, Figure, Provenance
from dashboard.selection import Selection


def figure(cells: Cells, selection: Selection, provenance: Provenance, narrow: bool = False) -> Figure:
    """Bars for a single period, lines for several.

    A withheld cell is drawn as its published interval, hatched; one without an upper limit, one not reported
    and one that cannot exist each have a mark of their own and are never zero and never just missing. A
    provisional value is hollow. Axes follow from published numbers only.
    Units: the vertical axis (of bars: the horizontal one) is in `cells.indicator.unit`.
    """
    title = title_of(cells)
    found = groups(cells, selection)
    if len(selection.periods) > 1:
        return lines_figure(found, cells, selection, provenance, title=title, narrow=narrow)
    return bars_figure(
        found,
        title=title,
        subtitle=selection.describe(cells.labels, provenance.speaker),
        unit=cells.indicator.unit,
        provenance=provenance,
        narrow=narrow,
    )


def title_of(cells: Cells) -> str:
    """What a figure of these cells shows, with its unit."""
    return f"{cells.indicator.label} ({cells.indicator.unit})"
