"""A whole release as files: every cell with its labels, a code book, and a description that programs can read."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import polars as pl
import xlsxwriter

from dashboard import export_wording as words
from dashboard.export.phrases import synthetic_label
from dashboard.export.stamp import release_record
from dashboard.model import CellStatus, Provenance
from dashboard.wording import STATUS_LABELS
from pipelines.errors import OutcomesError
from pipelines.harmless import WORKBOOK_OPTIONS, harmless_texts
from pipelines.model import CELL_KEY, CELL_SCHEMA, LICENCES
from pipelines.seal import UNSEALED, Sealing, sealed

MOST_ROWS_OF_A_SHEET = 1_048_575
STRUCTURE_VERSION = "1.0"
_DESCRIBED = (
    ("obs_status", "A", CellStatus.SHOWN),
    ("obs_status", "P", CellStatus.PROVISIONAL),
    ("obs_status", "Q", CellStatus.WITHHELD),
    ("obs_status", "O", CellStatus.NOT_REPORTED),
    ("obs_status", "M", CellStatus.CANNOT_EXIST),
)


@dataclass(frozen=True)
class Whole:
    """A release to be given out."""

    cells: pl.DataFrame
    """As `dashboard.queries.whole.published_cells` gives them."""
    codebook: pl.DataFrame
    provenance: Provenance

    @property
    def record(self) -> dict[str, Any]:
        """Where the files come from."""
        return {
            **release_record(self.provenance),
            "cells": self.cells.height,
            "withheld": self.cells.filter(pl.col("conf_status") == "C").height,
        }

    @property
    def record_text(self) -> str:
        return json.dumps(self.record, ensure_ascii=False, separators=(",", ":"))


def release_files(whole: Whole, kind: str, sealing: Sealing) -> dict[str, bytes]:
    """The sealed files of a release by their names, in a format of WHOLE_FORMATS.

    Errors: KeyError for another format; OutcomesError when a format cannot hold the release.
    """
    name, make, mime = WHOLE_FORMATS[kind]
    files = {name: sealed(make(whole), sealing), "codebook.csv": sealed(_codebook(whole), sealing)}
    types = {name: mime, "codebook.csv": "text/csv"}
    return files | {"datapackage.json": sealed(_data_package(whole, files, types), sealing)}


def _csv(whole: Whole) -> bytes:
    origin = {
        "release": pl.lit(whole.provenance.release_number),
        "synthetic": pl.lit(synthetic_label(whole.provenance)),
    }
    return _table(whole, whole.cells.with_columns(**origin))


def _sdmx_csv(whole: Whole) -> bytes:
    """SDMX-CSV 2.0: the dimensions are those of a cell, the measure is OBS_VALUE, all else are attributes."""
    project = whole.provenance.project_short_title.upper()
    agency = "".join(letter for letter in project if letter.isascii() and letter.isalnum()) or "PROJECT"
    cells = whole.cells.select(
        pl.lit("dataflow").alias("STRUCTURE"),
        pl.lit(f"{agency}:OUTCOMES({STRUCTURE_VERSION})").alias("STRUCTURE_ID"),
        pl.lit("I").alias("ACTION"),
        *(pl.col(name).alias(name.upper()) for name in CELL_KEY),
        pl.col("value").alias("OBS_VALUE"),
        pl.col("lower").alias("LOWER"),
        pl.col("upper").alias("UPPER"),
        pl.col("obs_status").alias("OBS_STATUS"),
        pl.col("conf_status").alias("CONF_STATUS"),
    )
    return _table(whole, cells, upper=True)


def _codebook(whole: Whole) -> bytes:
    say = whole.provenance.say
    statuses = [(field, code, say(STATUS_LABELS[status]), "") for field, code, status in _DESCRIBED]
    statuses += [("conf_status", "F", say(words.FREE), ""), ("conf_status", "C", say(words.CONFIDENTIAL), "")]
    schema = whole.codebook.schema
    return _table(whole, pl.concat([whole.codebook, pl.DataFrame(statuses, schema=schema, orient="row")]))


def _table(whole: Whole, frame: pl.DataFrame, *, upper: bool = False) -> bytes:
    """A table as CSV (RFC 4180, UTF-8); the first row carries the record and the place of the seal."""
    names = [name.upper() if upper else name for name in ("provenance", "seal")]
    is_first = pl.int_range(pl.len()) == 0
    frame = frame.with_columns(harmless_texts()).with_columns(
        pl.when(is_first).then(pl.lit(text)).alias(name)
        for name, text in zip(names, (whole.record_text, UNSEALED), strict=True)
    )
    return frame.write_csv(line_terminator="\r\n").encode()


def _parquet(whole: Whole) -> bytes:
    buffer = io.BytesIO()
    whole.cells.write_parquet(
        buffer,
        compression="zstd",
        statistics=False,
        metadata={"provenance": whole.record_text, "seal": UNSEALED},
    )
    return buffer.getvalue()


def _json(whole: Whole) -> bytes:
    content = {
        "provenance": whole.record,
        "seal": UNSEALED,
        "codebook": {
            "columns": whole.codebook.columns,
            "rows": [list(r) for r in whole.codebook.iter_rows()],
        },
        "cells": {"columns": whole.cells.columns, "rows": [list(row) for row in whole.cells.iter_rows()]},
    }
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _xlsx(whole: Whole) -> bytes:
    if whole.cells.height > MOST_ROWS_OF_A_SHEET:
        raise OutcomesError(
            title="The release does not fit into a workbook",
            message="It has more cells than a sheet has rows. Export it as csv or parquet.",
        )
    say = whole.provenance.say
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        created = datetime.fromisoformat(whole.provenance.published_at).replace(tzinfo=None)
        book.set_properties(
            {
                "title": whole.provenance.identifier,
                "author": whole.provenance.project_title,
                "category": whole.provenance.licence,
                "created": created,
            }
        )
        head = book.add_format({"bold": True, "bottom": 1})
        for name, frame in (
            (words.SHEET_CELLS, whole.cells),
            (words.SHEET_CODES, whole.codebook),
            (words.SHEET_ABOUT, _about(whole)),
        ):
            sheet = book.add_worksheet(say(name)[:31])
            for column, title in enumerate(frame.columns):
                sheet.write_string(0, column, title, head)
            for line, row in enumerate(frame.iter_rows(), start=1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(line, column, value)
                    elif value is not None:
                        sheet.write_number(line, column, value)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(frame.columns), 18)
    return buffer.getvalue()


def _about(whole: Whole) -> pl.DataFrame:
    lines = [(name, str(value)) for name, value in whole.record.items()]
    lines += [("withheld_means", whole.provenance.say(words.README_WITHHELD_TEXT))]
    return pl.DataFrame(
        [*lines, ("provenance.json", whole.record_text)], schema=["name", "value"], orient="row"
    )


def _data_package(whole: Whole, files: Mapping[str, bytes], types: Mapping[str, str]) -> bytes:
    """Data Package 2.0."""
    provenance = whole.provenance
    dtypes = {pl.String(): "string", pl.Int64(): "integer"}
    fields = [{"name": name, "type": dtypes[dtype]} for name, dtype in CELL_SCHEMA.items()]
    synthetic = f"{provenance.say(words.SYNTHETIC_WARNING)} " if provenance.synthetic else ""
    content = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"release-{provenance.release_code}",
        "title": provenance.identifier,
        "description": f"{synthetic}{provenance.description}",
        "version": str(provenance.release_number),
        "created": provenance.published_at,
        "licenses": [{"name": provenance.licence, "path": LICENCES.get(provenance.licence, "")}],
        "contributors": [{"title": provenance.project_title, "roles": ["creator"]}],
        "resources": [
            {
                "name": name.partition(".")[0],
                "path": name,
                "mediatype": types[name],
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                **({"schema": {"fields": fields, "primaryKey": list(CELL_KEY)}} if _has_schema(name) else {}),
            }
            for name, data in files.items()
        ],
        "provenance": whole.record,
        "seal": UNSEALED,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _has_schema(name: str) -> bool:
    """Whether a file has the published columns under their own names."""
    return name in ("cells.csv", "cells.parquet")


WHOLE_FORMATS: Mapping[str, tuple[str, Callable[[Whole], bytes], str]] = MappingProxyType(
    {
        "csv": ("cells.csv", _csv, "text/csv"),
        "parquet": ("cells.parquet", _parquet, "application/vnd.apache.parquet"),
        "xlsx": (
            "cells.xlsx",
            _xlsx,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "json": ("cells.json", _json, "application/json"),
        "sdmx-csv": ("cells.sdmx.csv", _sdmx_csv, "application/vnd.sdmx.data+csv;version=2.0.0"),
    }
)
"""Format -> name of the file, the function that makes it, and its media type."""
