"""Where in a file something is, said without a word of the file."""

from __future__ import annotations

from dataclasses import dataclass

FILE_NAME = "file_name"
SHEET_NAME = "sheet_name"
PROPERTIES = "properties"
DEFINED_NAME = "defined_name"
PRINTED_PAGE = "printed_page"
DRAWING = "drawing"
OTHER_PART = "other_part"


@dataclass(frozen=True, order=True)
class Place:
    """A cell, a comment or another part; sheets have numbers here, because their names are words of the file."""

    sheet: int = 0
    """1 for the first sheet, hidden ones counted too; 0 when it is on no sheet."""
    cell: str = ""
    """Address; blank when it is in no cell."""
    is_comment: bool = False
    part: str = ""
    """For what is in no cell: one of the names above."""


def address(row: int, column: int) -> str:
    """Spreadsheet address of 1-based row and column; the model has one too, but the child does not load it."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
