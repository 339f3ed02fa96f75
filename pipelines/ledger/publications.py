"""Publications: which release was built from which submissions, and the audit that allowed it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people, submissions
from pipelines.ledger.coverage import Row, written
from pipelines.ledger.records import EventKind, Publication, Withdrawal
from pipelines.ledger.schema import publication, publication_submission, publication_withdrawal
from pipelines.model import SubmissionState
from pipelines.texts import text
from pipelines.written import require_keepable


def record(connection: Connection, made: Publication, audit: bytes) -> None:
    """Note a publication; its approved submissions become published.

    Errors: PolicyError when the number is taken or a submission does not exist, and for a reason that cannot be kept.
    """
    require_keepable(made.reason)
    taken = select(publication.c.actor).where(publication.c.number == made.number)
    by = connection.scalar(taken)
    if by is not None:
        who = people.in_words(by, people.names(connection))
        raise PolicyError(
            title=text("Release {number} is published already", number=f"{made.number:04d}"),
            message=text("{who} published it. Publish again to make the next one.", who=who),
        )
    standing = [submissions.get(connection, submission_id) for submission_id in made.submission_ids]
    connection.execute(
        insert(publication).values(
            number=made.number,
            actor=people.reference(connection, made.actor),
            reason=made.reason,
            at=made.at,
            audit=audit,
        )
    )
    rows: list[Row] = [(publication, (made.number,))]
    for position, each in enumerate(standing):
        done = connection.execute(
            insert(publication_submission).values(
                publication_number=made.number, position=position, submission_id=each.id
            )
        )
        rows.append((publication_submission, written(done)))
    detail = f"Release {made.number:04d}. {made.reason}".strip()
    events.append(
        connection, EventKind.PUBLICATION, made.actor, made.at, detail=detail, content=audit, rows=rows
    )
    for each in standing:
        if each.state is SubmissionState.APPROVED:
            events.append(
                connection,
                SubmissionState.PUBLISHED,
                made.actor,
                made.at,
                submission_id=each.id,
                detail=f"Release {made.number:04d}.",
            )


def listed(connection: Connection) -> tuple[Publication, ...]:
    """All publications, in the order of their numbers."""
    used: dict[int, list[str]] = {}
    parts = select(
        publication_submission.c.publication_number, publication_submission.c.submission_id
    ).order_by(publication_submission.c.publication_number, publication_submission.c.position)
    for row in connection.execute(parts):
        used.setdefault(row.publication_number, []).append(row.submission_id)
    rows = connection.execute(
        select(publication.c.number, publication.c.actor, publication.c.reason, publication.c.at).order_by(
            publication.c.number
        )
    ).mappings()
    names = people.names(connection)
    withdrawn = withdrawals(connection)
    return tuple(
        Publication(
            submission_ids=tuple(used.get(row["number"], ())),
            withdrawal=withdrawn.get(row["number"]),
            **{**row, "actor": people.in_words(row["actor"], names)},
        )
        for row in rows
    )


def withdrawals(connection: Connection) -> dict[int, Withdrawal]:
    """Number of a publication that was withdrawn -> by whom, why and when."""
    rows = connection.execute(select(publication_withdrawal)).mappings().all()
    names = people.names(connection) if rows else {}
    return {
        row["publication_number"]: Withdrawal(people.in_words(row["actor"], names), row["reason"], row["at"])
        for row in rows
    }


def withdraw(connection: Connection, number: int, made: Withdrawal) -> None:
    """Note that a release must no longer be relied on.

    Errors: PolicyError when there is no such release, it is withdrawn already, or the reason cannot be kept.
    """
    require_keepable(made.reason)
    standing = next((each for each in listed(connection) if each.number == number), None)
    if standing is None:
        raise _unknown(number)
    if standing.withdrawal is not None:
        raise PolicyError(
            title=text("Release {number} is withdrawn already", number=f"{number:04d}"),
            message=text(
                "{who} withdrew it on {day}.",
                who=standing.withdrawal.actor,
                day=standing.withdrawal.at.date(),
            ),
        )
    connection.execute(
        insert(publication_withdrawal).values(
            publication_number=number,
            actor=people.reference(connection, made.actor),
            reason=made.reason,
            at=made.at,
        )
    )
    detail = f"Release {number:04d}. {made.reason}"
    rows = [(publication_withdrawal, (number,))]
    events.append(connection, EventKind.PUBLICATION_WITHDRAWN, made.actor, made.at, detail=detail, rows=rows)


def audit_of(connection: Connection, number: int) -> bytes:
    """The audit recorded with a publication.

    Errors: PolicyError when the number was never published.
    """
    audit = connection.scalar(select(publication.c.audit).where(publication.c.number == number))
    if audit is None:
        raise _unknown(number)
    return bytes(audit)


def _unknown(number: int) -> PolicyError:
    return PolicyError(
        title=text("There is no such release"),
        message=text(
            "Release {number} is not in the ledger. The list of releases shows what is.",
            number=f"{number:04d}",
        ),
    )
