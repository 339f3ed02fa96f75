from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import KEY_ROW, MACHINE_ROW
from pipelines.read import read_table
from pipelines.template import build_template
from pipelines.validate import screen
from tests.office import save_as
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, TINY, no_history, observations_of

pytestmark = pytest.mark.slow

CATALOGUE = load_catalogue(TINY)
CSV = "csv:Text - txt - csv (StarCalc):59,34,76"


def fill(data: bytes) -> bytes:
    """The blank template with figures typed in, as another program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Report"]
    keys = [cell.value for cell in sheet[KEY_ROW]]
    rows = {(row[0].value, row[1].value): row[0].row for row in sheet.iter_rows(min_row=KEY_ROW + 2)}
    for (activity, measure, breakdown, category), value in COHERENT.items():
        sheet.cell(rows[activity, measure], keys.index(f"{breakdown}:{category}") + 1).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def convert(soffice: Path, directory: Path, data: bytes, target: str) -> Path:
    source = directory / "in" / "report.xlsx"
    source.parent.mkdir()
    source.write_bytes(data)
    save_as(soffice, [source], target, directory)
    return directory / f"report.{target.partition(':')[0]}"


def observations(path: Path) -> pl.DataFrame:
    table = read_table(path.name, path.read_bytes())
    screening = screen(table, CATALOGUE, no_history(), expected_partner=PARTNER, expected_quarter=QUARTER)
    assert not screening.is_blocked, screening.findings
    assert screening.rejected_cells == 0
    return screening.observations


@pytest.mark.parametrize("target", ["xlsx", "ods", CSV])
def test_template_filled_by_hand_and_saved_by_libreoffice_is_read_clean(
    soffice: Path, tmp_path: Path, target: str
) -> None:
    filled = fill(build_template(CATALOGUE, PARTNER, QUARTER))
    assert observations(convert(soffice, tmp_path, filled, target)).equals(observations_of(COHERENT))


@pytest.mark.parametrize("target", ["xlsx", "ods", CSV])
def test_template_filled_by_the_program_and_saved_by_libreoffice_is_read_clean(
    soffice: Path, tmp_path: Path, target: str
) -> None:
    filled = build_template(CATALOGUE, PARTNER, QUARTER, values=COHERENT)
    assert observations(convert(soffice, tmp_path, filled, target)).equals(observations_of(COHERENT))


def test_template_saved_by_libreoffice_keeps_protection_checks_names_and_hidden_rows(
    soffice: Path, tmp_path: Path
) -> None:
    saved = convert(soffice, tmp_path, build_template(CATALOGUE, PARTNER, QUARTER), "xlsx")
    book = openpyxl.load_workbook(saved)
    sheet = book["Report"]
    assert sheet.protection.sheet
    assert not sheet["F6"].protection.locked
    assert sheet["C6"].protection.locked
    assert sheet["G9"].protection.locked
    assert {validation.type for validation in sheet.data_validations.dataValidation} == {"custom"}
    assert all("mark_codes" in validation.formula1 for validation in sheet.data_validations.dataValidation)
    assert all(validation.showErrorMessage for validation in sheet.data_validations.dataValidation)
    assert "F6" in sheet.data_validations.dataValidation[0].sqref
    assert sheet.conditional_formatting
    assert sheet.row_dimensions[MACHINE_ROW].hidden
    assert sheet.row_dimensions[KEY_ROW].hidden
    assert sheet.column_dimensions["A"].hidden
    assert "mark_codes" in book.defined_names
    assert book["Lists"].sheet_state != "visible"
    assert {item.name: item.value for item in book.custom_doc_props.props}["partner"] == PARTNER


def test_template_printed_by_libreoffice_shows_title_and_definitions(soffice: Path, tmp_path: Path) -> None:
    printed = convert(soffice, tmp_path, build_template(CATALOGUE, PARTNER, QUARTER, synthetic=True), "pdf")
    assert printed.read_bytes().startswith(b"%PDF")
