"""A choice of a page that is kept in its address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import here, state
from dashboard import profile_wording as wording
from dashboard.model import Choice


def from_address(key: str, offered: Sequence[Choice], usual: str) -> str:
    """What the address asks for under a key; with a notice the usual, where it asks for what is not offered."""
    asked = st.query_params.get(key, "")
    if asked in {choice.id for choice in offered}:
        return asked
    if asked:
        del st.query_params[key]
        st.info(here.speaker().say(wording.NOT_IN_RELEASE))
    return usual


def one(label: str, key: str, offered: Sequence[Choice], usual: str, forget: Sequence[str] = ()) -> str:
    """The id that is chosen in a list; a change goes into the address, and drops what depended on the old one."""
    chosen = from_address(key, offered, usual)
    labels = {choice.id: choice.label for choice in offered}
    widget = state.filter_key(f"{key}.one")
    st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=widget,
        on_change=partial(_write, key, widget, tuple(forget)),
    )
    return chosen


def _write(key: str, widget: str, forget: Sequence[str]) -> None:
    for follower in forget:
        st.query_params.pop(follower, None)
    value = str(st.session_state[widget])
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)
