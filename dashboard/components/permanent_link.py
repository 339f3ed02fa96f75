"""The address that opens the same page of the same release for ever."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import profile_wording as wording
from dashboard.components import profile_words
from dashboard.model import Provenance


def link(page: str, query: Mapping[str, str], provenance: Provenance) -> str:
    """The address of a page with what was chosen on it; only its path where the dashboard's address is not known."""
    return f"{(provenance.base_url or '').rstrip('/')}/{profile_words.page_path(page, query, provenance)}"


def show(page: str, query: Mapping[str, str], provenance: Provenance) -> None:
    """The address, to be copied."""
    with st.expander(provenance.say(wording.PERMANENT_LINK)):
        st.code(link(page, query, provenance), language=None, wrap_lines=True)
        st.caption(provenance.say(wording.PERMANENT_LINK_NOTE))
