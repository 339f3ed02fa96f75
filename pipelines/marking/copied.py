"""A new workbook with the list of findings and a copy of the table, for files that cannot be marked themselves."""

from __future__ import annotations

import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from pipelines.harmless import WORKBOOK_OPTIONS
from pipelines.machine import FINDINGS_MAGIC, MACHINE_ROW
from pipelines.marking.entries import Job, Marked
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
from pipelines.model import FIRST_DATA_ROW, KEY_ROW, TEMPLATE_KEYS, TEMPLATE_MAGIC, RawTable

FONT = {"font_name": FONT_NAME, "font_size": 10}
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LABEL_WIDTH = 36
EXACT_DIGITS = 15
NOTE_SIZE = {"x_scale": 2.5, "y_scale": 2.0}


def mark_copy(table: RawTable, job: Job) -> bytes:
    """The workbook, as XLSX bytes; the copy holds the texts that were read, at their addresses."""
    name = _sheet_name(table.sheet, job["sheet"])
    marks = {mark["cell"]: mark for mark in job["marks"]}
    buffer = io.BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        _add_list(workbook, job, name)
        _add_copy(workbook, table, marks, name)
    return buffer.getvalue()


def _sheet_name(wanted: str, taken: str) -> str:
    """A name that a sheet of this format may have: other formats allow longer ones, and other letters."""
    name = wanted.translate(NOT_IN_NAMES).strip()[:LONGEST_NAME].strip()
    is_free = name and name.casefold() not in {taken.casefold(), "history"}
    return name if is_free else "Report" if taken.casefold() != "report" else "Table"


def _add_list(workbook: Workbook, job: Job, name: str) -> None:
    sheet = workbook.add_worksheet(job["sheet"])
    text = workbook.add_format({**FONT, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, job["title"], workbook.add_format({**FONT, "bold": True, "font_size": 14}))
    sheet.write_string(MACHINE_ROW - 1, 0, FINDINGS_MAGIC)
    sheet.write_string(MACHINE_ROW - 1, 1, "[]")
    sheet.set_row(MACHINE_ROW - 1, None, None, {"hidden": True})
    sheet.write_string(2, 0, job["how"], workbook.add_format(FONT))
    head = workbook.add_format({**FONT, "bold": True, "font_color": "#FFFFFF", "bg_color": f"#{HEADER_FILL}"})
    for column, (label, width) in enumerate(zip(job["header"], WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW - 1, column, label, head)
    link = workbook.add_format({**FONT, "underline": True, "font_color": f"#{LINK_COLOUR}", "valign": "top"})
    marked = {mark["cell"] for mark in job["marks"]}
    for row, line in enumerate(job["lines"], HEADER_ROW):
        words = (line["kind"], line["sheet"], line["cell"], line["what"], line["remedy"], line["rule"])
        for column, each in enumerate(words):
            sheet.write_string(row, column, each, text)
        if line["cell"] in marked:
            sheet.write_url(row, LINK_COLUMN - 1, f"internal:'{name}'!{line['cell']}", link, line["cell"])
    sheet.autofilter(HEADER_ROW - 1, 0, HEADER_ROW - 1 + max(len(job["lines"]), 1), len(WIDTHS) - 1)
    sheet.freeze_panes(HEADER_ROW, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.activate()


def _add_copy(workbook: Workbook, table: RawTable, marks: dict[str, Marked], name: str) -> None:
    sheet: Worksheet = workbook.add_worksheet(name)
    plain = workbook.add_format(FONT)
    fills = {
        mark["fill"]: workbook.add_format({**FONT, "bg_color": f"#{mark['fill']}"}) for mark in marks.values()
    }
    for row, texts in enumerate(table.cells):
        for column, words in enumerate(texts):
            if words:
                _write(sheet, row, column, words, plain)
    if table.text(MACHINE_ROW, 1) == TEMPLATE_MAGIC:
        for row in (MACHINE_ROW, KEY_ROW):
            sheet.set_row(row - 1, None, None, {"hidden": True})
        sheet.set_column(0, 1, None, None, {"hidden": True})
        sheet.set_column(2, 3, LABEL_WIDTH)
        sheet.freeze_panes(FIRST_DATA_ROW - 1, len(TEMPLATE_KEYS))
    for cell, mark in marks.items():
        row, column = xl_cell_to_rowcol(cell)
        _write(sheet, row, column, table.text(row + 1, column + 1), fills[mark["fill"]])
        sheet.write_comment(row, column, mark["note"], {"author": AUTHOR, **NOTE_SIZE})


def _write(sheet: Worksheet, row: int, column: int, words: str, look: Format) -> None:
    if words.isdecimal() and words.isascii() and len(words) <= EXACT_DIGITS:
        sheet.write_number(row, column, int(words), look)
    else:
        sheet.write_string(row, column, words, look)
