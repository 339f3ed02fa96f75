"""Reads the cells of a guarded workbook with python-calamine. Runs in the child process only."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import python_calamine as calamine

from pipelines.read.guard import GuardedWorkbook
from pipelines.read.refused import Refused
from pipelines.read.table import answer_of

REPORT_SHEET = "Report"
EXACT_FLOATS = 10**15

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_workbook(workbook: GuardedWorkbook) -> dict[str, Any]:
    """The table of the sheet 'Report', else of the first visible sheet.

    Errors: Refused.
    """
    try:
        opened = calamine.load_workbook(io.BytesIO(workbook.data))
        name = _choose_sheet(opened.sheets_metadata)
        rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise Refused("structure_damaged_file") from error
    cells = [[cell_text(value) for value in row] for row in rows]
    for (row, column), text in workbook.overlays.get(name, {}).items():
        _put(cells, row, column, text)
    return answer_of(workbook.file_format, name, cells, workbook.properties)


def cell_text(value: Cell) -> str:
    """A cell's value as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_FLOATS else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _choose_sheet(sheets: Sequence[calamine.SheetMetadata]) -> str:
    tables = [sheet for sheet in sheets if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in tables if sheet.visible == calamine.SheetVisibleEnum.Visible]
    if any(sheet.name == REPORT_SHEET for sheet in tables):
        return REPORT_SHEET
    if not visible:
        raise Refused("structure_no_sheet")
    return visible[0]


def _put(cells: list[list[str]], row: int, column: int, text: str) -> None:
    """Write a text at 1-based coordinates, beyond the edge too."""
    while len(cells) < row:
        cells.append([])
    line = cells[row - 1]
    line.extend([""] * (column - len(line)))
    line[column - 1] = text
