"""Several small figures side by side, each with its table and the way to the page that has its files."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import navigation
from dashboard import profile_wording as wording
from dashboard.components import figure_card, tables, viewport
from dashboard.components.drawing import drawing
from dashboard.reading_wording import NO_VALUE_NOTE
from dashboard.view import Exhibit

COLUMNS = 2


def show(exhibits: Sequence[Exhibit]) -> None:
    """The figures in rows; those without anything to draw are named instead."""
    drawn = [exhibit for exhibit in exhibits if has_marks(exhibit)]
    columns = 1 if viewport.is_narrow() else COLUMNS
    for first in range(0, len(drawn), columns):
        for column, exhibit in zip(st.columns(columns), drawn[first : first + columns], strict=False):
            with column, st.container(border=True, height="stretch"):
                _show(exhibit)
    # Each figure says itself how many of its cells are withheld; the rest is said once for all of them.
    notes = (
        exhibit.provenance.say(note)
        for exhibit in drawn
        for note in figure_card.notes(exhibit.cells, exhibit.provenance)[1:]
        if note is not NO_VALUE_NOTE
    )
    for note in dict.fromkeys(notes):
        st.caption(note)
    rest = [exhibit for exhibit in exhibits if not has_marks(exhibit)]
    if rest:
        names = ", ".join(exhibit.cells.indicator.label for exhibit in rest)
        st.caption(rest[0].provenance.say(wording.NOT_DRAWN.using(indicators=tables.plain(names))))


def has_marks(exhibit: Exhibit) -> bool:
    """Whether any cell has a value, or a range that ends somewhere."""
    return not exhibit.cells.frame.filter(
        pl.any_horizontal(pl.col("value", "upper").is_not_null())
    ).is_empty()


def _show(exhibit: Exhibit) -> None:
    say = exhibit.provenance.say
    drawn = drawing(exhibit, narrow=True)
    figure_card.show_figure(
        drawn.figure,
        alt=drawn.alt,
    )
    with st.expander(say(wording.TABLE_OF_FIGURE)):
        figure_card.show_table(exhibit)
    navigation.link("explore", say(wording.MORE_IN_EXPLORE), exhibit.view.to_query())
