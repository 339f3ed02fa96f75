"""The receipt: proof of which file was received and when."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import page_wording as wording
from pipelines.model import Submission


def moment(at: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def receipt_text(submission: Submission) -> str:
    """The receipt as plain text, one fact a line; it names no value of the report."""
    upload = submission.upload
    changed = submission.changed_at.astimezone(UTC).isoformat(timespec="seconds")
    return "\n".join(
        (
            wording.RECEIPT_HEADING,
            f"Report:    {submission.id}",
            f"Receipt:   {upload.upload_id}",
            f"File:      {upload.file_name}",
            f"SHA-256:   {upload.sha256}",
            f"Received:  {upload.received_at.astimezone(UTC).isoformat(timespec='seconds')}",
            f"Sent by:   {upload.actor}",
            f"State:     {submission.state.value} ({changed})",
            "",
        )
    )


def show(submission: Submission) -> None:
    """The receipt with a copy button and as a file."""
    text = receipt_text(submission)
    with st.container(border=True):
        st.subheader(wording.RECEIPT_HEADING, anchor=False)
        st.success(wording.RECEIPT_TEXT)
        st.code(text, language=None, wrap_lines=True)
        st.download_button(
            wording.RECEIPT_BUTTON,
            text.encode("utf-8"),
            file_name=f"receipt-{submission.id}.txt",
            mime="text/plain",
            on_click="ignore",
        )
