"""The files of one release: cells.parquet, release.duckdb, datapackage.json, manifest.json.

A release holds protected cells and public descriptions only. Nothing in it depends on a withheld count: neither a
byte of cells.parquet, nor a name, nor a hash of anything clear.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import cast

import duckdb
import polars as pl

from pipelines.errors import ReleaseMissingError
from pipelines.model import CELL_KEY, CELL_SCHEMA, Catalogue, HandedIn, Policy, Release
from pipelines.protect import Protected
from pipelines.publish.reference import reference_tables
from pipelines.texts import text

CELLS = "cells.parquet"
DATABASE = "release.duckdb"
PACKAGE = "datapackage.json"
MANIFEST = "manifest.json"
FORMAT = 2
_ONLY_WRITTEN_BYTES = {"force_compression": "uncompressed", "block_allocator_memory": "256MiB"}
"""DuckDB's packed columns keep what was in memory beneath their nulls, and its blocks what was there before: the
publisher's memory holds clear counts. Plain columns in blocks fresh from the system hold what was written only."""


@dataclass(frozen=True)
class ReleaseFacts:
    """What a release says about itself."""

    number: int
    published_at: datetime
    synthetic: bool
    reason: str
    submission_ids: tuple[str, ...]
    ledger_event: int
    """The last event of the ledger when the release was built."""
    ledger_head: str
    """Its hash, which stands for the whole trail before it."""
    handed_in: Mapping[str, HandedIn] = field(default_factory=dict)
    """By the report's submission; one that is not here has no date in the release."""


def build_release(protected: Protected, catalogue: Catalogue, facts: ReleaseFacts, directory: Path) -> None:
    """Write all files of a release into a new directory.

    The same protected cells and facts give the same bytes, except for the random identifier that DuckDB puts
    into its file header; the manifest therefore hashes the content of the database and not its file.
    """
    directory.mkdir(parents=True)
    protected.cells.write_parquet(directory / CELLS, compression="zstd", statistics=False)
    tables = {"published_cell": protected.cells, **reference_tables(catalogue, facts)}
    _write_database(directory / DATABASE, tables)
    _write_json(directory / PACKAGE, _data_package(catalogue, facts, directory / CELLS))
    _write_json(directory / MANIFEST, _manifest(catalogue, facts, directory))


def read_release(directory: Path) -> Release:
    """A release on disk, by its manifest.

    Errors: ReleaseMissingError when the directory or its manifest cannot be read.
    """
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        return Release(number=int(manifest["number"]), directory=directory, manifest=manifest)
    except (OSError, ValueError, KeyError) as error:
        raise _damaged(directory, MANIFEST) from error


def read_cells(release: Release) -> pl.DataFrame:
    """The published cells (CELL_SCHEMA)."""
    try:
        return pl.read_parquet(release.directory / CELLS).cast(pl.Schema(CELL_SCHEMA)).sort(CELL_KEY)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _damaged(release.directory, CELLS) from error


def policy_of(release: Release) -> Policy:
    """The disclosure policy in force when a release was published, as its manifest says; without the reasons."""
    recorded = release.manifest.get("policy")
    if not isinstance(recorded, dict):
        raise _damaged(release.directory, MANIFEST)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in recorded.items()}
    try:
        return cast("Callable[..., Policy]", Policy)(**values, reasons={})
    except TypeError as error:
        raise _damaged(release.directory, MANIFEST) from error


def verify_release(release: Release) -> list[str]:
    """Names of the files that are not what the manifest says; empty when all are."""
    recorded = release.manifest.get("files")
    if not isinstance(recorded, dict):
        return [MANIFEST]
    wrong = []
    for name, expected in sorted(recorded.items()):
        path = release.directory / name
        try:
            actual = _database_sha256(path) if name == DATABASE else _file_sha256(path)
        except (OSError, duckdb.Error):
            actual = ""
        if actual != expected:
            wrong.append(name)
    return wrong


def file_hashes(directory: Path) -> dict[str, str]:
    """SHA-256 of every file of a release, byte for byte, by name."""
    return {path.name: _file_sha256(path) for path in sorted(directory.iterdir())}


def has_same_cells(release: Release) -> bool:
    """Whether the database, which is what readers are served from, holds exactly the cells of cells.parquet."""
    with duckdb.connect(str(release.directory / DATABASE), read_only=True) as connection:
        served: pl.DataFrame = connection.sql("from published_cell").pl()
    return served.equals(pl.read_parquet(release.directory / CELLS))


def _manifest(catalogue: Catalogue, facts: ReleaseFacts, directory: Path) -> dict[str, object]:
    return {
        "format": FORMAT,
        "number": facts.number,
        "project": catalogue.project.id,
        "published_at": facts.published_at.isoformat(timespec="seconds"),
        "synthetic": facts.synthetic,
        "reason": facts.reason,
        "catalogue_sha256": catalogue.sha256,
        "policy_sha256": catalogue.policy_sha256,
        "policy": {name: value for name, value in vars(catalogue.policy).items() if name != "reasons"},
        "submissions": list(facts.submission_ids),
        "ledger_event": facts.ledger_event,
        "ledger_head": facts.ledger_head,
        "software_version": version("prepare-outcome-monitor"),
        "files": {
            CELLS: _file_sha256(directory / CELLS),
            DATABASE: _database_sha256(directory / DATABASE),
            PACKAGE: _file_sha256(directory / PACKAGE),
        },
    }


def _data_package(catalogue: Catalogue, facts: ReleaseFacts, cells: Path) -> dict[str, object]:
    """Data Package 2.0 description of cells.parquet."""
    types = {pl.String(): "string", pl.Int64(): "integer"}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{catalogue.project.id}-release-{facts.number:04d}",
        "title": f"{catalogue.project.short_title}: release {facts.number}",
        "description": ("SYNTHETIC DATA, not results. " if facts.synthetic else "")
        + catalogue.project.description,
        "version": str(facts.number),
        "created": facts.published_at.isoformat(timespec="seconds"),
        "resources": [
            {
                "name": "cells",
                "path": CELLS,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": cells.stat().st_size,
                "hash": f"sha256:{_file_sha256(cells)}",
                "schema": {
                    "fields": [{"name": name, "type": types[dtype]} for name, dtype in CELL_SCHEMA.items()],
                    "primaryKey": list(CELL_KEY),
                },
            }
        ],
    }


def _write_database(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    with duckdb.connect(str(path), config={"threads": 1, **_ONLY_WRITTEN_BYTES}) as connection:
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f'create table "{name}" as from frame')
            connection.unregister("frame")
        connection.execute("checkpoint")


def _database_sha256(path: Path) -> str:
    """Hash over all tables, their columns and rows in order."""
    digest = hashlib.sha256()
    if not path.exists():
        raise FileNotFoundError(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'main' order by table_name"
        ).fetchall()
        for (name,) in names:
            frame = connection.sql(f'from "{name}"').pl()
            digest.update(json.dumps([name, frame.columns, frame.rows()], default=str).encode())
    return digest.hexdigest()


def _file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _damaged(directory: Path, name: str) -> ReleaseMissingError:
    return ReleaseMissingError(
        title=text("A release is missing or damaged"),
        message=(
            text(
                "{file} of release {release} cannot be read. Run `prepare doctor`; restore the releases "
                "directory from a backup if it says so.",
                file=name,
                release=directory.name,
            )
        ),
    )
