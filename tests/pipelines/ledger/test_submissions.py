from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, Submission, SubmissionState

from .samples import AT, BLOCKING, HOUR, NOTICE, add_draft, observations, screening

DRAFT, SUBMITTED, RETURNED, APPROVED, SUPERSEDED = (
    SubmissionState.DRAFT,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.APPROVED,
    SubmissionState.SUPERSEDED,
)


def move(ledger: Ledger, submission: Submission, to: SubmissionState, comment: str = "") -> Submission:
    return ledger.change_state(
        submission.id,
        expected={submission.state},
        to=to,
        actor="max@example.org",
        comment=comment,
        at=AT + HOUR,
    )


def test_add_draft_keeps_what_validation_found(ledger: Ledger) -> None:
    receipt = ledger.receive(b"workbook", "report.xlsx", "ana@example.org", AT)

    draft = ledger.add_draft(receipt, screening(findings=(NOTICE, BLOCKING)), "c" * 64, AT + HOUR)

    assert draft == Submission(
        id="malaga-2018-Q2-1",
        partner_id="malaga",
        quarter="2018-Q2",
        state=DRAFT,
        upload=receipt,
        findings=(NOTICE, BLOCKING),
        created_at=AT + HOUR,
        changed_at=AT + HOUR,
        changed_by="ana@example.org",
        comment="",
    )
    assert ledger.submission(draft.id) == draft


def test_add_draft_numbers_each_partner_and_quarter_from_one(ledger: Ledger) -> None:
    drafts = [
        add_draft(ledger),
        add_draft(ledger),
        add_draft(ledger, screening("turin")),
        add_draft(ledger, screening(quarter="2018-Q3")),
        add_draft(ledger),
    ]

    assert [draft.id for draft in drafts] == [
        "malaga-2018-Q2-1",
        "malaga-2018-Q2-2",
        "turin-2018-Q2-1",
        "malaga-2018-Q3-1",
        "malaga-2018-Q2-3",
    ]


@pytest.mark.parametrize("field", ["partner_id", "quarter"])
def test_add_draft_without_partner_or_quarter_is_refused(ledger: Ledger, field: str) -> None:
    receipt = ledger.receive(b"workbook", "report.xlsx", "ana@example.org", AT)
    changes = {"partner_id": "malaga", "quarter": "2018-Q2", field: None}

    with pytest.raises(PolicyError, match="U000001"):
        ledger.add_draft(receipt, dataclasses.replace(screening(), **changes), "c" * 64, AT)

    assert ledger.submissions() == ()


def test_add_draft_for_an_upload_that_does_not_exist_is_refused(ledger: Ledger) -> None:
    receipt = ledger.receive(b"workbook", "report.xlsx", "ana@example.org", AT)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        ledger.add_draft(dataclasses.replace(receipt, upload_id="U000009"), screening(), "c" * 64, AT)

    assert ledger.submissions() == ()


def test_submissions_narrow_by_partner_quarter_and_state_newest_last(ledger: Ledger) -> None:
    first = add_draft(ledger)
    turin = add_draft(ledger, screening("turin"))
    second = add_draft(ledger)
    later = add_draft(ledger, screening(quarter="2018-Q3"))
    submitted = move(ledger, second, SUBMITTED)

    assert ledger.submissions() == (first, turin, submitted, later)
    assert ledger.submissions(partner_id="malaga") == (first, submitted, later)
    assert ledger.submissions(partner_id="malaga", quarter="2018-Q2") == (first, submitted)
    assert ledger.submissions(states={SUBMITTED}) == (submitted,)
    assert ledger.submissions(quarter="2018-Q2", states=[DRAFT]) == (first, turin)
    assert ledger.submissions(states=()) == ()
    assert ledger.submissions(partner_id="nobody") == ()


@pytest.mark.parametrize("identifier", ["malaga-2018-Q2-2", "", "' or 1=1 --"])
def test_submission_unknown_id_is_refused_by_name(ledger: Ledger, identifier: str) -> None:
    add_draft(ledger)

    with pytest.raises(PolicyError, match="no such report") as refusal:
        ledger.submission(identifier)
    assert f"'{identifier}'" in refusal.value.message


