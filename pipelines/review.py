"""How a report moves from draft to approved, and what may be published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import (
    OBSERVATION_SCHEMA,
    Account,
    Approved,
    Severity,
    Submission,
    SubmissionState,
)
from pipelines.roles import Act, require
from pipelines.texts import text
from pipelines.written import require_keepable

COUNTED = (SubmissionState.APPROVED, SubmissionState.PUBLISHED)
HANDED_IN = (SubmissionState.SUBMITTED, *COUNTED)
LONGEST_REASON = 500
GIVES_WAY_TO_SUBMITTED = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED)


def submit(
    ledger: Ledger,
    submission_id: str,
    account: Account,
    at: datetime,
    reasons: Mapping[int, str] = MappingProxyType({}),
    *,
    on_behalf: bool = False,
) -> Submission:
    """Hand a draft in; older drafts, submitted and returned reports of the quarter become superseded.

    `reasons` say why findings that ask for it are no faults, by the number of the finding, from 1 on. Whether the
    quarter is still open is for the caller to see, who knows the calendar. `on_behalf` lets an administrator hand in
    an import for the partner; the caller keeps the reason.
    Errors: PolicyError for anybody but the partner's coordinator, for a report with blocking findings, and without
    a reason for each finding that asks for one.
    """
    submission = ledger.submission(submission_id)
    require(account, Act.IMPORT if on_behalf else Act.SUBMIT, submission.partner_id)
    if any(finding.severity is Severity.BLOCKING for finding in submission.findings):
        raise PolicyError(
            title=text("This report cannot be submitted yet"),
            message=text(
                "{submission_id} has findings that must be mended first. They name the cells; correct them "
                "in the workbook and upload it again.",
                submission_id=submission_id,
            ),
        )
    given = {number: require_keepable(reasons.get(number, "")).strip() for number in submission.to_confirm}
    without = [str(number) for number, reason in given.items() if not reason]
    if without:
        raise PolicyError(
            title=text("Some findings need a reason"),
            message=text(
                "{submission_id} has findings that ask whether the figures are right ({without}). Say for "
                "each why it is no fault, or correct the workbook and upload it again.",
                submission_id=submission_id,
                without=", ".join(without),
            ),
        )
    return ledger.hand_in(
        submission_id,
        actor=account.email,
        at=at,
        supersede=GIVES_WAY_TO_SUBMITTED,
        reasons={number: reason[:LONGEST_REASON] for number, reason in given.items()},
    )


def withdraw(ledger: Ledger, submission_id: str, account: Account, reason: str, at: datetime) -> Submission:
    """Take a report back that was handed in and not yet approved.

    Errors: PolicyError for anybody but the partner's coordinator, without a reason, and when somebody was faster.
    """
    require(account, Act.SUBMIT, ledger.submission(submission_id).partner_id)
    if not reason.strip():
        raise PolicyError(
            title=text("A reason is needed"),
            message=text(
                "Say in a sentence why {submission_id} is taken back; the project manager reads it.",
                submission_id=submission_id,
            ),
        )
    return ledger.change_state(
        submission_id,
        expected={SubmissionState.SUBMITTED},
        to=SubmissionState.WITHDRAWN,
        actor=account.email,
        comment=reason.strip(),
        at=at,
    )


def approve(
    ledger: Ledger, submission_id: str, account: Account, at: datetime, comment: str = ""
) -> Submission:
    """Accept a submitted report for the next release; an older approved one of its quarter is superseded.

    Errors: PolicyError for anybody but a manager, for one's own report, and when somebody was faster.
    """
    require(account, Act.REVIEW)
    if account.email.casefold() in _people_behind(ledger, submission_id):
        raise PolicyError(
            title=text("You cannot approve your own report"),
            message=text(
                "You uploaded or submitted {submission_id}. Another manager must approve it.",
                submission_id=submission_id,
            ),
        )
    return ledger.change_state(
        submission_id,
        expected={SubmissionState.SUBMITTED},
        to=SubmissionState.APPROVED,
        actor=account.email,
        comment=comment.strip(),
        at=at,
        supersede=COUNTED,
    )


def return_(ledger: Ledger, submission_id: str, account: Account, comment: str, at: datetime) -> Submission:
    """Give a submitted report back to its partner, with what must change.

    Errors: PolicyError for anybody but a manager, without a comment, and when somebody was faster.
    """
    require(account, Act.REVIEW)
    if not comment.strip():
        raise PolicyError(
            title=text("A comment is needed"),
            message=text(
                "Say what must change in {submission_id}, so that the partner can correct it.",
                submission_id=submission_id,
            ),
        )
    return ledger.change_state(
        submission_id,
        expected={SubmissionState.SUBMITTED},
        to=SubmissionState.RETURNED,
        actor=account.email,
        comment=comment.strip(),
        at=at,
    )


def approved(ledger: Ledger) -> Approved:
    """The latest approved or published report of each partner and quarter, with its counts.

    Shape: ids and observations sorted, by partner and quarter and by the observations' key.
    """
    ids = approved_ids(ledger)
    return Approved(observations=ledger.observations(ids), submission_ids=ids)


def approved_ids(ledger: Ledger) -> tuple[str, ...]:
    """The submissions that `approved` is made of, in its order, without reading their counts."""
    latest = _latest(ledger.submissions(states=COUNTED))
    return tuple(latest[key].id for key in sorted(latest))


def history(ledger: Ledger, partner_id: str) -> pl.DataFrame:
    """What a partner last handed in for each quarter, whether it is approved yet or not.

    Shape: OBSERVATION_SCHEMA, sorted by the key; no row for a quarter without a report.
    """
    latest = _latest(ledger.submissions(partner_id=partner_id, states=HANDED_IN))
    return ledger.observations([each.id for each in latest.values()]).select(*OBSERVATION_SCHEMA)


def _latest(submissions: Collection[Submission]) -> dict[tuple[str, str], Submission]:
    """The newest of each partner and quarter; `submissions` come newest last."""
    return {(each.partner_id, each.quarter): each for each in submissions}


def _people_behind(ledger: Ledger, submission_id: str) -> set[str]:
    submitters = {
        event.actor for event in ledger.events(submission_id) if event.kind == SubmissionState.SUBMITTED
    }
    uploader = ledger.submission(submission_id).upload.actor
    return {person.casefold() for person in (uploader, *submitters)}
