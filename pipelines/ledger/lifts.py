"""Lifted cells: which withheld cells a manager wants back, and why."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people
from pipelines.ledger.records import EventKind, Lift
from pipelines.ledger.schema import lift
from pipelines.model import CELL_KEY


def record(connection: Connection, made: Lift) -> Lift:
    """Note a lift.

    Errors: PolicyError naming who lifted the cell, and when, if somebody has.
    """
    key = dict(zip(CELL_KEY, made.cell_key, strict=True))
    same = select(lift.c.actor, lift.c.at)
    for name, value in key.items():
        same = same.where(lift.c[name] == value)
    earlier = connection.execute(same).one_or_none()
    if earlier is not None:
        by = people.in_words(earlier.actor, people.names(connection))
        raise PolicyError(
            title="This cell is lifted already",
            message=f"{by} lifted it on {earlier.at:%Y-%m-%d at %H:%M} UTC. It is shown from the next "
            "release on, if that is safe; the assessment of that release says whether it is.",
        )
    actor = people.reference(connection, made.actor)
    connection.execute(insert(lift).values(**key, actor=actor, reason=made.reason, at=made.at))
    detail = f"{'/'.join(made.cell_key)}. {made.reason}".strip()
    events.append(connection, EventKind.CELL_LIFTED, made.actor, made.at, detail=detail)
    return made


def listed(connection: Connection) -> tuple[Lift, ...]:
    """All lifts, oldest first."""
    rows = connection.execute(select(lift).order_by(lift.c.number)).mappings()
    names = people.names(connection)
    return tuple(
        Lift(
            tuple(row[name] for name in CELL_KEY),
            people.in_words(row["actor"], names),
            row["reason"],
            row["at"],
        )
        for row in rows
    )
