"""Comments on reports and on single cells of them, their answers, and whether they are settled; all of it is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people, submissions
from pipelines.ledger.coverage import written
from pipelines.ledger.records import Answer, Comment, EventKind
from pipelines.ledger.schema import comment, comment_answer, comment_resolution
from pipelines.texts import text
from pipelines.written import require_keepable

CELL = ("activity_id", "measure_id", "breakdown", "category")


def add(
    connection: Connection,
    submission_id: str,
    cell: tuple[str, str, str, str] | None,
    text: str,
    actor: str,
    at: datetime,
) -> Comment:
    """Pin a comment to a cell, or to the whole report.

    Errors: PolicyError when there is no such report, and for a text that cannot be kept.
    """
    require_keepable(text)
    submissions.get(connection, submission_id)
    key = written(
        connection.execute(
            insert(comment).values(
                submission_id=submission_id,
                **dict(zip(CELL, cell or (None,) * len(CELL), strict=True)),
                text=text,
                actor=people.reference(connection, actor),
                at=at,
            )
        )
    )
    detail = f"comment {key[0]}" + (f" on {'/'.join(cell)}" if cell else "")
    events.append(
        connection,
        EventKind.COMMENTED,
        actor,
        at,
        submission_id=submission_id,
        detail=detail,
        content=text.encode(),
        rows=[(comment, key)],
    )
    return get(connection, key[0])


def answer(connection: Connection, number: int, text: str, actor: str, at: datetime) -> Comment:
    """Add an answer. Errors: PolicyError when there is no such comment, and for a text that cannot be kept."""
    require_keepable(text)
    found = get(connection, number)
    by = people.reference(connection, actor)
    values = {"comment_number": number, "text": text, "actor": by, "at": at}
    key = written(connection.execute(insert(comment_answer).values(**values)))
    events.append(
        connection,
        EventKind.ANSWERED,
        actor,
        at,
        submission_id=found.submission_id,
        detail=f"comment {number}",
        content=text.encode(),
        rows=[(comment_answer, key)],
    )
    return get(connection, number)


def resolve(connection: Connection, number: int, actor: str, at: datetime) -> Comment:
    """Note that a comment is settled. Errors: PolicyError when there is none, or it is resolved already."""
    found = get(connection, number)
    if not found.is_open:
        raise PolicyError(
            title=text("This comment is resolved already"),
            message=text(
                "{who} resolved it on {day}.",
                who=found.resolved_by or "",
                day=found.resolved_at.date() if found.resolved_at else "",
            ),
        )
    by = people.reference(connection, actor)
    connection.execute(insert(comment_resolution).values(comment_number=number, actor=by, at=at))
    events.append(
        connection,
        EventKind.RESOLVED,
        actor,
        at,
        submission_id=found.submission_id,
        detail=f"comment {number}",
        rows=[(comment_resolution, (number,))],
    )
    return get(connection, number)


def get(connection: Connection, number: int) -> Comment:
    """One comment as it stands. Errors: PolicyError when there is none with this number."""
    found = next((each for each in listed(connection, None) if each.number == number), None)
    if found is None:
        raise PolicyError(
            title=text("There is no such comment"),
            message=text("It is not in the ledger. Open the report again."),
        )
    return found


def listed(connection: Connection, submission_ids: Collection[str] | None) -> tuple[Comment, ...]:
    """Comments, oldest first; all of them, or those on some reports."""
    names = people.names(connection)
    answers: dict[int, list[Answer]] = {}
    for row in connection.execute(select(comment_answer).order_by(comment_answer.c.number)).mappings():
        said = Answer(row["text"], people.in_words(row["actor"], names), row["at"])
        answers.setdefault(row["comment_number"], []).append(said)
    resolved = {
        row["comment_number"]: (people.in_words(row["actor"], names), row["at"])
        for row in connection.execute(select(comment_resolution)).mappings()
    }
    query = select(comment).order_by(comment.c.number)
    if submission_ids is not None:
        query = query.where(comment.c.submission_id.in_(submission_ids))
    found = []
    for row in connection.execute(query).mappings():
        activity, measure, breakdown, category = (row[name] for name in CELL)
        by, at = resolved.get(row["number"], (None, None))
        found.append(
            Comment(
                number=row["number"],
                submission_id=row["submission_id"],
                cell=None if measure is None else (activity, measure, breakdown, category),
                text=row["text"],
                actor=people.in_words(row["actor"], names),
                at=row["at"],
                answers=tuple(answers.get(row["number"], ())),
                resolved_by=by,
                resolved_at=at,
            )
        )
    return tuple(found)
