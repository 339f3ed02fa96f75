"""Tables as real HTML, which screen readers, keyboards and printers understand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
import streamlit as st

_ADDRESS = re.compile(r"https?://([\w.-]*\w)(?:\.?/(?:[^\s<>()\[\]]*[^\s<>()\[\].,;])?)?")
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
"""Spaces at which a line may end; the others hold a number together."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is; user texts and file names pass through here."""
    return _escaped(_one_line(text))


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text.strip())


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def linked(text: str) -> str:
    """Plain text in which each web address is a link named by its host: whole, it would fill a narrow column."""
    text, parts, end = _one_line(text), [], 0
    for found in _ADDRESS.finditer(text):
        parts += [_escaped(text[end : found.start()]), f"[{_escaped(found[1])}]({found[0]})"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def show(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    alt: str,
    paths: Sequence[str] = (),
    linked_column: int | None = None,
) -> None:
    """A table of plain text; the first cell of each row is a link where `paths` has one for each.

    Web addresses in the linked column become short links.
    """
    cells = [
        [linked(text) if i == linked_column else plain(text) for i, text in enumerate(row)] for row in rows
    ]
    for row, path in zip(cells, paths, strict=bool(paths)):
        row[0] = f"[{row[0]}]({path})" if path else row[0]
    frame = pl.DataFrame(
        cells,
        schema={column: pl.String() for column in columns},
        orient="row",
    )
    st.table(frame, hide_index=True, alt=alt)
