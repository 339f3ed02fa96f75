"""Everything about the ledger that only PostgreSQL understands: isolation, locks, time limits and triggers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, Integer, Table, create_engine, event
from sqlalchemy.engine import URL

from pipelines.ledger.backend import BUSY_SECONDS, WRITES
from pipelines.ledger.schema import MAY_FORGET

_LOCK = 0x50524550
"""Number of the lock that a writing transaction holds until it ends; one ledger to a database."""
_BUSY = {"55P03", "40001", "40P01", "53300", "57P03"}
"""Lock not had in time, serialisation failure, deadlock, no connection free, server still starting."""
_REFUSAL = """
create or replace function ledger_refuses() returns trigger language plpgsql as $$
begin
    raise exception using
        message = 'the ledger is append-only: ' || tg_table_name, errcode = 'integrity_constraint_violation';
end $$
"""
_STANDING = """
select trigger.tgname from pg_trigger as trigger
join pg_class as owner on owner.oid = trigger.tgrelid
where owner.relnamespace = current_schema()::regnamespace and not trigger.tgisinternal and trigger.tgenabled = 'O'
"""
_OURS = """
select trigger.tgname, owner.relname from pg_trigger as trigger
join pg_class as owner on owner.oid = trigger.tgrelid
where owner.relnamespace = current_schema()::regnamespace and not trigger.tgisinternal
    and starts_with(trigger.tgname, owner.relname || '_refuses_')
"""


def open_engine(url: URL) -> Engine:
    """An engine on a PostgreSQL database; nothing is connected to before the first transaction."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        # Values that people uploaded must not reach a log through the text of a database error.
        hide_parameters=True,
        pool_size=8,
        max_overflow=32,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,  # a server that was started again must not cost anybody an error
        connect_args={"connect_timeout": BUSY_SECONDS},
    )
    event.listen(engine, "begin", _begin)
    return engine


def make_ready(engine: Engine) -> None:
    """Nothing: the server is ready, or the first transaction says why not."""


def is_busy(error: BaseException | None) -> bool:
    """Whether an error of the driver only says that somebody else holds the lock."""
    return isinstance(error, psycopg.Error) and error.sqlstate in _BUSY


def is_unreachable(error: BaseException | None) -> bool:
    """Whether there is no server, or it went away."""
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate[:2] in {"08", "28", "57"} or error.sqlstate == "3D000"


def words(error: BaseException | None) -> str:
    """What the server says, without the details, which would repeat what was stored."""
    primary = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return primary or str(error).strip().partition("\n")[0]


def refuse_changes(connection: Connection, tables: list[Table]) -> None:
    """Make the database itself refuse to change, delete or truncate any row of the tables."""
    standing = set(connection.exec_driver_sql(_STANDING).scalars())
    for table in tables:
        for name, statement in _triggers(table):
            if name not in standing:
                connection.exec_driver_sql(_REFUSAL)
                connection.exec_driver_sql(f"drop trigger if exists {name} on {table.name}")
                connection.exec_driver_sql(
                    f"create trigger {name} {statement} execute function ledger_refuses()"
                )


def allow_changes(connection: Connection) -> None:
    """Undo that, for the transaction of a migration only."""
    for trigger, table in connection.exec_driver_sql(_OURS).all():
        connection.exec_driver_sql(f'drop trigger "{trigger}" on "{table}"')


def faults(connection: Connection) -> Iterator[str]:
    """Nothing: the server watches over its files itself (its checksums, and its own backups)."""
    yield from ()


def copy_file(engine: Engine, path: Path) -> bool:
    """There is no file to copy; the rows are."""
    return False


def go_on_after(connection: Connection, tables: list[Table]) -> None:
    """Move each sequence behind the highest number that was copied in."""
    for table in tables:
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, Integer):
            connection.exec_driver_sql(
                f"select setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "
                f"(select coalesce(max({key.name}), 0) + 1 from {table.name}), false)"
            )


def _triggers(table: Table) -> Iterator[tuple[str, str]]:
    forgets = table.info.get(MAY_FORGET, ())
    kept = [f"new.{c.name} is distinct from old.{c.name}" for c in table.columns if c.name not in forgets]
    told = [f"new.{name} is not null or old.{name} is null" for name in forgets]
    unless = f"when ({' or '.join([*told, *kept])})" if forgets else ""
    yield f"{table.name}_refuses_update", f"before update on {table.name} for each row {unless}"
    yield f"{table.name}_refuses_delete", f"before delete on {table.name} for each row"
    yield f"{table.name}_refuses_truncate", f"before truncate on {table.name} for each statement"


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        # A writer takes the lock before it reads. Each of its statements sees what was committed before it, so
        # that what it checked still holds when it appends: nobody else writes until it has ended.
        connection.exec_driver_sql(f"set local lock_timeout = '{BUSY_SECONDS}s'")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
    else:
        connection.exec_driver_sql("set transaction isolation level repeatable read, read only")
