"""What a release says about itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl

from dashboard.model import Provenance
from dashboard.queries.file import ReleaseFile
from dashboard.queries.words import Words, read_words
from pipelines.errors import ReleaseMissingError
from pipelines.languages import SOURCE_LANGUAGE
from pipelines.texts import text

MANIFEST = "manifest.json"
CELLS = "cells.parquet"


def read_provenance(file: ReleaseFile, base_url: str | None = None, words: Words | None = None) -> Provenance:
    """Where everything in a release comes from.

    Errors: ReleaseMissingError when the release does not say it exactly once.
    """
    words = words or read_words(file, SOURCE_LANGUAGE)
    rows = words.of(file.rows("release_info"), "release_info").to_dicts()
    if len(rows) != 1:
        raise ReleaseMissingError(
            title=text("A release cannot be read"),
            message=text(
                "Release {name} does not say what it is. Restore it from a backup.", name=file.directory.name
            ),
        )
    row = rows[0]
    number = row.pop("number")
    row = {key: "" if value is None else value for key, value in row.items()}
    cells_sha256, manifest_sha256 = _hashes(file.directory)
    reported = file.rows("reports").filter(pl.col("state") == "reported")["quarter"]
    return Provenance(
        release_number=number,
        base_url=base_url,
        language=words.language,
        last_reported=max(reported.to_list(), default=""),
        cells_sha256=cells_sha256,
        manifest_sha256=manifest_sha256,
        **row,
    )


def _hashes(directory: Path) -> tuple[str, str]:
    """Of the published cells and of the manifest; blank for a release without a manifest."""
    path = directory / MANIFEST
    if not path.is_file():
        return "", ""
    content = path.read_bytes()
    try:
        return str(json.loads(content)["files"][CELLS]), hashlib.sha256(content).hexdigest()
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseMissingError(
            title="A release cannot be read",
            message=f"The manifest of release {directory.name} is damaged. Restore it from a backup.",
        ) from error
