"""Submissions: immutable rows, whose state is that of their newest event that names one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, func, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import encoding, events, people
from pipelines.ledger.schema import event, submission, upload
from pipelines.ledger.uploads import receipt_of, upload_number
from pipelines.model import STATE_NAMES, Receipt, Screening, Submission, SubmissionState
from pipelines.texts import text
from pipelines.written import require_keepable

STATES = tuple(state.value for state in SubmissionState)


@dataclass(frozen=True)
class Change:
    """A change of state that somebody asks for."""

    expected: Collection[SubmissionState]
    to: SubmissionState
    actor: str
    comment: str
    at: datetime
    supersede: Collection[SubmissionState] = ()
    """Older submissions of the same partner and quarter in one of these states become superseded with it."""


def add_draft(
    connection: Connection, receipt: Receipt, screening: Screening, catalogue_sha256: str, at: datetime
) -> Submission:
    """Keep what validation made of an upload, as the partner's next draft for the quarter.

    Errors: PolicyError when the screening does not know the partner and the quarter.
    """
    partner_id, quarter = screening.partner_id, screening.quarter
    if partner_id is None or quarter is None:
        raise PolicyError(
            title=text("This file cannot become a report"),
            message=text(
                "Upload {upload_id} does not say which partner and quarter it is for. Download the template "
                "of the quarter, fill it and upload it.",
                upload_id=receipt.upload_id,
            ),
        )
    same = (submission.c.partner_id == partner_id) & (submission.c.quarter == quarter)
    n = (connection.scalar(select(func.max(submission.c.n)).where(same)) or 0) + 1
    submission_id = f"{partner_id}-{quarter}-{n}"
    observations = encoding.encode_observations(screening.observations)
    connection.execute(
        insert(submission).values(
            id=submission_id,
            partner_id=partner_id,
            quarter=quarter,
            n=n,
            upload_number=upload_number(receipt.upload_id),
            observations=observations,
            findings=encoding.encode_findings(screening.findings),
            catalogue_sha256=catalogue_sha256,
            created_at=at,
        )
    )
    events.append(
        connection,
        SubmissionState.DRAFT,
        receipt.actor,
        at,
        submission_id=submission_id,
        content=observations,
        rows=[(submission, (submission_id,))],
    )
    return get(connection, submission_id)


def get(connection: Connection, submission_id: str) -> Submission:
    """The submission as it stands.

    Errors: PolicyError when there is none with this id.
    """
    row = connection.execute(_standing().where(submission.c.id == submission_id)).mappings().one_or_none()
    if row is None:
        raise _unknown(submission_id)
    return _submission(row, people.names(connection))


def listed(
    connection: Connection,
    partner_id: str | None = None,
    quarter: str | None = None,
    states: Collection[SubmissionState] | None = None,
) -> tuple[Submission, ...]:
    """Submissions as they stand, newest last; an argument left out does not narrow the list."""
    query = _standing().order_by(submission.c.number)
    if partner_id is not None:
        query = query.where(submission.c.partner_id == partner_id)
    if quarter is not None:
        query = query.where(submission.c.quarter == quarter)
    if states is not None:
        query = query.where(event.c.kind.in_([state.value for state in states]))
    names = people.names(connection)
    return tuple(_submission(row, names) for row in connection.execute(query).mappings())


def stored_observations(connection: Connection, submission_ids: Sequence[str]) -> list[tuple[str, bytes]]:
    """Ids with the Parquet bytes of their observations, each id once.

    Errors: PolicyError naming an id that does not exist.
    """
    query = select(submission.c.id, submission.c.observations).where(submission.c.id.in_(submission_ids))
    stored = {row.id: row.observations for row in connection.execute(query)}
    for submission_id in submission_ids:
        if submission_id not in stored:
            raise _unknown(submission_id)
    return list(stored.items())


def change_state(connection: Connection, submission_id: str, change: Change) -> Submission:
    """Append a change of state, and the superseding that comes with it.

    Errors: PolicyError naming who changed the state, and when, if it is not an expected one, and for a comment that
    cannot be kept.
    """
    require_keepable(change.comment)
    standing = get(connection, submission_id)
    if standing.state not in change.expected:
        raise PolicyError(
            title=text("This report has changed"),
            message=text(
                "{report}: {state} ({who}, {day}). Open it again to see how it stands.",
                report=submission_id,
                state=STATE_NAMES[standing.state],
                who=standing.changed_by,
                day=standing.changed_at.date(),
            ),
        )
    events.append(
        connection, change.to, change.actor, change.at, submission_id=submission_id, detail=change.comment
    )
    for older_id in _older(connection, submission_id, change.supersede):
        events.append(
            connection,
            SubmissionState.SUPERSEDED,
            change.actor,
            change.at,
            submission_id=older_id,
            detail=f"Superseded by {submission_id}.",
        )
    return get(connection, submission_id)


def first_handed_in(connection: Connection) -> dict[tuple[str, str], datetime]:
    """(partner, quarter) -> when its first report was submitted that was not taken back."""
    taken_back = select(event.c.submission_id).where(event.c.kind == SubmissionState.WITHDRAWN.value)
    query = (
        select(submission.c.partner_id, submission.c.quarter, event.c.at)
        .join(event, event.c.submission_id == submission.c.id)
        .where(event.c.kind == SubmissionState.SUBMITTED.value, submission.c.id.not_in(taken_back))
        .order_by(event.c.id.desc())
    )
    return {(row.partner_id, row.quarter): row.at for row in connection.execute(query)}


def handed_in(connection: Connection) -> dict[str, datetime]:
    """Submission -> when it was submitted, of those that were not taken back; by the order of handing in."""
    taken_back = select(event.c.submission_id).where(event.c.kind == SubmissionState.WITHDRAWN.value)
    query = (
        select(event.c.submission_id, event.c.at)
        .where(event.c.kind == SubmissionState.SUBMITTED.value, event.c.submission_id.not_in(taken_back))
        .order_by(event.c.id)
    )
    return {row.submission_id: row.at for row in connection.execute(query)}


def _older(connection: Connection, submission_id: str, states: Collection[SubmissionState]) -> list[str]:
    newer = submission.alias("newer")
    query = (
        _standing()
        .join(
            newer, (newer.c.partner_id == submission.c.partner_id) & (newer.c.quarter == submission.c.quarter)
        )
        .where(newer.c.id == submission_id, submission.c.n < newer.c.n)
        .where(event.c.kind.in_([state.value for state in states]))
        .order_by(submission.c.number)
    )
    return [row["id"] for row in connection.execute(query).mappings()]


def _standing() -> Select[tuple[object, ...]]:
    """One row for each submission, with its upload and the newest event that names its state."""
    later = event.alias("later")
    newest = (
        select(func.max(later.c.id))
        .where(later.c.submission_id == submission.c.id, later.c.kind.in_(STATES))
        .scalar_subquery()
    )
    return (
        select(
            submission.c.id,
            submission.c.partner_id,
            submission.c.quarter,
            submission.c.findings,
            submission.c.created_at,
            submission.c.upload_number,
            upload.c.sha256,
            upload.c.file_name,
            upload.c.received_at,
            upload.c.actor.label("upload_actor"),
            event.c.kind.label("state"),
            event.c.at.label("changed_at"),
            event.c.actor.label("changed_by"),
            event.c.detail.label("comment"),
        )
        .join(upload, upload.c.number == submission.c.upload_number)
        .join(event, event.c.id == newest)
    )


def _submission(row: RowMapping, names: people.Names) -> Submission:
    return Submission(
        id=row["id"],
        partner_id=row["partner_id"],
        quarter=row["quarter"],
        state=SubmissionState(row["state"]),
        upload=receipt_of(row, names),
        findings=encoding.decode_findings(row["findings"]),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        changed_by=names.get(row["changed_by"], row["changed_by"]),
        comment=row["comment"],
    )


def _unknown(submission_id: str) -> PolicyError:
    return PolicyError(
        title=text("There is no such report"),
        message=text(
            "The ledger has no report '{report}'. The list of reports shows which exist.",
            report=submission_id,
        ),
    )
