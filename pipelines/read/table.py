"""The answer of the child process: a table within the limits, trimmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.read.limits import CELL_CHARACTERS, CELLS, COLUMNS, ROWS, TABLE_CHARACTERS
from pipelines.read.refused import Refused


def answer_of(
    file_format: str, sheet: str, rows: Sequence[Sequence[str]], properties: Mapping[str, str]
) -> dict[str, Any]:
    """A table as the parent expects it, without the blank rows and columns after the last text.

    Errors: Refused when it is empty or holds more than a report can hold.
    """
    lines = [_trimmed(row) for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        raise Refused("structure_empty_file")
    filled = [text for line in lines for text in line if text]
    if len(lines) > ROWS or max(map(len, lines)) > COLUMNS or len(filled) > CELLS:
        raise Refused("structure_too_many_cells")
    if sum(map(len, filled)) > TABLE_CHARACTERS or max(map(len, filled)) > CELL_CHARACTERS:
        raise Refused("structure_too_much_text")
    return {"format": file_format, "sheet": sheet, "cells": lines, "properties": dict(properties)}


def _trimmed(row: Sequence[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return list(row[:end])
