"""The address that opens the same page of the same release for ever."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import cache
from dashboard import profile_wording as wording
from dashboard.address import dashboard_address
from dashboard.components import profile_words
from dashboard.model import Provenance


def link(page: str, query: Mapping[str, str], provenance: Provenance) -> str:
    """The address of a page with what was chosen on it; that of this page where none was set."""
    base = provenance.base_url or dashboard_address(cache.settings(), here=st.context.url)
    return f"{base.rstrip('/')}/{profile_words.page_path(page, query, provenance)}"


def show(page: str, query: Mapping[str, str], provenance: Provenance) -> None:
    """The address, to be copied."""
    with st.expander(provenance.say(wording.PERMANENT_LINK)):
        st.code(link(page, query, provenance), language=None, wrap_lines=True)
        st.caption(provenance.say(wording.PERMANENT_LINK_NOTE))
