"""The trail: every act is one event, appended in the transaction of the act itself, and chained to the one before.

The hash of an event covers a random number as well, so that it can be published without telling anything of what it
is about: nobody can try out what would give the same hash.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from sqlalchemy import Connection, Text, func, insert, select, type_coerce
from sqlalchemy.exc import DatabaseError

from pipelines.ledger import coverage, people
from pipelines.ledger.records import Event
from pipelines.ledger.schema import event

BEFORE_THE_FIRST = "0" * 64


def append(
    connection: Connection,
    kind: str,
    actor: str,
    at: datetime,
    *,
    submission_id: str | None = None,
    detail: str = "",
    content: bytes | None = None,
    rows: Iterable[coverage.Row] = (),
) -> None:
    """Append one event.

    `content` is what it is about, where that is kept elsewhere in the ledger; `rows` are those that the act wrote.
    """
    newest = select(event.c.id, event.c.sha256, event.c.facts).order_by(event.c.id.desc()).limit(1)
    number, before, kept = connection.execute(newest).one_or_none() or (0, BEFORE_THE_FIRST, None)
    nonce = secrets.token_hex(16)
    row = {
        "id": number + 1,
        "at": at.astimezone(UTC),
        "actor": people.reference(connection, actor),
        "kind": str(kind),
        "submission_id": submission_id,
        "detail": detail,
        "content_sha256": None if content is None else sha256(content).hexdigest(),
        "nonce": nonce,
    }
    row["facts"] = coverage.facts(connection, nonce, rows, coverage.people_known(kept))
    connection.execute(insert(event).values(**row, sha256=_digest(before, row)))


def listed(connection: Connection, submission_id: str | None = None) -> tuple[Event, ...]:
    """All events, or those of one submission, oldest first."""
    query = select(
        event.c.id, event.c.at, event.c.actor, event.c.kind, event.c.submission_id, event.c.detail
    ).order_by(event.c.id)
    if submission_id is not None:
        query = query.where(event.c.submission_id == submission_id)
    known = people.names(connection)
    return tuple(
        Event(
            row["id"],
            row["at"],
            people.in_words(row["actor"], known),
            row["kind"],
            row["submission_id"],
            people.in_words(row["detail"], known),
        )
        for row in connection.execute(query).mappings()
    )


def head(connection: Connection) -> tuple[int, str]:
    """Id and hash of the newest event."""
    newest = select(event.c.id, event.c.sha256).order_by(event.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (0, BEFORE_THE_FIRST) if row is None else (row.id, row.sha256)


def hash_of(connection: Connection, number: int) -> str | None:
    """The hash of one event; null when there is no such event."""
    return connection.scalar(select(event.c.sha256).where(event.c.id == number))


def broken_links(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain: the first event whose hash or number does not follow, in words."""
    before = BEFORE_THE_FIRST
    # A moment is compared as it is stored: two texts of one moment are not the same bytes.
    query = select(event, type_coerce(event.c.at, Text).label("at_text")).order_by(event.c.id)
    columns = [column for column in query.selected_columns if column.name != "at"]
    rows = iter(connection.execute(query.with_only_columns(*columns)).mappings())
    for number in count(1):
        try:
            row = next(rows, None)
            if row is None:
                return
            follows = row["sha256"] == _digest_of({**row, "at": row["at_text"]}, before)
        except (DatabaseError, TypeError, ValueError):  # no longer text, or no longer Unicode
            yield f"event {number} cannot be read"
            return
        if row["id"] != number:
            yield f"event {number} is missing"
            return
        if not follows:
            yield f"event {number} was changed, or the one before it"
            return
        before = row["sha256"]


def contents(connection: Connection, kind: str) -> Iterator[tuple[int, str | None, str, str]]:
    """(event, submission, detail, hash of the content) of the events of one kind that are about a content.

    Only of the first versions, which had no facts; the content is in the digest of its row since.
    """
    query = (
        select(event)
        .where(event.c.kind == str(kind), event.c.content_sha256.is_not(None), event.c.facts.is_(None))
        .order_by(event.c.id)
    )
    for row in connection.execute(query).mappings():
        yield row["id"], row["submission_id"], row["detail"], row["content_sha256"]


def _digest(before: str, row: Mapping[str, object]) -> str:
    at = row["at"]
    if not isinstance(at, datetime):
        raise TypeError("an event has a moment")
    return _digest_of({**row, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}, before)


def _digest_of(stored: Mapping[str, object], before: str) -> str:
    names = ["id", "at", "actor", "kind", "submission_id", "detail", "content_sha256", "nonce"]
    if stored["facts"] is not None:  # the first versions had none
        names.append("facts")
    return sha256(json.dumps([before, *(stored[name] for name in names)]).encode()).hexdigest()


def last_id(connection: Connection) -> int:
    """Id of the newest event; 0 in a new ledger."""
    return connection.scalar(select(func.max(event.c.id))) or 0


def exists(connection: Connection, kind: str) -> bool:
    """Whether an event of this kind ever happened."""
    query = select(event.c.id).where(event.c.kind == str(kind)).limit(1)
    return connection.scalar(query) is not None
