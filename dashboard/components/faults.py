"""What a visitor sees when something cannot be done."""

from __future__ import annotations

import streamlit as st

from dashboard import here
from dashboard import page_wording as wording
from pipelines.errors import OutcomesError


def show(error: OutcomesError) -> None:
    """Title and message of an error of ours; both are plain text, never Markdown."""
    say = here.speaker().say
    with st.container(border=True):
        st.subheader(say(error.says_title), anchor=False)
        st.text(say(error.says_message))


def show_unexpected() -> None:
    """A page for everything else; it says nothing about the cause."""
    say = here.speaker().say
    st.error(f"**{say(wording.UNEXPECTED_TITLE)}.** {say(wording.UNEXPECTED_TEXT)}")
