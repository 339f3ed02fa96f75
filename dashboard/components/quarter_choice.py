"""Which quarter a coordinator reports for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import check_wording, reading_wording, state
from pipelines.languages import Speaker
from pipelines.model import Catalogue, Partner, Submission, SubmissionState, quarter_end

HANDED_IN = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED})


def choose_partner(partners: Sequence[Partner], speaker: Speaker) -> Partner:
    """The partner that a coordinator of several reports for; asked only where there is a choice."""
    if len(partners) == 1:
        return partners[0]
    by_id = {partner.id: partner for partner in partners}
    chosen = st.selectbox(
        speaker.say(reading_wording.PARTNER_COLUMN),
        list(by_id),
        format_func=lambda each: speaker.name(by_id[each].called),
        key=state.PARTNER,
    )
    return by_id[str(chosen)]


def reportable(catalogue: Catalogue, partner_id: str, today: date) -> tuple[str, ...]:
    """Quarters whose report is expected from a partner and which have ended, the newest first.

    A quarter that has not ended cannot be reported; when none has ended, the first one is offered so that
    its workbook can be prepared.
    """
    expected = [
        quarter
        for quarter in catalogue.project.quarters
        if any(partner.id == partner_id for partner in catalogue.expected_partners(quarter))
    ]
    ended = [quarter for quarter in expected if quarter_end(quarter) < today]
    return tuple(reversed(ended)) or tuple(expected[:1])


def next_to_report(quarters: Sequence[str], own: Sequence[Submission]) -> str:
    """The oldest quarter without a report that was handed in, or that was returned; else the newest."""
    handed_in = {submission.quarter for submission in own if submission.state in HANDED_IN}
    return next((quarter for quarter in sorted(quarters) if quarter not in handed_in), max(quarters))


def choose(quarters: Sequence[str], own: Sequence[Submission], speaker: Speaker) -> str:
    """The chosen quarter, also in the address of the page; ends the page when there is none to choose."""
    if not quarters:
        st.info(speaker.say(check_wording.NO_QUARTER))
        st.stop()
    return str(
        st.selectbox(
            speaker.say(check_wording.QUARTER_LABEL),
            quarters,
            index=quarters.index(next_to_report(quarters, own)),
            format_func=speaker.quarter,
            key=state.QUARTER,
            bind="query-params",
            width=240,
        )
    )
