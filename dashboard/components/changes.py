"""What the next release changes against the last one, figure by figure."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import here, state
from dashboard import publish_wording as wording
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.model import CELL_KEY, Catalogue
from pipelines.usefulness import Assessment, cell_in_words, in_words

PAGE_ROWS = 20
WAS_SHOWN = ("A", "P")


@st.fragment
def show(assessment: Assessment, catalogue: Catalogue) -> None:
    """Counts of each kind of change first, then the figures of one kind."""
    speaker = here.speaker()
    say = speaker.say
    since = wording.CHANGES_HEADING.using(number=assessment.number - 1)
    heading = say(since if assessment.number > 1 else wording.CHANGES_FIRST)
    st.subheader(heading, anchor=False)
    changes = with_kinds(assessment.changes)
    if changes.is_empty():
        st.write(say(wording.CHANGES_NONE))
        return
    tables.show(
        [say(each) for each in wording.CHANGES_COUNT_COLUMNS], count_rows(changes, speaker), alt=heading
    )
    lost = changes.filter(pl.col("kind") == "lost").height
    if lost:
        st.warning(say(wording.changes_lost(lost)))
    _show_page(_choose(changes, catalogue), catalogue)


def with_kinds(changes: pl.DataFrame) -> pl.DataFrame:
    """The changes with their `kind`: that of the change, or `lost` for a figure that readers saw before."""
    is_lost = (pl.col("change") == "newly_withheld") & pl.col("obs_status_before").is_in(WAS_SHOWN)
    return changes.with_columns(kind=pl.when(is_lost).then(pl.lit("lost")).otherwise(pl.col("change")))


def count_rows(changes: pl.DataFrame, speaker: Speaker = ENGLISH) -> list[tuple[str, str]]:
    """How many figures change in each way; ways in which none does are left out."""
    counts = dict(changes.group_by("kind").len().iter_rows())
    return [
        (speaker.say(label), speaker.number(counts[kind]))
        for kind, label in wording.CHANGE_LABELS.items()
        if kind in counts
    ]


def change_rows(
    changes: pl.DataFrame, catalogue: Catalogue, speaker: Speaker = ENGLISH
) -> list[tuple[str, str]]:
    """Each figure and what happens to it, in words."""
    say = speaker.say
    return [
        (say(cell_in_words([row[name] for name in CELL_KEY], catalogue)), say(in_words(row, catalogue)))
        for row in changes.iter_rows(named=True)
    ]


def _choose(changes: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of one kind of change and one measure."""
    say = here.speaker().say
    kinds = [kind for kind in wording.CHANGE_LABELS if (changes["kind"] == kind).any()]
    left, right = st.columns(2)
    kind = left.selectbox(
        say(wording.CHANGES_FILTER),
        kinds,
        format_func=lambda each: say(wording.CHANGE_LABELS[str(each)]),
        key=state.CHANGE_SHOWN,
    )
    found = changes.filter(pl.col("kind") == kind)
    measures = found["measure_id"].unique().to_list()
    options = ["", *(measure for measure in catalogue.measures if measure in measures)]
    measure = right.selectbox(
        say(wording.CHANGES_FILTER_MEASURE),
        options,
        format_func=lambda m: catalogue.measures[m].label if m else say(wording.CHANGES_EVERY_MEASURE),
        key=state.CHANGE_MEASURE,
    )
    return found.filter(pl.col("measure_id") == measure) if measure else found


def _show_page(chosen: pl.DataFrame, catalogue: Catalogue) -> None:
    """A page of the figures; which one is asked below them, where there is more than one."""
    speaker = here.speaker()
    say = speaker.say
    place = st.empty()
    pages = -(-chosen.height // PAGE_ROWS)
    page = 1
    if pages > 1:
        mark = "".join(str(st.session_state.get(key)) for key in (state.CHANGE_SHOWN, state.CHANGE_MEASURE))
        page = st.pagination(pages, key=f"{state.CHANGE_PAGE} {mark}")
        first = (page - 1) * PAGE_ROWS
        last = min(first + PAGE_ROWS, chosen.height)
        total = speaker.number(chosen.height)
        st.caption(say(wording.CHANGES_PAGE.using(first=first + 1, last=last, total=total)))
    rows = change_rows(chosen.slice((page - 1) * PAGE_ROWS, PAGE_ROWS), catalogue, speaker)
    with place.container():
        tables.show([say(each) for each in wording.CHANGES_COLUMNS], rows, alt=say(wording.CHANGES_TABLE))
