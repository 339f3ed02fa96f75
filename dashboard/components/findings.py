"""The findings of a check, as a real HTML table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import check_wording as wording
from dashboard import state
from dashboard.components import tables
from pipelines.languages import SOURCE_LANGUAGE, Speaker
from pipelines.ledger import Confirmation
from pipelines.marking.entries import WEIGHT
from pipelines.model import (
    KEY_ROW,
    MACHINE_ROW,
    TEMPLATE_MAGIC,
    Finding,
    RawTable,
    Screening,
    Severity,
    cell_address,
)
from pipelines.texts import text

MOST_CELLS = 12
ENGLISH = Speaker(SOURCE_LANGUAGE)
PREVIEW_ROWS_AROUND = 1
PREVIEW_ROWS = 12
PREVIEW_COLUMNS = 8
LABEL_LENGTH = 3
"""Longer texts are labels, and show which row is which."""
LABEL_COLUMNS = 3
FIRST_LABEL_COLUMN = 3
"""In a template; the columns before it are hidden."""


def cell_list(finding: Finding, speaker: Speaker = ENGLISH) -> str:
    """Addresses of a finding, the first dozen of many."""
    shown = ", ".join(finding.cells[:MOST_CELLS])
    rest = len(finding.cells) - MOST_CELLS
    return speaker.say(text("{cells} and {n} more", cells=shown, n=rest)) if rest > 0 else shown


def rows(
    findings: Sequence[Finding], speaker: Speaker = ENGLISH, reasons: Mapping[int, Confirmation] | None = None
) -> list[tuple[str, ...]]:
    """One row for each finding, the weightiest first; `reasons` add a column."""
    numbered = sorted(enumerate(findings, 1), key=lambda item: WEIGHT.index(item[1].severity))
    return [
        (
            speaker.say(wording.KINDS[finding.severity]),
            cell_list(finding, speaker) or speaker.say(wording.WHOLE_FILE),
            speaker.say(finding.what),
            speaker.say(finding.remedy),
            *([reasons[number].reason if number in reasons else ""] if reasons else []),
        )
        for number, finding in numbered
    ]


def show_table(
    findings: Sequence[Finding], speaker: Speaker = ENGLISH, reasons: Mapping[int, Confirmation] | None = None
) -> None:
    """The table alone."""
    columns = [
        speaker.say(label) for label in (*wording.COLUMNS, *([wording.REASON_COLUMN] if reasons else []))
    ]
    tables.show(columns, rows(findings, speaker, reasons), alt=speaker.say(wording.FINDINGS))


def show_verdict(screening: Screening, speaker: Speaker) -> None:
    """What the check says about the file as a whole, then the findings of the kinds that are chosen."""
    if screening.is_blocked:
        st.error(speaker.say(wording.CHECK_BLOCKED))
    elif screening.findings:
        st.warning(speaker.say(wording.CHECK_OPEN))
    else:
        st.success(speaker.say(wording.CHECK_CLEAN))
    counted = wording.CHECK_BALANCE.using(
        read=screening.read_cells,
        accepted=screening.accepted_cells,
        rejected=screening.rejected_cells,
        blank=screening.blank_cells,
    )
    st.caption(speaker.say(counted))
    present = [s for s in WEIGHT if any(finding.severity is s for finding in screening.findings)]
    if not present:
        return
    chosen = present
    if len(present) > 1:
        chosen = st.pills(
            speaker.say(wording.SHOW_KINDS),
            present,
            selection_mode="multi",
            default=present,
            format_func=lambda severity: speaker.say(wording.KINDS[Severity(severity)]),
            key=state.FINDING_KINDS,
        )
    show_table([finding for finding in screening.findings if finding.severity in chosen], speaker)


def show_refusal(screening: Screening, speaker: Speaker) -> None:
    """Why a file was refused before its cells were looked at as a report."""
    st.error(speaker.say(wording.CHECK_BLOCKED))
    show_table(screening.findings, speaker)


def show_preview(findings: Sequence[Finding], table: RawTable, speaker: Speaker) -> None:
    """The rows of the sheet around a finding that is chosen, with its cells marked."""
    with_cells = [finding for finding in findings if finding.cells]
    if not with_cells:
        return
    with st.expander(speaker.say(wording.PREVIEW_HEADING)):
        number = st.selectbox(
            speaker.say(wording.PREVIEW_CHOICE),
            range(len(with_cells)),
            format_func=lambda n: f"{cell_list(with_cells[n], speaker)}: {speaker.say(with_cells[n].what)}",
            key=state.FINDING_SHOWN,
        )
        columns, lines = preview(with_cells[int(number or 0)], table, speaker)
        tables.show(columns, lines, alt=speaker.say(wording.PREVIEW_HEADING))


def preview(finding: Finding, table: RawTable, speaker: Speaker) -> tuple[list[str], list[tuple[str, ...]]]:
    """Header and rows of the part of a sheet that a finding is about; its cells begin with ▶.

    At most twelve rows; the columns of labels, and at most eight with cells of the finding.
    """
    cells = set(finding.cells)
    hidden = (MACHINE_ROW, KEY_ROW) if table.text(MACHINE_ROW, 1) == TEMPLATE_MAGIC else ()
    first_column = FIRST_LABEL_COLUMN if hidden else 1
    width = max((len(row) for row in table.cells), default=0)
    marked = [
        (row, column)
        for row in range(1, len(table.cells) + 1)
        for column in range(1, width + 1)
        if cell_address(row, column) in cells
    ]
    near = {row + step for row, _ in marked for step in range(-PREVIEW_ROWS_AROUND, PREVIEW_ROWS_AROUND + 1)}
    shown_rows = sorted(row for row in near if 1 <= row <= len(table.cells) and row not in hidden)[
        :PREVIEW_ROWS
    ]
    labels = [
        column
        for column in range(first_column, width + 1)
        if any(len(table.text(row, column)) > LABEL_LENGTH for row in shown_rows)
    ][:LABEL_COLUMNS]
    shown_columns = sorted({*labels, *[column for _, column in marked][:PREVIEW_COLUMNS]})
    letters = [cell_address(1, column)[:-1] for column in shown_columns]
    lines = [
        (
            str(row),
            *(
                f"▶ {table.text(row, column)}"
                if cell_address(row, column) in cells
                else table.text(row, column)
                for column in shown_columns
            ),
        )
        for row in shown_rows
    ]
    return [speaker.say(wording.ROW), *letters], lines


def show_section(
    findings: Sequence[Finding],
    heading: str,
    nothing: str,
    speaker: Speaker,
    reasons: Mapping[int, Confirmation] | None = None,
) -> None:
    """The findings that a report was submitted with, and why they are no faults."""
    st.header(heading, anchor=False)
    if findings:
        show_table(findings, speaker, reasons)
    else:
        st.caption(nothing)
