"""More time for single reports, granted by a manager with a reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select

from pipelines.ledger import events, people
from pipelines.ledger.coverage import written
from pipelines.ledger.records import EventKind, Extension
from pipelines.ledger.schema import extension
from pipelines.written import require_keepable


def record(connection: Connection, made: Extension) -> Extension:
    """Note an extension. Errors: PolicyError for a reason that cannot be kept."""
    require_keepable(made.reason)
    done = connection.execute(
        insert(extension).values(
            partner_id=made.partner_id,
            quarter=made.quarter,
            until=made.until.isoformat(),
            actor=people.reference(connection, made.actor),
            reason=made.reason,
            at=made.at,
        )
    )
    detail = f"{made.partner_id} {made.quarter} until {made.until}. {made.reason}"
    events.append(
        connection, EventKind.EXTENDED, made.actor, made.at, detail=detail, rows=[(extension, written(done))]
    )
    return made


def listed(connection: Connection) -> tuple[Extension, ...]:
    """All extensions, oldest first."""
    names = people.names(connection)
    return tuple(
        Extension(
            row["partner_id"],
            row["quarter"],
            date.fromisoformat(row["until"]),
            people.in_words(row["actor"], names),
            row["reason"],
            row["at"],
        )
        for row in connection.execute(select(extension).order_by(extension.c.number)).mappings()
    )
