"""Single choices that are kept in the address of a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard import here, state
from dashboard import reading_wording as wording


def one(name: str, label: str, offered: Mapping[str, str], usual: str) -> str:
    """One of the codes offered, as the address has it under a name; the usual one is left out of the address.

    A value that is not offered is left out, with a notice.
    """
    asked = st.query_params.get(name, usual)
    if asked not in offered:
        st.info(here.speaker().say(wording.UNKNOWN_CHOICE))
        del st.query_params[name]
        asked = usual
    key = state.filter_key(name)
    st.session_state[key] = asked
    return str(
        st.selectbox(
            label,
            list(offered),
            format_func=lambda code: offered.get(code, code),
            key=key,
            disabled=len(offered) < 2,
            on_change=partial(_write, name, usual),
        )
    )


def _write(name: str, usual: str) -> None:
    value = str(st.session_state[state.filter_key(name)])
    if value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
