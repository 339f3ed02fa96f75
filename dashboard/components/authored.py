"""A text that authors wrote, as it will be in a document: its Markdown and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.tables import plain
from dashboard.sheets.markdown import blocks_of
from dashboard.sheets.model import Block, Heading, Listing, Paragraph, Run

_BELOW = 2
"""Headings of a text stand below those of the page."""


def show(content: str) -> None:
    """The text; what is neither heading, list, emphasis nor a link of the web is shown as it was typed."""
    st.markdown(markdown_of(blocks_of(content, _BELOW)))


def markdown_of(blocks: Sequence[Block], indent: str = "") -> str:
    """Blocks of words as Markdown in which every other sign is only a sign."""
    return "\n\n".join(_one(block, indent) for block in blocks)


def _one(block: Block, indent: str) -> str:
    match block:
        case Heading():
            return f"{indent}{'#' * min(block.level, 6)} {plain(block.text)}"
        case Paragraph():
            return indent + "".join(map(_run, block.runs))
        case Listing():
            items = (
                f"{indent}{f'{number}.' if block.ordered else '-'} {markdown_of(item, indent + '    ').strip()}"
                for number, item in enumerate(block.items, start=1)
            )
            return "\n".join(items)
        case _:
            raise ValueError("authors write words")


def _run(run: Run) -> str:
    words = plain(run.text)
    if not words:
        return " " if run.text else ""
    for wanted, mark in ((run.bold, "**"), (run.italic, "*")):
        words = f"{mark}{words}{mark}" if wanted else words
    words = f"[{words}](<{run.link}>)" if run.link else words
    before, after = (" " if edge.isspace() else "" for edge in (run.text[:1], run.text[-1:]))
    return f"{before}{words}{after}"
