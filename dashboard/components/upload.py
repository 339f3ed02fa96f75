"""The upload: the workbook to fill, the box to drop it in, what the check found, and the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import streamlit as st

from dashboard import check_wording as wording
from dashboard import here, state
from dashboard.components import findings, tables
from pipelines.languages import LANGUAGES, Speaker, native_name
from pipelines.marking.answer import MARKED_TYPE, marked_name
from pipelines.marking.lists import findings_csv, findings_json
from pipelines.model import RawTable, Receipt, Screening, Submission
from pipelines.template import template_file_name
from pipelines.texts import Quarter

FILE_TYPES = ("xlsx", "ods", "csv", "tsv", "txt")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_REASON = 500


class DroppedFile(Protocol):
    """An uploaded file, as far as the page needs to know it."""

    file_id: str
    name: str

    def getvalue(self) -> bytes: ...


def choose_language(own: str) -> str:
    """The language of the workbook and of the check; that of the reader at first, and when that changes."""
    state.begin_language(own if own in LANGUAGES else LANGUAGES[0])
    return str(
        st.selectbox(
            here.speaker().say(wording.LANGUAGE_LABEL),
            LANGUAGES,
            format_func=native_name,
            key=state.LANGUAGE,
            width=320,
        )
    )


def offer_template(
    partner_id: str, quarter: str, speaker: Speaker, make: Callable[[], tuple[str, bytes]]
) -> None:
    """The download of the workbook; it is made when somebody presses the button."""
    st.header(speaker.say(wording.TEMPLATE_HEADING), anchor=False)
    st.write(speaker.say(wording.TEMPLATE_TEXT))
    st.download_button(
        speaker.say(wording.TEMPLATE_BUTTON.using(quarter=Quarter(quarter))),
        lambda: make()[1],
        file_name=template_file_name(partner_id, quarter),
        mime=WORKBOOK,
        on_click="ignore",
    )


def drop(speaker: Speaker) -> DroppedFile | None:
    """The dropped file; null while there is none."""
    st.header(speaker.say(wording.UPLOAD_HEADING), anchor=False)
    return st.file_uploader(speaker.say(wording.UPLOAD_LABEL), type=FILE_TYPES, key=state.UPLOAD)


def show_checked(
    receipt: Receipt | None, screening: Screening, speaker: Speaker, *, is_submitted: bool
) -> None:
    """Whether the file is stored, and everything the check found in it."""
    st.header(speaker.say(wording.CHECK_HEADING), anchor=False)
    if receipt is None:
        st.caption(speaker.say(wording.NOTHING_KEPT))
        findings.show_refusal(screening, speaker)
        return
    stored = speaker.say(
        wording.STORED.using(name=tables.plain(receipt.file_name), at=speaker.moment(receipt.received_at))
    )
    st.caption(stored if is_submitted else f"{stored} {speaker.say(wording.NOT_SUBMITTED)}")
    findings.show_verdict(screening, speaker)


def offer_findings(
    file_name: str,
    screening: Screening,
    table: RawTable | None,
    speaker: Speaker,
    mark: Callable[[RawTable], bytes],
) -> None:
    """The findings to take along, and a look at their cells."""
    if not screening.findings:
        return
    if table is not None:
        findings.show_preview(screening.findings, table, speaker)
    st.subheader(speaker.say(wording.DOWNLOADS), anchor=False)
    if table is not None:
        st.download_button(
            speaker.say(wording.MARKED_BUTTON),
            lambda: mark(table),
            file_name=marked_name(file_name),
            mime=MARKED_TYPE,
            on_click="ignore",
            type="primary" if screening.is_blocked else "secondary",
        )
    with st.container(horizontal=True):
        for label, write, name, kind in (
            (wording.CSV_BUTTON, findings_csv, "findings.csv", "text/csv"),
            (wording.JSON_BUTTON, findings_json, "findings.json", "application/json"),
        ):
            st.download_button(
                speaker.say(label), write(screening.findings, speaker), name, kind, on_click="ignore"
            )


def confirm(submission: Submission, screening: Screening, speaker: Speaker) -> Mapping[int, str] | None:
    """Why findings that ask for it are no faults, when the button to submit was pressed; null otherwise.

    There is no button for a file that is blocked.
    """
    if screening.is_blocked:
        return None
    st.header(speaker.say(wording.CONFIRM_HEADING), anchor=False)
    button = speaker.say(wording.SUBMIT_BUTTON.using(quarter=Quarter(submission.quarter)))
    if not submission.to_confirm:
        return {} if st.button(button, type="primary") else None
    reasons: dict[int, str] = {}
    with st.form(f"confirm {submission.id}", enter_to_submit=False, border=False):
        st.write(speaker.say(wording.CONFIRM_TEXT))
        for number in submission.to_confirm:
            finding = submission.findings[number - 1]
            with st.container(border=True):
                cells = findings.cell_list(finding, speaker)
                st.markdown(
                    tables.plain(
                        f"{cells}: {speaker.say(finding.what)}" if cells else speaker.say(finding.what)
                    )
                )
                key = f"{state.CONFIRMED} {submission.id} {number}"
                is_right = st.checkbox(speaker.say(wording.CONFIRM_TICK), key=f"{key} tick")
                why = st.text_input(
                    speaker.say(wording.CONFIRM_WHY), max_chars=LONGEST_REASON, key=f"{key} why"
                )
                if is_right and why.strip():
                    reasons[number] = why.strip()
        is_pressed = st.form_submit_button(button, type="primary")
    if not is_pressed:
        return None
    if len(reasons) < len(submission.to_confirm):
        st.error(speaker.say(wording.CONFIRM_MISSING))
        return None
    return reasons
