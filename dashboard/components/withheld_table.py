"""How much of a release is withheld, per kind of place, and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import page_wording as wording
from dashboard.components import numbers, tables
from dashboard.model import PLACE_LEVELS, Provenance
from dashboard.wording import PLACE_LEVELS as PLACE_LEVEL_LABELS

STATUSES = ("shown", "provisional", "withheld", "not_reported", "cannot_exist")


def rows(summary: pl.DataFrame) -> list[tuple[str, ...]]:
    """One row for each kind of place, with numbers of cells, not of people."""
    totals = summary.group_by("place_level").agg(pl.col(*STATUSES).sum())
    found = {row["place_level"]: row for row in totals.iter_rows(named=True)}
    return [_row(level, found[level]) for level in PLACE_LEVELS if level in found]


def _row(level: str, counts: dict[str, int]) -> tuple[str, ...]:
    known = counts["shown"] + counts["provisional"] + counts["withheld"]
    return (
        str(PLACE_LEVEL_LABELS[level]),
        *(numbers.amount(counts[status]) for status in STATUSES),
        numbers.share(counts["withheld"], known),
    )


def why(provenance: Provenance) -> str:
    """How the counts of a release are protected, in plain words."""
    if provenance.rounded_to:
        return wording.ROUNDED_WHY.format(base=provenance.rounded_to, less=provenance.rounded_to - 1)
    return wording.WITHHELD_WHY.format(
        largest=provenance.threshold - 1,
        threshold=provenance.threshold,
        contributors=provenance.min_contributors,
    )


def show(summary: pl.DataFrame, provenance: Provenance) -> None:
    """Why cells are withheld, and how many."""
    st.header(wording.ROUNDED_HEADING if provenance.rounded_to else wording.WITHHELD_HEADING, anchor=False)
    st.markdown(why(provenance))
    tables.show(wording.WITHHELD_COLUMNS, rows(summary), alt=wording.CELLS_TABLE)
    st.caption(wording.WITHHELD_COLUMNS_EXPLAINED)
