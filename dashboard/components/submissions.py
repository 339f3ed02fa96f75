"""Reports in a list: their state, who acted last, and what the manager wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard import check_wording
from dashboard import page_wording as wording
from dashboard.components import tables
from dashboard.components.receipts import moment
from pipelines.languages import Speaker
from pipelines.marking.answer import MARKED_TYPE, marked_name
from pipelines.model import Submission, SubmissionState

HERE = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED})


def show_list(submissions: Sequence[Submission]) -> None:
    """Own reports, the newest first."""
    if not submissions:
        st.caption(wording.OWN_NONE)
        return
    tables.show(
        wording.OWN_COLUMNS,
        [
            (
                s.quarter,
                wording.STATE_LABELS[s.state.value],
                moment(s.changed_at),
                s.comment,
                s.id,
            )
            for s in reversed(submissions)
        ],
        alt=wording.OWN_HEADING,
    )


def show_already_sent(submissions: Sequence[Submission], quarter: str) -> None:
    """That the report of a quarter is here already, and what has become of it."""
    here = [s for s in submissions if s.quarter == quarter and s.state in HERE]
    if here:
        st.info(
            wording.ALREADY_SENT.format(
                quarter=quarter, state=_lowered(wording.STATE_LABELS[here[-1].state.value])
            )
        )


def _data(make: Callable[[str], tuple[str, bytes]], submission_id: str) -> bytes:
    return make(submission_id)[1]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def show_returned(
    submissions: Sequence[Submission], speaker: Speaker, make: Callable[[str], tuple[str, bytes]]
) -> None:
    """A notice for each report that waits for the city, and its file with the comments in it."""
    for submission in submissions:
        if submission.state is SubmissionState.RETURNED:
            st.warning(
                wording.RETURNED_NOTE.format(
                    quarter=submission.quarter, comment=tables.plain(submission.comment)
                )
            )
            st.download_button(
                speaker.say(check_wording.RETURNED_BUTTON.using(quarter=submission.quarter)),
                partial(_data, make, submission.id),
                file_name=marked_name(submission.upload.file_name),
                mime=MARKED_TYPE,
                on_click="ignore",
            )
