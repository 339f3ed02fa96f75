"""Reads the cells of a guarded workbook with python-calamine. Runs in the child process only."""

from __future__ import annotations

import datetime
import io
from typing import Any

import python_calamine as calamine

from pipelines.machine import FINDINGS_MAGIC, MACHINE_ROW, TEMPLATE_MAGIC
from pipelines.read.guard import GuardedWorkbook
from pipelines.read.refused import Refused
from pipelines.read.table import answer_of

EXACT_FLOATS = 10**15

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_workbook(workbook: GuardedWorkbook) -> dict[str, Any]:
    """The table of the sheet that is a report, else of the first visible sheet.

    `fractions` has the cells with a number that is not whole: their point is ours, and says nothing about the file.

    Errors: Refused.
    """
    try:
        opened = calamine.load_workbook(io.BytesIO(workbook.data))
        name, rows = _choose_sheet(opened)
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise Refused("structure_damaged_file") from error
    cells = [[cell_text(value) for value in row] for row in rows]
    for (row, column), text in workbook.overlays.get(name, {}).items():
        _put(cells, row, column, text)
    answer = answer_of(workbook.file_format, name, cells, workbook.properties)
    answer["fractions"] = [
        (row, column)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if isinstance(value, float) and not value.is_integer()
    ]
    return answer


def cell_text(value: Cell) -> str:
    """A cell's value as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_FLOATS else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _choose_sheet(opened: calamine.CalamineWorkbook) -> tuple[str, list[list[Cell]]]:
    """The sheet that says it is the report, whatever it is called; else the first that can be seen.

    A list of findings that a marked workbook begins with is none of them.
    """
    tables = [sheet for sheet in opened.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in tables if sheet.visible == calamine.SheetVisibleEnum.Visible]
    first: tuple[str, list[list[Cell]]] | None = None
    for sheet in tables:
        rows = opened.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if len(rows) >= MACHINE_ROW and rows[MACHINE_ROW - 1][:1] == [TEMPLATE_MAGIC]:
            return sheet.name, rows
        is_ours = len(rows) >= MACHINE_ROW and rows[MACHINE_ROW - 1][:1] == [FINDINGS_MAGIC]
        if first is None and sheet.name in visible and not is_ours:
            first = sheet.name, rows
    if first is None:
        raise Refused("structure_no_sheet")
    return first


def _put(cells: list[list[str]], row: int, column: int, text: str) -> None:
    """Write a text at 1-based coordinates, beyond the edge too."""
    while len(cells) < row:
        cells.append([])
    line = cells[row - 1]
    line.extend([""] * (column - len(line)))
    line[column - 1] = text
