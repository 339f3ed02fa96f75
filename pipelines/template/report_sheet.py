"""The sheet to fill in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.languages import Speaker
from pipelines.layout import ReportLayout, ReportRow, column_called, column_key
from pipelines.model import (
    FIRST_DATA_ROW,
    HEADER_ROW,
    KEY_ROW,
    MACHINE_ROW,
    TEMPLATE_KEYS,
    TEMPLATE_MAGIC,
    TEMPLATE_VERSION,
    TOTAL,
    Catalogue,
    cell_address,
)
from pipelines.template import wording
from pipelines.template.styles import Styles
from pipelines.texts import joined

InputKey = tuple[str, str, str, str]
"""Activity, measure, breakdown and category of an input cell."""

MARK_CODES = "mark_codes"
"""The defined name of the list of marks. A name, because references to another sheet get lost in some programs."""

PROTECTION = {"format_columns": True, "format_rows": True}
LABEL_WIDTHS = (36, 38, 17)
TOTAL_WIDTH = 10
CATEGORY_WIDTH = 13
HEADER_HEIGHT = 58
ROW_HEIGHT = 18
TALL_ROW_HEIGHT = 30
A4 = 9
COLUMNS_ON_A_PAGE = 14
FIRST_LABEL_COLUMN = 2
"""0-based, as everywhere in XlsxWriter. The columns before it hold machine keys and are hidden."""
HINT_ROW = 3
TITLE_LENGTH = 32
HINT_LENGTH = 255
"""As many characters as a message of an input cell may have."""


def add_report(
    workbook: Workbook,
    styles: Styles,
    speaker: Speaker,
    catalogue: Catalogue,
    layout: ReportLayout,
    values: Mapping[InputKey, int | str],
    *,
    synthetic: bool,
) -> None:
    """Add the sheet to fill in; `values` are written into its input cells.

    Errors: ValueError when `values` names a cell that is not an input cell.
    """
    _require_input_cells(layout, values)
    sheet = workbook.add_worksheet(speaker.say(wording.REPORT_SHEET))
    _write_head(sheet, styles, speaker, catalogue, layout, synthetic=synthetic)
    _write_header(sheet, styles, speaker, catalogue, layout)
    _write_rows(sheet, styles, speaker, layout, values)
    _check_input(sheet, styles, speaker, catalogue, layout)
    _set_up_page(sheet, speaker, layout)
    sheet.protect("", PROTECTION)
    sheet.activate()


def _require_input_cells(layout: ReportLayout, values: Mapping[InputKey, int | str]) -> None:
    known = {(row.activity_id, row.measure.id, *column) for row in layout.rows for column in row.open_columns}
    strange = sorted(set(values) - known)
    if strange:
        raise ValueError(f"not an input cell of {layout.partner.id} in {layout.quarter}: {strange[0]}")


def _write_head(
    sheet: Worksheet,
    styles: Styles,
    speaker: Speaker,
    catalogue: Catalogue,
    layout: ReportLayout,
    *,
    synthetic: bool,
) -> None:
    title = speaker.say(wording.report_title(speaker, catalogue, layout.partner, layout.quarter))
    if synthetic:
        parts = (styles.alarm(), speaker.say(wording.SYNTHETIC), styles.title(), f" · {title}")
        sheet.write_rich_string(0, FIRST_LABEL_COLUMN, *parts, styles.title())
    else:
        sheet.write_string(0, FIRST_LABEL_COLUMN, title, styles.title())
    sheet.set_row(0, 26)
    project, partner = catalogue.project, layout.partner
    machine = (TEMPLATE_MAGIC, TEMPLATE_VERSION, project.id, partner.id, layout.quarter, speaker.language)
    for column, text in enumerate(machine):
        sheet.write_string(MACHINE_ROW - 1, column, text, styles.machine())
    sheet.set_row(MACHINE_ROW - 1, None, None, {"hidden": True})
    sheet.write_string(HINT_ROW - 1, FIRST_LABEL_COLUMN, speaker.say(wording.REPORT_HINT), styles.hint())
    sheet.set_row(HINT_ROW - 1, 20)


def _write_header(
    sheet: Worksheet, styles: Styles, speaker: Speaker, catalogue: Catalogue, layout: ReportLayout
) -> None:
    keys = (*TEMPLATE_KEYS, *(column_key(column) for column in layout.columns))
    for column, key in enumerate(keys):
        sheet.write_string(KEY_ROW - 1, column, key, styles.machine())
    sheet.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    left = styles.header_left()
    for column, text in enumerate(("", "", *map(speaker.say, wording.HEADER_LABELS))):
        sheet.write_string(HEADER_ROW - 1, column, text, left)
    breakdowns = list(dict.fromkeys(breakdown for breakdown, _ in layout.columns))
    formats = [styles.header(group) for group in range(len(breakdowns))]
    for column, pair in enumerate(layout.columns, start=len(TEMPLATE_KEYS)):
        text = speaker.say(column_called(catalogue, pair))
        sheet.write_string(HEADER_ROW - 1, column, text, formats[breakdowns.index(pair[0])])
    sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)


def _write_rows(
    sheet: Worksheet,
    styles: Styles,
    speaker: Speaker,
    layout: ReportLayout,
    values: Mapping[InputKey, int | str],
) -> None:
    flags = ((strong, top) for strong in (False, True) for top in (False, True))
    formats = {
        (strong, top): (
            styles.label(strong=strong, top=top),
            styles.input(strong=strong, top=top),
            styles.closed(top=top),
        )
        for strong, top in flags
    }
    for number, row in enumerate(layout.rows):
        is_first = number == 0 or layout.rows[number - 1].measure is not row.measure
        is_sum = row.activity_id == TOTAL and row.measure.per_activity
        label, open_cell, closed_cell = formats[is_sum, is_first]
        at = FIRST_DATA_ROW - 1 + number
        labels = _row_labels(speaker, row)
        sheet.set_row(at, TALL_ROW_HEIGHT if _is_wrapped(labels) else ROW_HEIGHT)
        for column, text in enumerate((row.activity_id, row.measure.id, *labels)):
            sheet.write_string(at, column, text, label)
        for column, pair in enumerate(layout.columns, start=len(TEMPLATE_KEYS)):
            if pair in row.open_columns:
                value = values.get((row.activity_id, row.measure.id, *pair))
                _write_input(sheet, at, column, value, open_cell)
            else:
                sheet.write_blank(at, column, None, closed_cell)


def _is_wrapped(labels: tuple[str, ...]) -> bool:
    return any(len(text) > width for text, width in zip(labels, LABEL_WIDTHS, strict=True))


def _row_labels(speaker: Speaker, row: ReportRow) -> tuple[str, ...]:
    return speaker.say(joined([row.activity_called])), row.measure.label, row.measure.unit


def _write_input(sheet: Worksheet, row: int, column: int, value: int | str | None, look: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _check_input(
    sheet: Worksheet, styles: Styles, speaker: Speaker, catalogue: Catalogue, layout: ReportLayout
) -> None:
    """Let input cells take whole numbers and marks only, and colour what got in another way.

    One formula for both, because a list would refuse numbers and a number check would refuse marks.
    """
    runs = list(_open_runs(layout))
    first_cell = cell_address(FIRST_DATA_ROW, len(TEMPLATE_KEYS) + 1)
    # Equality and not MATCH or COUNTIF, which would take * and ? for wildcards.
    is_mark = f"SUMPRODUCT(--({MARK_CODES}={first_cell}))>0" if catalogue.project.marks else "FALSE"
    is_good = f"IF(ISNUMBER({first_cell}),AND({first_cell}>=0,{first_cell}=INT({first_cell})),{is_mark})"
    marks = ", ".join(mark.code for mark in catalogue.project.marks)
    for first_row, first_column, last_row, last_column in runs[:1]:
        sheet.data_validation(
            first_row,
            first_column,
            last_row,
            last_column,
            {
                "validate": "custom",
                "value": f"={is_good}",
                "ignore_blank": True,
                "input_title": speaker.say(wording.INPUT_TITLE)[:TITLE_LENGTH],
                "input_message": speaker.say(wording.input_message(marks))[:HINT_LENGTH],
                "error_title": speaker.say(wording.ERROR_TITLE)[:TITLE_LENGTH],
                "error_message": speaker.say(wording.error_message(marks))[:HINT_LENGTH],
                "error_type": "stop",
                "other_cells": [list(run) for run in runs[1:]],
            },
        )
    sheet.conditional_format(
        FIRST_DATA_ROW - 1,
        len(TEMPLATE_KEYS),
        FIRST_DATA_ROW + len(layout.rows) - 2,
        len(TEMPLATE_KEYS) + len(layout.columns) - 1,
        {
            "type": "formula",
            "criteria": f"=AND(NOT(ISBLANK({first_cell})),NOT({is_good}))",
            "format": styles.invalid(),
        },
    )


def _open_runs(layout: ReportLayout) -> Iterator[tuple[int, int, int, int]]:
    """Blocks of neighbouring input cells of one column, 0-based: first row, column, last row, column."""
    for column, pair in enumerate(layout.columns, start=len(TEMPLATE_KEYS)):
        start: int | None = None
        for number in range(len(layout.rows) + 1):
            is_open = number < len(layout.rows) and pair in layout.rows[number].open_columns
            at = FIRST_DATA_ROW - 1 + number
            if is_open and start is None:
                start = at
            elif not is_open and start is not None:
                yield start, column, at - 1, column
                start = None


def _set_up_page(sheet: Worksheet, speaker: Speaker, layout: ReportLayout) -> None:
    first_count = len(TEMPLATE_KEYS)
    last_column = first_count + len(layout.columns) - 1
    sheet.set_column(0, FIRST_LABEL_COLUMN - 1, 12, None, {"hidden": True})
    for column, width in enumerate(LABEL_WIDTHS, start=FIRST_LABEL_COLUMN):
        sheet.set_column(column, column, width)
    sheet.set_column(first_count, first_count, TOTAL_WIDTH)
    if last_column > first_count:
        sheet.set_column(first_count + 1, last_column, CATEGORY_WIDTH)
    sheet.freeze_panes(FIRST_DATA_ROW - 1, first_count)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(math.ceil(len(layout.columns) / COLUMNS_ON_A_PAGE), 0)
    sheet.repeat_rows(0, HEADER_ROW - 1)
    sheet.repeat_columns(FIRST_LABEL_COLUMN, first_count - 1)
    sheet.print_area(0, FIRST_LABEL_COLUMN, FIRST_DATA_ROW + len(layout.rows) - 2, last_column)
    label = layout.partner.label.replace("&", "&&")  # a single & begins a code in a footer
    sheet.set_footer(f"&L{label} {layout.quarter}&R{speaker.say(wording.PAGES)}")
