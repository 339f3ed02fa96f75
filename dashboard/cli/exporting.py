"""The command that gives out a whole release."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard import queries
from dashboard.cli.common import language_option
from dashboard.export.whole import WHOLE_FORMATS, Whole, release_files
from dashboard.queries.whole import codebook, published_cells
from pipelines.errors import OutcomesError
from pipelines.publish import published_release
from pipelines.seal import sealing_of
from pipelines.settings import load_settings


@click.command()
@click.argument("release", type=click.IntRange(min=1))
@click.option("--format", "kind", type=click.Choice(list(WHOLE_FORMATS)), default="csv", show_default=True)
@click.option(
    "--out",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Directory to write into; made if it is not there. Files of the same names are replaced.",
)
@language_option
def export(release: int, kind: str, directory: Path, language: str) -> None:
    """Write all published cells of RELEASE, a code book and a description (Data Package) into a directory.

    Every file carries the seal that `prepare verify` checks.
    """
    settings = load_settings()
    found = published_release(settings.releases_dir, release)
    reader = queries.open_release(found.directory, settings.base_url, language)
    try:
        whole = Whole(published_cells(reader), codebook(reader), reader.provenance)
    finally:
        reader.close()
    files = release_files(whole, kind, sealing_of(settings.data_dir))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (directory / name).write_bytes(content)
    except OSError as error:
        raise OutcomesError(
            title="The release cannot be written",
            message=f"{directory}: {error.strerror}. Check the path, the rights and the free space.",
        ) from error
    for name in files:
        click.echo(str(directory / name))
