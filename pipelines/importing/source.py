"""Opens an import lazily: CSV (UTF-8; comma, semicolon or tab) or Parquet, every column as text."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.errors import UnreadableFileError
from pipelines.importing.rules import COLUMNS_REMEDY, MISSING_COLUMN, UNKNOWN_COLUMN
from pipelines.model import OBSERVATION_SCHEMA
from pipelines.texts import Text, text

ROW = "row"
PARQUET_START = b"PAR1"
SEPARATORS = ",;\t"
HEADER_BYTES = 4096


def open_source(path: Path) -> pl.LazyFrame:
    """The table, with the number of each row in the file (the header of a CSV file is row 1).

    Shape: `row` and the columns of OBSERVATION_SCHEMA; all of them text but the value of a Parquet file, which may be
    a number. Blank texts are null.
    Errors: UnreadableFileError when it is neither, or has other columns.
    """
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    is_parquet = start.startswith(PARQUET_START)
    table = _parquet(path) if is_parquet else _csv(path, start)
    return table.select(
        ROW, *(_text(name) for name in OBSERVATION_SCHEMA if name != "value"), pl.col("value")
    )


def unreadable(
    what: Text, remedy: Text = COLUMNS_REMEDY, check: str = "import_columns"
) -> UnreadableFileError:
    """A table that cannot be imported at all."""
    return UnreadableFileError(
        check=check, title=text("This table cannot be imported"), what=what, remedy=remedy
    )


def damaged() -> UnreadableFileError:
    """A table that breaks off or is not what it says; what the reader said may quote it, so it is left out."""
    return unreadable(
        text("The table cannot be read: a row has more columns than the header, or the text is not UTF-8."),
        text("Save it again as CSV in UTF-8, or as Parquet."),
        "import_damaged",
    )


def _csv(path: Path, start: bytes) -> pl.LazyFrame:
    header = start.decode("utf-8-sig", "replace").splitlines()[:1]
    if not header:
        raise unreadable(text("The file is empty."))
    separator = max(SEPARATORS, key=header[0].count)
    names = [name.strip().strip('"') for name in header[0].split(separator)]
    _require_columns(names)
    return pl.scan_csv(
        path,
        separator=separator,
        schema=dict.fromkeys(names, pl.String()),
        has_header=True,
        row_index_name=ROW,
        row_index_offset=2,
    )


def _parquet(path: Path) -> pl.LazyFrame:
    try:
        table = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1)
        names = [name for name in table.collect_schema().names() if name != ROW]
    except pl.exceptions.PolarsError as error:
        raise damaged() from error
    _require_columns(names)
    return table


def _require_columns(names: list[str]) -> None:
    missing = [name for name in OBSERVATION_SCHEMA if names.count(name) != 1]
    if missing:
        raise unreadable(MISSING_COLUMN.using(column=missing[0]))
    if len(names) != len(OBSERVATION_SCHEMA):
        raise unreadable(UNKNOWN_COLUMN)


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)
