"""Lifted cells: which withheld cells a manager wants back, why, and which of them she took back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people
from pipelines.ledger.coverage import written
from pipelines.ledger.records import EventKind, Lift, Withdrawal
from pipelines.ledger.schema import lift, lift_withdrawal
from pipelines.model import CELL_KEY
from pipelines.texts import text
from pipelines.written import require_keepable


def record(connection: Connection, made: Lift) -> Lift:
    """Note a lift.

    Errors: PolicyError naming who lifted the cell, and when, if it is lifted; for a reason that cannot be kept.
    """
    require_keepable(made.reason)
    standing = _standing(connection, made.cell_key)
    if standing is not None:
        _, earlier = standing
        raise PolicyError(
            title=text("This cell is lifted already"),
            message=text(
                "{who} lifted it on {day}. It is shown from the next release on, if that is safe; the "
                "assessment of that release says whether it is.",
                who=earlier.actor,
                day=earlier.at.date(),
            ),
        )
    key = dict(zip(CELL_KEY, made.cell_key, strict=True))
    actor = people.reference(connection, made.actor)
    done = connection.execute(insert(lift).values(**key, actor=actor, reason=made.reason, at=made.at))
    detail = f"{'/'.join(made.cell_key)}. {made.reason}".strip()
    rows = [(lift, written(done))]
    events.append(connection, EventKind.CELL_LIFTED, made.actor, made.at, detail=detail, rows=rows)
    return made


def take_back(connection: Connection, cell_key: Sequence[str], actor: str, reason: str, at: datetime) -> Lift:
    """Note that a lift no longer holds; gives it as it was.

    Errors: PolicyError when the cell is not lifted, and for a reason that cannot be kept.
    """
    require_keepable(reason)
    standing = _standing(connection, tuple(cell_key))
    if standing is None:
        raise PolicyError(
            title=text("This cell is not lifted"),
            message=text(
                "Nobody lifted it, or somebody took that back already. 'prepare lift --list' and the page "
                "Publish list those that are."
            ),
        )
    number, made = standing
    by = people.reference(connection, actor)
    connection.execute(insert(lift_withdrawal).values(lift_number=number, actor=by, reason=reason, at=at))
    detail = f"{'/'.join(made.cell_key)}. {reason}".strip()
    rows = [(lift_withdrawal, (number,))]
    events.append(connection, EventKind.LIFT_TAKEN_BACK, actor, at, detail=detail, rows=rows)
    return made


def listed(connection: Connection) -> tuple[Lift, ...]:
    """All lifts, oldest first, also those that were taken back."""
    return tuple(made for _, made in _numbered(connection))


def _standing(connection: Connection, cell_key: tuple[str, ...]) -> tuple[int, Lift] | None:
    """The lift of a cell that holds, with its number."""
    found = (each for each in _numbered(connection) if each[1].cell_key == cell_key)
    return next((each for each in found if each[1].taken_back is None), None)


def _numbered(connection: Connection) -> list[tuple[int, Lift]]:
    names = people.names(connection)
    taken_back = {
        row["lift_number"]: Withdrawal(people.in_words(row["actor"], names), row["reason"], row["at"])
        for row in connection.execute(select(lift_withdrawal)).mappings()
    }
    rows = connection.execute(select(lift).order_by(lift.c.number)).mappings()
    return [
        (
            row["number"],
            Lift(
                tuple(row[name] for name in CELL_KEY),
                people.in_words(row["actor"], names),
                row["reason"],
                row["at"],
                taken_back.get(row["number"]),
            ),
        )
        for row in rows
    ]
