"""The sheets that explain the report: instructions, marks, definitions; and the hidden list of marks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.languages import Speaker
from pipelines.layout import ReportLayout
from pipelines.model import Catalogue
from pipelines.template import wording
from pipelines.template.report_sheet import MARK_CODES, PROTECTION
from pipelines.template.styles import Styles

LINE_HEIGHT = 13.5
LETTERS_PER_WIDTH = 1.18
"""Letters of running text in one unit of column width, which is the width of a digit; a little less to be safe."""
TEXT_WIDTH = 96
MARK_WIDTHS = (12, 30, 60)
DEFINITION_WIDTHS = (32, 60, 14, 26, 28, 32)


def add_instructions(
    workbook: Workbook,
    styles: Styles,
    speaker: Speaker,
    catalogue: Catalogue,
    layout: ReportLayout,
    *,
    synthetic: bool,
) -> None:
    """Add the sheet that says what to do, how to count and whom to ask."""
    say = speaker.say
    sheet = workbook.add_worksheet(say(wording.INSTRUCTIONS_SHEET))
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, TEXT_WIDTH)
    row = _write_title(sheet, styles, say(wording.instructions_title(catalogue)))
    if synthetic:
        sheet.write_string(row, 0, say(wording.SYNTHETIC_NOTE), styles.alarm())
        row += 2
    steps = [say(step) for step in wording.steps(speaker, catalogue, layout.partner, layout.quarter)]
    row = _write_list(sheet, styles, row, say(wording.WHAT_TO_DO), steps)
    row = _write_list(sheet, styles, row, say(wording.HOW_TO_COUNT), [say(r) for r in wording.COUNTING_RULES])
    contact = [say(wording.contact(catalogue))]
    row = _write_list(sheet, styles, row, say(wording.QUESTIONS), contact, numbered=False)
    about = [note for note in (catalogue.project.funding_notice, catalogue.project.disclaimer) if note]
    _write_list(sheet, styles, row, say(wording.ABOUT), about, numbered=False)
    _finish(sheet, landscape=False)


def add_marks(workbook: Workbook, styles: Styles, speaker: Speaker, catalogue: Catalogue) -> None:
    """Add the closed list of marks."""
    sheet = workbook.add_worksheet(speaker.say(wording.MARKS_SHEET))
    rows = [(mark.code, mark.label, mark.definition) for mark in catalogue.project.marks]
    row = _write_title(sheet, styles, speaker.say(wording.MARKS_TITLE))
    header = [speaker.say(label) for label in wording.MARKS_HEADER]
    row = _write_table(sheet, styles, row, header, rows, MARK_WIDTHS)
    sheet.write_string(row + 1, 0, speaker.say(wording.MARKS_NOTE), styles.hint())
    _finish(sheet, landscape=False)


def add_definitions(
    workbook: Workbook, styles: Styles, speaker: Speaker, catalogue: Catalogue, layout: ReportLayout
) -> None:
    """Add what each measure of the report counts, and when."""
    say = speaker.say
    sheet = workbook.add_worksheet(say(wording.DEFINITIONS_SHEET))
    measures = dict.fromkeys(row.measure.id for row in layout.rows)
    rows = [
        (
            measure.label,
            measure.definition,
            measure.unit,
            say(wording.moment(measure)),
            say(wording.breakdowns_of(catalogue, measure)),
            say(wording.adds_up_over(catalogue, measure)),
        )
        for measure in (catalogue.measures[measure_id] for measure_id in measures)
    ]
    row = _write_title(sheet, styles, say(wording.DEFINITIONS_TITLE))
    header = [say(label) for label in wording.DEFINITIONS_HEADER]
    _write_table(sheet, styles, row, header, rows, DEFINITION_WIDTHS)
    sheet.freeze_panes(row + 1, 1)
    sheet.repeat_rows(row)
    _finish(sheet, landscape=True)


def add_lists(workbook: Workbook, catalogue: Catalogue) -> None:
    """Add the hidden list of marks, under the defined name that checks the input cells."""
    marks = catalogue.project.marks
    if not marks:
        return
    sheet = workbook.add_worksheet(wording.LISTS_SHEET)
    for row, mark in enumerate(marks):
        sheet.write_string(row, 0, mark.code)
    workbook.define_name(MARK_CODES, f"={wording.LISTS_SHEET}!$A$1:$A${len(marks)}")
    sheet.protect("")
    sheet.very_hidden()


def _write_title(sheet: Worksheet, styles: Styles, title: str) -> int:
    sheet.write_string(0, 0, title, styles.title())
    sheet.set_row(0, 26)
    return 2


def _write_list(
    sheet: Worksheet, styles: Styles, row: int, heading: str, items: Sequence[str], *, numbered: bool = True
) -> int:
    sheet.write_string(row, 0, heading, styles.subtitle())
    sheet.set_row(row, 20)
    for number, item in enumerate(items, start=1):
        if numbered:
            sheet.write_string(row + number, 0, f"{number}.", styles.text())
        sheet.write_string(row + number, 1, item, styles.text())
        sheet.set_row(row + number, _height([item], [TEXT_WIDTH]))
    return row + len(items) + 2


def _write_table(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> int:
    head, first, other = styles.header_left(), styles.table_text(strong=True), styles.table_text()
    for column, (text, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, text, head)
    sheet.set_row(row, 22)
    for at, texts in enumerate(rows, start=row + 1):
        for column, text in enumerate(texts):
            sheet.write_string(at, column, text, other if column else first)
        sheet.set_row(at, _height(texts, widths))
    return row + len(rows) + 1


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """A row's height in points: programs do not fit it to wrapped text by themselves when they open a file."""
    lines = max(
        math.ceil(len(text) / (width * LETTERS_PER_WIDTH)) for text, width in zip(texts, widths, strict=True)
    )
    return max(lines, 1) * LINE_HEIGHT + 4


def _finish(sheet: Worksheet, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", PROTECTION)
