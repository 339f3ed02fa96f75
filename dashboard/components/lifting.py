"""Lifting a withheld figure: which one, why, and what became of those lifted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import here, state
from dashboard import publish_wording as wording
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.ledger import Lift
from pipelines.model import CELL_KEY, WITHHELD, Catalogue
from pipelines.texts import joined
from pipelines.usefulness import Assessment, cell_in_words, why_withheld
from pipelines.usefulness.words import place_in_words


@dataclass(frozen=True)
class Choice:
    """A figure to lift, or to withhold again."""

    cell_key: tuple[str, ...]
    name: str
    reason: str


def choose(assessment: Assessment, catalogue: Catalogue) -> Choice | None:
    """The figure that is to be lifted, once the button was pressed; null before."""
    say = here.speaker().say
    with st.expander(say(wording.LIFT_HEADING), expanded=bool(assessment.lifts.height)):
        return _choose(assessment, catalogue)


def _choose(assessment: Assessment, catalogue: Catalogue) -> Choice | None:
    speaker = here.speaker()
    say = speaker.say
    st.write(say(wording.LIFT_TEXT))
    if assessment.lifts.height:
        tables.show(
            [say(each) for each in wording.LIFTS_COLUMNS],
            lift_rows(assessment.lifts, catalogue, speaker),
            alt=say(wording.LIFT_HEADING),
        )
    candidates = candidates_of(assessment)
    if candidates.is_empty():
        st.write(say(wording.LIFT_NONE))
        return None
    left, right = st.columns(2)
    measures = candidates["measure_id"].unique().to_list()
    measure = left.selectbox(
        say(wording.LIFT_MEASURE),
        [each for each in catalogue.measures if each in measures],
        format_func=lambda each: catalogue.measures[each].label,
        key=state.LIFT_MEASURE,
    )
    found = candidates.filter(pl.col("measure_id") == measure)
    place = right.selectbox(
        say(wording.LIFT_PLACE),
        found["place_id"].unique(maintain_order=True).to_list(),
        format_func=lambda each: say(joined([place_in_words(each, catalogue)])),
        key=state.LIFT_PLACE,
    )
    keys = list(found.filter(pl.col("place_id") == place).select(CELL_KEY).iter_rows())
    with st.form("lift", enter_to_submit=False):
        key = st.selectbox(
            say(wording.LIFT_CELL),
            keys,
            format_func=lambda each: say(cell_in_words(each, catalogue)),
            key=state.LIFT_CELL,
        )
        reason = st.text_input(say(wording.LIFT_REASON), key=state.LIFT_REASON, max_chars=500)
        pressed = st.form_submit_button(say(wording.LIFT_BUTTON))
    return Choice(key, say(cell_in_words(key, catalogue)), reason) if pressed and key else None


def ask_taking_back(lifts: Sequence[Lift], catalogue: Catalogue) -> Choice | None:
    """A lifted figure that is to be withheld again, once the button was pressed; nothing where none is lifted."""
    say = here.speaker().say
    if not lifts:
        return None
    with st.expander(say(wording.UNLIFT_HEADING)):
        st.write(say(wording.UNLIFT_TEXT))
        with st.form("unlift", enter_to_submit=False):
            key = st.selectbox(
                say(wording.UNLIFT_CELL),
                [lift.cell_key for lift in lifts],
                format_func=lambda each: say(cell_in_words(each, catalogue)),
                key=state.UNLIFT_CELL,
            )
            reason = st.text_input(say(wording.UNLIFT_REASON), key=state.UNLIFT_REASON, max_chars=500)
            pressed = st.form_submit_button(say(wording.UNLIFT_BUTTON))
    return Choice(key, say(cell_in_words(key, catalogue)), reason) if pressed and key else None


def candidates_of(assessment: Assessment) -> pl.DataFrame:
    """Figures that are withheld in the next release as in the last one, and not lifted yet.

    Shape: CELL_SCHEMA, sorted by CELL_KEY. Which of them are small cannot be told here; those are refused.
    """
    newly = assessment.changes.filter(pl.col("change") == "newly_withheld")
    return (
        assessment.in_force.cells.filter(pl.col("obs_status") == WITHHELD[0])
        .join(newly, on=list(CELL_KEY), how="anti")
        .join(assessment.lifts, on=list(CELL_KEY), how="anti")
        .sort(CELL_KEY)
    )


def lift_rows(lifts: pl.DataFrame, catalogue: Catalogue, speaker: Speaker = ENGLISH) -> list[tuple[str, str]]:
    """Each lifted figure and what becomes of it."""
    say = speaker.say
    rows = []
    for row in lifts.iter_rows(named=True):
        key = tuple(row[name] for name in CELL_KEY)
        why = why_withheld(row["rule"], row["because"], key, catalogue)
        said = say(wording.LIFT_SHOWN) if row["would_show"] else say(wording.LIFT_STAYS.using(why=why))
        rows.append((say(cell_in_words(key, catalogue)), said))
    return rows
