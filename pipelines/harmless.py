"""Texts in files that we give out: none of them begins what a spreadsheet program would run as a formula.

Workbooks are written with texts marked as texts, so this is for CSV, where a program decides by the first letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

FORMULA = r"^(?:\s*[=+\-@|%＝＋－＠]|[\t\r\n])"
"""What programs take for the beginning of a formula, in the letters of East Asia too."""
PLAIN_NUMBER = r"^[+\-]?[0-9]+(?:[.,][0-9]+)?$"
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""For every workbook that XlsxWriter makes: a text stays a text."""

_FORMULA = re.compile(FORMULA)
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER)


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run; numbers stay numbers."""
    return f"'{text}" if _FORMULA.search(text) and not _PLAIN_NUMBER.search(text) else text


def harmless_row(texts: Iterable[str]) -> list[str]:
    """A row of texts for a CSV writer."""
    return [harmless(text) for text in texts]


def harmless_texts() -> pl.Expr:
    """The same for every column of texts of a frame."""
    text = pl.col(pl.String)
    return (
        pl.when(text.str.contains(FORMULA) & ~text.str.contains(PLAIN_NUMBER))
        .then(pl.lit("'") + text)
        .otherwise(text)
        .name.keep()
    )
