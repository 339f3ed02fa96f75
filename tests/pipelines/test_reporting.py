"""Completeness and timeliness: made from the reporting cycle, published like everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from dashboard import queries
from dashboard.selection import Selection
from pipelines import flow, publish
from pipelines.audit import attack
from pipelines.audit.published import read_published
from pipelines.catalogue import load_catalogue
from pipelines.errors import CatalogueError
from pipelines.layout import report_layout
from pipelines.model import HandedIn, Release
from pipelines.reporting import Report, expected_reports, handed_in
from pipelines.template import build_template
from tests.dashboard.workspace_fixture import MANAGER, add_people, coordinator_of, submit_report
from tests.pipelines.reporting_catalogue import INDICATORS, MEASURES, reporting_settings, write_catalogue

FIRST, SECOND, THIRD = "2021-Q1", "2021-Q2", "2021-Q3"
DUE = date(2021, 4, 20)
PLACES = {"ash": "XA_001", "birch": "XA_002", "cedar": "XB_001", "dogwood": "XB2"}


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2021, 4, 10, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[flow.Workspace]:
    with flow.open_workspace(reporting_settings(tmp_path), clock=clock) as opened:
        add_people(opened)
        yield opened


def approve(workspace: flow.Workspace, partner_id: str, quarter: str = FIRST) -> str:
    report = submit_report(workspace, partner_id, quarter)
    flow.approve(workspace, report, MANAGER)
    return report


def report(workspace: flow.Workspace, partner_id: str, *submission_ids: str) -> Report:
    today = workspace.clock().date()
    found = expected_reports(workspace.ledger, workspace.catalogue, submission_ids, today)
    return next(each for each in found if (each.partner_id, each.quarter) == (partner_id, FIRST))


def counted(release: Release, measure: str, place: str = "PROJECT", period: str = FIRST) -> int | None:
    cells = publish.read_cells(release).filter(
        pl.col("measure_id") == measure, pl.col("place_id") == place, pl.col("period") == period
    )
    value: int | None = cells["value"].item()
    return value


# ---- what is counted -------------------------------------------------------------------------------------


def test_report_counts_once_its_last_day_is_over(workspace: flow.Workspace, clock: Clock) -> None:
    approved = approve(workspace, "ash")

    clock.move_to(DUE)
    assert report(workspace, "ash", approved) == Report("ash", FIRST, False, False, False)
    clock.move_to(DUE + timedelta(days=1))
    assert report(workspace, "ash", approved) == Report("ash", FIRST, True, True, True)
    assert report(workspace, "birch", approved) == Report("birch", FIRST, True, False, False)


def test_report_that_is_late_is_received_and_not_on_time(workspace: flow.Workspace, clock: Clock) -> None:
    clock.move_to(DUE + timedelta(days=1))
    approved = approve(workspace, "ash")

    assert report(workspace, "ash", approved) == Report("ash", FIRST, True, True, False)


def test_more_time_counts(workspace: flow.Workspace, clock: Clock) -> None:
    later = DUE + timedelta(days=10)
    flow.extend(workspace, "ash", FIRST, later, MANAGER, "The office moved.")
    clock.move_to(later)
    approved = approve(workspace, "ash")

    assert not report(workspace, "ash", approved).due
    clock.move_to(later + timedelta(days=1))
    assert report(workspace, "ash", approved) == Report("ash", FIRST, True, True, True)


def test_report_that_was_returned_counts_by_its_first_version(
    workspace: flow.Workspace, clock: Clock
) -> None:
    first = submit_report(workspace, "ash", FIRST)
    flow.return_(workspace, first, MANAGER, "Please look again.")
    clock.move_to(DUE + timedelta(days=5))

    assert report(workspace, "ash", approve(workspace, "ash")).on_time


def test_report_that_was_taken_back_does_not_count_as_handed_in(
    workspace: flow.Workspace, clock: Clock
) -> None:
    first = submit_report(workspace, "ash", FIRST)
    flow.withdraw(workspace, first, coordinator_of("ash"), "A mistake.")
    clock.move_to(DUE + timedelta(days=5))
    assert next(s for s in flow.standings(workspace) if s.partner_id == "ash").days_late == 5

    assert not report(workspace, "ash", approve(workspace, "ash")).on_time


def test_handed_in_is_since_the_first_that_stands_and_counts_all_up_to_the_one_in_the_release(
    workspace: flow.Workspace, clock: Clock
) -> None:
    day = clock.now.date()
    flow.withdraw(workspace, submit_report(workspace, "ash", FIRST), coordinator_of("ash"), "A mistake.")
    clock.move_to(day + timedelta(days=1))
    flow.return_(workspace, submit_report(workspace, "ash", FIRST), MANAGER, "Please look again.")
    clock.move_to(day + timedelta(days=2))
    in_release = approve(workspace, "ash")
    clock.move_to(day + timedelta(days=3))
    submit_report(workspace, "ash", FIRST)

    found = handed_in(workspace.ledger, (in_release,))

    assert found == {in_release: HandedIn(day + timedelta(days=1), 2)}


# ---- what is published -----------------------------------------------------------------------------------


def test_releases_say_what_was_known_of_the_reports_on_their_day(
    workspace: flow.Workspace, clock: Clock
) -> None:
    for partner in ("ash", "birch", "office"):
        approve(workspace, partner)
    clock.move_to(DUE - timedelta(days=1))
    early = flow.publish(workspace, MANAGER, "Early.")
    clock.move_to(DUE + timedelta(days=1))
    middle = flow.publish(workspace, MANAGER, "After the last day.")
    approve(workspace, "cedar")
    flow.extend(workspace, "birch", FIRST, DUE + timedelta(days=90), MANAGER, "For a correction.")
    late = flow.publish(workspace, MANAGER, "With the late one.")

    facts = ("reports_due", "reports_received", "reports_on_time")
    assert [counted(early, fact) for fact in facts] == [0, 0, 0]
    assert [counted(middle, fact) for fact in facts] == [3, 2, 2]
    assert [counted(late, fact) for fact in facts] == [2, 2, 1]
    assert [counted(late, fact, PLACES["cedar"]) for fact in facts] == [1, 1, 0]
    assert [counted(late, fact, period=THIRD) for fact in facts] == [None, None, None]
    assert counted(late, "reports_received", "XA") == 1
    assert counted(late, "reports_received", period="PROJECT") == 2
    assert flow.audit_release(workspace).holds
    assert workspace.ledger.verify() == ()


def test_reports_are_counted_exactly_where_people_are_rounded(tmp_path: Path, clock: Clock) -> None:
    settings = reporting_settings(tmp_path)
    policy = settings.catalogue_dir / "disclosure.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('"suppress"', '"round"'), encoding="utf-8")
    with flow.open_workspace(settings, clock=clock) as workspace:
        add_people(workspace)
        for partner in ("ash", "birch"):
            approve(workspace, partner)
        clock.move_to(DUE + timedelta(days=1))
        flow.publish(workspace, MANAGER, "First.")
        approve(workspace, "cedar")
        second = flow.publish(workspace, MANAGER, "Second.")
        assert flow.audit_release(workspace).holds

    facts = ("reports_due", "reports_received", "reports_on_time")
    assert [counted(second, fact) for fact in facts] == [3, 3, 2]


def test_assessment_is_of_the_day_it_was_made(workspace: flow.Workspace, clock: Clock) -> None:
    approve(workspace, "ash")
    assert flow.assess(workspace).in_force.is_possible
    assert flow.stored_assessment(workspace) is not None

    clock.move_to(DUE + timedelta(days=1))

    assert flow.stored_assessment(workspace) is None


def test_assessment_shows_what_is_published(workspace: flow.Workspace, clock: Clock) -> None:
    for partner in ("ash", "birch", "office"):
        approve(workspace, partner)
    clock.move_to(DUE + timedelta(days=1))
    assessed = flow.assess(workspace).in_force.cells

    release = flow.publish(workspace, MANAGER, "First.")

    assert publish.read_cells(release).equals(assessed)


def test_indicators_are_drawn_from_the_release(workspace: flow.Workspace, clock: Clock) -> None:
    for partner in ("ash", "birch", "cedar"):
        if partner == "cedar":
            clock.move_to(DUE + timedelta(days=1))
        approve(workspace, partner)
    release = flow.publish(workspace, MANAGER, "First.")

    reader = queries.open_release(release.directory)
    found = {}
    for indicator in ("R1", "R2"):
        chosen = Selection(indicator, "project", ("PROJECT",), "quarter", (FIRST,))
        row = queries.cells(reader, chosen).frame.row(0, named=True)
        found[indicator] = (row["numerator"], row["denominator"])
    reader.close()

    assert found == {"R1": (3, 3), "R2": (2, 3)}


# ---- nobody is asked for them ----------------------------------------------------------------------------


def test_workbook_does_not_ask_for_what_the_program_makes(workspace: flow.Workspace) -> None:
    asked = {row.measure.id for row in report_layout(workspace.catalogue, "ash", FIRST).rows}

    assert "sessions" in asked
    assert not {m for m in asked if m.startswith("reports_")}


def test_upload_with_what_the_program_makes_is_refused(workspace: flow.Workspace) -> None:
    catalogue = workspace.catalogue
    measures = {k: replace(m, of_cycle=None) for k, m in catalogue.measures.items()}
    forged = build_template(replace(catalogue, measures=measures), "ash", FIRST)

    screening = flow.check(workspace, "report.xlsx", forged)

    assert screening.is_blocked
    assert "structure_unexpected_row" in {finding.check for finding in screening.findings}
    assert not screening.observations["measure_id"].str.starts_with("reports_").any()


# ---- the audit knows what they must be -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "place", "words"),
    [
        ("reports_received", "XB_001", "was not due or is not in the release"),
        ("reports_on_time", "XB_001", "was not due or is not in the release"),
        ("reports_due", "PROJECT", "is not the sum of the reports"),
    ],
)
def test_audit_finds_a_report_that_nobody_handed_in(
    workspace: flow.Workspace, clock: Clock, measure: str, place: str, words: str
) -> None:
    for partner in ("ash", "birch"):
        approve(workspace, partner)
    clock.move_to(DUE + timedelta(days=1))
    release = flow.publish(workspace, MANAGER, "First.")
    cells = publish.read_cells(release)
    this = (
        (pl.col("measure_id") == measure) & (pl.col("place_id") == place) & (pl.col("period_level") == "quarter")
        & (pl.col("period") == FIRST)
    )  # fmt: skip
    altered = cells.with_columns(
        pl.when(this).then(pl.col(name) + 1).otherwise(pl.col(name)).alias(name)
        for name in ("value", "lower", "upper")
    )
    published, _ = read_published(release.directory)
    attacked = attack([replace(published, cells=altered)], workspace.catalogue)

    assert any(words in problem.what for problem in attacked.problems)


# ---- the catalogue ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("person_level = false", "person_level = true", "not people"),
        ("per_activity = false", "per_activity = true", "about all activities"),
        ("breakdowns = []\nsums", 'breakdowns = ["sex"]\nsums', "not broken down"),
        ('collect = "flow"', 'collect = "stock"', "stock"),
        ('of_cycle = "due"', 'of_cycle = "early"', "of_cycle"),
        ('["city", "region"]', '["city", "coordinator"]', "with a place and of others without"),
    ],
)
def test_catalogue_measure_that_the_program_cannot_make_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in MEASURES
    with pytest.raises(CatalogueError, match=words):
        load_catalogue(write_catalogue(tmp_path / "catalogue", MEASURES.replace(old, new)))


def test_catalogue_limit_between_uploaded_and_made_is_refused(tmp_path: Path) -> None:
    limit = '\n[[limit]]\nid = "x"\npart = "sessions"\nwhole = "reports_due"\nsource = "Invented."\n'
    with pytest.raises(CatalogueError, match="made by the program"):
        load_catalogue(write_catalogue(tmp_path / "catalogue", MEASURES + limit, INDICATORS))
