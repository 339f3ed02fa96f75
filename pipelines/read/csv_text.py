"""Reads CSV text of unknown encoding and delimiter. Runs in the child process only."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from typing import Any

from pipelines.read.refused import Refused
from pipelines.read.table import answer_of

DELIMITERS = ";,\t"
SAMPLE_BYTES = 4_000
SAMPLE_ROWS = 500
ALLOWED_CONTROLS = "\t\n\r\f"
NOT_TABLES = ("<", "%PDF", "{\\rtf")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EXCEL_HINT = "sep="


def read_csv(data: bytes) -> dict[str, Any]:
    """The table in a CSV file's bytes.

    Errors: Refused when the bytes are no text, the text is no table, or the table is too large.
    """
    text = decode(data)
    has_controls = any(letter < " " and letter not in ALLOWED_CONTROLS for letter in text)
    if has_controls or text.lstrip().startswith(NOT_TABLES):
        raise Refused("structure_not_a_spreadsheet")
    return answer_of("csv", "", _rows(text), {})


def decode(data: bytes) -> str:
    """Text of unknown encoding: byte order mark, then the pattern of NULs, then UTF-8, then Windows-1252.

    Errors: Refused when none of them fits.
    """
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise Refused("structure_not_a_spreadsheet") from error


def _encoding(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 > len(sample):
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _rows(text: str) -> list[list[str]]:
    first_line, _, rest = text.partition("\n")
    if first_line.strip().lower().startswith(EXCEL_HINT) and len(first_line.strip()) <= len(EXCEL_HINT) + 1:
        text = rest  # spreadsheet programs do not show this line, so it has no row number
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
