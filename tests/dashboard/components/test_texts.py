from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard import reading_wording as wording
from dashboard.components.numbers import ENGLISH, amount, interval, share
from dashboard.components.publishing import missing_rows
from dashboard.components.quarter_choice import next_to_report, reportable
from dashboard.components.receipts import receipt_text
from dashboard.components.report_matrix import due, rows, summary
from dashboard.components.values_table import beside, marks_text
from dashboard.components.values_table import rows as value_rows
from dashboard.model import ReportStatus
from dashboard.page_wording import publish_included, publish_missing, publish_new
from pipelines.catalogue import load_catalogue
from pipelines.languages import Speaker
from pipelines.model import OBSERVATION_SCHEMA, Receipt, Submission, SubmissionState
from tests.dashboard.workspace_fixture import TINY


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1008, "persons", "1,008 persons"),
        (53.333, "%", "53.3\u00a0%"),
        (12, "", "12"),
        (0, "sessions", "0 sessions"),
        (1, "authorities", "1"),
        (1, "%", "1\u00a0%"),
    ],
)
def test_amount_is_written_as_people_read_it(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_interval_is_said_in_words_also_where_nothing_bounds_it_above() -> None:
    assert interval(0, 12) == "between 0 and 12"
    assert interval(3, None) == "3 or more"
    assert interval(0, None) == ""
    assert interval(None, None) == ""


def test_share_of_nothing_is_a_dash() -> None:
    assert share(0, 0) == "–"
    assert share(1, 3) == "33\u00a0%"


@pytest.mark.parametrize(("withheld", "beginning"), [(1, "1 of 6 cells is"), (4, "4 of 6 cells are")])
def test_withheld_note_counts_in_words(withheld: int, beginning: str) -> None:
    assert str(wording.withheld(withheld, 6)).startswith(beginning)


def test_checklist_singular_and_plural() -> None:
    assert str(publish_included(1)) == "1 approved report will be included."
    assert str(publish_new(1)) == "1 of them was not in the last release."
    assert str(publish_new(0)) == "None of them is new: the last release had them all."
    assert str(publish_missing(1)).startswith("1 report that is due is missing")
    assert str(publish_missing(2)).startswith("2 reports that are due are missing")


def test_missing_rows_gather_the_quarters_of_a_partner() -> None:
    missing = [("ash", "2021-Q1"), ("birch", "2021-Q1"), ("ash", "2021-Q2")]

    assert missing_rows(missing, load_catalogue(TINY)) == [
        ("Ashtown", "2021-Q1, 2021-Q2"),
        ("Birchtown", "2021-Q1"),
    ]


def test_reportable_only_quarters_that_have_ended_newest_first() -> None:
    catalogue = load_catalogue(TINY)

    assert reportable(catalogue, "ash", date(2021, 7, 1)) == ("2021-Q2", "2021-Q1")
    assert reportable(catalogue, "dogwood", date(2022, 1, 1)) == ("2021-Q3", "2021-Q2")
    assert reportable(catalogue, "ash", date(2021, 1, 15)) == ("2021-Q1",)
    assert reportable(catalogue, "experts", date(2022, 1, 1)) == ()


def _submission(quarter: str, state: SubmissionState) -> Submission:
    at = datetime(2021, 11, 2, 9, 30, tzinfo=UTC)
    receipt = Receipt("U000001", "ab" * 32, "report.xlsx", at, "ana@ash.example")
    return Submission(f"ash-{quarter}-1", "ash", quarter, state, receipt, (), at, at, "ana@ash.example", "")


@pytest.mark.parametrize(
    ("state", "quarter"),
    [
        (SubmissionState.SUBMITTED, "2021-Q2"),
        (SubmissionState.RETURNED, "2021-Q1"),
        (SubmissionState.DRAFT, "2021-Q1"),
    ],
)
def test_next_to_report_is_the_oldest_quarter_that_waits(state: SubmissionState, quarter: str) -> None:
    assert next_to_report(("2021-Q3", "2021-Q2", "2021-Q1"), [_submission("2021-Q1", state)]) == quarter


def test_next_to_report_everything_handed_in_is_the_newest() -> None:
    own = [_submission(quarter, SubmissionState.PUBLISHED) for quarter in ("2021-Q1", "2021-Q2")]

    assert next_to_report(("2021-Q2", "2021-Q1"), own) == "2021-Q2"


def test_receipt_names_file_hash_and_time_but_no_value() -> None:
    text = receipt_text(_submission("2021-Q3", SubmissionState.SUBMITTED), Speaker("en"))

    for fact in ("ash-2021-Q3-1", "U000001", "ab" * 32, "report.xlsx", "2021-11-02T09:30:00+00:00"):
        assert fact in text


def test_report_matrix_partner_not_expected_is_blank() -> None:
    status = ReportStatus(
        pl.DataFrame(
            {
                "partner_id": ["a", "a", "b"],
                "partner_label": ["A", "A", "B"],
                "quarter": ["2021-Q1", "2021-Q2", "2021-Q2"],
                "state": ["reported", "missing", "reported"],
                "due_on": ["2021-04-20", "2021-07-20", "2021-07-20"],
            }
        )
    )

    assert rows(status, ENGLISH) == (
        ["Partner", "2021-Q1", "2021-Q2"],
        [["A", "✓ in", "missing"], ["B", "", "✓ in"]],
    )
    assert (
        summary(status, ENGLISH) == "2 of the 3 reports that were due when this release was made are in it."
    )


def _observations(*rows_: tuple[str, str, str, int | None, str | None]) -> pl.DataFrame:
    records = [
        ("ash", "2021-Q1", "_T", measure, by, code, value, mark) for measure, by, code, value, mark in rows_
    ]
    return pl.DataFrame(records, schema=dict(OBSERVATION_SCHEMA), orient="row")


def test_values_beside_mark_is_shown_and_what_is_new_has_no_before() -> None:
    current = _observations(("starts", "_T", "_T", 12, None), ("leavers", "_T", "_T", None, "NC"))
    previous = _observations(("starts", "_T", "_T", 9, None), ("sessions", "_T", "_T", 4, None))

    found = value_rows(beside(current, previous), load_catalogue(TINY), "_T")

    assert found == [
        ("Sessions", "–", "Total", "–", "4"),
        ("Starts", "–", "Total", "12", "9"),
        ("Leavers", "–", "Total", "NC", "–"),
    ]


def test_marks_text_explains_the_marks_that_are_there() -> None:
    catalogue = load_catalogue(TINY)
    label = next(mark.label for mark in catalogue.project.marks if mark.code == "NC")
    counts = _observations(("starts", "_T", "_T", 12, None))
    marked = _observations(("leavers", "_T", "_T", None, "NC"))

    assert marks_text(beside(counts, counts), catalogue) == ""
    assert marks_text(beside(counts, marked), catalogue) == f"Instead of a count: NC – {label}."


def test_report_matrix_what_is_not_due_yet_is_left_out_unless_it_came() -> None:
    status = ReportStatus(
        pl.DataFrame(
            {
                "partner_id": ["a", "b", "c"],
                "quarter": ["2021-Q1", "2021-Q2", "2021-Q2"],
                "state": ["missing", "missing", "reported"],
                "due_on": ["2021-04-20", "2021-07-20", "2021-07-20"],
            }
        )
    )

    assert due(status, "2021-05-01").frame["partner_id"].to_list() == ["a", "c"]
