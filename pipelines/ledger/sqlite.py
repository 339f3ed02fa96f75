"""Everything about the ledger that only SQLite understands: the file, pragmas, locks and triggers."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, PrimaryKeyConstraint, Table, UniqueConstraint, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from pipelines.errors import OutcomesError
from pipelines.ledger.backend import BUSY_SECONDS, WRITES
from pipelines.ledger.schema import MAY_FORGET

PRAGMAS = (
    f"pragma busy_timeout = {BUSY_SECONDS * 1000}",
    "pragma foreign_keys = on",
    "pragma synchronous = full",
    "pragma secure_delete = on",  # an address that was forgotten must be gone from the file
)


def open_engine(url: URL) -> Engine:
    """An engine on a SQLite file that only its owner can read; the file and its directory are made if absent.

    Errors: OutcomesError when the URL names no plain file, or the file cannot be made.
    """
    if not url.database or url.database == ":memory:" or url.database.startswith("file:") or url.query:
        raise OutcomesError(
            title="The ledger cannot be opened",
            message="A ledger is kept in a file, so that nothing is lost. Set PREPARE_LEDGER_URL to "
            "sqlite:/// followed by the path of the file.",
        )
    try:
        _make_private_file(Path(url.database))
    except OSError as error:
        raise OutcomesError(
            title="The ledger cannot be opened",
            message=f"{url.database}: {error.strerror}. Check the rights of the directory, or name another "
            "one in PREPARE_DATA or PREPARE_LEDGER_URL.",
        ) from error
    # Values that people uploaded must not reach a log through the text of a database error.
    engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=32, pool_timeout=BUSY_SECONDS)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def make_ready(engine: Engine) -> None:
    """Let readers and a writer work side by side; the file remembers it."""
    # NOTE: SQLite does not wait for busy_timeout when several processes switch a new file at once.
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with closing(engine.raw_connection()) as connection:
                connection.cursor().execute("pragma journal_mode = wal")
            return
        except sqlite3.Error as error:
            if not is_busy(error) or time.monotonic() > give_up:
                raise DatabaseError("pragma journal_mode = wal", None, error) from error
            time.sleep(0.05)


def is_busy(error: BaseException | None) -> bool:
    """Whether an error of the driver only says that somebody else holds the lock."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest tells, for example, a stale snapshot apart.
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_unreachable(error: BaseException | None) -> bool:
    """A file is always within reach; what is wrong with it is said by the error itself."""
    return False


def words(error: BaseException | None) -> str:
    """What SQLite says; it never repeats what was stored."""
    return str(error)


def refuse_changes(connection: Connection, tables: list[Table]) -> None:
    """Make the database itself refuse to change or delete any row of the tables."""
    for table in tables:
        for statement in _triggers(table):
            connection.exec_driver_sql(statement)


def allow_changes(connection: Connection) -> None:
    """Undo that, for the transaction of a migration only."""
    ours = "select name from sqlite_master where type = 'trigger' and name like '%^_refuses^_%' escape '^'"
    for (name,) in connection.exec_driver_sql(ours).all():
        connection.exec_driver_sql(f'drop trigger "{name}"')


def faults(connection: Connection) -> Iterator[str]:
    """Whether the pages of the file fit together, and every reference leads somewhere."""
    if connection.exec_driver_sql("pragma integrity_check(1)").scalar() != "ok":
        yield "the file of the ledger is damaged; restore a backup"
    for table in sorted({row[0] for row in connection.exec_driver_sql("pragma foreign_key_check")}):
        yield f"a row of {table} refers to one that is not there; restore a backup"


def copy_file(engine: Engine, path: Path) -> bool:
    """Copy the whole ledger as it is at one moment, while others read and write; the copy is one single file."""
    _make_private_file(path)
    with closing(sqlite3.connect(path)) as copy:
        with closing(engine.raw_connection()) as connection:
            original = connection.driver_connection
            if not isinstance(original, sqlite3.Connection):
                raise TypeError("this is no connection to SQLite")
            original.backup(copy)
        copy.execute("pragma journal_mode = delete")
    return True


def go_on_after(connection: Connection, tables: list[Table]) -> None:
    """SQLite takes the number after the highest by itself."""


def _triggers(table: Table) -> Iterator[str]:
    refusal = f"select raise(abort, 'the ledger is append-only: {table.name}');"
    forgets = table.info.get(MAY_FORGET, ())
    kept = [f"new.{c.name} is not old.{c.name}" for c in table.columns if c.name not in forgets]
    told = [f"new.{name} is not null or old.{name} is null" for name in forgets]
    unless = f"when {' or '.join([*told, *kept])} " if forgets else ""
    for act, when in (("update", unless), ("delete", "")):
        yield (
            f"create trigger if not exists {table.name}_refuses_{act} before {act} on {table.name} "
            f"{when}begin {refusal} end"
        )
    # `insert or replace` deletes the older row without firing delete triggers, so a used key is refused here.
    used = " or ".join(
        f"exists (select 1 from {table.name} where {_same_key(columns)})" for columns in _keys(table)
    )
    yield (
        f"create trigger if not exists {table.name}_refuses_replace before insert on {table.name} "
        f"when {used} begin {refusal} end"
    )


def _keys(table: Table) -> list[list[str]]:
    return sorted(
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    )


def _same_key(columns: list[str]) -> str:
    return " and ".join(f"{name} = new.{name}" for name in columns)


def _make_private_file(path: Path) -> None:
    missing = [d for d in (path.parent, *path.parent.parents) if not d.exists()]
    for directory in reversed(missing):
        directory.mkdir(mode=0o700, exist_ok=True)
        _sync_directory(directory.parent)
    if not path.exists():
        # SQLite gives its -wal and -shm files the mode of this one.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prepare_connection(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: `_begin` decides how each one starts.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock before it reads, so that what it checked still holds when it appends.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")