def test_change_state_names_who_when_and_why(ledger: Ledger) -> None:
    returned = move(ledger, move(ledger, add_draft(ledger), SUBMITTED), RETURNED, "Please check row 6.")

    assert returned.state is RETURNED
    assert (returned.changed_by, returned.changed_at) == ("max@example.org", AT + HOUR)
    assert returned.comment == "Please check row 6."
    assert [event.kind for event in ledger.events(returned.id)] == ["draft", "submitted", "returned"]


def test_change_state_from_another_state_names_who_changed_it(ledger: Ledger) -> None:
    submitted = move(ledger, add_draft(ledger), SUBMITTED)
    move(ledger, submitted, APPROVED)
    before = ledger.last_event_id()

    with pytest.raises(PolicyError) as refusal:
        move(ledger, submitted, RETURNED, "No.")

    assert refusal.value.title == "This report has changed"
    for part in ("malaga-2018-Q2-1", "max@example.org", "2 July 2018"):
        assert part in refusal.value.message
    assert ledger.last_event_id() == before


def test_change_state_supersedes_only_older_ones_of_the_quarter_in_the_given_states(ledger: Ledger) -> None:
    draft = add_draft(ledger)
    old = move(ledger, add_draft(ledger), SUBMITTED)
    changed = move(ledger, add_draft(ledger), SUBMITTED)
    newer = move(ledger, add_draft(ledger), SUBMITTED)
    turin = move(ledger, add_draft(ledger, screening("turin")), SUBMITTED)
    other = move(ledger, add_draft(ledger, screening(quarter="2018-Q3")), SUBMITTED)

    ledger.change_state(
        changed.id,
        expected={SUBMITTED},
        to=APPROVED,
        actor="max@example.org",
        comment="",
        at=AT + HOUR,
        supersede={SUBMITTED},
    )

    states = {each.id: each.state for each in ledger.submissions()}
    assert states == {
        draft.id: DRAFT,
        old.id: SUPERSEDED,
        changed.id: APPROVED,
        newer.id: SUBMITTED,
        turin.id: SUBMITTED,
        other.id: SUBMITTED,
    }
    assert ledger.submission(old.id).comment == f"Superseded by {changed.id}."


def test_observations_come_back_as_they_were_sorted_and_with_their_submission(ledger: Ledger) -> None:
    turin = add_draft(ledger, screening("turin", values=(0, 12, None)))
    malaga = add_draft(ledger, screening("malaga", values=(None, 3)))

    frame = ledger.observations([turin.id, malaga.id])

    expected = pl.concat(
        [
            observations("malaga", "2018-Q2", (None, 3)).with_columns(submission_id=pl.lit(malaga.id)),
            observations("turin", "2018-Q2", (0, 12, None)).with_columns(submission_id=pl.lit(turin.id)),
        ]
    )
    assert_frame_equal(frame, expected)


def test_observations_of_two_versions_are_both_there(ledger: Ledger) -> None:
    first = add_draft(ledger, screening(values=(1,)))
    second = add_draft(ledger, screening(values=(2,)))

    frame = ledger.observations([second.id, first.id])

    assert frame.select("value", "submission_id").rows() == [(1, first.id), (2, second.id)]


def test_observations_of_nothing_is_an_empty_frame_of_the_right_shape(ledger: Ledger) -> None:
    frame = ledger.observations([])

    assert frame.is_empty()
    assert dict(frame.schema) == {**OBSERVATION_SCHEMA, "submission_id": pl.String()}


def test_observations_unknown_id_is_refused_by_name(ledger: Ledger) -> None:
    known = add_draft(ledger)

    with pytest.raises(PolicyError, match="turin-2018-Q2-1"):
        ledger.observations([known.id, "turin-2018-Q2-1"])


def test_observations_of_a_hundred_submissions_are_complete(ledger: Ledger) -> None:
    ids = [add_draft(ledger, screening(f"partner-{i:03d}", values=tuple(range(500)))).id for i in range(100)]

    frame = ledger.observations(ids)

    assert frame.height == 50_000
    assert frame.equals(frame.sort(*OBSERVATION_KEY, "submission_id"))
