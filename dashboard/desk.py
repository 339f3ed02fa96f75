"""What the submit, review and publish pages look up."""

from __future__ import annotations

import polars as pl

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import (
    Account,
    Catalogue,
    Partner,
    Submission,
    SubmissionState,
    quarter_from_index,
    quarter_index,
)
from pipelines.texts import text

RECEIVED = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED})


def partners_of(account: Account, catalogue: Catalogue) -> list[Partner]:
    """The partners a coordinator acts for, mostly one.

    Errors: PolicyError when the catalogue has none of them (any more).
    """
    found = [catalogue.partners[p] for p in account.partner_ids if p in catalogue.partners]
    if not found:
        raise PolicyError(
            title=text("Your partner is not in the catalogue"),
            message=text(
                "The account names a partner that the project does not have. Tell the project manager."
            ),
        )
    return found


def waiting(ledger: Ledger) -> tuple[Submission, ...]:
    """Reports that wait for a decision, the longest waiting first."""
    return ledger.submissions(states={SubmissionState.SUBMITTED})


def previous_observations(ledger: Ledger, submission: Submission) -> pl.DataFrame:
    """Observations of the partner's newest report of the quarter before; no rows when there is none."""
    before = quarter_from_index(quarter_index(submission.quarter) - 1)
    found = ledger.submissions(partner_id=submission.partner_id, quarter=before, states=RECEIVED)
    return ledger.observations([s.id for s in found[-1:]])


def published_last(ledger: Ledger) -> tuple[str, ...]:
    """Ids of the reports that the last release was made from; none before the first."""
    publications = ledger.publications()
    return publications[-1].submission_ids if publications else ()
