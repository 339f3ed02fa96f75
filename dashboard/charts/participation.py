"""One indicator over the project period."""

from __future__ import annotations

from dashboard.charts.compare import title_of
from dashboard.charts.lines import lines_figure
from dashboard.charts.series import groups
from dashboard.model import Cells, Figure, Provenance
from dashboard.selection import Selection


def figure(cells: Cells, selection: Selection, provenance: Provenance, narrow: bool = False) -> Figure:
    """Lines over time, also when a single period is chosen; marks as in `dashboard.charts.compare.figure`."""
    return lines_figure(
        groups(cells, selection), cells, selection, provenance, title=title_of(cells), narrow=narrow
    )
