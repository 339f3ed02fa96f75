"""The reporting cycle: calendar, more time, withdrawal, comments, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import flow
from pipelines.cycle import Phase, Standing
from pipelines.errors import PolicyError
from pipelines.model import SubmissionState
from tests.dashboard.workspace_fixture import (
    EVALUATOR,
    MANAGER,
    add_people,
    coordinator_of,
    settings_in,
    submit_report,
)

QUARTER = "2021-Q1"
CELL = ("_T", "starts", "_T", "_T")
DUE = date(2021, 4, 20)


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
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=clock) as opened:
        add_people(opened)
        yield opened


def standing(workspace: flow.Workspace, partner_id: str = "ash", quarter: str = QUARTER) -> Standing:
    return next(s for s in flow.standings(workspace) if (s.partner_id, s.quarter) == (partner_id, quarter))


def with_closing(workspace: flow.Workspace, days: int) -> flow.Workspace:
    project = replace(workspace.catalogue.project, closing_days=days)
    return replace(workspace, catalogue=replace(workspace.catalogue, project=project))


# ---- the calendar ----------------------------------------------------------------------------------------


def test_standing_goes_from_open_to_late_to_handed_in(workspace: flow.Workspace, clock: Clock) -> None:
    assert (standing(workspace).phase, standing(workspace).due) == (Phase.OPEN, DUE)

    clock.move_to(DUE + timedelta(days=5))
    assert (standing(workspace).phase, standing(workspace).days_late) == (Phase.LATE, 5)

    submit_report(workspace, "ash", QUARTER)
    clock.move_to(DUE + timedelta(days=50))
    assert (standing(workspace).phase, standing(workspace).days_late) == (Phase.SUBMITTED, 5)
    assert (standing(workspace, "birch").phase, standing(workspace, "birch").days_late) == (Phase.LATE, 50)


def test_standings_leave_out_quarters_that_are_not_over(workspace: flow.Workspace) -> None:
    assert {s.quarter for s in flow.standings(workspace)} == {QUARTER}


def test_standing_follows_the_decision(workspace: flow.Workspace) -> None:
    returned = submit_report(workspace, "ash", QUARTER)
    flow.return_(workspace, returned, MANAGER, "Please look at the total again.")
    assert standing(workspace).phase is Phase.RETURNED

    flow.approve(workspace, submit_report(workspace, "ash", QUARTER), MANAGER)
    assert (standing(workspace).phase, standing(workspace).days_late) == (Phase.APPROVED, 0)


def test_closed_quarter_takes_no_report_until_more_time_is_given(
    workspace: flow.Workspace, clock: Clock
) -> None:
    workspace = with_closing(workspace, 60)
    closing = date(2021, 5, 30)
    clock.move_to(closing)
    submit_report(workspace, "birch", QUARTER)
    clock.move_to(closing + timedelta(days=1))
    assert standing(workspace).phase is Phase.CLOSED
    with pytest.raises(PolicyError, match="closed"):
        submit_report(workspace, "ash", QUARTER)

    flow.extend(workspace, "ash", QUARTER, closing + timedelta(days=9), MANAGER, "The office moved.")

    assert (standing(workspace).phase, standing(workspace).days_late) == (Phase.OPEN, 0)
    submit_report(workspace, "ash", QUARTER)
    assert standing(workspace).days_late == 0


@pytest.mark.parametrize(
    ("partner_id", "quarter", "until", "account", "reason", "words"),
    [
        ("ash", QUARTER, DUE, EVALUATOR, "Holidays.", "cannot give more time"),
        ("ash", QUARTER, DUE, MANAGER, " ", "few words"),
        ("nobody", QUARTER, DUE, MANAGER, "Holidays.", "Nobody expects"),
        ("ash", "2031-Q1", DUE, MANAGER, "Holidays.", "Nobody expects"),
        ("ash", QUARTER, date(2021, 4, 9), MANAGER, "Holidays.", "day is over"),
    ],
)
def test_more_time_that_makes_no_sense_is_refused(
    workspace: flow.Workspace,
    partner_id: str,
    quarter: str,
    until: date,
    account: flow.Account,
    reason: str,
    words: str,
) -> None:
    with pytest.raises(PolicyError, match=words):
        flow.extend(workspace, partner_id, quarter, until, account, reason)
    assert workspace.ledger.extensions() == ()


# ---- withdrawal ------------------------------------------------------------------------------------------


def test_submitted_report_is_taken_back_and_another_can_be_handed_in(workspace: flow.Workspace) -> None:
    first = submit_report(workspace, "ash", QUARTER)

    taken = flow.withdraw(workspace, first, coordinator_of("ash"), "Two activities were mixed up.")

    assert taken.state is SubmissionState.WITHDRAWN
    assert standing(workspace).phase is Phase.OPEN
    with pytest.raises(PolicyError, match="Taken back"):
        flow.approve(workspace, first, MANAGER)
    flow.approve(workspace, submit_report(workspace, "ash", QUARTER), MANAGER)


def test_approved_report_cannot_be_taken_back(workspace: flow.Workspace) -> None:
    approved = submit_report(workspace, "ash", QUARTER)
    flow.approve(workspace, approved, MANAGER)

    with pytest.raises(PolicyError, match="Approved"):
        flow.withdraw(workspace, approved, coordinator_of("ash"), "Too late.")


@pytest.mark.parametrize(
    ("account", "reason"),
    [(coordinator_of("birch"), "Mine."), (MANAGER, "Mine."), (coordinator_of("ash"), "")],
)
def test_report_is_taken_back_by_its_own_coordinator_with_a_reason_only(
    workspace: flow.Workspace, account: flow.Account, reason: str
) -> None:
    submitted = submit_report(workspace, "ash", QUARTER)
    with pytest.raises(PolicyError):
        flow.withdraw(workspace, submitted, account, reason)
    assert standing(workspace).phase is Phase.SUBMITTED


# ---- comments and what waits -----------------------------------------------------------------------------


def test_comment_waits_for_the_coordinator_then_for_the_manager_then_for_nobody(
    workspace: flow.Workspace,
) -> None:
    ash, report = coordinator_of("ash"), submit_report(workspace, "ash", QUARTER)
    comment = flow.comment(workspace, report, MANAGER, "Is it counted twice?", CELL)
    assert flow.waiting_for(workspace, ash).comments == (comment,)
    assert flow.waiting_for(workspace, coordinator_of("birch")).comments == ()

    answered = flow.answer_comment(workspace, comment.number, ash, "No, once.")
    assert flow.waiting_for(workspace, ash).comments == ()
    assert flow.waiting_for(workspace, MANAGER).comments == (answered,)

    flow.resolve_comment(workspace, comment.number, MANAGER)
    assert flow.waiting_for(workspace, MANAGER).comments == ()


def test_comment_of_others_is_refused_and_says_nothing(workspace: flow.Workspace) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    number = flow.comment(workspace, report, MANAGER, "Why?").number

    said = set()
    for account, which in (
        (coordinator_of("birch"), number),
        (EVALUATOR, number),
        (coordinator_of("ash"), 99),
    ):
        with pytest.raises(PolicyError) as refusal:
            flow.answer_comment(workspace, which, account, "Because.")
        said.add((refusal.value.title, refusal.value.message))
        with pytest.raises(PolicyError):
            flow.resolve_comment(workspace, which, account)
    assert len(said) == 1
    with pytest.raises(PolicyError, match="cannot comment"):
        flow.comment(workspace, report, coordinator_of("ash"), "Why?")


@pytest.mark.parametrize(
    ("text", "cell", "words"),
    [
        (" ", None, "few words"),
        ("x" * 1001, None, "too long"),
        ("Why?", ("_T", "nothing", "_T", "_T"), "no such cell"),
    ],
)
def test_comment_that_makes_no_sense_is_refused(
    workspace: flow.Workspace, text: str, cell: tuple[str, str, str, str] | None, words: str
) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    with pytest.raises(PolicyError, match=words):
        flow.comment(workspace, report, MANAGER, text, cell)
    assert workspace.ledger.comments() == ()


def test_waiting_for_lists_what_each_role_must_do(workspace: flow.Workspace) -> None:
    assert [s.quarter for s in flow.waiting_for(workspace, coordinator_of("ash")).standings] == [QUARTER]
    assert flow.waiting_for(workspace, MANAGER).is_empty

    report = submit_report(workspace, "ash", QUARTER)
    assert flow.waiting_for(workspace, coordinator_of("ash")).is_empty
    assert [s.submission_id for s in flow.waiting_for(workspace, MANAGER).standings] == [report]

    flow.approve(workspace, report, MANAGER)
    assert flow.waiting_for(workspace, MANAGER).can_publish == 1
    assert flow.waiting_for(workspace, EVALUATOR).is_empty


def test_preview_names_open_comments_and_missing_reports(workspace: flow.Workspace, clock: Clock) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    comment = flow.comment(workspace, report, MANAGER, "Why?")
    flow.approve(workspace, report, MANAGER)
    clock.move_to(DUE + timedelta(days=1))

    preview = flow.preview_publication(workspace)

    assert preview.open_comments == (comment,)
    assert ("birch", QUARTER) in preview.missing
    assert preview.new_submission_ids == (report,)


# ---- a release that must not be relied on ---------------------------------------------------------------


def test_withdrawn_release_stays_listed_and_the_next_one_keeps_its_facts(
    workspace: flow.Workspace, clock: Clock
) -> None:
    clock.move_to(date(2021, 5, 1))
    for partner in workspace.catalogue.expected_partners(QUARTER):
        flow.approve(workspace, submit_report(workspace, partner.id, QUARTER), MANAGER)
    first = flow.publish(workspace, MANAGER, "First.")
    with pytest.raises(PolicyError, match="cannot withdraw"):
        flow.withdraw_release(workspace, first.number, EVALUATOR, "A mistake.")

    flow.withdraw_release(workspace, first.number, MANAGER, "A mistake.")

    (standing,) = workspace.ledger.publications()
    assert standing.withdrawal is not None
    assert flow.publish(workspace, MANAGER, "Again.").number == first.number + 1
    assert workspace.ledger.verify() == ()
