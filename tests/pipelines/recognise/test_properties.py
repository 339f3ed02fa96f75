"""Whatever is reported and however it is written, it is read as it was meant; whatever is spoilt is named."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.layout import report_layout
from pipelines.model import TOTAL, RawTable, cell_address
from pipelines.read.refused import Refused
from pipelines.template import InputKey
from pipelines.validate import screen
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, no_history, observations_of, table_of
from tests.pipelines.recognise.office import (
    LANGUAGES,
    Rows,
    as_csv,
    as_ods,
    as_xlsx,
    long,
    screened,
    sheet,
    tiny_in_seven,
)

LAYOUT = report_layout(tiny_in_seven(), PARTNER, QUARTER)
KEYS: list[InputKey] = [
    (r.activity_id, r.measure.id, *c) for r in LAYOUT.rows for c in sorted(r.open_columns)
]
MARKS = [mark.code for mark in tiny_in_seven().project.marks]
Values = dict[InputKey, int | str]

entries = st.one_of(st.integers(0, 10**9), st.sampled_from(MARKS))
fillings = st.dictionaries(st.sampled_from(KEYS), entries, min_size=1)
languages = st.sampled_from(LANGUAGES)
texts = st.builds(
    lambda encoding, separator, line_end, quoted: (
        lambda rows: as_csv(rows, encoding, separator, line_end, quoted=quoted)
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850", "mac_roman"]),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
)
writers = st.one_of(texts, st.sampled_from([as_xlsx, as_ods]))
Write = Callable[[Rows], bytes]


def with_totals(values: Values) -> Values:
    """The values, and 0 for every total that categories need."""
    return {**{(a, m, TOTAL, TOTAL): 0 for a, m, *_ in values}, **values}


@settings(deadline=None, max_examples=60)
@given(fillings, languages, st.booleans(), writers)
def test_sheet_whatever_was_written_is_read(
    values: Values, language: str, two_rows: bool, write: Write
) -> None:
    screening = screened(write(sheet(language, values, two_rows=two_rows)))
    assert screening.observations.equals(observations_of(values))
    assert screening.rejected_cells == 0
    assert screening.read_cells == len(KEYS)


@settings(deadline=None, max_examples=60)
@given(fillings, st.one_of(st.none(), languages), writers, st.randoms(use_true_random=False))
def test_long_whatever_was_written_is_read_in_any_order(
    values: Values, language: str | None, write: Write, chance: object
) -> None:
    complete = with_totals(values)
    rows = long(language, complete)
    body = rows[1:]
    chance.shuffle(body)  # type: ignore[attr-defined]
    screening = screened(write([rows[0], *body]))
    assert screening.observations.equals(observations_of(complete))
    assert screening.read_cells == screening.accepted_cells == len(complete)


SPOILT_FIGURES = (
    "about five",
    "-5",
    "2,5",
    "2.5",
    "1.234",
    "#N/A",
    "x",
    "-",
    "5%",
    "=A1",
    "3.5.2021",
    "1 2",
    "NCX",
)
SPOILT_LABELS = ("Qwertz", "zzz", "###x", "12x", "Suivi de quoi")


@settings(deadline=None, max_examples=100)
@given(languages, st.booleans(), writers, st.data())
def test_sheet_one_spoilt_cell_is_named(
    language: str, two_rows: bool, write: Write, data: st.DataObject
) -> None:
    rows = sheet(language, two_rows=two_rows)
    first = 4 + two_rows
    filled = [
        (row, column)
        for row in range(first, first + len(LAYOUT.rows))
        for column in range(1, len(rows[row - 1]) + 1)
        if rows[row - 1][column - 1]
    ]
    row, column = data.draw(st.sampled_from(filled))
    rows[row - 1][column - 1] = data.draw(st.sampled_from(SPOILT_LABELS if column < 3 else SPOILT_FIGURES))
    assert_named(write(rows), cell_address(row, column))


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.none(), languages), writers, st.data())
def test_long_one_spoilt_cell_is_named(language: str | None, write: Write, data: st.DataObject) -> None:
    rows = long(language)
    filled = [
        (row, column)
        for row in range(2, len(rows) + 1)
        for column in range(1, len(rows[row - 1]) + 1)
        if rows[row - 1][column - 1]
    ]
    row, column = data.draw(st.sampled_from(filled))
    rows[row - 1][column - 1] = data.draw(st.sampled_from(SPOILT_LABELS if column < 7 else SPOILT_FIGURES))
    assert_named(write(rows), cell_address(row, column))


def assert_named(data: bytes, address: str) -> None:
    screening = screened(data)
    assert [f.check for f in screening.findings if address in f.cells]
    assert screening.read_cells == screening.accepted_cells + screening.rejected_cells + screening.blank_cells


WORDS = (
    "|Measure|Starts|Sessions|Number|Total|Women|Sex|Unknown|5|NC|2021-Q2|_T|Activity|Category|Breakdown|Mark|Ashtown"
    "|Ashtown groups|Quarter|Partner|Q3 2021"
)
cells = st.one_of(st.text(max_size=6), st.sampled_from(WORDS.split("|")))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(cells, max_size=7), max_size=10))
@example([["STARTS", "STARTS"], ["0"]])
@example([["Measure", "Number"], ["Starts", "5"], ["Starts", ""]])
def test_any_table_ends_in_a_screening_that_balances(rows: list[list[str]]) -> None:
    table = RawTable("x.csv", "csv", "", tuple(map(tuple, rows)))
    for partner, quarter in ((PARTNER, QUARTER), (None, None)):
        found = screen(
            table, tiny_in_seven(), no_history(), expected_partner=partner, expected_quarter=quarter
        )
        assert found.read_cells == found.accepted_cells + found.rejected_cells + found.blank_cells
        assert found.accepted_cells == found.observations.height
        keys = found.observations.select("activity_id", "measure_id", "breakdown", "category")
        assert keys.is_unique().all()


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200).map(str.encode) | st.binary(max_size=200))
def test_any_bytes_that_are_a_table_end_in_a_screening(data: bytes) -> None:
    try:
        table = table_of(data)
    except Refused:
        return
    screening = screen(
        table, tiny_in_seven(), no_history(), expected_partner=PARTNER, expected_quarter=QUARTER
    )
    assert screening.read_cells == screening.accepted_cells + screening.rejected_cells + screening.blank_cells


def test_totals_are_those_of_the_example() -> None:
    assert with_totals(dict(COHERENT)) == COHERENT
