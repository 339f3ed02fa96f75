from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.model import RawTable, Screening, Severity
from pipelines.recognise import HeaderMapping, MappedColumn, Vocabulary, mapping
from pipelines.validate import screen
from tests.pipelines.filled import PARTNER, QUARTER, no_history, tiny

HEAD = ("Code", "Town", "When", "What was counted", "How", "Whom", "n")
ROWS = (
    ("A1", "Town of Ash", "spring 2021", "People who began", "Count", "everybody", "6"),
    ("A1", "Town of Ash", "spring 2021", "People who began", "Per 10,000", "everybody", "61"),
    ("A1", "Town of Ash", "spring 2021", "People who began", "Count", "ladies", "2"),
    ("A1", "Town of Ash", "spring 2021", "People who began", "Count", "gentlemen", "4"),
)
TABLE = RawTable("office.csv", "csv", "", (("Our figures",), (), HEAD, *ROWS))
MADE = HeaderMapping(
    HEAD,
    (
        MappedColumn("ignore"),
        MappedColumn("partner"),
        MappedColumn("quarter"),
        MappedColumn("measure"),
        MappedColumn("filter"),
        MappedColumn("category", breakdown="sex"),
        MappedColumn("value"),
    ),
    {
        "quarter": {"spring2021": QUARTER},
        "measure": {"peoplewhobegan": "starts"},
        "filter 5": {"count": "keep", "per10000": ""},
        "category": {"everybody": "_T:_T", "ladies": "sex:F", "gentlemen": "sex:M"},
    },
)


def screened(table: RawTable = TABLE, *mappings: HeaderMapping) -> Screening:
    return screen(
        table,
        tiny(),
        no_history(),
        expected_partner=PARTNER,
        expected_quarter=QUARTER,
        mappings=mappings or (MADE,),
    )


def test_foreign_file_without_a_mapping_is_not_read() -> None:
    screening = screen(TABLE, tiny(), no_history(), expected_partner=PARTNER, expected_quarter=QUARTER)
    assert screening.is_blocked
    assert screening.observations.is_empty()
    assert screening.read_cells == screening.rejected_cells > 0


def test_foreign_file_is_read_as_its_mapping_says() -> None:
    screening = screened()
    assert [f.check for f in screening.findings if f.severity is Severity.BLOCKING] == []
    assert screening.observations.select("measure_id", "breakdown", "category", "value").rows() == [
        ("starts", "_T", "_T", 6),
        ("starts", "sex", "F", 2),
        ("starts", "sex", "M", 4),
    ]
    assert (screening.read_cells, screening.accepted_cells, screening.rejected_cells) == (4, 3, 1)
    (left_out,) = [f for f in screening.findings if f.check == "structure_row_left_out"]
    assert left_out.cells == ("B5",)


def test_mapping_comes_back_from_json() -> None:
    assert mapping.decode(mapping.encode(MADE)) == MADE
    assert mapping.encode(mapping.decode(mapping.encode(MADE))) == mapping.encode(MADE)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"headers": [], "columns": [{"x": 1}], "words": {}}'])
def test_mapping_anything_else_is_no_mapping(content: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        mapping.decode(content)


def test_mapping_is_used_for_the_same_headers_whatever_their_case() -> None:
    head = tuple(text.upper() for text in HEAD)
    assert not screened(replace(TABLE, cells=(head, *ROWS))).is_blocked


def test_mapping_is_not_used_for_other_headers() -> None:
    head = (*HEAD[:-1], "number of them")
    assert screened(replace(TABLE, cells=(head, *ROWS))).is_blocked


def test_mapping_new_word_of_rows_that_count_is_asked_about() -> None:
    more = (*ROWS[0][:4], "Median", *ROWS[0][5:])
    screening = screened(replace(TABLE, cells=(*TABLE.cells, more)))
    (finding,) = [f for f in screening.findings if f.check == "structure_unknown_label"]
    assert (finding.severity, finding.cells) == (Severity.BLOCKING, ("E8",))


def test_mapping_new_category_is_asked_about() -> None:
    more = (*ROWS[0][:5], "children", "1")
    screening = screened(replace(TABLE, cells=(*TABLE.cells, more)))
    (finding,) = [f for f in screening.findings if f.check == "structure_unknown_label"]
    assert finding.cells == ("F8",)


def test_mapping_of_what_the_catalogue_no_longer_has_is_an_unknown_column() -> None:
    columns = (*MADE.columns[:-1], MappedColumn("value", measure="gone"))
    screening = screened(TABLE, replace(MADE, columns=columns))
    assert "structure_unknown_column" in {f.check for f in screening.findings}


def test_mapping_a_column_for_each_measure_is_read() -> None:
    head = ("Group", "Began", "Ended")
    rows = (("Ashtown groups", "4", "1"), ("Mentors of two towns", "2", "0"), ("Both", "6", "1"))
    made = HeaderMapping(
        head,
        (MappedColumn("activity"), MappedColumn("value", "starts"), MappedColumn("value", "leavers")),
        {"activity": {"both": "_T"}},
    )
    screening = screened(RawTable("x.csv", "csv", "", (head, *rows)), made)
    assert not screening.is_blocked
    assert screening.observations.select("activity_id", "measure_id", "value").rows() == [
        ("_T", "leavers", 1),
        ("_T", "starts", 6),
        ("ash-birch-mentors", "leavers", 0),
        ("ash-birch-mentors", "starts", 2),
        ("ash-groups", "leavers", 1),
        ("ash-groups", "starts", 4),
    ]


def test_draft_matches_what_can_be_told_and_leaves_the_rest() -> None:
    vocabulary = Vocabulary(tiny())
    head = ("Town", "Indicator", "Women", "Hm", "Total")
    drafted = mapping.draft(
        RawTable("x.csv", "csv", "", (head, ("Ashtown", "Starts", "1", "2", "3"))), 1, vocabulary
    )
    assert drafted.columns == (
        MappedColumn("partner"),
        MappedColumn("measure"),
        MappedColumn("value", "", "sex", "F"),
        MappedColumn("ignore"),
        MappedColumn("value", "", "_T", "_T"),
    )


def test_open_words_are_those_that_the_project_does_not_know() -> None:
    found = mapping.open_words(TABLE, 3, MADE, Vocabulary(tiny()))
    assert found == {
        "quarter": {"spring2021": "spring 2021"},
        "measure": {"peoplewhobegan": "People who began"},
        "filter 5": {"count": "Count", "per10000": "Per 10,000"},
        "category": {"everybody": "everybody", "ladies": "ladies", "gentlemen": "gentlemen"},
    }
