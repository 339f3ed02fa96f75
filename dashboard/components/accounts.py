"""The accounts: who they are, inviting, changing and closing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import cache, here, reading_wording, state
from dashboard import cycle_wording as wording
from dashboard.components import tables
from dashboard.waiting import partner_label
from pipelines import mail
from pipelines.errors import OutcomesError
from pipelines.model import Account, Catalogue, Role
from pipelines.settings import Settings


@dataclass(frozen=True)
class Closing:
    """An account to close; `forget` removes its address too."""

    email: str
    forget: bool


def show(accounts: Sequence[Account], catalogue: Catalogue) -> None:
    """All accounts."""
    say = here.speaker().say
    st.header(say(wording.PEOPLE_HEADING), anchor=False)
    rows = [
        (
            account.email,
            say(reading_wording.ROLE_LABELS[account.role]),
            ", ".join(partner_label(p, catalogue) for p in account.partner_ids),
        )
        for account in accounts
    ]
    tables.show([say(each) for each in wording.PEOPLE_COLUMNS], rows, alt=say(wording.PEOPLE_HEADING))


def ask(catalogue: Catalogue) -> Account | None:
    """Whom to invite, once the button was pressed; null before."""
    say = here.speaker().say
    st.header(say(wording.INVITE_HEADING), anchor=False)
    reporting = [p.id for p in catalogue.partners.values() if p.reports]
    with st.form("invite", enter_to_submit=False):
        email = st.text_input(say(wording.INVITE_EMAIL), key=state.INVITE_EMAIL, max_chars=254)
        role: Role | None = st.selectbox(
            say(wording.INVITE_ROLE),
            list(Role),
            format_func=lambda each: say(reading_wording.ROLE_LABELS[each]),
            key=state.INVITE_ROLE,
        )
        partners = st.multiselect(
            say(wording.INVITE_PARTNERS),
            reporting,
            format_func=lambda each: partner_label(each, catalogue),
            placeholder=say(wording.CHOOSE),
            key=state.INVITE_PARTNERS,
        )
        pressed = st.form_submit_button(say(wording.INVITE_BUTTON), type="primary")
    return Account(email, role, next(iter(partners), None), tuple(partners[1:])) if pressed and role else None


def hand_over(settings: Settings, project: str, invited: Account, address: str) -> None:
    """Send a sign-in link by mail, in the language of who gets it; where that cannot be done, show it, the only time
    that it can be seen.
    """
    say, email = here.speaker().say, invited.email
    if mail.is_configured(settings):
        theirs = cache.speaker(cache.own_language(invited)).say
        subject = theirs(wording.INVITE_MAIL_SUBJECT.using(project=project))
        text = theirs(wording.INVITE_MAIL_TEXT.using(project=project, link=address))
        try:
            mail.send(settings, email, subject, text)
        except OutcomesError as error:
            st.warning(tables.plain(f"{say(error.says_title)}. {say(error.says_message)}"))
        else:
            st.success(tables.plain(say(wording.INVITE_MAILED.using(email=email))))
            return
    st.success(tables.plain(say(wording.INVITE_LINK.using(email=email))))
    st.code(address, language=None)


def ask_closing(accounts: Sequence[Account], own: str) -> Closing | None:
    """Which account to close, once the button was pressed; never the visitor's own."""
    say = here.speaker().say
    others = [account.email for account in accounts if account.email != own]
    with st.expander(say(wording.CLOSE_HEADING)):
        st.caption(say(wording.CLOSE_OWN))
        with st.form("close", enter_to_submit=False):
            email = st.selectbox(
                say(wording.CLOSE_EMAIL), others, placeholder=say(wording.CHOOSE), key=state.CLOSE_EMAIL
            )
            forget = st.checkbox(say(wording.CLOSE_FORGET), key=state.CLOSE_FORGET)
            pressed = st.form_submit_button(say(wording.CLOSE_BUTTON), disabled=not others)
    return Closing(str(email), forget) if pressed and email else None
