"""Which rows an act wrote: a digest of each is in its event, so that the chain stands for the tables as well.

A digest is salted with the random number of its event, so that it tells nothing by itself. The one of a person is
salted with a random number that is removed together with the address: afterwards nobody can try out whose it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, CursorResult, Table, Text, and_, func, select, type_coerce
from sqlalchemy.exc import DatabaseError

from pipelines.ledger import schema
from pipelines.ledger.records import EventKind
from pipelines.ledger.schema import UtcTime, blob, event, person, submission, upload

NOT_COVERED = {
    "event": "the chain itself; each event is in the hash of the next",
    "blob": "its bytes are in the digest of each upload of them",
    "session_use": "when a session was last seen at work; it decides only when an idle one ends",
}
"""Tables whose rows no event has a digest of, and why."""
COVERED = tuple(table for table in schema.metadata.sorted_tables if table.name not in NOT_COVERED)
REMOVED = ", address removed"
"""Ends the detail of the event that says that a person's address was removed."""
_CALLED = {
    "upload": "upload U{:06d}",
    "submission": "report {}",
    "publication": "release {:04d}",
    "publication_submission": "the list of reports of release {:04d}",
    "publication_withdrawal": "the withdrawal of release {:04d}",
    "person": "the address of person-{}",
    "comment_answer": "answer {}",
    "comment_resolution": "the resolution of comment {}",
    "lift_withdrawal": "what took back lift {}",
    "account_language": "choice {} of a language",
    "author_text": "authors' text {}",
}
"""What a row is called in a fault, where the name of its table does not do."""
_TOKENS = {"sign_in_link", "link_use", "session", "session_end"}
"""Tables whose key would be of no use to anybody."""

Key = tuple[Any, ...]
Row = tuple[Table, Key]


@dataclass(frozen=True)
class _Noted:
    """What an event says of one row."""

    event: int
    nonce: str
    digest: str


def facts(connection: Connection, nonce: str, rows: Iterable[Row], people_before: int) -> str:
    """Digests of rows that were just written, and of everybody who was not known before, as kept with an event."""
    newest = connection.scalar(select(func.max(person.c.number))) or 0
    written = [*rows, *((person, (number,)) for number in _numbers_after(connection, people_before))]
    noted = [
        [table.name, list(key), _digest(nonce, table, _read(connection, table, key))]
        for table, key in written
    ]
    return json.dumps({"people": max(newest, people_before), "rows": noted})


def written(done: CursorResult[Any]) -> Key:
    """The key of the row that was just inserted."""
    if done.inserted_primary_key is None:
        raise LookupError("the database did not tell the key of the row")
    return tuple(done.inserted_primary_key)


def people_known(kept: str | None) -> int:
    """Up to which number an event, and those before it, know people."""
    return 0 if kept is None else int(json.loads(kept)["people"])


def faults(connection: Connection) -> Iterator[str]:
    """Rows that are not as their events say, that are gone, or that no event wrote."""
    noted = _noted(connection)
    forgotten = _forgotten(connection)
    for table in COVERED:
        left = noted.pop(table.name, {})
        try:
            for row in _rows(connection, table):
                key = tuple(row[column.name] for column in _key_of(table))
                said = left.pop(key, [])
                yield from _row_faults(table, key, row, said, forgotten)
        except (DatabaseError, TypeError, ValueError):  # no longer what its column is for
            yield f"the table {table.name} cannot be read"
            continue
        for key, said in left.items():
            yield f"{_name(table, key)} is missing, and event {said[0].event} says that it was there"


def _row_faults(
    table: Table, key: Key, row: Mapping[str, Any], said: list[_Noted], forgotten: set[int]
) -> Iterator[str]:
    if not said:
        yield f"{_name(table, key)} is in no event"
    for each in said:
        if each.digest == _digest(each.nonce, table, row):
            continue
        if table is person and row["email"] is None and row["salt"] is None and row["number"] in forgotten:
            continue
        yield f"{_name(table, key)} is not what event {each.event} says"


def _noted(connection: Connection) -> dict[str, dict[Key, list[_Noted]]]:
    """Table -> key -> what events say of the row."""
    found: dict[str, dict[Key, list[_Noted]]] = {}
    query = select(event.c.id, event.c.nonce, event.c.facts).where(event.c.facts.is_not(None))
    for number, nonce, kept in connection.execute(query.order_by(event.c.id)):
        for name, key, digest in json.loads(kept)["rows"]:
            found.setdefault(name, {}).setdefault(tuple(key), []).append(_Noted(number, nonce, digest))
    return found


def _forgotten(connection: Connection) -> set[int]:
    """Numbers of people whose address was removed, as the trail says."""
    closed = select(event.c.detail).where(event.c.kind == EventKind.ACCOUNT_CLOSED.value)
    return {
        int(detail.removesuffix(REMOVED).rpartition("-")[2])
        for detail in connection.scalars(closed)
        if detail.endswith(REMOVED)
    }


def _numbers_after(connection: Connection, number: int) -> list[int]:
    query = select(person.c.number).where(person.c.number > number).order_by(person.c.number)
    return list(connection.scalars(query))


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """All rows as they are stored; those of uploads with the hash of their bytes as these are now."""
    chosen = [*_stored(table), *([blob.c.content.label("bytes")] if table is upload else [])]
    query = select(*chosen).order_by(*_key_of(table))
    if table is upload:
        query = query.join(blob, blob.c.sha256 == upload.c.sha256, isouter=True)
    for row in connection.execution_options(yield_per=50).execute(query).mappings():
        values = dict(row)
        if table is upload:
            content = values.pop("bytes")
            values["content"] = "" if content is None else sha256(bytes(content)).hexdigest()
        yield values


def _read(connection: Connection, table: Table, key: Key) -> dict[str, Any]:
    """A row that was just written."""
    is_it = and_(*(column == value for column, value in zip(_key_of(table), key, strict=True)))
    values = dict(connection.execute(select(*_stored(table)).where(is_it)).mappings().one())
    if table is upload:
        values["content"] = values["sha256"]  # of the bytes that were just hashed
    return values


def _digest(nonce: str, table: Table, row: Mapping[str, Any]) -> str:
    """Over every column that has a value, so that a column that is added later changes nothing."""
    values = {name: _as_text(value) for name, value in row.items() if value is not None}
    salt = row["salt"] if table is person else nonce
    return sha256(json.dumps([salt, table.name, values], sort_keys=True).encode()).hexdigest()


def _as_text(value: object) -> object:
    return ["bytes", sha256(bytes(value)).hexdigest()] if isinstance(value, bytes | memoryview) else value


def _stored(table: Table) -> list[Any]:
    """Columns as they are stored: two texts of one moment are not the same bytes."""
    return [
        type_coerce(column, Text).label(column.name) if isinstance(column.type, UtcTime) else column
        for column in table.columns
    ]


def _key_of(table: Table) -> list[Column[Any]]:
    return [submission.c.id] if table is submission else list(table.primary_key.columns)


def _name(table: Table, key: Key) -> str:
    if table.name in _TOKENS:
        return f"a row of {table.name}"
    try:
        return _CALLED.get(table.name, table.name + " {}").format(*key)
    except ValueError:  # a key that is no number any more
        return f"a row of {table.name}"
