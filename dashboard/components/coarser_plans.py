"""Coarser plans that would show more, each with its effect."""

from __future__ import annotations

import streamlit as st

from dashboard import here
from dashboard import publish_wording as wording
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.usefulness import Assessment, Coarsening


def ask(assessment: Assessment, *, can_start: bool) -> bool:
    """What was found, or the button that looks for it; whether that was pressed."""
    speaker = here.speaker()
    say = speaker.say
    st.subheader(say(wording.COARSEN_HEADING), anchor=False)
    st.write(say(wording.COARSEN_TEXT))
    if not assessment.has_coarsenings:
        return st.button(say(wording.COARSEN_BUTTON), disabled=not can_start)
    if not assessment.coarsenings:
        st.write(say(wording.COARSEN_NONE))
        return False
    tables.show(
        [say(each) for each in wording.COARSEN_COLUMNS],
        [row(each, speaker) for each in assessment.coarsenings],
        alt=say(wording.COARSEN_HEADING),
    )
    st.caption(say(wording.COARSEN_HOW))
    return False


def row(coarsening: Coarsening, speaker: Speaker = ENGLISH) -> tuple[str, str, str, str]:
    """What would change, and how much is shown now and then."""
    number = speaker.number

    def percent(share: float) -> str:
        return speaker.percent(round(100 * share))

    return (
        speaker.say(coarsening.what),
        _from_to(number(coarsening.cells_shown_before), number(coarsening.cells_shown_after)),
        _from_to(percent(coarsening.share_before), percent(coarsening.share_after)),
        _from_to(percent(coarsening.counts_share_before), percent(coarsening.counts_share_after)),
    )


def _from_to(before: str, after: str) -> str:
    return wording.FROM_TO.format(before=before, after=after)
