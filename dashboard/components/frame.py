"""What stands around every page: whose it is, whether the data is invented, which release, and the way out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import cache, cycle_wording, state
from dashboard import page_wording as wording
from dashboard.access.session import sign_out
from dashboard.components import tables
from dashboard.model import Provenance
from dashboard.navigation import page
from pipelines.model import Account

ICON = Path(__file__).resolve().parents[1] / "assets" / "icon.svg"


def show(account: Account) -> None:
    """The banner of invented data, and the account with the button to sign out."""
    if cache.ledger().is_synthetic() or (cache.has_release() and cache.release().provenance.synthetic):
        st.warning(wording.SYNTHETIC_BANNER)
    with st.sidebar:
        st.text(
            wording.SIGNED_IN_AS.format(email=account.email, role=wording.ROLE_LABELS[account.role.value])
        )
        st.button(wording.SIGN_OUT_BUTTON, on_click=sign_out, width="stretch")


def show_release_line(provenance: Provenance) -> None:
    """Which release the page shows, up to which quarter it has reports, and whether it was withdrawn."""
    withdrawal = cache.withdrawal_of(provenance.release_number)
    if withdrawal is not None:
        st.error(
            cycle_wording.RELEASE_IS_WITHDRAWN.format(
                at=f"{withdrawal.at:%Y-%m-%d}", reason=tables.plain(withdrawal.reason)
            )
        )
    text = wording.RELEASE_LINE_UP_TO if provenance.last_reported else wording.RELEASE_LINE
    st.caption(
        text.format(
            project=tables.plain(provenance.project_title),
            number=provenance.release_number,
            date=provenance.published_on,
            quarter=provenance.last_reported,
        )
    )


def show_session_ended() -> None:
    """What remains of a page when its session has ended: a way to sign in, and no data."""
    st.title(wording.SESSION_ENDED_TITLE, anchor=False)
    st.write(wording.SESSION_ENDED_TEXT)
    st.html(f'<a href="/account/sign-in" target="_self">{wording.SIGN_IN_TITLE}</a>')


def show_method_link() -> None:
    """The way to the page that explains withheld cells."""
    st.page_link(page("method"), label=wording.METHOD_LINK)


def show_flash() -> None:
    """What the last press of a button did."""
    message = state.take_flash()
    if message:
        st.success(tables.plain(message))
