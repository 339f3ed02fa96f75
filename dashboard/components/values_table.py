"""Submitted values beside those of the quarter before, for the reviewer."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import here, state
from dashboard import page_wording as wording
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.layout import TOTAL_COLUMN
from pipelines.model import TOTAL, Catalogue

KEY = ("activity_id", "measure_id", "breakdown", "category")


def beside(current: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """Observations of one report with those of the report before.

    Shape: one row per activity, measure, breakdown and category of either; columns `now` and `before`, text,
    "–" where there is none.
    """
    return (
        _as_text(current, "now")
        .join(_as_text(previous, "before"), on=KEY, how="full", coalesce=True, validate="1:1")
        .with_columns(pl.col("now", "before").fill_null("–"))
    )


def _as_text(observations: pl.DataFrame, name: str) -> pl.DataFrame:
    return observations.select(
        *KEY,
        pl.coalesce(pl.col("value").cast(pl.String), pl.col("mark")).alias(name),
    )


def rows(
    values: pl.DataFrame, catalogue: Catalogue, activity_id: str, speaker: Speaker = ENGLISH
) -> list[tuple[str, ...]]:
    """Labelled rows of one activity, in the order of the catalogue."""
    measures = {measure_id: n for n, measure_id in enumerate(catalogue.measures)}
    breakdowns = {breakdown: n for n, breakdown in enumerate((TOTAL, *catalogue.breakdowns))}
    categories = {(TOTAL, TOTAL): ("–", speaker.say(TOTAL_COLUMN), 0)} | {
        (b.id, c.id): (b.label, c.label, n)
        for b in catalogue.breakdowns.values()
        for n, c in enumerate(b.categories)
    }
    found = values.filter(pl.col("activity_id") == activity_id).iter_rows(named=True)
    ordered = sorted(
        found,
        key=lambda row: (
            measures[row["measure_id"]],
            breakdowns[row["breakdown"]],
            categories[row["breakdown"], row["category"]][2],
        ),
    )
    return [
        (
            catalogue.measures[row["measure_id"]].label,
            *categories[row["breakdown"], row["category"]][:2],
            row["now"],
            row["before"],
        )
        for row in ordered
    ]


def marks_text(values: pl.DataFrame, catalogue: Catalogue, speaker: Speaker = ENGLISH) -> str:
    """What the marks among these values mean; blank when there are none."""
    present = {*values["now"].to_list(), *values["before"].to_list()}
    found = [f"{mark.code} – {mark.label}" for mark in catalogue.project.marks if mark.code in present]
    return speaker.say(wording.VALUES_MARKS.using(marks=tables.plain("; ".join(found)))) if found else ""


def show(current: pl.DataFrame, previous: pl.DataFrame, catalogue: Catalogue) -> None:
    """The values of the activity that the reviewer chooses: totals, and those by category to open."""
    speaker = here.speaker()
    say = speaker.say
    st.header(say(wording.VALUES_HEADING), anchor=False)
    values = beside(current, previous)
    labels = {TOTAL: say(wording.WHOLE_PLACE)} | {a.id: a.label for a in catalogue.activities.values()}
    present = set(values["activity_id"].to_list())
    options = [activity_id for activity_id in labels if activity_id in present]
    if not options:
        st.caption(say(wording.VALUES_EMPTY))
        return
    activity_id = st.selectbox(
        say(wording.VALUES_ACTIVITY),
        options,
        format_func=labels.__getitem__,
        key=state.VALUES_ACTIVITY,
    )
    chosen = values.filter(pl.col("activity_id") == activity_id)
    totals = rows(chosen.filter(pl.col("breakdown") == TOTAL), catalogue, str(activity_id), speaker)
    tables.show(
        [say(each) for each in wording.VALUES_TOTAL_COLUMNS],
        [(measure, now, before) for measure, _, _, now, before in totals],
        alt=say(wording.VALUES_HEADING),
    )
    marks = marks_text(chosen, catalogue, speaker)
    if marks:
        st.caption(marks)
    by_category = chosen.filter(pl.col("breakdown") != TOTAL)
    if not by_category.is_empty():
        with st.expander(say(wording.VALUES_SPLIT)):
            tables.show(
                [say(each) for each in wording.VALUES_COLUMNS],
                rows(by_category, catalogue, str(activity_id), speaker),
                alt=say(wording.VALUES_SPLIT),
            )
