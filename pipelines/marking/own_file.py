"""Marks a copy of somebody's own XLSX file with openpyxl. Runs in the child process only.

Everything else in the file stays as openpyxl keeps it: formats, other sheets, validation, defined names. Marks that an
earlier check left are taken away first, so that a file may go back and forth.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from pipelines.machine import FINDINGS_MAGIC, MACHINE_ROW
from pipelines.marking.layout import (
    AUTHOR,
    FONT_NAME,
    HEADER_FILL,
    HEADER_ROW,
    LINK_COLOUR,
    LINK_COLUMN,
    LONGEST_NAME,
    WIDTHS,
)

if TYPE_CHECKING:  # these load polars, and this runs in the child
    from pipelines.marking.entries import Job, Marked

NOTE_WIDTH, NOTE_LINE_HEIGHT, NOTE_LINE_LETTERS = 320, 18, 46


def mark_own_file(data: bytes, job: Job) -> bytes:
    """The file with the marks and the list of findings as its first sheet."""
    workbook = load_workbook(io.BytesIO(data))
    _unmark(workbook)
    before = [_mark(workbook, mark) for mark in job["marks"] if mark["sheet"] in workbook.sheetnames]
    _add_list(workbook, job, [each for each in before if each])
    return _packed(workbook)


def _mark(workbook: Workbook, mark: Marked) -> dict[str, str] | None:
    """Colour a cell and pin its note to it; how it was filled before."""
    sheet = workbook[mark["sheet"]]
    cell = sheet[mark["cell"]]
    if not hasattr(cell, "fill") or type(cell).__name__ == "MergedCell":
        return None
    fill = cell.fill
    before = {
        "sheet": mark["sheet"],
        "cell": mark["cell"],
        "pattern": fill.fill_type or "",
        "colour": str(fill.fgColor.rgb) if fill.fill_type and fill.fgColor.type == "rgb" else "",
        "note": "" if cell.comment is None else cell.comment.text,
        "author": "" if cell.comment is None else cell.comment.author,
    }
    cell.fill = PatternFill("solid", fgColor=mark["fill"])
    said = mark["note"] if cell.comment is None else f"{mark['note']}\n\n{cell.comment.text}"
    note = Comment(said, AUTHOR)
    note.width = NOTE_WIDTH
    note.height = NOTE_LINE_HEIGHT * (2 + len(said) // NOTE_LINE_LETTERS + said.count("\n"))
    cell.comment = note
    return before


def _unmark(workbook: Workbook) -> None:
    """Take away what an earlier check left: its list, its notes, its colours."""
    lists = [sheet for sheet in workbook.worksheets if sheet.cell(MACHINE_ROW, 1).value == FINDINGS_MAGIC]
    for found in lists:
        for before in json.loads(str(found.cell(MACHINE_ROW, 2).value or "[]")):
            if before["sheet"] in workbook.sheetnames:
                cell = workbook[before["sheet"]][before["cell"]]
                cell.fill = (
                    PatternFill(before["pattern"], fgColor=before["colour"] or None)
                    if before["pattern"]
                    else PatternFill()
                )
                cell.comment = Comment(before["note"], before["author"]) if before["note"] else None
        workbook.remove(found)


def _add_list(workbook: Workbook, job: Job, before: list[dict[str, str]]) -> None:
    sheet: Worksheet = workbook.create_sheet(_free_name(workbook, job["sheet"]), 0)
    _write(sheet, 1, 1, job["title"], font=Font(name=FONT_NAME, size=14, bold=True))
    _write(sheet, MACHINE_ROW, 1, FINDINGS_MAGIC)
    _write(sheet, MACHINE_ROW, 2, json.dumps(before))
    sheet.row_dimensions[MACHINE_ROW].hidden = True
    _write(sheet, 3, 1, job["how"], font=Font(name=FONT_NAME, size=10))
    for column, (label, width) in enumerate(zip(job["header"], WIDTHS, strict=True), 1):
        head = Font(name=FONT_NAME, size=10, bold=True, color="FFFFFF")
        _write(sheet, HEADER_ROW, column, label, font=head, fill=PatternFill("solid", fgColor=HEADER_FILL))
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(job["lines"], HEADER_ROW + 1):
        texts = (line["kind"], line["sheet"], line["cell"], line["what"], line["remedy"], line["rule"])
        for column, words in enumerate(texts, 1):
            _write(sheet, row, column, words, font=Font(name=FONT_NAME, size=10))
        if line["sheet"] in workbook.sheetnames:
            link = sheet.cell(row, LINK_COLUMN)
            quoted = line["sheet"].replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{line['cell']}")
            link.font = Font(name=FONT_NAME, size=10, underline="single", color=LINK_COLOUR)
    last = HEADER_ROW + max(len(job["lines"]), 1)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(WIDTHS))}{last}"
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0


def _write(sheet: Worksheet, row: int, column: int, words: str, **look: Any) -> None:  # noqa: ANN401
    cell = sheet.cell(row, column, words)
    cell.data_type = "s"  # openpyxl makes a formula of whatever begins with =
    cell.alignment = Alignment(vertical="top", wrap_text=row > HEADER_ROW)
    for name, value in look.items():
        setattr(cell, name, value)


def _free_name(workbook: Workbook, wanted: str) -> str:
    names = {name.casefold() for name in workbook.sheetnames}
    candidates = (wanted, *(f"{wanted[: LONGEST_NAME - 4]} {n}" for n in range(2, 1000)))
    return next(name for name in candidates if name.casefold() not in names)


class _InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl writes sheets into temporary files; these hold counts, which nothing may leave on a disk."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        out = io.BytesIO()
        writer = WorksheetWriter(ws, out=out)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def _packed(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        _InMemory(workbook, archive).save()
    return buffer.getvalue()
