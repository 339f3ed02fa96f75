"""Before a report is submitted: what it changes, and what others will see of it."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboard import check_wording as wording
from dashboard import state
from dashboard.components import tables
from dashboard.components.values_table import KEY, beside
from pipelines.languages import Speaker
from pipelines.layout import ALL_ACTIVITIES, column_called, row_called
from pipelines.model import CELL_KEY, PROVISIONAL, SHOWN, TOTAL, WITHHELD, Catalogue
from pipelines.texts import Name, Quarter, Text, text

BECAUSE: dict[str, Text] = {
    "small": wording.BECAUSE_SMALL,
    "one_category": wording.BECAUSE_ONE_CATEGORY,
    "few_contributors": wording.BECAUSE_FEW,
    "earlier": wording.BECAUSE_EARLIER,
}


SO_FAR: dict[str | None, Text] = {
    SHOWN[0]: wording.IS_SHOWN,
    PROVISIONAL[0]: wording.IS_SHOWN,
    WITHHELD[0]: wording.IS_WITHHELD,
}


def changed(current: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """The figures of one report that another one of the same quarter said otherwise.

    Shape: KEY with `before` and `now`, text, "–" where there is none.
    """
    return beside(current, previous).filter(pl.col("now") != pl.col("before")).sort(KEY)


def show_changes(
    current: pl.DataFrame, previous: pl.DataFrame, quarter: str, catalogue: Catalogue, speaker: Speaker
) -> None:
    """Old and new of every figure that changes; nothing when there was no report."""
    if previous.is_empty():
        return
    st.subheader(speaker.say(wording.CHANGES_HEADING), anchor=False)
    rows = [
        (
            speaker.say(_row(catalogue, row["activity_id"], row["measure_id"])),
            speaker.say(column_called(catalogue, (row["breakdown"], row["category"]))),
            row["before"],
            row["now"],
        )
        for row in changed(current, previous).iter_rows(named=True)
    ]
    if rows:
        tables.show(
            [speaker.say(label) for label in wording.CHANGES_COLUMNS],
            rows,
            alt=speaker.say(wording.CHANGES_HEADING),
        )
    else:
        st.caption(speaker.say(wording.CHANGES_NONE.using(quarter=Quarter(quarter))))


def ask(mark: str, foresee: Callable[[], pl.DataFrame], catalogue: Catalogue, speaker: Speaker) -> None:
    """What others would see, when somebody asks for it: working it out takes a second or two."""
    st.subheader(speaker.say(wording.FORESEEN_HEADING), anchor=False)
    if st.button(speaker.say(wording.FORESEEN_BUTTON)) or state.has(state.FORESEEN, mark):
        with st.spinner(speaker.say(wording.FORESEEN_WAIT)):
            cells = state.once(state.FORESEEN, mark, foresee)
        show_foreseen(cells, catalogue, speaker)


def show_foreseen(cells: pl.DataFrame, catalogue: Catalogue, speaker: Speaker) -> None:
    """What would be withheld, and why."""
    if cells.is_empty():
        st.caption(speaker.say(wording.FORESEEN_NONE))
        return
    withheld = cells.filter(pl.col("obs_status") == WITHHELD[0])
    counted = wording.FORESEEN_TEXT.using(shown=cells.height - withheld.height, withheld=withheld.height)
    st.write(speaker.say(counted))
    if not withheld.is_empty():
        is_published = withheld["so_far"].is_in(list(SO_FAR)).any()
        tables.show(
            [
                speaker.say(label)
                for label in (*wording.FORESEEN_COLUMNS, *([wording.SO_FAR] if is_published else []))
            ],
            foreseen_rows(withheld, catalogue, speaker, so_far=is_published),
            alt=speaker.say(wording.FORESEEN_HEADING),
        )


def foreseen_rows(
    withheld: pl.DataFrame, catalogue: Catalogue, speaker: Speaker, *, so_far: bool
) -> list[tuple[str, ...]]:
    """Each withheld figure and the reason; `so_far` adds what the current release does with it."""
    at = {name: position for position, name in enumerate(CELL_KEY)}

    def figure(values: dict[str, str]) -> Text:
        return text(
            "{row}: {column}",
            row=_row(catalogue, values["activity_id"], values["measure_id"]),
            column=column_called(catalogue, (values["breakdown"], values["category"])),
        )

    rows = []
    for row in withheld.iter_rows(named=True):
        reason = BECAUSE.get(row["rule"])
        if reason is None and not row["because"]:
            reason = wording.BECAUSE_OTHERS
        elif reason is None:
            protected = {name: row["because"][position] for name, position in at.items()}
            reason = wording.BECAUSE_OF.using(figure=figure(protected))
        now = SO_FAR.get(row["so_far"])
        rows.append(
            (
                speaker.say(figure(row)),
                speaker.say(reason),
                *(["" if now is None else speaker.say(now)] if so_far else []),
            )
        )
    return rows


def _row(catalogue: Catalogue, activity_id: str, measure_id: str) -> Text:
    activity: Name | Text = (
        ALL_ACTIVITIES if activity_id == TOTAL else catalogue.activities[activity_id].called
    )
    return row_called(catalogue.measures[measure_id], activity)
