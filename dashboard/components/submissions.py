"""Reports in a list: their state, who acted last, and what the manager wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from dashboard import check_wording as wording
from dashboard.components import tables
from dashboard.components.trail import detail_text
from pipelines.languages import Speaker
from pipelines.marking.answer import MARKED_TYPE, marked_name
from pipelines.model import Submission, SubmissionState
from pipelines.texts import Quarter

HERE = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED})


def show_list(submissions: Sequence[Submission], speaker: Speaker) -> None:
    """Own reports, the newest first."""
    if not submissions:
        st.caption(speaker.say(wording.OWN_NONE))
        return
    tables.show(
        [speaker.say(label) for label in wording.OWN_COLUMNS],
        [
            (
                speaker.quarter(s.quarter),
                speaker.say(wording.STATES[s.state]),
                _moment(s.changed_at, speaker),
                detail_text(s.comment, speaker),
                s.id,
            )
            for s in reversed(submissions)
        ],
        alt=speaker.say(wording.OWN_HEADING),
    )


def _moment(at: datetime, speaker: Speaker) -> str:
    """Day and time, which go on two lines where a column is narrow, and never on five."""
    return re.sub(r"(?<!,) ", "\N{NO-BREAK SPACE}", speaker.moment(at))


def show_already_sent(submissions: Sequence[Submission], quarter: str, speaker: Speaker) -> None:
    """That the report of a quarter is here already, and what has become of it."""
    here = [s for s in submissions if s.quarter == quarter and s.state in HERE]
    if here:
        state = wording.STATES[here[-1].state]
        st.info(speaker.say(wording.ALREADY_SENT.using(quarter=Quarter(quarter), state=state)))


def show_returned(
    submissions: Sequence[Submission], speaker: Speaker, make: Callable[[str], tuple[str, bytes]]
) -> None:
    """A notice for each report that waits for the city, and its file with the comments in it."""
    for submission in submissions:
        if submission.state is SubmissionState.RETURNED:
            st.warning(
                speaker.say(
                    wording.RETURNED_NOTE.using(
                        quarter=Quarter(submission.quarter), comment=tables.plain(submission.comment)
                    )
                )
            )
            st.download_button(
                speaker.say(wording.RETURNED_BUTTON.using(quarter=Quarter(submission.quarter))),
                partial(_data, make, submission.id),
                file_name=marked_name(submission.upload.file_name),
                mime=MARKED_TYPE,
                on_click="ignore",
            )


def _data(make: Callable[[str], tuple[str, bytes]], submission_id: str) -> bytes:
    return make(submission_id)[1]
