"""The session inside Streamlit: the only place that reads what the guard hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import streamlit as st

from dashboard import cache, state
from dashboard.page_wording import SESSION_ENDED_TEXT, SESSION_ENDED_TITLE
from pipelines.errors import PolicyError
from pipelines.model import Account
from pipelines.roles import Act, require

SESSION_KEY = "session"
"""Key in `st.user`, set by `server.trustedUserHeaders` when a browser connects."""


class _Process:
    """Who ends the open tabs of a session; set once by `dashboard.asgi` before it answers anybody."""

    end_tabs: Callable[[str], None] | None = None


def use_tabs(end_tabs: Callable[[str], None]) -> None:
    """End the tabs of a session with it."""
    _Process.end_tabs = end_tabs


def _token() -> str:
    return str(st.user.get(SESSION_KEY) or "")


def current_account() -> Account | None:
    """The account of this visitor as the ledger has it now; null when the session has ended."""
    token = _token()
    return cache.ledger().session_account(token, datetime.now(UTC)) if token else None


@contextmanager
def run_of(account: Account) -> Iterator[None]:
    """One run of the app for an account that was just looked up: its pages need not look it up again.

    Callbacks come before a run, and a fragment runs without one, so both look the account up themselves.
    """
    st.session_state[state.ACCOUNT] = account
    try:
        yield
    finally:
        st.session_state.pop(state.ACCOUNT, None)


def require_account(action: Act) -> Account:
    """The account of this visitor, who must be allowed to do something.

    Errors: PolicyError when the session has ended or the role does not allow it.
    """
    account: Account | None = st.session_state.get(state.ACCOUNT) or current_account()
    if account is None:
        raise PolicyError(title=SESSION_ENDED_TITLE, message=SESSION_ENDED_TEXT)
    require(account, action)
    return account


def sign_out() -> None:
    """End this session in every tab."""
    token = _token()
    cache.ledger().revoke_session(token, datetime.now(UTC))
    if _Process.end_tabs is not None:
        _Process.end_tabs(token)
