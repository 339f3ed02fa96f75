"""Every format says where it comes from, is the same bytes for the same figure, and is found when it was changed."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import openpyxl
import pypdf
import pytest

from dashboard.charts import alt_text
from dashboard.derived import exhibit_of as derived_exhibit
from dashboard.export import FORMATS, ZIP, drawn_csv, file_of, stamp_of
from dashboard.genuine import Shelf, State, examine
from dashboard.queries import ReleaseReader, cells
from dashboard.view import Chart, Counting, Exhibit, Look, View
from pipelines.seal import Sealing, is_genuine, sealing_of
from tests.dashboard.charts.examples import (
    ACTIVITIES_OVER_TIME,
    PANELS,
    PROVISIONAL,
    RATIOS_OVER_TIME,
    SELECTIONS,
    SEXES,
    exhibit_of,
)
from tests.office import save_as

ALL = (*FORMATS, ZIP)
MOST_LETTERS_IN_A_LINE = 150
"""Letters of the foot of a page that fit between its margins."""


@pytest.fixture(scope="module")
def sealing(tmp_path_factory: pytest.TempPathFactory) -> Sealing:
    return sealing_of(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def shelf(reader: ReleaseReader, sealing: Sealing) -> Shelf:
    return Shelf(sealing, 3, lambda language, number: reader, lambda number: None)


@pytest.fixture(scope="module")
def files(reader: ReleaseReader, sealing: Sealing) -> dict[str, bytes]:
    exhibit = exhibit_of(reader, ACTIVITIES_OVER_TIME)
    return {name: file_of(exhibit, name, sealing) for name in ALL}


@pytest.mark.parametrize("name", ALL)
def test_same_exhibit_gives_the_same_bytes(
    reader: ReleaseReader, sealing: Sealing, files: dict[str, bytes], name: str
) -> None:
    assert file_of(exhibit_of(reader, ACTIVITIES_OVER_TIME), name, sealing) == files[name]


@pytest.mark.parametrize("name", ALL)
def test_file_reopens_its_view(
    reader: ReleaseReader, shelf: Shelf, files: dict[str, bytes], name: str
) -> None:
    verdict = examine(files[name], shelf)

    assert verdict.state is State.CURRENT
    assert verdict.view == exhibit_of(reader, ACTIVITIES_OVER_TIME).view
    assert verdict.changes == ()


@pytest.mark.parametrize("name", ALL)
def test_one_changed_byte_anywhere_is_altered(shelf: Shelf, files: dict[str, bytes], name: str) -> None:
    chance = random.Random(name)
    file = files[name]
    places = range(len(file)) if len(file) < 2000 else sorted(chance.sample(range(len(file)), 2000))
    for at in places:
        changed = bytearray(file)
        changed[at] ^= 1 << chance.randrange(8)
        assert examine(bytes(changed), shelf).state is State.ALTERED, at


@pytest.mark.parametrize("name", ALL)
def test_cut_or_lengthened_file_is_altered(shelf: Shelf, files: dict[str, bytes], name: str) -> None:
    chance = random.Random(name)
    for _ in range(200):
        at = chance.randrange(len(files[name]))
        assert examine(files[name][:at], shelf).state is State.ALTERED
    assert examine(files[name] + b"\0", shelf).state is State.ALTERED


@pytest.mark.parametrize(
    "look",
    [Look(chart=Chart.HEAT), Look(chart=Chart.DOT), Look(counting=Counting.RUNNING), Look(with_median=True)],
    ids=["heat", "dot", "running", "median"],
)
def test_every_look_makes_every_format(reader: ReleaseReader, shelf: Shelf, look: Look) -> None:
    view = View("explore", PANELS, look, 3, "en")
    exhibit = derived_exhibit(cells(reader, PANELS), view, reader.provenance)
    for name in FORMATS:
        verdict = examine(file_of(exhibit, name, shelf.sealing), shelf)

        assert (verdict.state, verdict.view) == (State.CURRENT, exhibit.view)


def test_every_selection_of_the_examples_is_a_workbook_and_a_page(
    reader: ReleaseReader, sealing: Sealing
) -> None:
    for selection in SELECTIONS:
        exhibit = exhibit_of(reader, selection)
        book = workbook(exhibit, sealing)
        assert len(book["Chart"]._charts) >= 1
        assert len(pypdf.PdfReader(io.BytesIO(file_of(exhibit, "pdf", sealing))).pages) == 1


# ---- SVG, PNG, JSON --------------------------------------------------------------------------------------


def test_svg_holds_the_cells_that_it_draws(reader: ReleaseReader, files: dict[str, bytes]) -> None:
    found = re.search(r"<p:cells[^>]*>([^<]*)</p:cells>", files["svg"].decode())

    assert found is not None
    assert unescape(found[1]) == drawn_csv(cells(reader, ACTIVITIES_OVER_TIME))


def test_png_for_print_has_three_hundred_dots_per_inch(files: dict[str, bytes]) -> None:
    for name, dots in (("png", 192), ("print.png", 300)):
        at = files[name].index(b"pHYs") + 4
        per_metre = int.from_bytes(files[name][at : at + 4], "big")
        assert round(per_metre * 0.0254) == dots


def test_json_holds_figure_cells_and_record(reader: ReleaseReader, files: dict[str, bytes]) -> None:
    content = json.loads(files["json"])
    exhibit = exhibit_of(reader, ACTIVITIES_OVER_TIME)

    assert content["provenance"] == json.loads(stamp_of(exhibit).to_json())
    assert len(content["cells"]["rows"]) == exhibit.cells.frame.height
    assert content["figure"]["data"]
    assert content["datacite"]["version"] == "3"


# ---- PDF ---------------------------------------------------------------------------------------------------


def test_pdf_says_where_it_comes_from_in_its_metadata(reader: ReleaseReader, files: dict[str, bytes]) -> None:
    read = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    exhibit = exhibit_of(reader, ACTIVITIES_OVER_TIME)

    assert read.metadata is not None
    assert read.metadata.title == "Starts (persons) (SYNTHETIC)"
    assert read.metadata.author == reader.provenance.project_title
    assert str(read.metadata.creation_date).startswith("2019-02-01")
    assert json.loads(read.attachments["provenance.json"][0]) == json.loads(stamp_of(exhibit).to_json())
    assert b"pdfuaid" in files["pdf"]
    text = " ".join(read.pages[0].extract_text().split())
    assert "Synthetic data, release 3" in text


def test_pdf_long_address_is_cut_into_lines_and_can_be_copied(
    reader: ReleaseReader, sealing: Sealing
) -> None:
    many = replace(ACTIVITIES_OVER_TIME, place_ids=tuple(f"PLACE{i}" for i in range(40)))
    drawn = exhibit_of(reader, ACTIVITIES_OVER_TIME)
    exhibit = replace(drawn, view=replace(drawn.view, selection=many))
    [page] = pypdf.PdfReader(io.BytesIO(file_of(exhibit, "pdf", sealing))).pages
    lines = page.extract_text().splitlines()

    assert exhibit.link in "".join(line.rstrip() for line in lines)
    assert len(exhibit.link) > MOST_LETTERS_IN_A_LINE > max(map(len, lines))


def test_pdf_has_an_alternative_text(reader: ReleaseReader, files: dict[str, bytes]) -> None:
    read = pypdf.PdfReader(io.BytesIO(files["pdf"]))

    def texts(node: object) -> list[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            return [text for each in node for text in texts(each)]
        if not isinstance(node, dict):
            return []
        own = [str(node["/Alt"])] if "/Alt" in node else []
        return own + (texts(node["/K"]) if "/K" in node else [])

    found = texts(read.trailer["/Root"]["/StructTreeRoot"])
    assert found == [alt_text(exhibit_of(reader, ACTIVITIES_OVER_TIME))]


# ---- XLSX --------------------------------------------------------------------------------------------------


def workbook(exhibit: Exhibit, sealing: Sealing) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file_of(exhibit, "xlsx", sealing)))


@pytest.mark.parametrize("selection", SELECTIONS, ids=range(len(SELECTIONS)))
def test_workbook_has_exactly_the_cells_of_the_csv(
    reader: ReleaseReader, sealing: Sealing, selection: object
) -> None:
    exhibit = exhibit_of(reader, selection)  # type: ignore[arg-type]
    written = csv.DictReader(io.StringIO(file_of(exhibit, "csv", sealing).decode("utf-8-sig"), newline=""))
    head, *body = workbook(exhibit, sealing)["Cells"].iter_rows(values_only=True)

    for line, row in zip(written, body, strict=True):
        for name, value in zip(head, row, strict=True):
            assert line[str(name)] == ("" if value is None else _as_csv(value, line[str(name)])), name


def _as_csv(value: object, text: str) -> str:
    """A number of a workbook as the CSV file has it; workbooks keep 16 digits, the CSV file 17."""
    is_same = isinstance(value, int | float) and text and float(text) == pytest.approx(value, rel=1e-15)
    # The CSV file has an apostrophe before what a spreadsheet would run, such as the sign of a percentage.
    return text if is_same or text == f"'{value}" else str(value)


def test_workbook_draws_a_withheld_cell_as_a_range_and_never_as_a_number(
    reader: ReleaseReader, sealing: Sealing
) -> None:
    for selection in (SEXES, ACTIVITIES_OVER_TIME, PANELS, RATIOS_OVER_TIME, PROVISIONAL):
        exhibit = exhibit_of(reader, selection)
        rows = list(workbook(exhibit, sealing)["Chart data"].iter_rows(min_row=4, values_only=True))
        cells_drawn = sorted(exhibit.cells.frame.to_dicts(), key=str)
        assert len(rows) == len(cells_drawn)
        values = sorted(v for row in rows for v in row[2:4] if v is not None)
        assert values == pytest.approx(sorted(c["value"] for c in cells_drawn if c["value"] is not None))
        ranges = sorted((row[4], row[4] + row[5]) for row in rows if row[4] is not None)
        assert ranges == sorted(
            (c["lower"], c["upper"])
            for c in cells_drawn
            if c["value"] is None and c["lower"] is not None and c["upper"] is not None
        )
        without = [row for row in rows if row[2] is None and row[3] is None and row[4] is None]
        assert all(re.search("withheld|not reported|too early|no cases", str(row[8])) for row in without)
        is_over_time = len(selection.periods) > 1
        crosses = [row[9] for row in rows if row[9] is not None]
        assert len(crosses) == (len(without) if is_over_time else 0)
        assert all(place < 0 for place in crosses)


def test_workbook_carries_record_and_properties(reader: ReleaseReader, sealing: Sealing) -> None:
    exhibit = exhibit_of(reader, SEXES)
    book = workbook(exhibit, sealing)

    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert json.loads(str(about["provenance.json"])) == json.loads(stamp_of(exhibit).to_json())
    assert about["Withheld cells"] == "2"
    assert book.properties.title == "Starts (persons) (SYNTHETIC)"
    custom = {prop.name: prop.value for prop in book.custom_doc_props}
    assert (custom["Release"], custom["Synthetic"]) == (3, True)


def test_sealed_workbook_opens_in_an_office_program(
    files: dict[str, bytes], tmp_path: Path, soffice: Path
) -> None:
    (tmp_path / "figure.xlsx").write_bytes(files["xlsx"])

    save_as(soffice, [tmp_path / "figure.xlsx"], "pdf", tmp_path)

    pages = pypdf.PdfReader(tmp_path / "figure.pdf").pages
    assert "withheld: 0 to 12" in " ".join(" ".join(page.extract_text() for page in pages).split())


# ---- ZIP ---------------------------------------------------------------------------------------------------


def test_archive_has_every_format_and_explains_itself(files: dict[str, bytes], sealing: Sealing) -> None:
    with zipfile.ZipFile(io.BytesIO(files[ZIP])) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        readme = archive.read("README.txt").decode("utf-8-sig")
        figures = {name: archive.read(name) for name in names if name.startswith("tiny-project")}

    endings = {name.partition(".")[2] for name in figures}
    assert endings == {*FORMATS, "bib"}
    assert all(name in readme for name in figures)
    assert "never to be read as zero" in readme
    assert all(is_genuine(data, sealing) for name, data in figures.items() if not name.endswith(".bib"))


def test_archive_of_another_language_speaks_it(reader: ReleaseReader, sealing: Sealing) -> None:
    exhibit = exhibit_of(reader, SEXES)
    french = replace(exhibit, provenance=replace(exhibit.provenance, language="fr"))
    french = replace(french, view=replace(exhibit.view, language="fr"))

    assert stamp_of(french).language == "fr"
    assert "lang=fr" in stamp_of(french).link


# ---- what may be dropped on the page ---------------------------------------------------------------------------


def test_hostile_files_are_altered_and_never_opened(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a file was read before its seal was checked")

    monkeypatch.setattr(zipfile, "ZipFile", refuse)
    monkeypatch.setattr("dashboard.genuine.json.loads", refuse)
    monkeypatch.setattr("dashboard.genuine.zlib.decompress", refuse)
    seal = b"prepare-seal-" + b"a" * 64
    hostile = {
        "empty": b"",
        "bomb": b"PK\x03\x04" + b"\0" * 10_000_000 + b"PK\x05\x06" + b"\0" * 16 + b"\x4d\0" + seal,
        "deep": b"<svg>" + b"<a>" * 500_000 + seal,
        "nested": b'{"a":' * 500_000 + seal,
        "chunk": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT" + seal + b"\0\0\0\0IEND\xaeB`\x82",
        "stream": b"%PDF-1.7\nstream\n" + b"x" * 1_000_000 + b"\n%" + seal + b"\n",
        "many tokens": seal * 100_000,
    }
    for name, file in hostile.items():
        assert examine(file, shelf).state is State.ALTERED, name


def test_file_that_is_too_large_is_not_looked_at(shelf: Shelf) -> None:
    assert examine(b"x" * 2000, shelf, largest=1999).state is State.TOO_LARGE
