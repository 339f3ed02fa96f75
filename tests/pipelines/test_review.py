from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from pipelines import review
from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import OBSERVATION_SCHEMA, Account, Role, Submission, SubmissionState
from tests.pipelines.ledger.samples import AT, BLOCKING, HOUR, NOTICE, add_draft, observations, screening

ANA = Account("ana@example.org", Role.COORDINATOR, "malaga")
LEO = Account("leo@example.org", Role.COORDINATOR, "turin")
MAX = Account("max@example.org", Role.MANAGER, None)
MIA = Account("mia@example.org", Role.MANAGER, None)
EVA = Account("eva@example.org", Role.EVALUATOR, None)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
        yield opened


def submitted(
    ledger: Ledger, partner_id: str = "malaga", quarter: str = "2018-Q2", value: int = 7
) -> Submission:
    account = ANA if partner_id == "malaga" else LEO
    draft = add_draft(ledger, screening(partner_id, quarter, values=(value,)), actor=account.email)
    return review.submit(ledger, draft.id, account, AT)


def approved(
    ledger: Ledger, partner_id: str = "malaga", quarter: str = "2018-Q2", value: int = 7
) -> Submission:
    return review.approve(ledger, submitted(ledger, partner_id, quarter, value).id, MAX, AT)


def states(ledger: Ledger) -> list[str]:
    return [each.state.value for each in ledger.submissions()]


def test_submit_draft_with_notices_is_submitted_by_its_coordinator(ledger: Ledger) -> None:
    draft = add_draft(ledger, screening(findings=(NOTICE,)))

    handed_in = review.submit(ledger, draft.id, ANA, AT + HOUR)

    assert handed_in.state is SubmissionState.SUBMITTED
    assert (handed_in.changed_by, handed_in.changed_at) == (ANA.email, AT + HOUR)


@pytest.mark.parametrize("account", [LEO, MAX, EVA], ids=["other partner", "manager", "evaluator"])
def test_submit_by_anybody_else_is_refused(ledger: Ledger, account: Account) -> None:
    draft = add_draft(ledger)

    with pytest.raises(PolicyError, match="Only a coordinator of the partner"):
        review.submit(ledger, draft.id, account, AT)
    assert states(ledger) == ["draft"]


def test_submit_blocked_screening_is_refused(ledger: Ledger) -> None:
    draft = add_draft(ledger, screening(findings=(NOTICE, BLOCKING)))

    with pytest.raises(PolicyError, match="upload it again"):
        review.submit(ledger, draft.id, ANA, AT)
    assert states(ledger) == ["draft"]


def test_submit_twice_is_refused_and_names_who_did_it(ledger: Ledger) -> None:
    handed_in = submitted(ledger)

    with pytest.raises(PolicyError, match=r"Submitted, waiting for review .ana@example\.org"):
        review.submit(ledger, handed_in.id, ANA, AT)


def test_submit_unknown_report_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError, match="no such report"):
        review.submit(ledger, "malaga-2018-Q2-1", ANA, AT)


def test_submit_supersedes_older_open_reports_of_the_quarter(ledger: Ledger) -> None:
    add_draft(ledger)
    first = submitted(ledger)
    review.return_(ledger, submitted(ledger).id, MAX, "Row 6, please.", AT)
    submitted(ledger, "turin")
    submitted(ledger, quarter="2018-Q3")
    last = submitted(ledger)

    assert states(ledger) == ["superseded", "superseded", "superseded", "submitted", "submitted", "submitted"]
    # The second report superseded the first one; what is superseded stays as it was.
    assert ledger.submission(first.id).comment == "Superseded by malaga-2018-Q2-3."
    assert ledger.submission("malaga-2018-Q2-3").comment == f"Superseded by {last.id}."


def test_submit_leaves_the_approved_report_standing_until_approval(ledger: Ledger) -> None:
    approved(ledger)
    newer = submitted(ledger)
    assert states(ledger) == ["approved", "submitted"]

    review.approve(ledger, newer.id, MAX, AT)
    assert states(ledger) == ["superseded", "approved"]


def test_submit_draft_older_than_what_was_submitted_is_refused(ledger: Ledger) -> None:
    older = add_draft(ledger)
    submitted(ledger)

    with pytest.raises(PolicyError, match="Replaced by a newer one"):
        review.submit(ledger, older.id, ANA, AT)


def test_approve_by_a_manager_is_kept_with_the_comment(ledger: Ledger) -> None:
    accepted = review.approve(ledger, submitted(ledger).id, MAX, AT + HOUR, "  Thank you. ")

    assert accepted.state is SubmissionState.APPROVED
    assert (accepted.changed_by, accepted.comment) == (MAX.email, "Thank you.")


@pytest.mark.parametrize("account", [ANA, LEO, EVA], ids=["coordinator", "other coordinator", "evaluator"])
def test_approve_and_return_by_anybody_else_are_refused(ledger: Ledger, account: Account) -> None:
    handed_in = submitted(ledger)

    with pytest.raises(PolicyError, match="cannot approve or return"):
        review.approve(ledger, handed_in.id, account, AT)
    with pytest.raises(PolicyError, match="cannot approve or return"):
        review.return_(ledger, handed_in.id, account, "No.", AT)
    assert states(ledger) == ["submitted"]


