"""A release file, opened for reading and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import ReleaseMissingError
from pipelines.texts import Text, text

RELEASE_FILE = "release.duckdb"


class ReleaseFile:
    """The DuckDB file of one release; safe to share between threads.

    It is attached read-only to a connection that can open no other file. The directory of a release never
    changes, so an open one stays right while newer releases appear.
    """

    def __init__(self, directory: Path) -> None:
        """Attach the release in a directory.

        Errors: ReleaseMissingError when there is no release file, or it cannot be opened.
        """
        self.directory = directory
        path = directory / RELEASE_FILE
        if not path.is_file():
            raise _missing(directory, text("its file is missing"))
        self._connection = duckdb.connect(":memory:")
        try:
            self._connection.execute("attach $path as release (read_only)", {"path": str(path)})
            self._connection.execute("set enable_external_access = false")
            self._connection.execute("set lock_configuration = true")
        except duckdb.Error as error:
            self._connection.close()
            raise _missing(directory, text("its file cannot be opened")) from error

    def rows(self, question: str, **params: str | Sequence[str]) -> pl.DataFrame:
        """The answer to one question, the .sql file of that name beside this module.

        Errors: ReleaseMissingError when the release lacks a table or column the question reads.
        """
        # One cursor a query: an open DuckDB result owns its connection.
        with self._connection.cursor() as cursor:
            try:
                answer: pl.DataFrame = cursor.sql(question_text(question), params=params or None).pl()
            except duckdb.CatalogException as error:
                raise _missing(self.directory, text("a table is missing in it")) from error
            except duckdb.BinderException as error:
                raise _missing(self.directory, text("a column is missing in it")) from error
        return answer

    def has_table(self, name: str) -> bool:
        """Whether the release has a table; older releases lack some."""
        with self._connection.cursor() as cursor:
            found = cursor.execute(
                "select 1 from duckdb_tables() where database_name = 'release' and table_name = $name",
                {"name": name},
            ).fetchall()
        return bool(found)

    def has_column(self, table: str, name: str) -> bool:
        """Whether a table of the release has a column; older releases lack some."""
        with self._connection.cursor() as cursor:
            found = cursor.execute(
                "select 1 from duckdb_columns() "
                "where database_name = 'release' and table_name = $table and column_name = $name",
                {"table": table, "name": name},
            ).fetchall()
        return bool(found)

    def close(self) -> None:
        """Let go of the file; queries after this fail."""
        self._connection.close()


@cache
def question_text(question: str) -> str:
    """The SQL of a question."""
    return files(__package__).joinpath(f"{question}.sql").read_text(encoding="utf-8")


def _missing(directory: Path, what: Text) -> ReleaseMissingError:
    return ReleaseMissingError(
        title=text("A release cannot be read"),
        message=text(
            "Release {name} cannot be read: {what}. Publish again, or restore the release from a backup.",
            name=directory.name,
            what=what,
        ),
    )
