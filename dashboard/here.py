"""What the address of the page at hand says: the release it is about and the language it is read in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import cache, state
from dashboard.queries import ReleaseReader
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY
from pipelines.errors import ReleaseMissingError
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE, Speaker
from pipelines.model import Catalogue


def arrive(own_language: str) -> None:
    """Settle the language of this run: that of the address, else of the account, else English."""
    st.session_state[state.SPOKEN] = _spoken(own_language)


def language() -> str:
    """The language of this run, or of the one before while a callback is at work."""
    # Asked some hundred times a run: reading the address each time would take longer than the sentences.
    settled = st.session_state.get(state.SPOKEN)
    return str(settled) if settled else _spoken("")


def _spoken(own_language: str) -> str:
    asked = st.query_params.get(LANGUAGE_KEY, "")
    return next((x for x in (asked, own_language) if x in LANGUAGES), SOURCE_LANGUAGE)


def speaker() -> Speaker:
    """Who says sentences to this reader, and what the catalogue's things are called."""
    return cache.speaker(language())


def catalogue() -> Catalogue:
    """The project's catalogue as it is now, in the reader's language.

    Errors: CatalogueError when it is wrong.
    """
    return cache.catalogue(language())


def speak(language: str) -> None:
    """Read on in another language."""
    st.query_params[LANGUAGE_KEY] = language


def query() -> Mapping[str, Sequence[str]]:
    """What the address asks of this page, without release and language."""
    kept = (key for key in st.query_params if key not in (RELEASE_KEY, LANGUAGE_KEY))
    return {key: st.query_params.get_all(key) for key in kept}


def carried() -> Mapping[str, str]:
    """What a link to another page takes along from the address: release and language, where it names them."""
    said = {key: st.query_params[key] for key in (RELEASE_KEY, LANGUAGE_KEY) if key in st.query_params}
    return {
        key: value
        for key, value in said.items()
        if (value in LANGUAGES if key == LANGUAGE_KEY else _published(value) is not None)
    }


def drop_unknown_language() -> bool:
    """Take a language that is not spoken here out of the address; whether there was one."""
    is_unknown = st.query_params.get(LANGUAGE_KEY, SOURCE_LANGUAGE) not in LANGUAGES
    if is_unknown:
        del st.query_params[LANGUAGE_KEY]
    return is_unknown


def drop_unknown_release() -> bool:
    """Take a release that was never published out of the address; whether there was one."""
    is_unknown = RELEASE_KEY in st.query_params and _published(st.query_params[RELEASE_KEY]) is None
    if is_unknown:
        del st.query_params[RELEASE_KEY]
    return is_unknown


def release() -> ReleaseReader:
    """The release that the address names, else the current one, in the reader's language.

    A number that was never published is taken for none.
    Errors: ReleaseMissingError when nothing is published, or what is cannot be read.
    """
    return cache.release(language(), _published(st.query_params.get(RELEASE_KEY, "")))


def of_current() -> None:
    """Read on in the current release."""
    st.query_params.pop(RELEASE_KEY, None)


def _published(asked: str) -> int | None:
    """The number of a release that was published; null for everything else that an address can hold."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        return None
    try:
        cache.release(SOURCE_LANGUAGE, int(asked))
    except ReleaseMissingError:
        return None
    return int(asked)
