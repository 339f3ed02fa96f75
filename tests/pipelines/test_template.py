from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.errors import PolicyError
from pipelines.layout import report_layout
from pipelines.model import (
    FIRST_DATA_ROW,
    HEADER_ROW,
    KEY_ROW,
    MACHINE_ROW,
    TEMPLATE_KEYS,
    TEMPLATE_MAGIC,
    TEMPLATE_VERSION,
    TOTAL,
)
from pipelines.template import build_template, template_file_name
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, tiny


def template(
    values: dict[tuple[str, str, str, str], int | str] | None = None, *, synthetic: bool = False
) -> Workbook:
    data = build_template(tiny(), PARTNER, QUARTER, values=values, synthetic=synthetic)
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def test_template_first_sheet_is_the_report_and_lists_are_hidden() -> None:
    workbook = template()
    assert workbook.sheetnames == ["Report", "Instructions", "Marks", "Definitions", "Lists"]
    assert workbook.active.title == "Report"
    assert workbook["Lists"].sheet_state == "veryHidden"


def test_template_machine_row_is_hidden_and_names_partner_and_quarter() -> None:
    sheet = template()["Report"]
    assert texts(sheet, MACHINE_ROW)[:5] == [TEMPLATE_MAGIC, TEMPLATE_VERSION, "tiny", PARTNER, QUARTER]
    assert sheet.row_dimensions[MACHINE_ROW].hidden
    assert sheet.row_dimensions[KEY_ROW].hidden
    assert sheet.column_dimensions["A"].hidden


def test_template_key_row_has_keys_then_categories_with_the_total_first() -> None:
    sheet = template()["Report"]
    keys = [*TEMPLATE_KEYS, "_T:_T", "sex:F", "sex:M", "sex:_U", "reason:MOVED", "reason:_O", "reason:_U"]
    assert texts(sheet, KEY_ROW) == keys
    assert texts(sheet, HEADER_ROW)[5:8] == ["Total", "Sex: Women", "Sex: Men"]


def test_template_measure_by_activity_has_a_row_for_each_activity_and_one_for_all() -> None:
    sheet = template()["Report"]
    rows = [tuple(row[:4]) for row in sheet.iter_rows(min_row=FIRST_DATA_ROW, values_only=True)]
    starts = [row for row in rows if row[1] == "starts"]
    assert [row[0] for row in starts] == ["ash-groups", "ash-birch-mentors", TOTAL]
    assert [row[0] for row in rows if row[1] == "known"] == [TOTAL]
    assert not [row for row in rows if row[1] == "meetings"]


def test_template_only_input_cells_are_unlocked() -> None:
    sheet = template()["Report"]
    layout = report_layout(tiny(), PARTNER, QUARTER)
    unlocked = {
        (cell.row - FIRST_DATA_ROW, cell.column - len(TEMPLATE_KEYS) - 1)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    asked = {
        (number, layout.columns.index(column))
        for number, row in enumerate(layout.rows)
        for column in row.open_columns
    }
    assert unlocked == asked
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_template_input_cells_are_checked_and_nothing_else_is() -> None:
    sheet = template()["Report"]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.type == "custom"
    assert "mark_codes" in validation.formula1
    assert validation.showErrorMessage
    assert "whole number" in validation.error
    checked = {
        address
        for cell_range in validation.sqref.ranges
        for rows in sheet[
            cell_range.coord if ":" in cell_range.coord else f"{cell_range.coord}:{cell_range.coord}"
        ]
        for address in [cell.coordinate for cell in rows]
    }
    assert checked == {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }


def test_template_marks_are_a_defined_name() -> None:
    workbook = template()
    assert workbook.defined_names["mark_codes"].attr_text == "Lists!$A$1:$A$3"
    assert [cell.value for cell in workbook["Lists"]["A"]] == ["NC", "NP", "WH"]


def test_template_custom_properties_repeat_the_machine_row() -> None:
    properties = {item.name: item.value for item in template().custom_doc_props.props}
    assert properties == {
        "template_version": TEMPLATE_VERSION,
        "project": "tiny",
        "partner": PARTNER,
        "quarter": QUARTER,
        "language": "en",
    }


def test_template_synthetic_says_so_in_the_title_and_the_properties() -> None:
    workbook = template(synthetic=True)
    assert str(workbook["Report"]["C1"].value).startswith("SYNTHETIC DATA")
    assert workbook.properties.title.startswith("SYNTHETIC DATA")
    assert "synthetic" in {item.name for item in workbook.custom_doc_props.props}


def test_template_real_does_not_say_synthetic() -> None:
    assert "SYNTHETIC" not in str(template()["Report"]["C1"].value)


def test_template_values_are_numbers_and_marks_in_their_cells() -> None:
    sheet = template(dict(COHERENT))["Report"]
    assert sheet["F6"].value == 7
    assert sheet["F15"].value == "NC"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(("ash-groups", "starts", "sex", "F"), id="category_of_one_activity"),
        pytest.param((TOTAL, "sessions", "sex", "F"), id="breakdown_the_measure_lacks"),
        pytest.param(("cedar-groups", "starts", TOTAL, TOTAL), id="activity_of_another_partner"),
    ],
)
def test_template_value_outside_input_cells_is_an_error(key: tuple[str, str, str, str]) -> None:
    with pytest.raises(ValueError, match="not an input cell"):
        template({key: 1})


@pytest.mark.parametrize(
    ("partner", "quarter", "language"),
    [
        pytest.param("nobody", QUARTER, "en", id="unknown_partner"),
        pytest.param(PARTNER, "2020-Q4", "en", id="quarter_outside_project"),
        pytest.param(PARTNER, "Q1 2021", "en", id="not_a_quarter"),
        pytest.param("dogwood", "2021-Q1", "en", id="before_it_joined"),
        pytest.param("experts", QUARTER, "en", id="does_not_report"),
        pytest.param(PARTNER, QUARTER, "xx", id="unknown_language"),
    ],
)
def test_template_that_cannot_exist_is_refused(partner: str, quarter: str, language: str) -> None:
    with pytest.raises(PolicyError):
        build_template(tiny(), partner, quarter, language)


def test_template_same_input_gives_the_same_bytes() -> None:
    assert build_template(tiny(), PARTNER, QUARTER) == build_template(tiny(), PARTNER, QUARTER)


def test_template_contains_no_formula_cells_and_no_links() -> None:
    workbook = template()
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_template_explains_deadline_marks_and_every_measure() -> None:
    workbook = template()
    instructions = " ".join(str(cell.value) for row in workbook["Instructions"].iter_rows() for cell in row)
    definitions = [row[0] for row in workbook["Definitions"].iter_rows(min_row=4, values_only=True)]
    assert "20 July 2021" in instructions
    assert definitions == ["Sessions", "Starts", "Leavers", "Caseload", "Followed up", "Housed"]
    assert "NP" in [cell.value for cell in workbook["Marks"]["A"]]


def test_template_print_set_up_repeats_the_header() -> None:
    sheet = template()["Report"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "F6"


def test_template_file_name_names_partner_and_quarter() -> None:
    assert template_file_name("malaga", "2018-Q2") == "report-malaga-2018-Q2.xlsx"
