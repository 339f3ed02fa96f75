from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter

from pipelines.machine import TEMPLATE_MAGIC
from pipelines.read.workbook import cell_text
from tests.pipelines.filled import table_of
from tests.pipelines.read.hostile import DECLARATION, MAIN, WORKBOOK, cell, ods, sheet, workbook


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (0.3333333333333333, "0.3333333333333333"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.date(2021, 5, 3), "2021-05-03"),
        (datetime.datetime(2021, 5, 3, 10, 30), "2021-05-03T10:30:00"),
        (datetime.time(10, 30), "10:30:00"),
        (datetime.timedelta(hours=30), "1 day, 6:00:00"),
        ("text", "text"),
    ],
)
def test_cell_text_is_exact(value: float | str, text: str) -> None:
    assert cell_text(value) == text


def made(*, hide_first: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        first, second = book.add_worksheet("Cover"), book.add_worksheet("Figures")
        first.write("A1", "cover")
        second.write("C3", 5)
        if hide_first:
            second.activate()
            second.set_first_sheet()
            first.hide()
    return buffer.getvalue()


def test_read_workbook_without_report_takes_the_first_visible_sheet() -> None:
    assert table_of(made()).sheet == "Cover"
    assert table_of(made(hide_first=True)).sheet == "Figures"


def test_read_workbook_keeps_true_coordinates() -> None:
    table = table_of(made(hide_first=True))
    assert table.text(3, 3) == "5"
    assert table.cells[0] == ()


def test_read_workbook_error_cells_carry_their_code() -> None:
    table = table_of(workbook(sheet(cell("B2", "<f>1/0</f><v>#DIV/0!</v>", 't="e"'))))
    assert table.text(2, 2) == "#DIV/0!"


def test_read_workbook_formula_without_result_carries_its_text() -> None:
    assert table_of(workbook(sheet(cell("B2", "<f>A1+1</f>")))).text(2, 2) == "=A1+1"


def test_read_workbook_formula_with_result_is_the_result() -> None:
    assert table_of(workbook(sheet(cell("B2", "<f>A1+1</f><v>3</v>")))).text(2, 2) == "3"


def test_read_workbook_percent_cells_end_in_percent() -> None:
    styles = (
        f'{DECLARATION}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="165" formatCode="0.0%"/></numFmts>'
        '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    rows = '<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>1</v></c><c r="C1" s="2"><v>0.125</v></c></row>'
    table = table_of(workbook(sheet(rows), parts={"xl/styles.xml": styles}))
    assert table.cells == (("1", "100%", "12.5%"),)


def test_read_workbook_ods_errors_booleans_and_percentages_are_told() -> None:
    table = table_of(
        ods(
            "<table:table-row>"
            '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>'
            "</table:table-cell>"
            '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p>'
            "</table:table-cell>"
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
            "<text:p>#DIV/0!</text:p></table:table-cell>"
            '<table:table-cell table:formula="of:=[.A1]"/>'
            "</table:table-row>"
        )
    )
    assert table.cells == (("3", "TRUE", "50%", "#DIV/0!", "=[.A1]"),)


def test_read_workbook_sheet_stored_under_a_bin_name_is_read_as_any_other() -> None:
    assert table_of(workbook(sheet(cell("B2")), sheet_name="foo/table.bin")).text(2, 2) == "1"


def test_read_workbook_hidden_report_sheet_is_still_the_report() -> None:
    hidden = WORKBOOK.replace('name="Report"', 'name="Report" state="hidden"')
    report = sheet(cell("A2", f"<is><t>{TEMPLATE_MAGIC}</t></is>", 't="inlineStr"'))
    assert table_of(workbook(report, parts={"xl/workbook.xml": hidden})).sheet == "Report"
