"""A figure as a workbook: a chart that can be edited, exactly the cells, and where they come from."""

from __future__ import annotations

import io
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboard import export_wording as words
from dashboard.charts.page import source_text
from dashboard.export.facts import facts
from dashboard.export.native_chart import draw_chart
from dashboard.export.stamp import Stamp, moment_of, stamp_of
from dashboard.export.table import COLUMNS, full_table
from dashboard.view import Exhibit
from pipelines.harmless import WORKBOOK_OPTIONS
from pipelines.texts import Text

RECORD = "provenance.json"
_LONGEST_TEXT = 32_000
"""Letters that a cell of a workbook can hold, and a little less."""
_LONGEST_NAME = 31


def xlsx_bytes(exhibit: Exhibit) -> bytes:
    """The workbook; the same exhibit gives the same bytes.

    The sheet of cells is the CSV file without its seal, with numbers as numbers: a cell without a value is blank.
    """
    stamp = stamp_of(exhibit)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties(_properties(exhibit, stamp))
        for name, value in _custom_properties(stamp).items():
            book.set_custom_property(name, value)
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "wrapped label": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        }
        chart, data = (_sheet(book, name, exhibit) for name in (words.SHEET_CHART, words.SHEET_DATA))
        draw_chart(book, chart, data, exhibit, formats)
        _write_cells(_sheet(book, words.SHEET_CELLS, exhibit), exhibit, formats)
        _write_about(_sheet(book, words.SHEET_ABOUT, exhibit), exhibit, stamp, formats)
    return buffer.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: Text, exhibit: Exhibit) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(exhibit.provenance.say(name)[:_LONGEST_NAME])
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{source_text(exhibit.provenance).replace('&', '&&')[:200]}&R&P / &N")
    return sheet


def _write_cells(sheet: Worksheet, exhibit: Exhibit, formats: dict[str, Any]) -> None:
    table = full_table(exhibit).drop("seal")
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, formats["head"])
    for line, row in enumerate(table.iter_rows(), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    sheet.write_string(line, column, value)
            elif value is not None:
                sheet.write_number(line, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.height, table.width - 1)
    sheet.set_column(0, len(COLUMNS), 14)


def _write_about(sheet: Worksheet, exhibit: Exhibit, stamp: Stamp, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    record = stamp.to_json()
    pieces = [record[start : start + _LONGEST_TEXT] for start in range(0, len(record), _LONGEST_TEXT)]
    lines = [*facts(exhibit), *((RECORD, piece) for piece in pieces)]
    for line, (name, value) in enumerate(lines):
        sheet.write_string(line, 0, name, formats["wrapped label"])
        sheet.write_string(line, 1, value[:_LONGEST_TEXT], formats["wrap"])
        # Not every program makes a row as high as its text; none makes one higher than 409 points.
        sheet.set_row(line, min(409, 15 * max(ceil(len(value) / 72), ceil(len(name) / 28))))


def _properties(exhibit: Exhibit, stamp: Stamp) -> dict[str, Any]:
    return {
        "title": stamp.title,
        "subject": stamp.selection,
        "author": stamp.project,
        "company": stamp.project,
        "category": stamp.licence,
        "keywords": f"release {stamp.release}",
        "comments": f"{stamp.description} {source_text(exhibit.provenance)}",
        "created": moment_of(exhibit).replace(tzinfo=None),
    }


def _custom_properties(stamp: Stamp) -> dict[str, str | int | bool]:
    found: dict[str, str | int | bool] = {
        "Release": stamp.release,
        "Published": stamp.published_at,
        "Licence": stamp.licence,
        "Synthetic": stamp.synthetic,
        "Cells": stamp.cells,
        "Withheld cells": stamp.withheld,
        "SHA-256 of the cells drawn": stamp.drawn_sha256,
        "SHA-256 of the cells of the release": stamp.cells_sha256,
        "SHA-256 of the manifest of the release": stamp.manifest_sha256,
        "Software version": stamp.software_version,
    }
    return {name: value for name, value in found.items() if value != ""}
