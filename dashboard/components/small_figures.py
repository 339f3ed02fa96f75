"""Several small figures side by side, each with its table and the way to the page that has its files."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import export
from dashboard import profile_wording as wording
from dashboard.charts import alt_text, draw
from dashboard.components import cell_table, figure_card, profile_words, viewport
from dashboard.view import Exhibit

COLUMNS = 2


def show(exhibits: Sequence[Exhibit]) -> None:
    """The figures in rows; those without cells are left out."""
    drawn = [exhibit for exhibit in exhibits if not exhibit.cells.frame.is_empty()]
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
    )
    for note in dict.fromkeys(notes):
        st.caption(note)


def _show(exhibit: Exhibit) -> None:
    say = exhibit.provenance.say
    figure_card.show_figure(
        draw(exhibit, narrow=True),
        alt=alt_text(exhibit),
        file_name=export.file_name(exhibit, "svg").removesuffix(".svg"),
    )
    with st.expander(say(wording.TABLE_OF_FIGURE)):
        cell_table.show(exhibit.cells, exhibit.provenance.speaker)
    view = exhibit.view
    path = profile_words.explore_path(view.selection, exhibit.provenance, view.look)
    st.markdown(f"[{say(wording.MORE_IN_EXPLORE)}]({path})")
