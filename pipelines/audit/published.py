"""A release as anybody has it: read from `manifest.json` and `cells.parquet` and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import polars as pl

from pipelines.audit.report import Kind, Problem
from pipelines.errors import ReleaseMissingError
from pipelines.model import CELL_SCHEMA, Policy

CELLS = "cells.parquet"
MANIFEST = "manifest.json"
_FILES = {CELLS, MANIFEST, "release.duckdb", "datapackage.json"}
_ENTRIES = {
    "format",
    "number",
    "project",
    "published_at",
    "synthetic",
    "reason",
    "catalogue_sha256",
    "policy_sha256",
    "policy",
    "submissions",
    "ledger_event",
    "ledger_head",
    "software_version",
    "files",
}


@dataclass(frozen=True)
class PublishedRelease:
    """The public facts of one release."""

    number: int
    as_of: date
    """The day it was published."""
    policy: Policy
    """What its manifest says was in force; without the reasons."""
    submissions: tuple[str, ...]
    """partner-quarter-version of every report in it."""
    cells: pl.DataFrame
    """As published, not yet checked for anything."""
    catalogue_sha256: str | None = None
    """Of the catalogue it was made with; null when that is the one at hand."""


def read_published(directory: Path) -> tuple[PublishedRelease, list[Problem]]:
    """One release, and what is wrong with its files.

    Errors: ReleaseMissingError when the manifest or the cells cannot be read.
    """
    manifest = _manifest(directory)
    try:
        cells = pl.read_parquet(directory / CELLS)
        release = PublishedRelease(
            number=int(cast("int", manifest["number"])),
            as_of=datetime.fromisoformat(str(manifest["published_at"])).date(),
            policy=_policy(manifest["policy"]),
            submissions=tuple(str(s) for s in cast("Sequence[str]", manifest["submissions"])),
            cells=cells,
            catalogue_sha256=str(manifest["catalogue_sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise _damaged(directory, str(error.args[0]) if isinstance(error, KeyError) else CELLS) from error
    return release, list(_file_problems(directory, manifest, release.number))


def _manifest(directory: Path) -> dict[str, object]:
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(directory, MANIFEST) from error
    if not isinstance(manifest, dict):
        raise _damaged(directory, MANIFEST)
    return manifest


def _policy(recorded: object) -> Policy:
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in cast("dict[str, object]", recorded).items()
    }
    return cast("Callable[..., Policy]", Policy)(**values, reasons={})


def _file_problems(directory: Path, manifest: dict[str, object], number: int) -> list[Problem]:
    """Files and entries nobody knows, and cells that are not those the manifest names."""
    extra = sorted(path.name for path in directory.iterdir() if path.name not in _FILES)
    found = [f"the file {name} is no part of a release" for name in extra]
    found += [f"{MANIFEST} has the unknown entry {name!r}" for name in sorted(manifest.keys() - _ENTRIES)]
    files = manifest.get("files")
    recorded = files.get(CELLS) if isinstance(files, dict) else None
    if recorded != hashlib.sha256((directory / CELLS).read_bytes()).hexdigest():
        found.append(f"{CELLS} is not the file that {MANIFEST} names")
    return [Problem(Kind.FORM, "", number, what) for what in found]


def has_lawful_columns(cells: pl.DataFrame) -> bool:
    return dict(cells.schema) == dict(CELL_SCHEMA)


def _damaged(directory: Path, name: str) -> ReleaseMissingError:
    return ReleaseMissingError(
        title="A release cannot be audited",
        message=f"{name} of release {directory.name} is missing or cannot be read. Restore it from a backup.",
    )
