"""The authors' texts of a document: to read, and for those who may, to write."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import cache, here, state
from dashboard import sheets_wording as wording
from dashboard.components import authored, tables
from pipelines import authors
from pipelines.authors import Draft
from pipelines.ledger import AuthorText
from pipelines.ledger.author_texts import LONGEST
from pipelines.model import Account, Severity
from pipelines.texts import sentences

HEADINGS = {authors.FOREWORD: wording.FOREWORD_HEADING, authors.CONCLUSIONS: wording.CONCLUSIONS_HEADING}
"""Subject -> what its text is called; all others are those of activities."""


def show(subject: str, language: str, account: Account) -> None:
    """The text that counts, its earlier versions, and a form for those who may write it."""
    say = here.speaker().say
    ledger, catalogue = cache.ledger(), cache.catalogue()
    versions = [text for text in ledger.author_texts(subject) if text.language == language]
    current = ledger.author_text(subject, language)
    st.subheader(say(HEADINGS.get(subject, wording.AUTHORS_TEXT)), anchor=False)
    if current is None:
        st.caption(say(wording.TEXT_NONE))
    else:
        authored.show(current.content)
    if not authors.may_write(account, subject, catalogue):
        return
    if current is not None:
        st.caption(_who(current))
    draft = _ask(subject, language, "" if current is None else current.content)
    if draft is not None and _may_be_kept(draft):
        authors.write(ledger, catalogue, account, draft, datetime.now(UTC))
        state.flash(here.speaker().say(wording.TEXT_SAVED))
        st.rerun()
    _show_versions(versions)


def _ask(subject: str, language: str, content: str) -> Draft | None:
    """What the writer wants to be kept; null while nothing is to be saved. A preview is shown and not kept."""
    say = here.speaker().say
    with st.form(f"{state.AUTHOR_TEXT} {subject} {language}", enter_to_submit=False):
        st.caption(say(wording.TEXT_INTRO))
        written = st.text_area(
            say(wording.TEXT_AREA),
            value=content,
            height=320,
            max_chars=LONGEST,
            key=f"{state.AUTHOR_TEXT}.{subject}.{language}",
        )
        confirmed = st.checkbox(
            say(wording.TEXT_NAMES), key=f"{state.AUTHOR_TEXT}.names.{subject}.{language}"
        )
        with st.container(horizontal=True):
            saved = st.form_submit_button(say(wording.TEXT_SAVE), type="primary")
            previewed = st.form_submit_button(say(wording.TEXT_PREVIEW))
    if previewed:
        with st.container(border=True):
            authored.show(written)
    return Draft(subject, language, written, confirmed) if saved else None


def _may_be_kept(draft: Draft) -> bool:
    """Whether nothing in a text could tell who somebody is; what could is said."""
    found = [
        each
        for each in authors.findings(draft.content, cache.catalogue())
        if each.severity is Severity.BLOCKING or not draft.names_confirmed
    ]
    for each in found:
        st.error(tables.plain(here.speaker().say(sentences(each.what, each.remedy))))
    return not found


def _show_versions(versions: list[AuthorText]) -> None:
    say = here.speaker().say
    if len(versions) < 2:
        return
    with st.expander(say(wording.TEXT_VERSIONS)):
        for version in reversed(versions[:-1]):
            st.caption(_who(version))
            if version.content.strip():
                authored.show(version.content)
            else:
                st.markdown(say(wording.TEXT_TAKEN_OUT))


def _who(version: AuthorText) -> str:
    speaker = here.speaker()
    when = speaker.moment(version.at)
    return tables.plain(speaker.say(wording.TEXT_VERSION.using(who=version.actor, when=when)))
