"""What a release says about itself."""

from __future__ import annotations

import polars as pl

from dashboard.model import Provenance
from dashboard.queries.file import ReleaseFile
from pipelines.errors import ReleaseMissingError


def read_provenance(file: ReleaseFile, base_url: str | None = None) -> Provenance:
    """Where everything in a release comes from.

    Errors: ReleaseMissingError when the release does not say it exactly once.
    """
    rows = file.rows("release_info").to_dicts()
    if len(rows) != 1:
        raise ReleaseMissingError(
            title="A release cannot be read",
            message=f"Release {file.directory.name} does not say what it is. Restore it from a backup.",
        )
    row = rows[0]
    number = row.pop("number")
    row = {key: "" if value is None else value for key, value in row.items()}
    reported = file.rows("reports").filter(pl.col("state") == "reported")["quarter"]
    return Provenance(
        release_number=number,
        base_url=base_url,
        last_reported=max(reported.to_list(), default=""),
        **row,
    )
