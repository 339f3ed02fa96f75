"""Transactions on the ledger's database, with its faults put into words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pipelines.errors import OutcomesError, StoreBusyError
from pipelines.ledger import copying, migrations, postgresql, schema, sqlite
from pipelines.ledger.backend import WRITES, Backend
from pipelines.texts import text

SQLITE: Backend = sqlite
POSTGRESQL: Backend = postgresql
BACKENDS = {
    "sqlite": SQLITE,
    "sqlite+pysqlite": SQLITE,
    "postgresql": POSTGRESQL,
    "postgresql+psycopg": POSTGRESQL,
}
"""By what a URL begins with."""


class Store:
    """A pool of connections to one ledger; safe to share between threads.

    Errors of every transaction: StoreBusyError when others hold the lock for too long, OutcomesError when
    the database cannot be used; IntegrityError is left to the caller, who knows what a taken key means.
    """

    def __init__(self, url: str) -> None:
        parsed = _url(url)
        self._backend = BACKENDS[parsed.drivername]
        self._engine = self._backend.open_engine(parsed)
        self._writer = self._engine.execution_options(**{WRITES: True})
        with ExitStack() as undo:
            undo.callback(self.close)
            with self._faults_in_words():
                self._backend.make_ready(self._engine)
            with self.writing() as connection:
                self._bring_up_to_date(connection)
            undo.pop_all()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of everything committed before it began."""
        with self._faults_in_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside; durable when the block has ended."""
        with self._faults_in_words(), self._writer.begin() as connection:
            yield connection

    def faults(self) -> tuple[str, ...]:
        """What the database itself finds wrong with what it keeps."""
        with self.reading() as connection:
            return tuple(self._backend.faults(connection))

    def copy_to(self, path: Path) -> None:
        """Copy everything, as it is at one moment, into a new SQLite file that can be opened as a ledger."""
        with self._faults_in_words():
            if self._backend.copy_file(self._engine, path):
                return
        with closing(Store(f"sqlite:///{path}")) as copy:
            copy.fill_from(self)

    def fill_from(self, other: Store) -> None:
        """Take over everything from another ledger, in one transaction.

        Errors: PolicyError when this one is not empty.
        """
        with other.reading() as source, self.writing() as target:
            copying.copy_rows(source, target)
            self._backend.go_on_after(target, schema.metadata.sorted_tables)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _bring_up_to_date(self, connection: Connection) -> None:
        """All of it happens in the transaction that is open, so an interruption leaves the ledger as it was."""
        if not migrations.is_up_to_date(connection):
            self._backend.allow_changes(connection)
            migrations.bring_up_to_date(connection)
        self._backend.refuse_changes(connection, schema.metadata.sorted_tables)

    @contextmanager
    def _faults_in_words(self) -> Iterator[None]:
        """Turn faults of the database into errors that say what to do."""
        try:
            yield
        except PoolTimeoutError as error:
            raise _busy() from error
        except IntegrityError:
            raise
        except DatabaseError as error:
            if self._backend.is_busy(error.orig):
                raise _busy() from error
            said = self._backend.words(error.orig)
            if self._backend.is_unreachable(error.orig):
                raise _unreachable(said) from error
            raise OutcomesError(
                title=text("The ledger cannot be used"),
                message=text(
                    "The database says: {said}. Nothing was stored. Check the free space, the rights of the data "
                    "directory and that PREPARE_LEDGER_URL names a ledger, then try again.",
                    said=said,
                ),
            ) from error


def _busy() -> StoreBusyError:
    return StoreBusyError(
        title=text("The ledger is busy"),
        message=text(
            "Somebody else is storing something at this moment. Nothing of yours was stored; try again."
        ),
    )


def _unreachable(said: str) -> StoreBusyError:
    return StoreBusyError(
        title=text("The ledger cannot be reached"),
        message=text(
            "Its database does not answer: {said}. What you did last was not stored. Check that its "
            "server runs and that PREPARE_LEDGER_URL names it, then try again.",
            said=said,
        ),
    )


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _unknown("something that is no database URL") from error
    if url.drivername not in BACKENDS:
        raise _unknown(f"a {url.drivername} database")
    return url


def _unknown(what: str) -> OutcomesError:
    return OutcomesError(
        title="The ledger cannot be opened",
        message=f"PREPARE_LEDGER_URL names {what}. Set it to sqlite:/// followed by the path of a file, or to "
        "postgresql+psycopg:// followed by user, host and database.",
    )
