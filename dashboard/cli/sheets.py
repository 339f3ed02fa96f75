"""The command that writes practice sheets and the annex of results."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

import click

from dashboard import documents, queries
from dashboard.cli.common import language_option, workspace
from pipelines.errors import OutcomesError
from pipelines.publish import current_release, published_release
from pipelines.seal import sealed, sealing_of


@click.command()
@click.argument("document", metavar="ACTIVITY|annex")
@language_option
@click.option(
    "--release", "number", type=click.IntRange(min=1), help="Which release; the newest when left out."
)
@click.option(
    "--format",
    "extension",
    type=click.Choice(list(documents.MAKERS)),
    default="pdf",
    show_default=True,
    help="To read and print, or to edit.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
def sheet(document: str, language: str, number: int | None, extension: str, out: Path | None) -> None:
    """Write the practice sheet of ACTIVITY (its code), or the annex of results of the whole project."""
    with workspace() as ws:
        root = ws.settings.releases_dir
        release = current_release(root) if number is None else published_release(root, number)
        with closing(queries.open_release(release.directory, ws.settings.base_url, language)) as reader:
            seal = partial(sealed, sealing=sealing_of(ws.settings.data_dir))
            made = documents.file_of(documents.document_of(reader, document, ws.ledger), extension, seal)
            path = out or Path(documents.file_name(reader.provenance, document, extension))
    try:
        with path.open("xb") as file:
            file.write(made)
    except FileExistsError as error:
        raise OutcomesError(
            title="There is a file already",
            message=f"'{path}' was left alone. Choose another name.",
        ) from error
    click.echo(str(path))
