"""What is known about the reader's screen and theme."""

from __future__ import annotations

import streamlit as st


def is_narrow() -> bool:
    """Whether the reader holds a phone. Browsers tell Streamlit no width, only what they are."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def is_dark() -> bool:
    """Whether the page is shown in the dark theme."""
    return st.context.theme.type == "dark"
