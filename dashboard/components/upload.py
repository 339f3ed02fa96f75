"""The upload: the workbook to fill, the box to drop it in, what the check found, and the button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from dashboard import page_wording as wording
from dashboard import state
from dashboard.components import findings, tables
from dashboard.components.receipts import moment
from pipelines.model import Receipt, Screening, Submission
from pipelines.template import template_file_name

FILE_TYPES = ("xlsx", "ods", "csv", "tsv", "txt")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DroppedFile(Protocol):
    """An uploaded file, as far as the page needs to know it."""

    file_id: str
    name: str

    def getvalue(self) -> bytes: ...


def offer_template(partner_id: str, quarter: str, make: Callable[[], tuple[str, bytes]]) -> None:
    """The download of the workbook; it is made when somebody presses the button."""
    st.header(wording.TEMPLATE_HEADING, anchor=False)
    st.write(wording.TEMPLATE_TEXT)
    st.download_button(
        wording.TEMPLATE_BUTTON.format(quarter=quarter),
        lambda: make()[1],
        file_name=template_file_name(partner_id, quarter),
        mime=WORKBOOK,
        on_click="ignore",
    )


def drop() -> DroppedFile | None:
    """The dropped file; null while there is none."""
    st.header(wording.UPLOAD_HEADING, anchor=False)
    return st.file_uploader(wording.UPLOAD_LABEL, type=FILE_TYPES, key=state.UPLOAD)


def show_checked(receipt: Receipt, screening: Screening, *, is_submitted: bool) -> None:
    """That the file is stored, and everything the check found in it."""
    st.header(wording.CHECK_HEADING, anchor=False)
    stored = wording.STORED_TEXT.format(name=tables.plain(receipt.file_name), at=moment(receipt.received_at))
    st.caption(stored if is_submitted else f"{stored} {wording.NOT_SUBMITTED_TEXT}")
    findings.show_verdict(screening)


def confirm(submission: Submission, screening: Screening) -> bool:
    """Whether the button to submit was pressed; there is none for a file that is blocked."""
    if screening.is_blocked:
        return False
    st.header(wording.SUBMIT_HEADING, anchor=False)
    return st.button(wording.SUBMIT_BUTTON.format(quarter=submission.quarter), type="primary")
