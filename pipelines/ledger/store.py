"""Transactions on the ledger's database, with its faults put into words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pipelines.errors import OutcomesError, StoreBusyError
from pipelines.ledger import schema, sqlite


class Store:
    """A pool of connections to one ledger; safe to share between threads.

    Errors of every transaction: StoreBusyError when others hold the lock for too long, OutcomesError when
    the database cannot be used; IntegrityError is left to the caller, who knows what a taken key means.
    """

    def __init__(self, url: str) -> None:
        self._engine = sqlite.open_engine(_sqlite_url(url))
        self._writer = self._engine.execution_options(**{sqlite.WRITES: True})
        with ExitStack() as undo:
            undo.callback(self.close)
            with _faults_in_words():
                sqlite.switch_to_wal(self._engine)
            with self.writing() as connection:
                schema.metadata.create_all(connection)
                sqlite.refuse_changes(connection, schema.metadata.sorted_tables)
            undo.pop_all()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of everything committed before it began."""
        with _faults_in_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside; durable when the block has ended."""
        with _faults_in_words(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Turn faults of the database into errors that say what to do."""
    try:
        yield
    except PoolTimeoutError as error:
        raise _busy() from error
    except IntegrityError:
        raise
    except DatabaseError as error:
        if sqlite.is_busy(error.orig):
            raise _busy() from error
        raise OutcomesError(
            title="The ledger cannot be used",
            message=f"The database says: {error.orig}. Nothing was stored. Check the free space, the rights "
            "of the data directory and that PREPARE_LEDGER_URL names a ledger, then try again.",
        ) from error


def _busy() -> StoreBusyError:
    return StoreBusyError(
        title="The ledger is busy",
        message="Somebody else is storing something at this moment. Nothing of yours was stored; try again.",
    )


def _sqlite_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise _not_sqlite("something that is no database URL") from error
    if url.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise _not_sqlite(f"a {url.drivername} database")
    return url


def _not_sqlite(what: str) -> OutcomesError:
    return OutcomesError(
        title="The ledger cannot be opened",
        message=f"PREPARE_LEDGER_URL names {what}. Set it to sqlite:/// followed by the path of a file.",
    )
