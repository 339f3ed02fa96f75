"""Who has reported which quarter, as a table of words and marks."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import navigation
from dashboard import reading_wording as wording
from dashboard.charts.overview import report_alt_text, report_matrix
from dashboard.components import figure_card, tables, viewport
from dashboard.model import Provenance, ReportStatus
from pipelines.languages import Speaker
from pipelines.texts import Text


def rows(status: ReportStatus, speaker: Speaker) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: one row for each partner, one column for each quarter.

    A partner from whom nothing is expected in a quarter has a blank there.
    """
    quarters = status.frame["quarter"].unique().sort().to_list()
    labels = dict(status.frame.select("partner_id", "partner_label").iter_rows())
    states = {(p, q): s for p, q, s in status.frame.select("partner_id", "quarter", "state").iter_rows()}
    words = {state: speaker.say(word) for state, word in wording.REPORT_STATES.items()}
    body = [
        [label, *(words.get(states.get((partner_id, quarter), ""), "") for quarter in quarters)]
        for partner_id, label in labels.items()
    ]
    return [speaker.say(wording.PARTNER_COLUMN), *map(speaker.quarter, quarters)], body


def due(status: ReportStatus, on: str) -> ReportStatus:
    """Reports that were due before a day, written 2018-07-31, and those that came early."""
    return ReportStatus(status.frame.filter((pl.col("due_on") < on) | (pl.col("state") == "reported")))


def summary(status: ReportStatus, speaker: Speaker) -> str:
    """How many of the reports that were due are there, in words."""
    expected = status.frame.height
    reported = status.frame.filter(pl.col("state") == "reported").height
    return speaker.say(wording.REPORTED_SUMMARY.using(reported=reported, expected=expected))


def missing(status: ReportStatus, speaker: Speaker) -> list[Text]:
    """The reports that are not there, by partner and quarter."""
    rows = status.frame.filter(pl.col("state") == "missing").sort(
        "quarter", descending=True, maintain_order=True
    )
    return [
        wording.REPORT_OF.using(partner=row["partner_label"], quarter=speaker.quarter(row["quarter"]))
        for row in rows.iter_rows(named=True)
    ]


def show_summary(status: ReportStatus, provenance: Provenance, *, today: bool) -> None:
    """How many of the reports that were due are there, and which are not; `today` adds the way to how it is now."""
    status = due(status, provenance.published_on)
    speaker = provenance.speaker
    st.write(summary(status, speaker))
    late = missing(status, speaker)
    if late:
        st.markdown(tables.plain(speaker.say(wording.missing_reports(late))))
    if today:
        navigation.link("reports", speaker.say(wording.REPORTS_LINK))


def show(status: ReportStatus, provenance: Provenance) -> None:
    """The figure, and the table of the same: of what was due when the release was made."""
    status = due(status, provenance.published_on)
    speaker = provenance.speaker
    with st.container(border=True):
        figure_card.show_figure(
            report_matrix(status, provenance, narrow=viewport.is_narrow()),
            alt=report_alt_text(status, provenance.speaker),
        )
        with st.expander(speaker.say(wording.REPORTED_TABLE)):
            columns, body = rows(status, speaker)
            tables.show(columns, body, alt=speaker.say(wording.REPORTED_HEADING))
