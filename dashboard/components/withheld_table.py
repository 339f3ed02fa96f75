"""How much of a release is withheld, per kind of place, and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import reading_wording as wording
from dashboard.components import numbers, tables
from dashboard.model import PLACE_LEVELS, Provenance
from dashboard.wording import PLACE_LEVELS as PLACE_LEVEL_LABELS
from pipelines.languages import Speaker

STATUSES = ("shown", "provisional", "withheld", "not_reported", "cannot_exist")


def rows(summary: pl.DataFrame, speaker: Speaker) -> list[tuple[str, ...]]:
    """One row for each kind of place, with numbers of cells, not of people."""
    totals = summary.group_by("place_level").agg(pl.col(*STATUSES).sum())
    found = {row["place_level"]: row for row in totals.iter_rows(named=True)}
    return [_row(level, found[level], speaker) for level in PLACE_LEVELS if level in found]


def _row(level: str, counts: dict[str, int], speaker: Speaker) -> tuple[str, ...]:
    known = counts["shown"] + counts["provisional"] + counts["withheld"]
    return (
        speaker.say(PLACE_LEVEL_LABELS[level]),
        *(speaker.number(counts[status]) for status in STATUSES),
        numbers.share(counts["withheld"], known, speaker),
    )


def why(provenance: Provenance) -> str:
    """How the counts of a release are protected, in plain words."""
    if provenance.rounded_to:
        return provenance.say(
            wording.ROUNDED_WHY.using(base=provenance.rounded_to, less=provenance.rounded_to - 1)
        )
    return provenance.say(
        wording.WITHHELD_WHY.using(largest=provenance.threshold - 1, contributors=provenance.min_contributors)
    )


def show(summary: pl.DataFrame, provenance: Provenance) -> None:
    """Why cells are withheld, and how many."""
    say = provenance.say
    heading = wording.ROUNDED_HEADING if provenance.rounded_to else wording.WITHHELD_HEADING
    st.header(say(heading), anchor=False)
    st.markdown(why(provenance))
    tables.show(
        [say(column) for column in wording.WITHHELD_COLUMNS],
        rows(summary, provenance.speaker),
        alt=say(wording.CELLS_TABLE),
    )
    st.caption(say(wording.WITHHELD_COLUMNS_EXPLAINED))
