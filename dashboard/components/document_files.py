"""A document to take along: a button for each format, which makes the file when it is pressed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import cache, documents, here
from dashboard import sheets_wording as wording
from dashboard.queries import ReleaseReader
from pipelines.seal import sealed

LANGUAGE_KEY = "in"
"""The language of the document in the address of the page, where it is not that of the page itself."""


def show(document_id: str, release: ReleaseReader) -> None:
    """The buttons; the documents are in the language of the release's reader."""
    say = here.speaker().say
    st.header(say(wording.MAKE), anchor=False)
    st.caption(say(wording.MAKE_NOTE))
    with st.container(horizontal=True):
        for extension, label in (("pdf", wording.DOWNLOAD_PDF), ("docx", wording.DOWNLOAD_DOCX)):
            st.download_button(
                say(label),
                partial(_file, document_id, release, extension),
                file_name=documents.file_name(release.provenance, document_id, extension),
                mime=documents.MIMES[extension],
                on_click="ignore",
                key=f"{document_id} {extension}",
            )


def _file(document_id: str, release: ReleaseReader, extension: str) -> bytes:
    document = documents.document_of(release, document_id, cache.ledger())
    return documents.file_of(document, extension, partial(sealed, sealing=cache.sealing()))
