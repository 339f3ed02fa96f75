"""Who did something: references that stay for ever, and the addresses behind them, which can be forgotten."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from pipelines.ledger.records import OPERATOR
from pipelines.ledger.schema import person

_PREFIX = "person-"
_NO_NUL = "\x1a"
"""Stands for a NUL; neither can be in an address of an account."""
_REFERENCE = re.compile(rf"\b{_PREFIX}[0-9]+\b")

Names = Mapping[str, str]
"""Reference -> address, or what is said of somebody whose address was forgotten."""


def normal_email(email: str) -> str:
    """The address as it is stored and compared; not every database can be asked for a NUL, and no address has one."""
    return email.strip().lower().replace("\0", _NO_NUL)


def number_of(connection: Connection, email: str) -> int | None:
    """The number of a person; null when nobody has this address (any more)."""
    return connection.scalar(select(person.c.number).where(person.c.email == normal_email(email)))


def add(connection: Connection, email: str) -> int:
    """The number of a person, a new one for a new address."""
    known = number_of(connection, email)
    if known is not None:
        return known
    values = {"email": normal_email(email), "salt": secrets.token_hex(16)}
    key = connection.execute(insert(person).values(**values)).inserted_primary_key
    if key is None:
        raise LookupError("the database did not tell the number of the person")
    return int(key[0])


def reference(connection: Connection, actor: str) -> str:
    """What is stored in place of an address; the operator of the server is nobody's address."""
    return OPERATOR if actor == OPERATOR else f"{_PREFIX}{add(connection, actor)}"


def names(connection: Connection) -> Names:
    """What to say for each reference."""
    rows = connection.execute(select(person.c.number, person.c.email))
    return {f"{_PREFIX}{row.number}": row.email or f"former account {row.number}" for row in rows}


def in_words(text: str, known: Names) -> str:
    """A text with addresses in place of references."""
    return _REFERENCE.sub(lambda found: known.get(found[0], found[0]), text)


def forget(connection: Connection, number: int) -> None:
    """Remove the address of a person for ever; what the person did stays."""
    connection.execute(update(person).where(person.c.number == number).values(email=None, salt=None))
