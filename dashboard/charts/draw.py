"""The figure of an exhibit, as its view asks for it."""

from __future__ import annotations

from dashboard.charts import alt, compare, participation
from dashboard.model import Figure
from dashboard.view import Chart, Exhibit


def draw(exhibit: Exhibit, narrow: bool = False) -> Figure:
    """The figure; `narrow` for a phone. The same exhibit gives the same figure."""
    is_lines = exhibit.view.look.chart is Chart.LINE or exhibit.view.page == "participation"
    figure = participation.figure if is_lines else compare.figure
    return figure(exhibit.cells, exhibit.selection, exhibit.provenance, narrow=narrow)


def title(exhibit: Exhibit) -> str:
    """What the figure is about, in a few words."""
    return compare.title_of(exhibit.cells)


def alt_text(exhibit: Exhibit) -> str:
    """The figure in two or three sentences, for readers who do not see it."""
    return alt.alt_text(exhibit.cells, exhibit.selection, exhibit.provenance.speaker)
