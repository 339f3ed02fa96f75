"""The findings of a check, as a real HTML table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import page_wording as wording
from dashboard.components import tables
from pipelines.model import Finding, Screening, Severity

WEIGHT = {Severity.BLOCKING: 0, Severity.CONFIRM: 1, Severity.NOTICE: 2}
MOST_CELLS = 12


def cell_list(finding: Finding) -> str:
    """Addresses of a finding, the first dozen of many."""
    shown = ", ".join(finding.cells[:MOST_CELLS])
    rest = len(finding.cells) - MOST_CELLS
    return f"{shown} and {rest} more" if rest > 0 else shown


def rows(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """One row for each finding, the weightiest first."""
    ordered = sorted(findings, key=lambda finding: WEIGHT[finding.severity])
    return [
        (wording.SEVERITY_LABELS[f.severity.value], cell_list(f) or wording.WHOLE_FILE, f.message, f.advice)
        for f in ordered
    ]


def show_table(findings: Sequence[Finding]) -> None:
    """The table alone."""
    tables.show(wording.FINDING_COLUMNS, rows(findings), alt=wording.FINDINGS_HEADING)


def show_verdict(screening: Screening) -> None:
    """What the check says about the file as a whole, then every finding."""
    if screening.is_blocked:
        st.error(wording.CHECK_BLOCKED)
    elif screening.findings:
        st.warning(wording.CHECK_OPEN)
    else:
        st.success(wording.CHECK_CLEAN)
    st.caption(
        wording.CHECK_BALANCE.format(
            read=screening.read_cells,
            accepted=screening.accepted_cells,
            rejected=screening.rejected_cells,
            blank=screening.blank_cells,
        )
    )
    if screening.findings:
        show_table(screening.findings)


def show_section(findings: Sequence[Finding]) -> None:
    """The findings that a report was submitted with."""
    st.header(wording.FINDINGS_HEADING, anchor=False)
    if findings:
        show_table(findings)
    else:
        st.caption(wording.FINDINGS_NONE)
