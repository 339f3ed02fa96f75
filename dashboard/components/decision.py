"""The manager's side: choosing a report from the queue, and deciding on it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import here, state
from dashboard import page_wording as wording
from dashboard.components import tables
from pipelines.model import Catalogue, Submission
from pipelines.texts import Quarter


def choose(queue: Sequence[Submission], catalogue: Catalogue) -> Submission | None:
    """The report to read; null when none waits."""
    speaker = here.speaker()
    say = speaker.say
    st.header(say(wording.QUEUE_HEADING), anchor=False)
    if not queue:
        st.success(say(wording.QUEUE_NONE))
        return None
    by_id = {submission.id: submission for submission in queue}

    def label(submission_id: str) -> str:
        submission = by_id[submission_id]
        return say(
            wording.QUEUE_ITEM.using(
                partner=catalogue.partners[submission.partner_id].called,
                quarter=Quarter(submission.quarter),
                report=submission_id,
            )
        )

    chosen = st.selectbox(say(wording.QUEUE_LABEL), list(by_id), format_func=label, key=state.REVIEWED)
    submission = by_id[str(chosen)]
    st.caption(
        say(
            wording.QUEUE_SENT.using(
                who=tables.plain(submission.upload.actor),
                at=speaker.moment(submission.changed_at),
                file=tables.plain(submission.upload.file_name),
            )
        )
    )
    return submission


def decide(submission: Submission) -> tuple[str, str] | None:
    """What was decided, `approve` or `return`, with the comment; null while nothing was pressed."""
    say = here.speaker().say
    st.header(say(wording.DECISION_HEADING), anchor=False)
    with st.form(f"decision {submission.id}", enter_to_submit=False):
        comment = st.text_area(
            say(wording.COMMENT_LABEL), key=f"{state.COMMENT} {submission.id}", max_chars=4000
        )
        left, right = st.columns(2)
        approved = left.form_submit_button(say(wording.APPROVE_BUTTON), type="primary", width="stretch")
        returned = right.form_submit_button(say(wording.RETURN_BUTTON), width="stretch")
    if approved:
        return "approve", comment
    if returned:
        return "return", comment
    return None
