"""What the partners of an activity learnt, in their own words."""

from __future__ import annotations

import streamlit as st

from dashboard import activities_wording as wording
from dashboard import cache, documents, here
from dashboard.components import authored
from dashboard.queries import ReleaseReader
from pipelines.authors import subject_of
from pipelines.languages import SOURCE_LANGUAGE


def show(activity_id: str, release: ReleaseReader) -> None:
    """The authors' text that a release has of an activity, in the reader's language, else in English.

    Nothing when there is none.
    """
    languages = dict.fromkeys((here.language(), SOURCE_LANGUAGE))
    subject, number = subject_of(activity_id), release.provenance.release_number
    texts = (documents.text_at(cache.ledger(), subject, language, number) for language in languages)
    found = next((each for each in texts if each), None)
    if found is None:
        return
    say = here.speaker().say
    st.header(say(wording.LESSONS), anchor=False)
    authored.show(found)
    st.caption(say(wording.LESSONS_NOTE))
