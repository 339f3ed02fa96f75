"""Tables as real HTML, which screen readers, keyboards and printers understand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is; user texts and file names pass through here."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def show(columns: Sequence[str], rows: Sequence[Sequence[str]], *, alt: str) -> None:
    """A table of plain text."""
    frame = pl.DataFrame(
        [[plain(text) for text in row] for row in rows],
        schema={column: pl.String() for column in columns},
        orient="row",
    )
    st.table(frame, hide_index=True, alt=alt)
