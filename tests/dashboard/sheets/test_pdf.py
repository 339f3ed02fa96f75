"""The PDF is accessible: typst refuses what is not PDF/UA-1, and its structure is looked at once more here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import duckdb
import pytest
import typst
from pypdf import PdfReader

from dashboard import sheets_wording as wording
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activity_material, annex_material
from dashboard.sheets.annex import annex
from dashboard.sheets.drawing import svg_of
from dashboard.sheets.model import Block, Document, Heading, Paragraph, Picture, Run, Table, paragraph
from dashboard.sheets.pdf import pdf_bytes
from dashboard.sheets.practice import practice_sheet
from pipelines.languages import LANGUAGES, Speaker

from .conftest import ACTIVITY, Make

Kind = str
KINDS = ("sheet", "annex")
NUMBER = re.compile(r"\d[\d.,\u202f\u00a0 ]*\d|\d")


@pytest.fixture(scope="module")
def document_of(sheet_in: Make, annex_in: Make) -> Callable[[Kind, str], Document]:
    return lambda kind, language: (sheet_in if kind == "sheet" else annex_in)(language)


def opened(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_bytes(document)))


def root_of(reader: PdfReader) -> dict[str, Any]:
    """What the whole document says of itself."""
    return dict(reader.root_object)


def elements(reader: PdfReader) -> Iterator[dict[str, Any]]:
    """The elements of the structure, in reading order."""
    left: list[Any] = [root_of(reader)["/StructTreeRoot"]["/K"]]
    while left:
        found = left.pop(0)
        found = found.get_object() if hasattr(found, "get_object") else found
        if isinstance(found, list):
            left = [*found, *left]
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            if "/K" in found:
                left.insert(0, found["/K"])


def within(element: dict[str, Any], kind: str) -> bool:
    left: list[Any] = [element]
    while left:
        found = left.pop()
        found = found.get_object() if hasattr(found, "get_object") else found
        if isinstance(found, list):
            left += found
        elif isinstance(found, dict):
            if found.get("/S") == kind:
                return True
            left.append(found.get("/K"))
    return False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_pdf_is_accessible_in_every_language(
    document_of: Callable[[Kind, str], Document], kind: Kind, language: str
) -> None:
    document = document_of(kind, language)
    reader = opened(document)
    root = root_of(reader)
    found = list(elements(reader))

    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).split("-")[0] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=.1.", metadata)
    figures = [each for each in found if each["/S"] == "/Figure"]
    assert [str(each["/Alt"]) for each in figures] == [
        block.alt for block in document.blocks if isinstance(block, Picture)
    ]
    in_tables = [each for each in found if each["/S"] == "/Table"]
    assert len(in_tables) == sum(isinstance(block, Table) for block in document.blocks)
    assert all(within(each, "/TH") for each in in_tables)
    assert reader.outline
    levels = [int(str(each["/S"])[2:]) for each in found if re.fullmatch(r"/H[1-6]", str(each["/S"]))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    mark = document.mark.split(":")[0]
    assert all(mark in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("kind", KINDS)
def test_pdf_of_the_same_document_is_the_same_bytes(
    document_of: Callable[[Kind, str], Document], kind: Kind
) -> None:
    document = document_of(kind, "en")

    assert pdf_bytes(document) == pdf_bytes(document)
    assert pdf_bytes(document) != pdf_bytes(replace(document, title="Other"))


def only(document: Document, *blocks: Block) -> Document:
    return replace(document, lead=(), blocks=blocks, contents="")


def test_figure_without_an_alternative_text_is_refused_by_the_compiler(sheet_in: Make) -> None:
    document = sheet_in("en")
    picture = next(block for block in document.blocks if isinstance(block, Picture))
    body = b'#set document(title: "T")\n#image(bytes(sys.inputs.svg), format: "svg"'
    svg = {"svg": svg_of(picture)}

    assert typst.compile(body + b', alt: "words")', format="pdf", sys_inputs=svg, pdf_standards=["ua-1"])
    with pytest.raises(typst.TypstError, match="alt"):
        typst.compile(body + b")", format="pdf", sys_inputs=svg, pdf_standards=["ua-1"])


def test_document_without_a_title_is_refused_by_the_compiler(sheet_in: Make) -> None:
    with pytest.raises(typst.TypstError, match="title"):
        pdf_bytes(replace(sheet_in("en"), title=""))


def test_level_of_headings_left_out_is_refused_by_the_compiler(sheet_in: Make) -> None:
    document = sheet_in("en")

    with pytest.raises(typst.TypstError, match="level"):
        pdf_bytes(only(document, Heading(1, "A"), Heading(3, "B")))


@pytest.mark.parametrize(
    "words",
    ["#pagebreak() *no* _no_", '#read("/etc/passwd")', "$ x $ @label <label>", "= No heading", "\\ # \" '"],
)
def test_words_are_never_markup_of_the_typesetter(sheet_in: Make, words: str) -> None:
    document = only(replace(sheet_in("en"), title=words, kind=words), paragraph(words), Heading(1, words))
    text = "\n".join(page.extract_text() for page in opened(document).pages)

    assert "".join(words.split()) in "".join(text.split()).replace("’", "'").replace("‘", "'")


@pytest.mark.parametrize(
    "words",
    [
        "Málaga, la col·laboració i l’equip",
        "Grüße aus Köln: Maßnahmen",
        "Où êtes-vous, cœur naïf ?",
        "på väg",
    ],
)
def test_letters_of_the_languages_are_printed(sheet_in: Make, words: str) -> None:
    document = only(sheet_in("ca"), Paragraph((Run(words, bold=True), Run(" "), Run(words, italic=True))))
    reader = opened(document)
    text = " ".join(reader.pages[0].extract_text().split()).replace("\u00ad", "")

    assert text.count(words) == 2
    fonts = {
        str(font.get_object()["/BaseFont"])
        for font in reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert all("Libertinus" in font for font in fonts), fonts


def test_links_lead_to_the_web_and_nowhere_else(sheet_in: Make) -> None:
    addresses = [
        str(annotation.get_object()["/A"]["/URI"])
        for page in opened(sheet_in("en")).pages
        for annotation in page.get("/Annots", ())
        if "/URI" in annotation.get_object().get("/A", {})
    ]

    assert "https://example.org/protocol" in addresses
    assert all(address.startswith("https://") for address in addresses)


# ---- every number is one of the release ------------------------------------------------------------------


def numbers(text: str) -> set[str]:
    """The numbers in a text, without what stands between their thousands."""
    return {re.sub(r"[.,\u202f\u00a0 ]", "", found) for found in re.findall(r"\d[\d.,\u202f\u00a0]*", text)}


def published_numbers(reader: ReleaseReader, language: str) -> set[str]:
    """Values and bounds of every published cell, and what is worked out of these by indicator."""
    path = reader.file.directory / "release.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select unnest([value, lower, upper]) from published_cell where conf_status = 'F' or value is null"
        ).fetchall()
    speaker = Speaker(language)
    found = {speaker.number(value) for (value,) in rows if value is not None}
    for material in (activity_material(reader, ACTIVITY), annex_material(reader)):
        for frame in (*material.project.values(), *getattr(material, "local", {}).values()):
            for name in ("value", "lower", "upper"):
                found |= {speaker.number(value) for value in frame[name].drop_nulls()}
    return {number for text in found for number in numbers(text)}


def constants(document: Document, reader: ReleaseReader) -> set[str]:
    """Numbers that are no figures: dates, quarters, the release, how things are numbered, targets and reports."""
    provenance = reader.provenance
    words = [
        document.title,
        document.foot,
        provenance.published_at,
        *reader.options.labels.periods.values(),
        *(
            provenance.speaker.quarter(q)
            for (level, q) in reader.options.labels.periods
            if level == "quarter"
        ),
        *(info.label for info in reader.options.indicators.values()),
        *(f"{code} {label}" for code, label in reader.options.objectives.items()),
        provenance.funding_notice,
        provenance.licence,
        provenance.catalogue_sha256,
        provenance.policy_sha256,
        provenance.cells_sha256,
        provenance.software_version,
        provenance.last_reported,
        "1",
        str(provenance.threshold - 1),
    ]
    found = {number for text in words for number in numbers(text)}
    found |= {str(n) for n in range(1, 1 + max(20, len(document.blocks)))}  # pages, tables, figures, lists
    for block in document.blocks:
        if isinstance(block, Picture):  # the axes of a drawing
            svg = svg_of(block)
            found |= numbers(" ".join(re.findall(r">([^<>]*)</t", svg)))
    material = annex_material(reader)
    found |= {str(h.target) for h in material.headlines if h.target is not None}
    found |= {n for h in material.headlines for n in numbers(h.target_source)}
    found |= {str(material.reports.height)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_number_is_published_or_a_constant(
    document_of: Callable[[Kind, str], Document],
    reader_in: Callable[[str], ReleaseReader],
    kind: Kind,
    language: str,
) -> None:
    reader, document = reader_in(language), document_of(kind, language)
    text = " ".join(page.extract_text() for page in opened(document).pages)
    counted = {
        number
        for table in document.blocks
        if kind == "annex" and isinstance(table, Table) and table.header[0] in _counts_of_cells(reader)
        for row in table.rows
        for said in row
        for number in numbers(said)
    }

    explained = published_numbers(reader, language) | constants(document, reader) | counted
    assert numbers(text) - explained == set()


def _counts_of_cells(reader: ReleaseReader) -> set[str]:
    """First columns of the tables that count reports and cells."""
    return {reader.provenance.say(wording.LEVEL), reader.provenance.say(wording.QUARTER)}


def test_number_that_is_not_published_would_be_found(
    reader_in: Callable[[str], ReleaseReader], sheet_in: Make
) -> None:
    reader, document = reader_in("en"), sheet_in("en")
    leaking = replace(document, blocks=(*document.blocks, paragraph("In truth it was 7919.")))
    text = " ".join(page.extract_text() for page in opened(leaking).pages)

    assert numbers(text) - published_numbers(reader, "en") - constants(document, reader) == {"7919"}


def test_room_to_write_is_left_out(reader_in: Callable[[str], ReleaseReader]) -> None:
    empty = practice_sheet(activity_material(reader_in("en"), ACTIVITY))
    text = " ".join(page.extract_text() for page in opened(empty).pages)

    assert "Room for" not in text
    assert "Room for" not in " ".join(
        page.extract_text() for page in opened(annex(annex_material(reader_in("en")))).pages
    )
