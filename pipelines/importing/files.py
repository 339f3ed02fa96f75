"""The reports of an import as files: what is kept of it is the long table of one report, and nothing else."""

from __future__ import annotations

import polars as pl

from pipelines.harmless import harmless_texts
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA


def report_file(observations: pl.DataFrame, partner_id: str, quarter: str) -> tuple[str, bytes]:
    """Name and bytes of one report as CSV; the same observations always give the same bytes."""
    table = observations.select(*OBSERVATION_SCHEMA).sort(OBSERVATION_KEY).with_columns(harmless_texts())
    return f"import-{partner_id}-{quarter}.csv", table.write_csv().encode()
