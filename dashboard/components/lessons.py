"""What the partners of an activity learnt, in their own words."""

from __future__ import annotations

import streamlit as st

from dashboard import activities_wording as wording
from dashboard import cache, here
from dashboard.components import authored
from pipelines.languages import SOURCE_LANGUAGE


def show(activity_id: str) -> None:
    """The authors' text of an activity in the reader's language, else in English; nothing when there is none."""
    subject, languages = f"activity:{activity_id}", dict.fromkeys((here.language(), SOURCE_LANGUAGE))
    texts = (cache.ledger().author_text(subject, language) for language in languages)
    found = next((each for each in texts if each is not None and each.content), None)
    if found is None:
        return
    say = here.speaker().say
    st.header(say(wording.LESSONS), anchor=False)
    authored.show(found.content)
    st.caption(say(wording.LESSONS_NOTE))
