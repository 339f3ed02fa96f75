"""Figures of the tiny release, one of every kind; the snapshots and the exports are made from these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard import derived
from dashboard.charts import draw, overview
from dashboard.model import Figure, Milestone
from dashboard.queries import ReleaseReader, cells, headlines, report_status
from dashboard.selection import Selection
from dashboard.view import Chart, Counting, Exhibit, Look, Order, Panels, View
from tests.dashboard.release_fixture import PLACES, QUARTERS

ALL = tuple(PLACES)

ACTIVITIES_IN_A_QUARTER = Selection(
    "PA02", "local", ("malaga", "rotterdam"), "quarter", ("2018-Q1",), ("boxing", "mentoring")
)
SEXES = Selection("PA02", "local", ALL, "project", ("PROJECT",), ("_T",), "sex", ("F", "M"))
PLACES_IN_A_QUARTER = Selection("PA02", "local", ALL, "quarter", ("2018-Q2",))
PROVISIONAL = Selection("PA02", "project", ("PROJECT",), "year", ("Y1",), ("_T", "boxing"))
RATIOS = Selection("PA07", "local", ALL, "project", ("PROJECT",))
ACTIVITIES_OVER_TIME = Selection("PA02", "local", ("malaga",), "quarter", QUARTERS, ("boxing", "mentoring"))
RATIOS_OVER_TIME = Selection("PA07", "local", ALL, "quarter", QUARTERS)
FOLLOW_UP_OVER_TIME = Selection("OU01", "local", ALL, "quarter", QUARTERS)
PANELS = Selection("PA02", "local", ALL, "quarter", QUARTERS, ("_T", "boxing", "mentoring"))
PROVISIONAL_OVER_TIME = Selection("PA02", "project", ("PROJECT",), "quarter", QUARTERS)

HEAT = Look(chart=Chart.HEAT)
MILESTONES = (
    Milestone("2018-Q2", "Second meeting of the partners", "tests"),
    Milestone("2018-Q2", "Study visits", "tests"),
    Milestone("2018-Q4", "Third meeting of the partners", "tests"),
)

SELECTIONS = (
    ACTIVITIES_IN_A_QUARTER,
    SEXES,
    PLACES_IN_A_QUARTER,
    PROVISIONAL,
    RATIOS,
    ACTIVITIES_OVER_TIME,
    RATIOS_OVER_TIME,
    FOLLOW_UP_OVER_TIME,
    PANELS,
    PROVISIONAL_OVER_TIME,
)


def exhibit_of(
    reader: ReleaseReader,
    selection: Selection,
    page: str = "explore",
    look: Look = Look(),  # noqa: B008 - frozen
    milestones: tuple[Milestone, ...] = (),
) -> Exhibit:
    """The cells of a selection as a look asks for them."""
    provenance = reader.provenance
    view = View(page, selection, look, provenance.release_number, provenance.language)
    return derived.exhibit_of(cells(reader, selection), view, provenance, milestones)


def compared(
    reader: ReleaseReader,
    selection: Selection,
    narrow: bool = False,
    look: Look = Look(),  # noqa: B008 - frozen
    milestones: tuple[Milestone, ...] = (),
) -> Figure:
    """The comparison figure of a selection."""
    return draw(exhibit_of(reader, selection, "explore", look, milestones), narrow=narrow)


def participated(reader: ReleaseReader, selection: Selection, narrow: bool = False) -> Figure:
    """The participation figure of a selection."""
    return draw(exhibit_of(reader, selection, "participation"), narrow=narrow)


EXAMPLES: Mapping[str, Callable[[ReleaseReader], Figure]] = {
    "compare_bars": lambda reader: compared(reader, ACTIVITIES_IN_A_QUARTER),
    "compare_bars_narrow": lambda reader: compared(reader, SEXES, narrow=True),
    "compare_lines": lambda reader: compared(reader, ACTIVITIES_OVER_TIME),
    "participation": lambda reader: participated(reader, RATIOS_OVER_TIME),
    "participation_narrow": lambda reader: participated(reader, ACTIVITIES_OVER_TIME, narrow=True),
    "columns": lambda reader: compared(reader, ACTIVITIES_OVER_TIME, look=Look(chart=Chart.BAR)),
    "dots": lambda reader: compared(
        reader, SEXES, look=Look(chart=Chart.DOT, order=Order.VALUE, with_median=True)
    ),
    "dots_narrow": lambda reader: compared(reader, ACTIVITIES_IN_A_QUARTER, True, Look(chart=Chart.DOT)),
    "heat": lambda reader: compared(reader, PANELS, look=HEAT, milestones=MILESTONES),
    "heat_narrow": lambda reader: compared(reader, RATIOS_OVER_TIME, True, HEAT),
    "panels_by_place": lambda reader: compared(
        reader, PANELS, look=Look(panels=Panels.PLACE, highlight="boxing"), milestones=MILESTONES
    ),
    "panels_by_activity_narrow": lambda reader: compared(
        reader, PANELS, True, Look(panels=Panels.ACTIVITY, with_median=True)
    ),
    "running": lambda reader: compared(
        reader, ACTIVITIES_OVER_TIME, look=Look(counting=Counting.RUNNING), milestones=MILESTONES
    ),
    "report_matrix": lambda reader: overview.report_matrix(report_status(reader), reader.provenance),
    "headline_progress": lambda reader: overview.headline_progress(headlines(reader), reader.provenance),
}
