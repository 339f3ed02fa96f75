"""Measures `prepare import` on a synthetic table, beside a bare polars scan and a DuckDB insert of the same file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import polars as pl

from bench.import_data import QUARTERS, many_partners, write_table
from pipelines.catalogue import load_catalogue
from pipelines.layout import report_layout
from pipelines.settings import REPOSITORY_ROOT

REPEATS = 3


def report(wanted_rows: int) -> None:
    """Print seconds, peak memory and ratios for a CSV and a Parquet file of about so many rows."""
    catalogue = load_catalogue(REPOSITORY_ROOT / "data" / "catalogue")
    one = many_partners(catalogue, 1)
    layout = report_layout(one, "p0000", one.project.first_quarter)
    each = sum(len(row.open_columns) for row in layout.rows) * QUARTERS
    partners = -(-wanted_rows // each)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "import.csv"
        count = write_table(many_partners(catalogue, partners), path)
        click.echo(f"\n{count:,} rows: {partners} partners, {QUARTERS} quarters; best of {REPEATS}")
        parquet = path.with_suffix(".parquet")
        pl.scan_csv(path, schema_overrides={"value": pl.Int64(), "mark": pl.String()}).sink_parquet(parquet)
        for each_path in (path, parquet):
            _table(each_path, partners)
        found = _best("reports", path, partners)["found"]
    minutes = partners * QUARTERS * found["seconds_each"] / 60
    click.echo(
        f"\nchecks of whole reports: {found['seconds_each'] * 1000:.1f} ms of processor each "
        f"({found['reports']} of them, {found['sound']} sound), so {minutes:.1f} min for all {partners * QUARTERS:,}, "
        "before anything is stored"
    )


def _table(path: Path, partners: int) -> None:
    size = path.stat().st_size / 1024**2
    click.echo(f"\n{path.suffix[1:]}, {size:.0f} MiB{'':<24}{'s':>8}{'MiB':>8}{'ratio':>8}")
    ours = _best("rows", path, partners)
    click.echo(f"{'reading and all checks of rows':<36}{ours['seconds']:>8.2f}{ours['mebibytes']:>8.0f}")
    for way, name in (("scan", "polars, a bare scan"), ("duckdb", "DuckDB, an insert")):
        peer = _best(way, path, partners)
        ratio = ours["seconds"] / peer["seconds"]
        click.echo(f"{name:<36}{peer['seconds']:>8.2f}{peer['mebibytes']:>8.0f}{ratio:>8.2f}")


def _best(way: str, path: Path, partners: int) -> dict[str, Any]:
    """The fastest of some runs."""
    runs = 1 if way == "reports" else REPEATS
    command = [sys.executable, "-m", "bench.import_job", way, str(path), str(partners)]
    answers = [
        json.loads(subprocess.run(command, cwd=REPOSITORY_ROOT, stdout=subprocess.PIPE, check=True).stdout)
        for _ in range(runs)
    ]
    return min(answers, key=lambda answer: float(answer["seconds"]))
