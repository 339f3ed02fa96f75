"""The accessibility statement."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import accessibility_wording as texts
from dashboard import cache, here
from dashboard.components import tables
from pipelines.languages import Speaker


def show() -> None:
    """All of it, in the reader's language; whom to tell is the operator's setting, else the project manager."""
    speaker = here.speaker()
    st.write(speaker.say(texts.INTRO))
    st.header(speaker.say(texts.STATUS_HEADING), anchor=False)
    st.write(speaker.say(texts.STATUS))
    st.header(speaker.say(texts.MEANS_HEADING), anchor=False)
    _show_list([speaker.say(each) for each in texts.MEANS])
    st.header(speaker.say(texts.FAULTS_HEADING), anchor=False)
    st.write(speaker.say(texts.FAULTS_INTRO))
    _show_list([fault_text(fault, speaker) for fault in texts.FAULTS])
    st.header(speaker.say(texts.UNTESTED_HEADING), anchor=False)
    _show_list([speaker.say(each) for each in texts.UNTESTED])
    st.header(speaker.say(texts.TESTED_HEADING), anchor=False)
    st.write(speaker.say(texts.TESTED))
    st.write(speaker.say(texts.REVIEWED.using(date=speaker.long_date(texts.REVIEWED_ON))))
    st.header(speaker.say(texts.CONTACT_HEADING), anchor=False)
    settings = cache.settings()
    contact, body = tables.plain(settings.accessibility_contact), tables.plain(settings.accessibility_body)
    st.write(speaker.say(texts.CONTACT_OF_OPERATOR.using(contact=contact) if contact else texts.CONTACT))
    st.write(speaker.say(texts.ENFORCEMENT_OF_OPERATOR.using(body=body) if body else texts.ENFORCEMENT))


def fault_text(fault: texts.Fault, speaker: Speaker) -> str:
    """A fault of Streamlit's, and whether its authors know of it."""
    known = texts.NOT_REPORTED if fault.issue is None else texts.REPORTED_AS.using(number=str(fault.issue))
    return f"{speaker.say(fault.what)} ({speaker.say(known)})"


def _show_list(items: Sequence[str]) -> None:
    st.markdown("\n".join(f"- {item}" for item in items))
