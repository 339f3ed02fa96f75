"""What the next release changes against the last one, figure by figure."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import publish_wording as wording
from dashboard import state
from dashboard.components import numbers, tables
from pipelines.model import CELL_KEY, Catalogue
from pipelines.usefulness import Assessment, cell_in_words, in_words

PAGE_ROWS = 20
WAS_SHOWN = ("A", "P")


@st.fragment
def show(assessment: Assessment, catalogue: Catalogue) -> None:
    """Counts of each kind of change first, then the figures of one kind."""
    heading = wording.CHANGES_HEADING if assessment.number > 1 else wording.CHANGES_FIRST
    heading = heading.format(number=assessment.number - 1)
    st.subheader(heading, anchor=False)
    changes = with_kinds(assessment.changes)
    if changes.is_empty():
        st.write(wording.CHANGES_NONE)
        return
    tables.show(wording.CHANGES_COUNT_COLUMNS, count_rows(changes), alt=heading)
    lost = changes.filter(pl.col("kind") == "lost").height
    if lost:
        st.warning(wording.CHANGES_LOST_ONE if lost == 1 else wording.CHANGES_LOST.format(count=lost))
    _show_page(_choose(changes, catalogue), catalogue)


def with_kinds(changes: pl.DataFrame) -> pl.DataFrame:
    """The changes with their `kind`: that of the change, or `lost` for a figure that readers saw before."""
    is_lost = (pl.col("change") == "newly_withheld") & pl.col("obs_status_before").is_in(WAS_SHOWN)
    return changes.with_columns(kind=pl.when(is_lost).then(pl.lit("lost")).otherwise(pl.col("change")))


def count_rows(changes: pl.DataFrame) -> list[tuple[str, str]]:
    """How many figures change in each way; ways in which none does are left out."""
    counts = dict(changes.group_by("kind").len().iter_rows())
    return [
        (label, numbers.amount(counts[kind]))
        for kind, label in wording.CHANGE_LABELS.items()
        if kind in counts
    ]


def change_rows(changes: pl.DataFrame, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Each figure and what happens to it, in words."""
    rows = []
    for row in changes.iter_rows(named=True):
        cell = cell_in_words([row[name] for name in CELL_KEY], catalogue)
        rows.append((cell, in_words(row, catalogue)[len(cell) :].lstrip(" -")))
    return rows


def _choose(changes: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of one kind of change and one measure."""
    kinds = [kind for kind in wording.CHANGE_LABELS if (changes["kind"] == kind).any()]
    left, right = st.columns(2)
    kind = left.selectbox(
        wording.CHANGES_FILTER, kinds, format_func=wording.CHANGE_LABELS.__getitem__, key=state.CHANGE_SHOWN
    )
    found = changes.filter(pl.col("kind") == kind)
    measures = found["measure_id"].unique().to_list()
    options = ["", *(measure for measure in catalogue.measures if measure in measures)]
    measure = right.selectbox(
        wording.CHANGES_FILTER_MEASURE,
        options,
        format_func=lambda m: catalogue.measures[m].label if m else wording.CHANGES_EVERY_MEASURE,
        key=state.CHANGE_MEASURE,
    )
    return found.filter(pl.col("measure_id") == measure) if measure else found


def _show_page(chosen: pl.DataFrame, catalogue: Catalogue) -> None:
    """A page of the figures; which one is asked below them, where there is more than one."""
    place = st.empty()
    pages = -(-chosen.height // PAGE_ROWS)
    page = 1
    if pages > 1:
        mark = "".join(str(st.session_state.get(key)) for key in (state.CHANGE_SHOWN, state.CHANGE_MEASURE))
        page = st.pagination(pages, key=f"{state.CHANGE_PAGE} {mark}")
        first = (page - 1) * PAGE_ROWS
        last = min(first + PAGE_ROWS, chosen.height)
        total = numbers.amount(chosen.height)
        st.caption(wording.CHANGES_PAGE.format(first=first + 1, last=last, total=total))
    rows = change_rows(chosen.slice((page - 1) * PAGE_ROWS, PAGE_ROWS), catalogue)
    with place.container():
        tables.show(wording.CHANGES_COLUMNS, rows, alt=wording.CHANGES_TABLE)
