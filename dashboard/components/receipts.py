"""The receipt: proof of which file was received and when."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import check_wording as wording
from pipelines.languages import Speaker
from pipelines.model import Submission


def moment(at: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def receipt_text(submission: Submission, speaker: Speaker) -> str:
    """The receipt as plain text, one fact a line; it names no value of the report."""
    upload = submission.upload
    changed = submission.changed_at.astimezone(UTC).isoformat(timespec="seconds")
    facts = (
        submission.id,
        upload.upload_id,
        upload.file_name,
        upload.sha256,
        upload.received_at.astimezone(UTC).isoformat(timespec="seconds"),
        upload.actor,
        f"{speaker.say(wording.STATES[submission.state])} ({changed})",
    )
    labels = [f"{speaker.say(label)}:" for label in wording.RECEIPT_LINES]
    width = max(map(len, labels))
    lines = [f"{label:<{width}}  {fact}" for label, fact in zip(labels, facts, strict=True)]
    return "\n".join([speaker.say(wording.RECEIPT_HEADING), *lines, ""])


def show(submission: Submission, speaker: Speaker) -> None:
    """The receipt with a copy button and as a file."""
    words = receipt_text(submission, speaker)
    with st.container(border=True):
        st.subheader(speaker.say(wording.RECEIPT_HEADING), anchor=False)
        st.success(speaker.say(wording.RECEIPT_TEXT))
        st.code(words, language=None, wrap_lines=True)
        st.download_button(
            speaker.say(wording.RECEIPT_BUTTON),
            words.encode("utf-8"),
            file_name=f"receipt-{submission.id}.txt",
            mime="text/plain",
            on_click="ignore",
        )
