from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue import load_catalogue
from pipelines.layout import report_layout
from pipelines.model import OBSERVATION_KEY, RawTable, Severity
from pipelines.read import ReadRefusal, read_table
from pipelines.read.refusal import REFUSALS
from pipelines.template import InputKey, build_template
from pipelines.validate import screen, unreadable
from tests.pipelines.filled import (
    COHERENT,
    PARTNER,
    QUARTER,
    TINY,
    filled_table,
    no_history,
    observations_of,
    table_of,
)

CATALOGUE = load_catalogue(TINY)
LAYOUT = report_layout(CATALOGUE, PARTNER, QUARTER)
INPUT_KEYS: list[InputKey] = [
    (r.activity_id, r.measure.id, *c) for r in LAYOUT.rows for c in sorted(r.open_columns)
]
BLANK_TABLE = filled_table({})

entries = st.one_of(st.integers(0, 10**9), st.sampled_from([mark.code for mark in CATALOGUE.project.marks]))
fillings = st.dictionaries(st.sampled_from(INPUT_KEYS), entries, min_size=1)
texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "0", "5", "-5", "NC", "nc", "1.234", "2,5", "#N/A", "=", "7%", " 9 "]),
)


@settings(deadline=None, max_examples=40)
@given(fillings)
def test_screen_filled_template_gives_back_what_was_filled_in(values: dict[InputKey, int | str]) -> None:
    table = table_of(build_template(CATALOGUE, PARTNER, QUARTER, values=values))
    screening = screen(table, CATALOGUE, no_history())
    assert screening.observations.equals(observations_of(values))
    assert (screening.accepted_cells, screening.rejected_cells) == (len(values), 0)
    assert screening.read_cells == len(INPUT_KEYS)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.tuples(st.integers(6, 21), st.integers(1, 14)), texts, max_size=12))
def test_screen_anything_written_anywhere_balances(written: dict[tuple[int, int], str]) -> None:
    rows = [[BLANK_TABLE.text(row, column) for column in range(1, 15)] for row in range(1, 22)]
    for (row, column), text in written.items():
        rows[row - 1][column - 1] = text
    screening = screen(replace(BLANK_TABLE, cells=tuple(map(tuple, rows))), CATALOGUE, no_history())
    assert screening.read_cells == screening.accepted_cells + screening.rejected_cells + screening.blank_cells
    assert screening.accepted_cells == screening.observations.height
    assert screening.is_blocked or screening.rejected_cells == 0


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.text(max_size=5), max_size=6), max_size=10))
def test_screen_any_table_ends_in_a_screening(rows: list[list[str]]) -> None:
    table = RawTable("x.csv", "csv", "", tuple(map(tuple, rows)))
    assert screen(table, CATALOGUE, no_history()).is_blocked


def test_screen_observations_are_sorted_and_have_one_row_per_key() -> None:
    observations = screen(filled_table(), CATALOGUE, no_history()).observations
    assert observations.equals(observations.sort(OBSERVATION_KEY))
    assert observations.select(OBSERVATION_KEY).is_unique().all()


def test_screen_mark_in_small_letters_is_the_mark() -> None:
    values = {**COHERENT, ("ash-groups", "caseload", "_T", "_T"): "nc"}
    assert screen(filled_table(values), CATALOGUE, no_history()).observations.equals(
        observations_of(COHERENT)
    )


def test_screen_table_read_in_the_child_process_is_accepted() -> None:
    table = read_table("report.xlsx", build_template(CATALOGUE, PARTNER, QUARTER, values=COHERENT))
    screening = screen(table, CATALOGUE, no_history(), expected_partner=PARTNER, expected_quarter=QUARTER)
    assert not screening.is_blocked
    assert screening.observations.equals(observations_of(COHERENT))


@pytest.mark.parametrize("check", REFUSALS)
def test_unreadable_refusal_is_one_blocking_finding(check: str) -> None:
    screening = unreadable(ReadRefusal(check))
    (finding,) = screening.findings
    assert (finding.check, finding.severity) == (check, Severity.BLOCKING)
    assert finding.what == REFUSALS[check].happened
    assert finding.remedy == REFUSALS[check].advice
    assert screening.observations.is_empty()
    assert screening.read_cells == 0