def test_approve_own_submission_is_refused(ledger: Ledger) -> None:
    handed_in = submitted(ledger)
    promoted = Account("Ana@Example.org", Role.MANAGER, None)

    with pytest.raises(PolicyError, match="your own report"):
        review.approve(ledger, handed_in.id, promoted, AT)
    assert states(ledger) == ["submitted"]


def test_approve_own_upload_is_refused(ledger: Ledger) -> None:
    draft = add_draft(ledger, actor=MAX.email)
    review.submit(ledger, draft.id, ANA, AT)

    with pytest.raises(PolicyError, match="your own report"):
        review.approve(ledger, draft.id, MAX, AT)
    assert review.approve(ledger, draft.id, MIA, AT).state is SubmissionState.APPROVED


def test_approve_draft_is_refused(ledger: Ledger) -> None:
    draft = add_draft(ledger)

    with pytest.raises(PolicyError, match="Checked, not submitted"):
        review.approve(ledger, draft.id, MAX, AT)


def test_approve_after_somebody_else_names_the_other_manager(ledger: Ledger) -> None:
    handed_in = submitted(ledger)
    review.return_(ledger, handed_in.id, MIA, "Row 6, please.", AT)

    with pytest.raises(PolicyError, match=r"Returned to you .mia@example\.org"):
        review.approve(ledger, handed_in.id, MAX, AT)


def test_approve_supersedes_the_published_report_of_the_quarter(ledger: Ledger) -> None:
    first = approved(ledger)
    ledger.record_publication(1, [first.id], MAX.email, "First.", AT, b"")

    approved(ledger)

    assert states(ledger) == ["superseded", "approved"]


def test_return_keeps_the_comment_and_opens_the_way_for_a_new_report(ledger: Ledger) -> None:
    returned = review.return_(ledger, submitted(ledger).id, MAX, " Row 6, please. ", AT)

    assert (returned.state, returned.comment) == (SubmissionState.RETURNED, "Row 6, please.")
    assert submitted(ledger).state is SubmissionState.SUBMITTED
    assert states(ledger) == ["superseded", "submitted"]


@pytest.mark.parametrize("comment", ["", " \n\t"])
def test_return_without_comment_is_refused(ledger: Ledger, comment: str) -> None:
    handed_in = submitted(ledger)

    with pytest.raises(PolicyError, match="A comment is needed"):
        review.return_(ledger, handed_in.id, MAX, comment, AT)
    assert states(ledger) == ["submitted"]


def test_return_approved_report_is_refused(ledger: Ledger) -> None:
    accepted = approved(ledger)

    with pytest.raises(PolicyError, match="Approved"):
        review.return_(ledger, accepted.id, MAX, "Too late.", AT)


def test_approved_has_one_report_for_each_partner_and_quarter(ledger: Ledger) -> None:
    turin = approved(ledger, "turin", value=1)
    later = approved(ledger, quarter="2018-Q3", value=2)
    approved(ledger, value=3)
    corrected = approved(ledger, value=4)
    ledger.record_publication(1, [turin.id], MAX.email, "First.", AT, b"")
    submitted(ledger, value=5)
    add_draft(ledger, screening("turin"))

    result = review.approved(ledger)

    assert result.submission_ids == (corrected.id, later.id, turin.id)
    assert result.observations.select("partner_id", "quarter", "value", "submission_id").rows() == [
        ("malaga", "2018-Q2", 4, corrected.id),
        ("malaga", "2018-Q3", 2, later.id),
        ("turin", "2018-Q2", 1, turin.id),
    ]


def test_approved_of_an_empty_ledger_has_no_rows(ledger: Ledger) -> None:
    result = review.approved(ledger)

    assert result.submission_ids == ()
    assert result.observations.is_empty()


def test_history_has_the_latest_report_handed_in_for_each_quarter(ledger: Ledger) -> None:
    approved(ledger, quarter="2018-Q1", value=1)
    approved(ledger, quarter="2018-Q2", value=2)
    submitted(ledger, quarter="2018-Q2", value=3)
    review.return_(ledger, submitted(ledger, quarter="2018-Q3", value=4).id, MAX, "Row 6, please.", AT)
    add_draft(ledger, screening(quarter="2018-Q4"))
    approved(ledger, "turin", quarter="2018-Q1", value=6)

    frame = review.history(ledger, "malaga")

    assert frame.select("quarter", "value").rows() == [("2018-Q1", 1), ("2018-Q2", 3)]
    assert dict(frame.schema) == dict(OBSERVATION_SCHEMA)


def test_history_falls_back_to_the_approved_report_when_the_newer_is_returned(ledger: Ledger) -> None:
    approved(ledger, value=2)
    review.return_(ledger, submitted(ledger, value=3).id, MAX, "Row 6, please.", AT)

    assert_frame_equal(review.history(ledger, "malaga"), observations("malaga", "2018-Q2", (2,)))


def test_history_of_a_partner_without_reports_is_an_empty_frame(ledger: Ledger) -> None:
    assert dict(review.history(ledger, "malaga").schema) == dict(OBSERVATION_SCHEMA)


def test_events_and_refusals_name_no_count(ledger: Ledger) -> None:
    draft = add_draft(ledger, screening(values=(918273,)))
    review.submit(ledger, draft.id, ANA, AT)
    with pytest.raises(PolicyError) as refusal:
        review.submit(ledger, draft.id, ANA, AT)
    review.approve(ledger, draft.id, MAX, AT)

    assert "918273" not in refusal.value.message
    assert all("918273" not in event.detail for event in ledger.events())
