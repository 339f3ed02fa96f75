"""A figure with everything that belongs to it: alt text, files, withheld note, the table of its cells."""

from __future__ import annotations

import streamlit as st

from dashboard import reading_wording as wording
from dashboard.charts import theme
from dashboard.components import downloads, frame, tables, viewport
from dashboard.components.drawing import drawing, table
from dashboard.components.ready_figure import ReadyFigure
from dashboard.derived import exhibit_of, not_applied
from dashboard.model import Cells, CellStatus, Figure, Milestone, Provenance
from dashboard.queries import ReleaseReader
from dashboard.view import Exhibit, View
from dashboard.wording import NOTHING_TO_SHOW
from pipelines.texts import Text


def show_view(
    cells: Cells, view: View, release: ReleaseReader, milestones: tuple[Milestone, ...] = ()
) -> None:
    """The card of the cells that a view chose, and why parts of its look are left out."""
    for notice in not_applied(view, cells):
        st.info(release.provenance.say(notice))
    show(exhibit_of(cells, view, release.provenance, milestones))


def show(exhibit: Exhibit, key: str = "") -> None:
    """The card; without cells only a sentence that says so. Cards of one page differ in their key."""
    if exhibit.cells.frame.is_empty():
        st.info(exhibit.provenance.say(NOTHING_TO_SHOW))
        st.write(exhibit.provenance.say(wording.EMPTY_ADVICE))
        return
    drawn = drawing(exhibit, narrow=viewport.is_narrow())
    with st.container(border=True):
        show_figure(
            drawn.figure,
            alt=drawn.alt,
            key=key,
        )
        for note in notes(exhibit.cells, exhibit.provenance):
            st.markdown(exhibit.provenance.say(note))
        downloads.show(exhibit, key or f"{exhibit.view.page} downloads")
        with st.expander(exhibit.provenance.say(wording.TABLE_HEADING)):
            show_table(exhibit)
        frame.show_method_link()


def show_figure(figure: Figure, *, alt: str, key: str = "") -> None:
    """A figure in the theme of the page, at the height it was drawn for."""
    st.plotly_chart(
        ReadyFigure(theme(figure, dark=True) if viewport.is_dark() else figure),
        theme=None,
        alt=alt,
        key=f"figure.{key}" if key else None,
        # Its button would give files without a seal, which do not say where they come from.
        config={"displayModeBar": False},
    )


def show_table(exhibit: Exhibit) -> None:
    """The cells of a figure as a table."""
    columns, rows = table(exhibit)
    tables.show(columns, rows, alt=exhibit.provenance.say(wording.TABLE_HEADING))


def notes(cells: Cells, provenance: Provenance) -> tuple[Text, ...]:
    """What must be said about the cells of a figure that are not simply shown."""
    hidden, total = cells.withheld_count, cells.frame.height
    found = [wording.withheld(hidden, total) if hidden else wording.WITHHELD_NONE]
    ranges = cells.count(CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)
    if provenance.rounded_to and cells.indicator.person_level:
        found = [wording.ROUNDED_NOTE.using(base=provenance.rounded_to, less=provenance.rounded_to - 1)]
    if ranges:
        found.append(wording.RANGE_NOTE)
    if cells.count(CellStatus.PROVISIONAL, CellStatus.PROVISIONAL_RANGE):
        found.append(wording.PROVISIONAL_NOTE)
    if cells.count(CellStatus.CANNOT_EXIST):
        found.append(wording.TOO_EARLY_NOTE)
    if not cells.count(CellStatus.SHOWN, CellStatus.PROVISIONAL, CellStatus.NO_CASES) + ranges:
        found.append(wording.NO_VALUE_NOTE)
    return tuple(found)
