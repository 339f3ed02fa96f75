"""Single choices that are kept in the address of a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import here, state
from dashboard import reading_wording as wording


def asked(name: str, offered: Collection[str], usual: str) -> str:
    """What the address has under a name; the usual where it has nothing, or, with a notice, what is not offered."""
    value = st.query_params.get(name, usual)
    if value == usual or value in offered:
        return value
    st.info(here.speaker().say(wording.UNKNOWN_CHOICE))
    del st.query_params[name]
    return usual


def one(name: str, label: str, offered: Mapping[str, str], usual: str, forget: Sequence[str] = ()) -> str:
    """One of the codes offered, as the address has it under a name; the usual one is left out of the address.

    A value that is not offered is left out, with a notice. `forget` names what is chosen anew after a change.
    """
    chosen = asked(name, offered, usual)
    key = state.filter_key(name)
    st.session_state[key] = chosen
    return str(
        st.selectbox(
            label,
            list(offered),
            format_func=lambda code: offered.get(code, code),
            key=key,
            disabled=len(offered) < 2,
            on_change=partial(_write, name, usual, tuple(forget)),
        )
    )


def _write(name: str, usual: str, forget: Sequence[str]) -> None:
    for follower in forget:
        st.query_params.pop(follower, None)
    value = str(st.session_state[state.filter_key(name)])
    if value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def show_button(label: str, **values: str) -> None:
    """A button that writes values into the address of this page; a blank one is taken out.

    For the page at hand: a link to it would change what is shown and not the address.
    """
    st.button(label, on_click=partial(_write_all, values), type="tertiary")


def _write_all(values: Mapping[str, str]) -> None:
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
