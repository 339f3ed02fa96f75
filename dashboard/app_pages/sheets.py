"""Practice sheets: one of each activity, and the annex of results, as files; and the authors' texts in them."""

import streamlit as st

from dashboard import cache, documents, here
from dashboard import sheets_wording as wording
from dashboard.access.session import require_account
from dashboard.components import author_texts, choices, document_files, frame
from dashboard.queries.sheets import activities_of
from dashboard.sheets.annex import ANNEX_ID
from dashboard.sheets.words import DOCUMENT_KEY
from pipelines.languages import LANGUAGES, native_name
from pipelines.roles import Act

account = require_account(Act.READ_RELEASE)
frame.show_title("sheets")
release = here.release()
say = here.speaker().say
frame.show_release_line(release.provenance)
frame.show_flash()
st.write(say(wording.INTRO))

offered = {ANNEX_ID: say(wording.ANNEX), **{a.id: a.label for a in activities_of(release)}}
document_id = choices.one(DOCUMENT_KEY, say(wording.WHICH), offered, ANNEX_ID)
spoken = {language: native_name(language) for language in LANGUAGES}
language = choices.one(document_files.LANGUAGE_KEY, say(wording.LANGUAGE), spoken, here.language())

document_files.show(document_id, cache.release(language, release.provenance.release_number))
for subject in documents.subjects_of(document_id):
    author_texts.show(subject, language, account)
