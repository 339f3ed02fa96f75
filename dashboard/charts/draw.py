"""The figure of an exhibit, as its view asks for it."""

from __future__ import annotations

from dashboard.charts.bars import bars_figure
from dashboard.charts.heat import heat_figure
from dashboard.charts.lines import lines_figure
from dashboard.model import Figure
from dashboard.view import Chart, Exhibit

PARTICIPATION = "participation"
"""The page about the project period: it draws lines where no other kind is asked for."""


def draw(exhibit: Exhibit, narrow: bool = False) -> Figure:
    """The figure; `narrow` for a phone. The same exhibit gives the same figure.

    A withheld cell is drawn as its published interval, hatched; one without an upper limit, one not reported
    and one that cannot exist each have a mark of their own and are never zero and never just missing. A
    provisional value is hollow. Axes follow from the cells of the exhibit only.
    Units: the axis of values is in `cells.indicator.unit`.
    """
    chart, is_over_time = exhibit.view.look.chart, len(exhibit.selection.periods) > 1
    if chart is Chart.AUTO:
        chart = Chart.LINE if is_over_time or exhibit.view.page == PARTICIPATION else Chart.BAR
    if chart is Chart.HEAT:
        return heat_figure(exhibit, narrow=narrow)
    if chart is Chart.DOT or (chart is Chart.BAR and not is_over_time):
        return bars_figure(exhibit, narrow=narrow, is_dots=chart is Chart.DOT)
    return lines_figure(exhibit, narrow=narrow, is_columns=chart is Chart.BAR)
