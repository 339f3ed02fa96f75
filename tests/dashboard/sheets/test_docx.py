"""The DOCX is a document that people can edit and that everybody can read; LibreOffice opens it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from dashboard.export.stamp import FORMAT
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activity_material
from dashboard.sheets.docx import docx_bytes
from dashboard.sheets.model import Document, Heading, Picture, Table
from dashboard.sheets.practice import practice_sheet
from pipelines.languages import LANGUAGES
from pipelines.seal import sealed
from tests.office import save_as

from .conftest import ACTIVITY, Make


@pytest.fixture(scope="module")
def sheet(sheet_in: Make) -> Document:
    return sheet_in("en")


@pytest.fixture(scope="module")
def file(sheet: Document) -> bytes:
    return docx_bytes(sheet)


@pytest.fixture(scope="module")
def opened(file: bytes) -> Docx:
    return open_docx(io.BytesIO(file))


def test_headings_are_headings(sheet: Document, opened: Docx) -> None:
    found = [
        (int(p.style.name.rpartition(" ")[2]), p.text)
        for p in opened.paragraphs
        if p.style is not None and p.style.name and p.style.name.startswith("Heading")
    ]

    assert found == [(block.level, block.text) for block in sheet.blocks if isinstance(block, Heading)]


def test_tables_repeat_their_header_and_say_what_they_are(sheet: Document, opened: Docx) -> None:
    tables = [block for block in sheet.blocks if isinstance(block, Table)]

    assert len(opened.tables) == len(tables)
    for found, table in zip(opened.tables, tables, strict=True):
        assert [cell.text for cell in found.rows[0].cells] == list(table.header)
        assert [tuple(cell.text for cell in row.cells) for row in found.rows[1:]] == list(table.rows)
        headers = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in found.rows]
        assert headers == [True, *[False] * len(table.rows)]
        caption = found._tbl.tblPr.find(qn("w:tblCaption"))
        assert caption is not None
        assert table.title in caption.get(qn("w:val"))


def test_pictures_have_alternative_texts_and_300_dots_an_inch(sheet: Document, opened: Docx) -> None:
    pictures = [block for block in sheet.blocks if isinstance(block, Picture)]

    assert [shape._inline.docPr.get("descr") for shape in opened.inline_shapes] == [p.alt for p in pictures]
    for shape in opened.inline_shapes:
        image = opened.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        assert image.px_width / (shape.width / 914_400) == pytest.approx(300, rel=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_and_properties_are_set(sheet_in: Make, language: str) -> None:
    document = sheet_in(language)
    opened = open_docx(io.BytesIO(docx_bytes(document)))
    core = opened.core_properties
    lang = opened.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
    )

    assert lang is not None
    assert lang.get(qn("w:val"), "").split("-")[0] == language
    assert (core.title, core.language, core.author) == (document.title, language, document.author)
    assert core.created == document.published_at.replace(tzinfo=core.created.tzinfo if core.created else None)
    header = "".join(p.text for p in opened.sections[0].header.paragraphs)
    assert document.mark in header


def test_links_lead_to_the_web_only(opened: Docx) -> None:
    targets = [r.target_ref for r in opened.part.rels.values() if r.is_external]

    assert "https://example.org/protocol" in targets
    assert all(target.startswith("https://") for target in targets)


def test_numbered_lists_begin_at_one_each(sheet_in: Make, reader_in: Callable[[str], ReleaseReader]) -> None:
    document = practice_sheet(
        activity_material(reader_in("en"), ACTIVITY), "1. a\n2. b\n\nWords.\n\n1. c\n2. d"
    )
    opened = open_docx(io.BytesIO(docx_bytes(document)))
    listed = [p._p for p in opened.paragraphs if p.style is not None and p.style.name == "List Number"]
    numbers = [p.find(f".//{qn('w:numId')}").get(qn("w:val")) for p in listed]

    assert len(numbers) == 4
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_room_for_the_authors_is_there_when_they_wrote_nothing(
    reader_in: Callable[[str], ReleaseReader], opened: Docx
) -> None:
    empty = practice_sheet(activity_material(reader_in("en"), ACTIVITY))
    found = open_docx(io.BytesIO(docx_bytes(empty)))

    assert "Room for the authors’ text" in [p.text for p in found.paragraphs]
    assert len(found.tables) == len(opened.tables) + 1
    assert "Room for the authors’ text" not in [p.text for p in opened.paragraphs]


def test_same_document_is_the_same_bytes(sheet: Document, file: bytes) -> None:
    assert docx_bytes(sheet) == file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_record_is_a_part_of_the_package_that_survives_opening_and_saving(
    sheet: Document, file: bytes, opened: Docx
) -> None:
    again = io.BytesIO()
    opened.save(again)
    for content in (io.BytesIO(file), again):
        with zipfile.ZipFile(content) as archive:
            assert archive.read("provenance.json").decode() == sheet.record
            types = archive.read("[Content_Types].xml").decode()
        assert 'PartName="/provenance.json" ContentType="application/json"' in types
    record = json.loads(sheet.record)
    assert (record["format"], record["document"], record["release"]) == (FORMAT, ACTIVITY, 3)
    assert record["query"] == {"release": ["3"], "lang": ["en"], "document": [ACTIVITY]}


def test_libreoffice_opens_both_and_prints_what_they_say(
    sheet: Document, annex_in: Make, soffice: Path, tmp_path: Path
) -> None:
    documents = {"sheet": sheet, "annex": annex_in("de")}
    for name, document in documents.items():
        sealed_file = sealed(docx_bytes(document), lambda kind, payload: "0" * 64)
        (tmp_path / f"{name}.docx").write_bytes(sealed_file)
        open_docx(tmp_path / f"{name}.docx")
    out = tmp_path / "out"
    out.mkdir()

    save_as(soffice, [tmp_path / f"{name}.docx" for name in documents], "pdf", out)

    for name, document in documents.items():
        reader = PdfReader(out / f"{name}.pdf")
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        said = [b.text for b in document.blocks if isinstance(b, Heading)]
        said += [x for b in document.blocks if isinstance(b, Table) for row in b.rows for x in row]
        plain = re.sub(r"\s+", "", text)
        assert [x for x in said if re.sub(r"\s+", "", x) not in plain] == []
        assert all(document.mark in page.extract_text() for page in reader.pages)
