"""What a visitor sees when something cannot be done."""

from __future__ import annotations

import streamlit as st

from dashboard import page_wording as wording
from pipelines.errors import OutcomesError


def show(error: OutcomesError) -> None:
    """Title and message of an error of ours; both are plain text, never Markdown."""
    with st.container(border=True):
        st.subheader(error.title, anchor=False)
        st.text(error.message)


def show_unexpected() -> None:
    """A page for everything else; it says nothing about the cause."""
    st.error(f"**{wording.UNEXPECTED_TITLE}.** {wording.UNEXPECTED_TEXT}")
