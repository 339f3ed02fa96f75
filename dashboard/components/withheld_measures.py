"""How much is withheld of each kind of count, and what partners could not say."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import quality_wording as wording
from dashboard.components import numbers, tables
from dashboard.model import Provenance
from pipelines.languages import Speaker


def measure_rows(summary: pl.DataFrame, speaker: Speaker) -> list[tuple[str, ...]]:
    """One row for each measure that is counted by city or region, with numbers of cells, not of people."""
    return [
        (
            row["measure_label"],
            speaker.number(row["shown"] + row["provisional"]),
            speaker.number(row["withheld"]),
            numbers.share(row["withheld"], row["shown"] + row["provisional"] + row["withheld"], speaker),
        )
        for row in summary.filter(place_level="local").iter_rows(named=True)
    ]


def mark_rows(coverage: pl.DataFrame, speaker: Speaker) -> list[tuple[str, ...]]:
    """One row for each place that reported, with numbers of cells, not of people."""
    columns = ("asked", "not_collected", "not_possible")
    return [
        (row["place_label"], *(speaker.number(row[each]) for each in columns))
        for row in coverage.iter_rows(named=True)
    ]


def show(summary: pl.DataFrame, coverage: pl.DataFrame, provenance: Provenance) -> None:
    """Both tables; that of the measures is long, and opens when asked."""
    speaker, say = provenance.speaker, provenance.say
    with st.expander(say(wording.BY_MEASURE)):
        tables.show(
            [say(column) for column in wording.MEASURE_COLUMNS],
            measure_rows(summary, speaker),
            alt=say(wording.BY_MEASURE),
        )
    st.header(say(wording.MARKS), anchor=False)
    if coverage.is_empty():
        st.info(say(wording.NO_MARKS))
        return
    tables.show(
        [say(column) for column in wording.MARK_COLUMNS], mark_rows(coverage, speaker), alt=say(wording.MARKS)
    )
    st.caption(say(wording.MARKS_NOTE))
