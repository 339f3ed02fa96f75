"""What the address of the page at hand says: the release it is about and the language it is read in."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, state
from dashboard.queries import ReleaseReader
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY
from pipelines.errors import ReleaseMissingError
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE, Speaker


def arrive(own_language: str) -> None:
    """Note the language of the account for this run."""
    st.session_state[state.OWN_LANGUAGE] = own_language


def language() -> str:
    """The language of the address, else of the account, else English."""
    asked = st.query_params.get(LANGUAGE_KEY, "")
    own = str(st.session_state.get(state.OWN_LANGUAGE, ""))
    return next((x for x in (asked, own) if x in LANGUAGES), SOURCE_LANGUAGE)


def speaker() -> Speaker:
    """Who says the program's sentences to this reader."""
    return Speaker(language())


def pinned_number() -> int | None:
    """The number of the release that the address names; null when it names none, or nothing that is a number."""
    asked = st.query_params.get(RELEASE_KEY, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None


def release() -> ReleaseReader:
    """The release that the address names, else the current one, in the reader's language.

    A number that was never published is taken for none.
    Errors: ReleaseMissingError when nothing is published, or what is cannot be read.
    """
    number = pinned_number()
    if number is not None and not is_published(number):
        number = None
    return cache.release(language(), number)


def is_published(number: int) -> bool:
    """Whether there is a release of a number."""
    try:
        cache.release(SOURCE_LANGUAGE, number)
    except ReleaseMissingError:
        return False
    return True
