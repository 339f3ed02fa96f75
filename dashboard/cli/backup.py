"""Keep everything in one file while others go on, and put it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from dashboard.cli.common import workspace
from pipelines.backup import LEDGER, back_up
from pipelines.backup import restore as put_back
from pipelines.settings import SQLITE_FILE, load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Keep the ledger, all releases and the key of the seal in FILE, while the server runs and people work.

    FILE is a tar archive, packed when its name ends in .gz; it holds clear counts and a secret, so that
    only you can read it.
    """
    with workspace() as ws:
        back_up(ws.ledger, ws.settings, file.absolute(), ws.clock())
    click.echo(
        f"The ledger, the releases and the key of the seal are in {file}. Keep it where clear counts may be kept."
    )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data directory to fill, with its own ledger; PREPARE_DATA and PREPARE_LEDGER_URL unless given.",
)
def restore(file: Path, into: Path | None) -> None:
    """Put the ledger, the releases and the key of the seal of FILE into an empty data directory."""
    settings = load_settings()
    if into is not None:
        data = into.absolute()
        settings = replace(settings, data_dir=data, ledger_url=f"{SQLITE_FILE}{data / LEDGER}")
    put_back(file.absolute(), settings)
    click.echo(f"Restored into {settings.data_dir}. 'prepare doctor' says whether everything is sound.")
