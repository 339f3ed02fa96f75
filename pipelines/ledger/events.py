"""The trail: every act is one event, appended in the transaction of the act itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from pipelines.ledger.records import Event
from pipelines.ledger.schema import event


def append(
    connection: Connection,
    kind: str,
    actor: str,
    at: datetime,
    *,
    submission_id: str | None = None,
    detail: str = "",
) -> None:
    """Append one event."""
    connection.execute(
        insert(event).values(at=at, actor=actor, kind=str(kind), submission_id=submission_id, detail=detail)
    )


def listed(connection: Connection, submission_id: str | None = None) -> tuple[Event, ...]:
    """All events, or those of one submission, oldest first."""
    query = select(
        event.c.id, event.c.at, event.c.actor, event.c.kind, event.c.submission_id, event.c.detail
    ).order_by(event.c.id)
    if submission_id is not None:
        query = query.where(event.c.submission_id == submission_id)
    return tuple(Event(**row) for row in connection.execute(query).mappings())


def last_id(connection: Connection) -> int:
    """Id of the newest event; 0 in a new ledger."""
    return connection.scalar(select(func.max(event.c.id))) or 0


def exists(connection: Connection, kind: str) -> bool:
    """Whether an event of this kind ever happened."""
    query = select(event.c.id).where(event.c.kind == str(kind)).limit(1)
    return connection.scalar(query) is not None
