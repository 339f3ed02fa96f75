"""Makes a demo in a temporary directory, measures on it, and prints one table."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bench import dashboard as waiting
from bench import importing
from bench.cases import comparisons
from bench.measure import median_seconds, peak_mebibytes
from bench.panels import SHAPES
from bench.protection import report
from pipelines.demo import build_demo
from pipelines.flow import open_workspace
from pipelines.publish import current_release
from pipelines.settings import load_settings

PACKAGES = (
    "prepare-outcome-monitor",
    "polars",
    "duckdb",
    "xlsxwriter",
    "python-calamine",
    "highspy",
    "ortools",
    "pytauargus",
    "openpyxl",
)


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Print medians of what people wait for, each beside a named peer of the same run."""
    click.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.platform()}, {os.cpu_count()} cores")
    click.echo(
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    )
    if context.invoked_subcommand is None:
        _everyday()


@main.command()
@click.argument("cases", nargs=-1, type=click.Choice(tuple(SHAPES)))
@click.option("--largest", is_flag=True, help="Also a panel of 100,000 cells.")
def protect(cases: tuple[str, ...], *, largest: bool) -> None:
    """Measure disclosure control on synthetic tables, beside pytauargus and GaussSuppression."""
    report(cases, with_largest=largest)


@main.command("import")
@click.option("--rows", default=10_000_000, show_default=True, help="About how many rows the table has.")
def import_table(rows: int) -> None:
    """Measure a long import, beside a bare polars scan and a DuckDB insert of the same file."""
    importing.report(rows)


@main.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Data directory of a demo, which is copied; without it a demo is made.",
)
@click.option(
    "--cells", default=1_000_000, show_default=True, help="Published cells of the large release; 0: none."
)
@click.option("--seconds", default=20.0, show_default=True, help="How long the visitors stay.")
@click.option("--markdown", is_flag=True, help="Print tables in Markdown.")
def dashboard(data: Path | None, *, cells: int, seconds: float, markdown: bool) -> None:
    """Measure what visitors wait for, beside a bare page of Streamlit with one chart."""
    waiting.report(data, cells=cells, seconds=seconds, markdown=markdown)


def _everyday() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(load_settings({"PREPARE_DATA": folder})) as ws,
    ):
        began = time.perf_counter()
        build_demo(ws)
        click.echo(f"\ndemo, all reports and releases: {time.perf_counter() - began:.1f} s")
        click.echo(f"\n{'what':<42}{'ours, ms':>10}{'peer, ms':>10}{'ratio':>9}  peer")
        for each in comparisons(ws, current_release(ws.settings.releases_dir)):
            ours = median_seconds(each.ours, each.repeats)
            peers = median_seconds(each.peers, each.repeats)
            ratio = f"{ours / peers:.2f}"
            click.echo(f"{each.what:<42}{ours * 1000:>10.1f}{peers * 1000:>10.1f}{ratio:>9}  {each.peer}")
    click.echo(
        f"\npeak memory: {peak_mebibytes():.0f} MiB here, "
        f"{peak_mebibytes(children=True):.0f} MiB in the largest child process"
    )


if __name__ == "__main__":
    main()
