"""Coarser plans that would show more, each with its effect."""

from __future__ import annotations

import streamlit as st

from dashboard import publish_wording as wording
from dashboard.components import numbers, tables
from pipelines.usefulness import Assessment, Coarsening


def ask(assessment: Assessment, *, can_start: bool) -> bool:
    """What was found, or the button that looks for it; whether that was pressed."""
    st.subheader(wording.COARSEN_HEADING, anchor=False)
    st.write(wording.COARSEN_TEXT)
    if not assessment.has_coarsenings:
        return st.button(wording.COARSEN_BUTTON, disabled=not can_start)
    if not assessment.coarsenings:
        st.write(wording.COARSEN_NONE)
        return False
    tables.show(
        wording.COARSEN_COLUMNS, [row(each) for each in assessment.coarsenings], alt=wording.COARSEN_HEADING
    )
    st.caption(wording.COARSEN_HOW)
    return False


def row(coarsening: Coarsening) -> tuple[str, str, str, str]:
    """What would change, and how much is shown now and then."""
    return (
        coarsening.what,
        _from_to(numbers.amount(coarsening.cells_shown_before), numbers.amount(coarsening.cells_shown_after)),
        _from_to(_percent(coarsening.share_before), _percent(coarsening.share_after)),
        _from_to(_percent(coarsening.counts_share_before), _percent(coarsening.counts_share_after)),
    )


def _from_to(before: str, after: str) -> str:
    return wording.FROM_TO.format(before=before, after=after)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
