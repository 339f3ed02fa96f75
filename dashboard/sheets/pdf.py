"""A document as PDF/UA-1: tagged, with alternative texts, and the same bytes for the same document."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from dashboard.sheets.drawing import svg_of
from dashboard.sheets.model import (
    RECORD_FILE,
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Room,
    Runs,
    Table,
)


def pdf_bytes(document: Document) -> bytes:
    """The document as PDF/UA-1, on A4; room for people to write into is left out.

    Errors: typst.TypstError when it would not be accessible, as without an alternative text.
    """
    at = document.published_at
    content = {
        "title": document.title,
        "kind": document.kind,
        "subject": document.subject,
        "author": document.author,
        "keywords": document.keywords,
        "language": document.language,
        "date": [at.year, at.month, at.day],
        "mark": document.mark,
        "foot": document.foot,
        "page_of": document.page_of,
        "figure_of": document.figure_of,
        "table_of": document.table_of,
        "contents": document.contents,
        "record": {"file": RECORD_FILE, "text": document.record, "note": document.record_note},
        "lead": [_block(block) for block in document.lead],
        "blocks": [_block(block) for block in document.blocks if not isinstance(block, Room)],
    }
    return bytes(
        typst.compile(
            _template(),
            format="pdf",
            sys_inputs={"document": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("sheet.typ").read_bytes()


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "quiet": block.quiet, "runs": _runs(block.runs)}
        case Listing():
            items = [[_block(each) for each in item] for item in block.items]
            return {"kind": "listing", "ordered": block.ordered, "items": items}
        case Facts():
            return {"kind": "facts", "pairs": [{"term": t, "runs": _runs(runs)} for t, runs in block.pairs]}
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "header": block.header,
                "rows": block.rows,
                "widths": block.widths,
                "figures": block.figures,
            }
        case Picture():
            return {"kind": "picture", "title": block.title, "alt": block.alt, "svg": svg_of(block)}
        case Room():
            raise ValueError("there is no room to write into in a PDF")


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": run.bold, "italic": run.italic, "link": run.link} for run in runs]
