"""What stands around every page: the menu, the language, whose it is, whether the data is invented, which release."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import cache, here, navigation, state
from dashboard import page_wording as wording
from dashboard import reading_wording as texts
from dashboard.access.session import sign_out
from dashboard.components import tables
from dashboard.model import Provenance
from pipelines.languages import LANGUAGES, native_name
from pipelines.model import Account

ICON = Path(__file__).resolve().parents[1] / "assets" / "icon.svg"


def show(account: Account, page: str) -> None:
    """The frame of a page: notices above it, and the sidebar with menu, language, account and the way out."""
    speaker = here.speaker()
    if here.drop_unknown_language():
        st.info(speaker.say(texts.UNKNOWN_LANGUAGE))
    if here.drop_unknown_release():
        number = cache.newest_number()
        if number is not None:
            st.info(speaker.say(texts.RELEASE_UNKNOWN.using(number=number)))
    state.keep_query(page, here.query())
    if cache.is_synthetic():
        st.warning(speaker.say(texts.SYNTHETIC_BANNER))
    with st.sidebar:
        _show_menu(account)
        _choose_language(account)
        role = speaker.say(texts.ROLE_LABELS[account.role])
        st.text(speaker.say(texts.SIGNED_IN_AS.using(email=account.email, role=role)))
        st.button(speaker.say(texts.SIGN_OUT), on_click=sign_out, width="stretch")


def _show_menu(account: Account) -> None:
    speaker = here.speaker()
    for group, names in navigation.groups(account).items():
        with st.container(gap="xsmall"):
            st.caption(speaker.say(texts.GROUP_TITLES[group]))
            for name in names:
                navigation.menu_link(name)


def _choose_language(account: Account) -> None:
    st.session_state[state.CHOSEN_LANGUAGE] = here.language()
    st.selectbox(
        here.speaker().say(texts.LANGUAGE),
        LANGUAGES,
        format_func=native_name,
        key=state.CHOSEN_LANGUAGE,
        on_change=partial(_keep_language, account.email),
    )


def _keep_language(email: str) -> None:
    """Read on in the language chosen, and from now on, wherever the same person signs in."""
    language = str(st.session_state[state.CHOSEN_LANGUAGE])
    here.speak(language)
    cache.ledger().set_language(email, language, datetime.now(UTC))


def show_title(page: str) -> None:
    """The title of a page, in the reader's language."""
    st.title(here.speaker().say(texts.PAGE_TITLES[page]), anchor=False)


def show_hint(account: Account) -> None:
    """What somebody new in a role should open first, until they say that they know."""
    if st.session_state.get(state.HINT_READ):
        return
    speaker = here.speaker()
    with st.container(border=True):
        st.markdown(speaker.say(texts.HINTS[account.role]))
        st.button(speaker.say(texts.HINT_DISMISS), on_click=state.note_hint_read)


def show_release_line(provenance: Provenance) -> None:
    """Which release the page shows, up to which quarter it has reports, and whether a newer one took its place or it
    was withdrawn.
    """
    speaker = here.speaker()
    withdrawal = cache.withdrawal_of(provenance.release_number)
    if withdrawal is not None:
        st.error(
            speaker.say(
                texts.RELEASE_IS_WITHDRAWN.using(
                    date=speaker.long_date(withdrawal.at.date()), reason=tables.plain(withdrawal.reason)
                )
            )
        )
    published_on = speaker.long_date(date.fromisoformat(provenance.published_on))
    _show_superseded(provenance, published_on)
    said = texts.RELEASE_LINE_UP_TO if provenance.last_reported else texts.RELEASE_LINE
    st.caption(
        speaker.say(
            said.using(
                project=tables.plain(provenance.project_title),
                number=provenance.release_number,
                date=published_on,
                quarter=provenance.last_reported and speaker.quarter(provenance.last_reported),
            )
        )
    )


def _show_superseded(provenance: Provenance, published_on: str) -> None:
    current = cache.newest_number()
    if current is None or current == provenance.release_number:
        return
    speaker = here.speaker()
    with st.container(border=True):
        st.warning(
            speaker.say(
                texts.RELEASE_IS_OLD.using(
                    number=provenance.release_number, date=published_on, current=current
                )
            )
        )
        st.button(speaker.say(texts.RELEASE_SEE_CURRENT.using(number=current)), on_click=here.of_current)


def show_session_ended() -> None:
    """What remains of a page when its session has ended: a way to sign in, and no data."""
    speaker = here.speaker()
    st.title(speaker.say(wording.SESSION_ENDED_TITLE), anchor=False)
    st.write(speaker.say(wording.SESSION_ENDED_TEXT))
    address = escape(f"/account/sign-in?lang={speaker.language}")
    st.html(f'<a href="{address}" target="_self">{escape(speaker.say(wording.SIGN_IN_TITLE))}</a>')


def show_method_link() -> None:
    """The way to the page that explains withheld cells."""
    navigation.link("method", here.speaker().say(texts.METHOD_LINK))


def show_flash() -> None:
    """What the last press of a button did."""
    message = state.take_flash()
    if message:
        st.success(tables.plain(message))
