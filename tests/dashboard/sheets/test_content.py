"""What the documents say is what the release says of the cell, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from dashboard import sheets_wording as wording
from dashboard.model import CellStatus, Milestone
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activity_material, annex_material
from dashboard.sheets.annex import annex
from dashboard.sheets.model import Document, Facts, Heading, Picture, Room, Table
from dashboard.sheets.practice import practice_sheet
from pipelines.errors import PolicyError
from pipelines.languages import Speaker

from .conftest import ACTIVITY, Make, path_of

ENGLISH = Speaker("en")
Open = Callable[[str], ReleaseReader]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def test_practice_sheet_has_its_parts_in_order(reader_in: Open, sheet_in: Make) -> None:
    expected = (
        wording.FROM_AUTHORS,
        wording.WAY_THROUGH,
        wording.OVER_TIME,
        wording.METHOD,
        wording.ABOUT,
    )
    described = bool(reader_in("en").options.activities[ACTIVITY].description)

    found = headings(sheet_in("en"))
    assert found[int(described) :] == [ENGLISH.say(each) for each in expected]
    assert found[:1] == [ENGLISH.say(wording.DESCRIPTION)] or not described


def test_practice_sheet_tables_are_the_published_cells(reader_in: Open, sheet_in: Make) -> None:
    reader = reader_in("en")
    quarterly = next(t for t in tables(sheet_in("en")) if t.header[0] == ENGLISH.say(wording.QUARTER))
    starts = next(
        i for i, h in enumerate(quarterly.header) if h.startswith(reader.options.indicators["PA02"].label)
    )
    cells = activity_material(reader, ACTIVITY).project["PA02"].filter(period_level="quarter")

    said = {row[0]: row[starts] for row in quarterly.rows}
    for row in cells.to_dicts():
        if row["status"] == CellStatus.SHOWN.value:
            assert said[row["period_label"]] == ENGLISH.number(row["value"])


def test_withheld_cells_are_written_as_their_ranges(sheet_in: Make) -> None:
    by_place = next(t for t in tables(sheet_in("en")) if "Málaga" in t.header)
    starts = next(row for row in by_place.rows if row[0].startswith("Starts"))

    assert starts[by_place.header.index("Málaga")] == "withheld: 3 to 20"


def test_cell_without_a_value_is_words(annex_in: Make, sheet_in: Make) -> None:
    texts = [x for d in (annex_in("en"), sheet_in("en")) for t in tables(d) for row in t.rows for x in row]

    assert "withheld: 3 to 20" in texts
    assert any(text.endswith("(provisional)") for text in texts)
    assert not {text.lower() for text in texts} & {"none", "null", "nan"}


def test_no_row_of_a_table_is_empty(reader_in: Open, sheet_in: Make, annex_in: Make) -> None:
    for document in (sheet_in("en"), annex_in("en")):
        for table in tables(document):
            assert table.rows
            assert [row[0] for row in table.rows if not any(row[1:])] == [], table.title
            assert {len(row) for row in table.rows} == {len(table.header)} == {len(table.widths)}
            assert sum(table.widths) == pytest.approx(1)


def test_annex_has_a_section_for_each_objective_and_each_part(reader_in: Open, annex_in: Make) -> None:
    found = headings(annex_in("en"))
    objectives = [f"{code}: {label}" for code, label in reader_in("en").options.objectives.items()]
    parts = (wording.FOREWORD_HEADING, wording.OBJECTIVES, wording.HEADLINES)

    assert found[:3] == [ENGLISH.say(each) for each in parts]
    assert found[3 : 3 + len(objectives)] == objectives
    for each in (
        wording.RESULTS_BY_PLACE,
        wording.ACTIVITIES,
        wording.QUALITY,
        wording.METHOD,
        wording.GLOSSARY,
    ):
        assert ENGLISH.say(each) in found


def test_annex_has_the_milestones_with_their_dates_and_sources(reader_in: Open) -> None:
    known = Milestone("2018-Q2", "Begin of it all", "a source", "2018-04-16", is_inferred=True)
    material = replace(annex_material(reader_in("en")), milestones=(known, Milestone("2018-Q3", "Next")))

    [facts] = [
        block.pairs
        for before, block in pairwise(annex(material).blocks)
        if isinstance(block, Facts) and before == Heading(1, ENGLISH.say(wording.MILESTONES))
    ]
    said = [(when, "".join(run.text for run in runs)) for when, runs in facts]
    assert said == [("16 April 2018 (inferred)", "Begin of it all. a source"), ("2018-Q3", "Next")]


def test_without_a_text_there_is_room_for_one(reader_in: Open, sheet_in: Make) -> None:
    empty = practice_sheet(activity_material(reader_in("en"), ACTIVITY))

    assert [type(block) for block in empty.blocks].count(Room) == 1
    assert not any(isinstance(block, Room) for block in sheet_in("en").blocks)
    assert len([b for b in annex(annex_material(reader_in("en"))).blocks if isinstance(b, Room)]) == 2


def test_every_picture_has_words(sheet_in: Make, annex_in: Make) -> None:
    pictures = [b for d in (sheet_in("en"), annex_in("en")) for b in d.blocks if isinstance(b, Picture)]

    assert len(pictures) >= 3
    assert all(len(picture.alt) > 20 and picture.title for picture in pictures)


def test_documents_of_synthetic_releases_say_so(sheet_in: Make, annex_in: Make) -> None:
    for document in (sheet_in("en"), annex_in("en")):
        assert document.mark == "SYNTHETIC: invented figures"


def test_document_says_where_it_comes_from(reader_in: Open, sheet_in: Make) -> None:
    provenance = reader_in("en").provenance
    said = [
        "".join(run.text for run in runs)
        for block in sheet_in("en").blocks
        if isinstance(block, Facts)
        for _, runs in block.pairs
    ]

    for expected in (
        provenance.project_title,
        provenance.funding_notice,
        provenance.disclaimer,
        provenance.licence,
    ):
        assert expected in said
    assert f"https://outcomes.example.org/sheets?release=3&lang=en&document={ACTIVITY}" in said


@pytest.mark.parametrize("activity", ["_T", "unknown", ""])
def test_activity_that_the_release_has_not_is_refused(reader_in: Open, activity: str) -> None:
    with pytest.raises(PolicyError, match="no such activity"):
        activity_material(reader_in("en"), activity)


def test_funnel_is_the_way_through_the_activity_and_its_words_have_every_stage(
    reader_in: Open, sheet_in: Make
) -> None:
    indicators = reader_in("en").options.indicators
    path = path_of(activity_material(reader_in("en"), ACTIVITY))
    funnel, over_time = (b for b in sheet_in("en").blocks if isinstance(b, Picture))

    positions = [funnel.alt.index(indicators[stage].label) for stage in path]
    assert positions == sorted(positions)
    assert len(positions) >= 2
    assert funnel.title == "The way through the activity: Whole project period"
    assert over_time.title != funnel.title


def test_release_that_does_not_say_the_way_has_no_funnel(reader_in: Open) -> None:
    document = practice_sheet(activity_material(reader_in("en"), ACTIVITY))

    assert len([b for b in document.blocks if isinstance(b, Picture)]) == 1
    assert tables(document)
