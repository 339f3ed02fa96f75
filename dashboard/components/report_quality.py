"""Which reports came, and which in time: of what was due when a release was made."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard import quality_wording as wording
from dashboard.components import report_matrix, small_figures, tables
from dashboard.derived import exhibit_of
from dashboard.model import ReportStatus
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from dashboard.view import Exhibit, Look, View
from pipelines.languages import Speaker
from pipelines.model import PROJECT_PLACE


def rows(status: ReportStatus, speaker: Speaker) -> list[tuple[str, ...]]:
    """One row for each partner, and one for all: reports due, in the release, in time, and with a later version."""
    has_dates = status.frame["received_on"].is_not_null().any()
    counted = (
        status.frame.with_columns(
            reported=pl.col("state") == "reported",
            in_time=(pl.col("received_on") <= pl.col("due_on")).fill_null(value=False),
            again=(pl.col("version") > 1).fill_null(value=False),
        )
        .group_by("partner_id", "partner_label", maintain_order=True)
        .agg(pl.len().alias("due"), pl.col("reported", "in_time", "again").sum())
    )
    dated = ("in_time", "again")
    return [
        (
            label,
            *(
                speaker.say(wording.DATES_UNKNOWN)
                if each in dated and not has_dates
                else speaker.number(row[each])
                for each in ("due", "reported", *dated)
            ),
        )
        for label, row in [
            *((row["partner_label"], row) for row in counted.iter_rows(named=True)),
            (
                speaker.say(wording.ALL_PARTNERS),
                counted.select("due", "reported", *dated).sum().row(0, named=True),
            ),
        ]
    ]


def show(reader: ReleaseReader, status: ReportStatus, cycle_indicators: Sequence[str]) -> None:
    """The figure and the table of the reports, then the indicators of the reporting itself."""
    provenance = reader.provenance
    say = provenance.say
    st.header(say(wording.REPORTS), anchor=False)
    due = report_matrix.due(status, provenance.published_on)
    if due.frame.is_empty():
        st.info(say(wording.NO_REPORTS))
        return
    report_matrix.show(status, provenance)
    tables.show(
        [say(column) for column in wording.REPORT_COLUMNS],
        rows(due, provenance.speaker),
        alt=say(wording.REPORTS),
    )
    st.caption(say(wording.REPORTS_NOTE))
    if not cycle_indicators:
        st.caption(say(wording.NO_CYCLE))
    small_figures.show([_exhibit(reader, indicator_id) for indicator_id in cycle_indicators])


def _exhibit(reader: ReleaseReader, indicator_id: str) -> Exhibit:
    provenance = reader.provenance
    quarters = tuple(each.id for each in reader.options.periods("quarter"))
    selection = Selection(indicator_id, "project", (PROJECT_PLACE,), "quarter", quarters)
    view = View("explore", selection, Look(), provenance.release_number, provenance.language)
    return exhibit_of(cache.cells(reader, selection), view, provenance)
