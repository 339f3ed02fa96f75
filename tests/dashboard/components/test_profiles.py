"""Rows of the tables on the pages of activities, places, process and data quality."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import polars as pl
import pytest

from dashboard.beside import Bounds
from dashboard.components import process_steps, profile_words, report_quality, small_figures
from dashboard.derived import exhibit_of
from dashboard.model import Cells, Milestone, ReportStatus
from dashboard.queries import ReleaseReader, cells, open_release, totals
from dashboard.selection import Selection
from dashboard.view import Exhibit, Look, View
from pipelines.languages import Speaker
from tests.dashboard.release_fixture import Key, withheld, write_release

ENGLISH = Speaker("en")
HIDDEN: Key = ("local", "malaga", "project", "PROJECT", "_T", "starts", "_T", "_T")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    """Starts of Málaga over the whole period can be 0, those of the others are shown."""
    directory = tmp_path_factory.mktemp("releases")
    opened = open_release(write_release(directory, overrides={HIDDEN: withheld(0, 500)}))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "–"),
        (Bounds(1234, 1234), "1,234"),
        (Bounds(2.5, 2.5, is_provisional=True), "2.5 (provisional)"),
        (Bounds(3, 12), "3 to 12"),
        (Bounds(3, inf), "3 or more"),
        (Bounds(0, inf), "any number"),
    ],
)
def test_derived_value_is_said_as_closely_as_it_is_known(
    reader: ReleaseReader, found: Bounds | None, said: str
) -> None:
    assert profile_words.derived(found, reader.options.indicators["PA02"], ENGLISH) == said


def test_derived_share_between_nothing_and_the_whole_is_any_share(reader: ReleaseReader) -> None:
    assert profile_words.derived(Bounds(0, 100), reader.options.indicators["PA07"], ENGLISH) == "any share"


def test_process_row_names_places_and_says_that_others_are_withheld(reader: ReleaseReader) -> None:
    info = reader.options.indicators["PA02"]
    row, selection = process_steps.indicator_row(
        info, reader, totals(reader, "project"), totals(reader, "local"), ENGLISH
    )

    assert row[2:4] == ("1,008", "600 (Whole project period): reached")
    assert row[4].startswith("Rotterdam, Liège")
    assert row[4].endswith("; others are withheld")
    assert "Málaga" not in row[4]
    assert selection is not None
    assert (selection.indicator_id, selection.place_level) == ("PA02", "project")


def test_process_row_of_an_indicator_without_cells_is_empty(reader: ReleaseReader) -> None:
    info = reader.options.indicators["LA99"]

    row, selection = process_steps.indicator_row(info, reader, totals(reader, "project"), {}, ENGLISH)

    assert row == ("Never counted (events)", "–", "–", "–", "–")
    assert selection is None


def test_process_date_that_was_worked_out_says_so() -> None:
    dates = [
        Milestone("2018-Q1", "Meeting", "Page", happened="2018-03-15/2018-03-16"),
        Milestone("2018-Q2", "Beginning", "Worked out", happened="2018-Q2", is_inferred=True),
    ]

    assert [row[0] for row in process_steps.date_rows(dates, ENGLISH)] == [
        "15–16 Mar 2018",
        "2018-Q2 (inferred)",
    ]


def reports(*rows: tuple[str, str, str | None, int | None]) -> ReportStatus:
    """Partner, state, day of receipt and version of reports that were due on 30 April 2018."""
    return ReportStatus(
        pl.DataFrame(
            [(partner, partner.title(), "2018-04-30", state, on, n) for partner, state, on, n in rows],
            schema={
                "partner_id": pl.String(),
                "partner_label": pl.String(),
                "due_on": pl.String(),
                "state": pl.String(),
                "received_on": pl.String(),
                "version": pl.Int64(),
            },
            orient="row",
        )
    )


def test_reports_in_time_are_those_received_on_the_last_day_or_before() -> None:
    status = reports(
        ("ash", "reported", "2018-04-30", 1),
        ("ash", "reported", "2018-05-01", 3),
        ("birch", "missing", None, None),
    )

    assert report_quality.rows(status, ENGLISH) == [
        ("Ash", "2", "2", "1", "1"),
        ("Birch", "1", "0", "0", "0"),
        ("All partners", "3", "2", "1", "1"),
    ]


def test_reports_of_a_release_of_before_are_in_time_for_all_one_knows() -> None:
    assert report_quality.rows(reports(("ash", "reported", None, None)), ENGLISH)[0][3:] == (
        "not known",
        "not known",
    )


def test_figure_without_a_value_or_the_end_of_a_range_is_not_drawn(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q1", "2018-Q2"))
    view = View("explore", selection, Look(), 3, "en")

    def exhibit(found: Cells) -> Exhibit:
        return exhibit_of(found, view, reader.provenance)

    found = cells(reader, selection)
    open_ends = found.frame.with_columns(
        value=pl.lit(None, pl.Float64()), upper=pl.lit(None, pl.Float64()), status=pl.lit("withheld")
    )
    assert small_figures.has_marks(exhibit(found))
    assert not small_figures.has_marks(exhibit(Cells(found.indicator, found.labels, open_ends)))
    assert not small_figures.has_marks(exhibit(Cells(found.indicator, found.labels, found.frame.clear())))
