"""No file that leaves the program makes a spreadsheet run something: every writer, with texts that would."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest

from dashboard.components import trail
from dashboard.export import csv_bytes, xlsx_bytes
from dashboard.export.whole import Whole, release_files
from dashboard.queries import open_release
from dashboard.queries.whole import codebook, published_cells
from dashboard.view import Exhibit
from pipelines.languages import Speaker
from pipelines.ledger import Event
from pipelines.marking.answer import mark
from pipelines.marking.entries import Note
from pipelines.marking.lists import findings_csv
from pipelines.model import Finding, RawTable, Severity
from pipelines.template import build_template
from pipelines.texts import verbatim
from tests.dashboard.charts.examples import RATIOS, exhibit_of
from tests.dashboard.release_fixture import write_release
from tests.pipelines.filled import PARTNER, QUARTER, tiny
from tests.pipelines.test_harmless import DANGEROUS

REPOSITORY = Path(__file__).resolve().parents[1]
AT = datetime(2021, 11, 2, tzinfo=UTC)
WRITERS = {"csv.writer", "csv.DictWriter", "write_csv", "sink_csv", "write_excel"}
GIVES_OUT_NOTHING = {"pipelines/protect/draw.py", "dashboard/genuine.py"}
"""They hash the text and throw it away."""


def trail_csv(text: str, _: Path) -> bytes:
    return trail.csv_bytes([Event(1, AT, text, text, text, text)])


def findings_list(text: str, _: Path) -> bytes:
    finding = Finding("values_x", Severity.NOTICE, verbatim(text), verbatim(text), text, ("A1",))
    return findings_csv([finding], Speaker("en"))


def hostile_figure(text: str, folder: Path) -> Exhibit:
    reader = open_release(write_release(folder))
    exhibit = exhibit_of(reader, RATIOS)
    hostile = replace(exhibit.cells, frame=exhibit.cells.frame.with_columns(place_label=pl.lit(text)))
    reader.close()
    return replace(exhibit, cells=hostile)


def figure_csv(text: str, folder: Path) -> bytes:
    return csv_bytes(hostile_figure(text, folder))


def whole_release(text: str, folder: Path) -> Whole:
    reader = open_release(write_release(folder))
    cells = published_cells(reader).with_columns(place_label=pl.lit(text))
    whole = Whole(cells, codebook(reader).with_columns(label=pl.lit(text)), reader.provenance)
    reader.close()
    return whole


def release_csv(text: str, folder: Path) -> bytes:
    return release_files(whole_release(text, folder), "csv", lambda kind, payload: "0" * 64)["cells.csv"]


def release_codebook(text: str, folder: Path) -> bytes:
    return release_files(whole_release(text, folder), "csv", lambda kind, payload: "0" * 64)["codebook.csv"]


CSV: Mapping[str, Callable[[str, Path], bytes]] = {
    "trail": trail_csv,
    "findings": findings_list,
    "figure": figure_csv,
    "release": release_csv,
    "codes": release_codebook,
}


def own_file_marked(text: str) -> bytes:
    finding = Finding("values_x", Severity.NOTICE, verbatim(text), verbatim(text), "Report", ("F6",))
    data = build_template(tiny(), PARTNER, QUARTER)
    table = RawTable("report.xlsx", "xlsx", "Report", (("x",),))
    return mark(data, table, [finding], Speaker("en"), [Note("F7", text)])


def copy_marked(text: str) -> bytes:
    finding = Finding("values_x", Severity.NOTICE, verbatim(text), verbatim(text), "", ("A1",))
    table = RawTable("report.csv", "csv", "", ((text, "1"), (text, "-5")))
    return mark(b"", table, [finding], Speaker("en"), [Note("A1", text)])


def template(text: str) -> bytes:
    catalogue = tiny()
    partners = {**catalogue.partners, PARTNER: replace(catalogue.partners[PARTNER], label=text, name=text)}
    measures = {k: replace(m, label=text, definition=text, unit=text) for k, m in catalogue.measures.items()}
    return build_template(replace(catalogue, partners=partners, measures=measures), PARTNER, QUARTER)


def figure(text: str) -> bytes:
    with TemporaryDirectory() as folder:
        return xlsx_bytes(hostile_figure(text, Path(folder)))


def release(text: str) -> bytes:
    with TemporaryDirectory() as folder:
        whole = whole_release(text, Path(folder))
    return release_files(whole, "xlsx", lambda kind, payload: "0" * 64)["cells.xlsx"]


XLSX: Mapping[str, Callable[[str], bytes]] = {
    "figure": figure,
    "release": release,
    "template": template,
    "own_file_marked": own_file_marked,
    "copy_marked": copy_marked,
}


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("name", CSV)
def test_csv_no_cell_begins_a_formula(name: str, text: str, tmp_path: Path) -> None:
    written = CSV[name](text, tmp_path / "release").decode("utf-8-sig")
    dialect = ";" if name == "findings" else ","
    found = [cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=dialect) for cell in row]
    assert f"'{text}" in found
    assert text not in found


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text.isprintable()])
@pytest.mark.parametrize("name", XLSX)
def test_xlsx_texts_are_texts_and_no_formula_or_link(name: str, text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(XLSX[name](text)))
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []
    assert any(text in str(cell.value) for cell in found)
    assert [
        link.target for sheet in book.worksheets for link in sheet._hyperlinks if link.target is not None
    ] == []


def test_every_module_that_writes_tables_knows_what_is_harmless() -> None:
    strangers = []
    for package in ("pipelines", "dashboard"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            name = path.relative_to(REPOSITORY).as_posix()
            source = path.read_text(encoding="utf-8")
            calls = {
                ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
            }
            writes = {call for call in calls if call in WRITERS or call.rpartition(".")[2] in WRITERS}
            makes_workbook = "Workbook" in calls and "xlsxwriter" in source
            if (
                (writes or makes_workbook)
                and "pipelines.harmless" not in source
                and name not in GIVES_OUT_NOTHING
            ):
                strangers.append(name)
    assert strangers == []
