"""Reads CSV text of unknown encoding and delimiter. Runs in the child process only."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import Any

from pipelines.read.refused import Refused
from pipelines.read.table import answer_of

DELIMITERS = ";,\t|"
SAMPLE_BYTES = 4_000
SAMPLE_ROWS = 500
ALLOWED_CONTROLS = "\t\n\r\f"
NOT_TABLES = ("<", "%PDF", "{\\rtf")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ("cp1252", "cp850", "mac_roman")
"""Encodings of one byte a letter, the likeliest first; the bytes alone do not tell which of them it is."""
EXCEL_HINT = re.compile(r"sep=.?(?:\r\n|\r|\n)", re.IGNORECASE)


def read_csv(data: bytes) -> dict[str, Any]:
    """The table in a CSV file's bytes.

    Where the bytes do not tell the encoding, `spellings` has the cells that other encodings would spell otherwise;
    only somebody who knows the words of a report can tell which spelling is right.

    Errors: Refused when the bytes are no text, the text is no table, or the table is too large.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("structure_not_a_spreadsheet") from error
    has_controls = any(letter < " " and letter not in ALLOWED_CONTROLS for letter in text)
    if has_controls or text.lstrip().startswith(NOT_TABLES):
        raise Refused("structure_not_a_spreadsheet")
    answer = answer_of("csv", "", _rows(text), {})
    if encoding in LEGACY:
        answer["spellings"] = _spellings(answer["cells"], encoding)
    return answer


def _spellings(cells: list[list[str]], encoding: str) -> dict[str, dict[str, str]]:
    """Encoding -> text as it was read -> the same bytes in that encoding."""
    foreign = sorted({text for row in cells for text in row if not text.isascii()})
    others = LEGACY[LEGACY.index(encoding) + 1 :]
    return {other: {text: text.encode(encoding).decode(other) for text in foreign} for other in others}


def _encoding(data: bytes) -> str:
    """Byte order mark, then the pattern of NULs, then UTF-8, then the first of one byte a letter that fits."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 > len(sample):
        return "utf-16-le" if odd > even else "utf-16-be"
    return next(encoding for encoding in ("utf-8", *LEGACY) if _fits(data, encoding))


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _rows(text: str) -> list[list[str]]:
    hint = EXCEL_HINT.match(text)
    if hint is not None:
        text = text[hint.end() :]  # spreadsheet programs do not show this line, so it has no row number
    readings = [rows for delimiter in DELIMITERS if (rows := _split(text, delimiter)) is not None]
    if not readings:
        raise Refused("structure_bad_csv")
    return max(readings, key=_consistency)


def _split(text: str, delimiter: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _consistency(rows: list[list[str]]) -> tuple[int, int]:
    """How many rows have the most common width, if that is more than one column, and that width."""
    widths = Counter(len(row) for row in rows[:SAMPLE_ROWS] if len(row) > 1)
    if not widths:
        return 0, 0
    width, occurrences = max(widths.items(), key=lambda item: (item[1], item[0]))
    return occurrences, width
