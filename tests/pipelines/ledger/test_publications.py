from __future__ import annotations

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger, Publication
from pipelines.model import Submission, SubmissionState

from .samples import AT, HOUR, add_draft, screening


def add_approved(ledger: Ledger, partner_id: str) -> Submission:
    return ledger.change_state(
        add_draft(ledger, screening(partner_id)).id,
        expected={SubmissionState.DRAFT},
        to=SubmissionState.APPROVED,
        actor="max@example.org",
        comment="",
        at=AT,
    )


def test_record_publication_makes_its_approved_submissions_published(ledger: Ledger) -> None:
    turin, malaga, draft = add_approved(ledger, "turin"), add_approved(ledger, "malaga"), add_draft(ledger)

    ledger.record_publication(1, [turin.id, malaga.id], "max@example.org", "Quarterly.", AT + HOUR, b"audit")

    assert ledger.publications() == (
        Publication(1, (turin.id, malaga.id), "max@example.org", "Quarterly.", AT + HOUR),
    )
    assert ledger.publication_audit(1) == b"audit"
    published = ledger.submission(turin.id)
    assert (published.state, published.comment) == (SubmissionState.PUBLISHED, "Release 0001.")
    assert ledger.submission(draft.id).state is SubmissionState.DRAFT
    assert ("publication", "Release 0001. Quarterly.") in {(e.kind, e.detail) for e in ledger.events()}


def test_record_publication_again_leaves_published_and_superseded_ones_as_they_are(ledger: Ledger) -> None:
    malaga, turin = add_approved(ledger, "malaga"), add_approved(ledger, "turin")
    ledger.record_publication(1, [malaga.id], "max@example.org", "First.", AT, b"one")
    ledger.change_state(
        turin.id,
        expected={SubmissionState.APPROVED},
        to=SubmissionState.SUPERSEDED,
        actor="max@example.org",
        comment="",
        at=AT,
    )

    ledger.record_publication(2, [malaga.id, turin.id], "max@example.org", "Second.", AT + HOUR, b"two")

    assert ledger.submission(malaga.id).changed_at == AT
    assert ledger.submission(turin.id).state is SubmissionState.SUPERSEDED
    assert [(p.number, p.submission_ids) for p in ledger.publications()] == [
        (1, (malaga.id,)),
        (2, (malaga.id, turin.id)),
    ]
    assert ledger.publication_audit(2) == b"two"


def test_record_publication_of_a_taken_number_is_refused_and_names_who(ledger: Ledger) -> None:
    malaga, turin = add_approved(ledger, "malaga"), add_approved(ledger, "turin")
    ledger.record_publication(1, [malaga.id], "max@example.org", "First.", AT, b"one")

    with pytest.raises(PolicyError, match=r"max@example.org published it"):
        ledger.record_publication(1, [turin.id], "mia@example.org", "Other.", AT, b"two")

    assert ledger.publication_audit(1) == b"one"
    assert ledger.submission(turin.id).state is SubmissionState.APPROVED


def test_record_publication_with_an_unknown_submission_notes_nothing(ledger: Ledger) -> None:
    malaga = add_approved(ledger, "malaga")

    with pytest.raises(PolicyError, match="turin-2018-Q2-1"):
        ledger.record_publication(1, [malaga.id, "turin-2018-Q2-1"], "max@example.org", "First.", AT, b"one")

    assert ledger.publications() == ()
    assert ledger.submission(malaga.id).state is SubmissionState.APPROVED


def test_record_publication_without_submissions_is_possible(ledger: Ledger) -> None:
    ledger.record_publication(1, [], "max@example.org", "Structure only.", AT, b"")

    assert ledger.publications()[0].submission_ids == ()
    assert ledger.publication_audit(1) == b""


def test_publication_audit_of_an_unknown_number_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError, match="0007"):
        ledger.publication_audit(7)
