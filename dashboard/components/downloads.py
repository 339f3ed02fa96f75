"""What a reader can take along of a figure: its files, its link and how to cite it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import cache, export
from dashboard import export_wording as words
from dashboard.address import dashboard_address
from dashboard.components.drawing import citations
from dashboard.export import ZIP, file_name
from dashboard.view import Exhibit

OFTEN = ("svg", "png", "csv", "xlsx")
"""Formats with a button of their own; the others are in the pop-up."""
RARELY = ("pdf", "print.png", "json", ZIP)


def show(exhibit: Exhibit, key: str) -> None:
    """The row of buttons; `key` is different for each figure of a page.

    A file is made when its button is pressed, always in the light theme.
    """
    exhibit = _with_address(exhibit)
    say = exhibit.provenance.say
    cited = citations(exhibit)
    with st.container(horizontal=True):
        for extension in OFTEN:
            _offer(exhibit, extension, key)
        with st.popover(say(words.ALL_FILES), key=f"{key} more"):
            with st.container(horizontal=True):
                for extension in RARELY:
                    _offer(exhibit, extension, key)
            for label, text in (
                (words.COPY_LINK, exhibit.link),
                (words.CITATION_SHORT, cited.short),
                (words.CITATION_LONG, cited.long),
                (words.CITATION_BIBTEX, cited.bibtex),
            ):
                st.caption(say(label))
                st.code(text.strip(), language=None, wrap_lines=True)


def _with_address(exhibit: Exhibit) -> Exhibit:
    """The figure with links that work elsewhere: where no address was set, that of the page at hand."""
    address = dashboard_address(cache.settings(), here=st.context.url)
    return replace(exhibit, provenance=replace(exhibit.provenance, base_url=address))


def _offer(exhibit: Exhibit, extension: str, key: str) -> None:
    st.download_button(
        exhibit.provenance.say(words.BUTTONS[extension]),
        partial(_file, exhibit, extension),
        file_name=file_name(exhibit, extension),
        mime=export.mime_of(extension),
        on_click="ignore",
        key=f"{key} {extension}",
    )


def _file(exhibit: Exhibit, extension: str) -> bytes:
    return export.file_of(exhibit, extension, cache.sealing())
