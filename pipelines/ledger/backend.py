"""What the ledger asks of a database; `sqlite` and `postgresql` each answer it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine import URL

BUSY_SECONDS = 10
WRITES = "ledger_writes"
"""Execution option of the engine whose transactions write."""


class Backend(Protocol):
    """Everything about the ledger that differs from one database to another."""

    def open_engine(self, url: URL) -> Engine:
        """An engine whose transactions are serialised when they write, and one consistent view when they read."""

    def make_ready(self, engine: Engine) -> None:
        """What must be done before the first transaction."""

    def refuse_changes(self, connection: Connection, tables: list[Table]) -> None:
        """Make the database itself refuse to change or delete any row of the tables."""

    def allow_changes(self, connection: Connection) -> None:
        """Undo that, for the transaction of a migration only."""

    def is_busy(self, error: BaseException | None) -> bool:
        """Whether an error of the driver only says that somebody else holds the lock."""

    def is_unreachable(self, error: BaseException | None) -> bool:
        """Whether an error of the driver says that there is no database to talk to."""

    def words(self, error: BaseException | None) -> str:
        """What the database says, without anything that was stored."""

    def faults(self, connection: Connection) -> Iterable[str]:
        """What the database itself finds wrong with what it keeps, in words."""

    def copy_file(self, engine: Engine, path: Path) -> bool:
        """Copy the whole database into a new file, where it is a file; else answer no."""

    def go_on_after(self, connection: Connection, tables: list[Table]) -> None:
        """Let the next rows have numbers after those that were copied in."""
