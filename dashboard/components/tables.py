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


def show(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, alt: str, paths: Sequence[str] = ()
) -> None:
    """A table of plain text; the first cell of each row is a link where `paths` has one for each."""
    cells = [[plain(text) for text in row] for row in rows]
    for row, path in zip(cells, paths, strict=bool(paths)):
        row[0] = f"[{row[0]}]({path})" if path else row[0]
    frame = pl.DataFrame(
        cells,
        schema={column: pl.String() for column in columns},
        orient="row",
    )
    st.table(frame, hide_index=True, alt=alt)
