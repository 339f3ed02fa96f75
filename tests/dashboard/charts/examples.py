"""Figures of the tiny release, one of every kind; the snapshots and the exports are made from these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.charts import compare, overview, participation
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, cells, headlines, report_status
from dashboard.selection import Selection
from dashboard.view import Exhibit, Look, View
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


def exhibit_of(reader: ReleaseReader, selection: Selection, page: str = "explore") -> Exhibit:
    """The cells of a selection, drawn as usual."""
    provenance = reader.provenance
    view = View(page, selection, Look(), provenance.release_number, provenance.language)
    return Exhibit(cells(reader, selection), view, provenance)


def compared(reader: ReleaseReader, selection: Selection, narrow: bool = False) -> Figure:
    """The comparison figure of a selection."""
    return compare.figure(cells(reader, selection), selection, reader.provenance, narrow=narrow)


def participated(reader: ReleaseReader, selection: Selection, narrow: bool = False) -> Figure:
    """The participation figure of a selection."""
    return participation.figure(cells(reader, selection), selection, reader.provenance, narrow=narrow)


EXAMPLES: Mapping[str, Callable[[ReleaseReader], Figure]] = {
    "compare_bars": lambda reader: compared(reader, ACTIVITIES_IN_A_QUARTER),
    "compare_bars_narrow": lambda reader: compared(reader, SEXES, narrow=True),
    "compare_lines": lambda reader: compared(reader, ACTIVITIES_OVER_TIME),
    "participation": lambda reader: participated(reader, RATIOS_OVER_TIME),
    "participation_narrow": lambda reader: participated(reader, ACTIVITIES_OVER_TIME, narrow=True),
    "report_matrix": lambda reader: overview.report_matrix(report_status(reader), reader.provenance),
    "headline_progress": lambda reader: overview.headline_progress(headlines(reader), reader.provenance),
}
