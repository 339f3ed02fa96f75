"""What the headers of partners' own files mean: said once, used for every file with the same headers."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people
from pipelines.ledger.coverage import written
from pipelines.ledger.records import EventKind, SavedMapping
from pipelines.ledger.schema import mapping
from pipelines.texts import text

REMOVED = ""


def record(connection: Connection, made: SavedMapping) -> SavedMapping:
    """Note a mapping; it takes the place of an earlier one of the same partner and headers."""
    _append(connection, EventKind.MAPPING_SAVED, made)
    return made


def remove(connection: Connection, removal: SavedMapping) -> None:
    """Note that a mapping counts no more; it stays readable in the trail.

    Errors: PolicyError when there is none.
    """
    known = {found.fingerprint for found in listed(connection, removal.partner_id)}
    if removal.fingerprint not in known:
        raise PolicyError(
            title=text("There is no such mapping"),
            message=text("Somebody else may have removed it already. Load the page again."),
        )
    _append(connection, EventKind.MAPPING_REMOVED, removal)


def listed(connection: Connection, partner_id: str) -> tuple[SavedMapping, ...]:
    """The mappings of a partner that count, the oldest first."""
    names = people.names(connection)
    query = select(mapping).where(mapping.c.partner_id == partner_id).order_by(mapping.c.number)
    newest = {row["fingerprint"]: row for row in connection.execute(query).mappings()}
    return tuple(
        SavedMapping(
            row["partner_id"],
            row["fingerprint"],
            row["content"],
            people.in_words(row["actor"], names),
            row["at"],
        )
        for row in sorted(newest.values(), key=lambda row: row["number"])
        if row["content"] != REMOVED
    )


def _append(connection: Connection, kind: EventKind, made: SavedMapping) -> None:
    done = connection.execute(
        insert(mapping).values(
            partner_id=made.partner_id,
            fingerprint=made.fingerprint,
            content=made.content,
            actor=people.reference(connection, made.actor),
            at=made.at,
        )
    )
    key = written(done)
    detail = f"Mapping {key[0]} of {made.partner_id} for {made.fingerprint[:16]}"
    events.append(connection, kind, made.actor, made.at, detail=detail, rows=[(mapping, key)])
