from __future__ import annotations

import pytest

from pipelines.model import Severity
from pipelines.read import PersonalDataRefusal, read_table
from pipelines.texts import encode
from tests.pipelines.read.personal.planted import (
    EVERY_SECRET,
    PLACES,
    Planted,
    in_the_book,
    on_the_sheet,
    with_parts,
)
from tests.pipelines.read.personal.planted import template as filled

ALL = {**PLACES, **EVERY_SECRET}


def refusal(planted: Planted) -> PersonalDataRefusal:
    with pytest.raises(PersonalDataRefusal) as caught:
        read_table(planted.file_name, planted.make(planted.text))
    return caught.value


@pytest.mark.parametrize("name", ALL)
def test_read_table_planted_secret_is_refused_with_its_kind_and_place_and_not_its_text(name: str) -> None:
    planted = ALL[name]

    refused = refusal(planted)

    blocking = [f for f in refused.findings if f.severity is Severity.BLOCKING]
    assert [finding.check for finding in blocking] == [planted.check]
    assert planted.where in blocking[0].message
    assert "Nothing of this file was kept" in blocking[0].advice
    said = "".join(str(encode(text)) for f in refused.findings for text in (f.what, f.remedy))
    assert planted.text not in said + str(refused) + str([f.cells for f in refused.findings])


def test_planted_places_are_forty_and_their_secrets_of_all_countries() -> None:
    assert len(PLACES) >= 40
    assert len({planted.secret for planted in PLACES.values()}) > 25


def test_read_table_name_of_a_person_is_a_question_and_no_refusal() -> None:
    def plant(sheet: object, _: str) -> None:
        sheet["N20"] = "asked Juan García"  # type: ignore[index]

    table = read_table("report.xlsx", on_the_sheet(plant)(""))

    assert [(f.check, f.severity, f.sheet, f.cells) for f in table.suspicions] == [
        ("personal_data_name", Severity.CONFIRM, "Report", ("N20",))
    ]
    assert "García" not in table.suspicions[0].message


def test_read_table_halves_of_a_name_in_neighbouring_cells_are_a_question() -> None:
    table = read_table("list.csv", b"Total;Starts;x\nFatima;Martin;3\n")
    assert [f.cells for f in table.suspicions] == [("A2",)]


def test_read_table_name_in_the_name_of_the_file_is_a_question() -> None:
    table = read_table("Juan_García.xlsx", filled())
    assert "the name of the file" in table.suspicions[0].message


def test_read_table_words_of_the_project_are_no_names() -> None:
    data = b"Activity;Starts\nCentro Juan Garc\xc3\xada;3\n"
    assert read_table("list.csv", data).suspicions
    assert not read_table("list.csv", data, known_texts=["Centro Juan García"]).suspicions


def test_read_table_account_that_saved_the_file_is_no_suspicion() -> None:
    def plant(book: object, name: str) -> None:
        book.properties.creator = book.properties.lastModifiedBy = name  # type: ignore[attr-defined]

    assert not read_table("report.xlsx", in_the_book(plant)("Juan García")).suspicions


def test_read_table_picture_is_a_question_and_a_thumbnail_none() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    shown = read_table("report.xlsx", with_parts(filled(), {"xl/media/image1.png": picture}))
    assert [f.check for f in shown.suspicions] == ["personal_data_picture"]
    assert not read_table("report.xlsx", with_parts(filled(), {"docProps/thumbnail.png": picture})).suspicions
