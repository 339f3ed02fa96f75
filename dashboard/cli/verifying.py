"""The command that says whether a file that was given out is genuine and current."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dashboard import queries
from dashboard.cli.common import echo_json, json_option, workspace
from dashboard.genuine import Shelf, State, Verdict, examine, verdict_text
from dashboard.queries import ReleaseReader
from pipelines.errors import OutcomesError
from pipelines.flow import Workspace
from pipelines.publish import current_number, published_release
from pipelines.seal import sealing_of

FAILED = 1
LARGEST = 512 * 1024 * 1024
"""Largest file that is read [bytes]: whole releases are larger than figures."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_context
def verify(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Say whether FILE, which was exported here, is genuine and current, superseded, withdrawn or altered.

    Exits with 0 for a genuine and current file, with 1 for every other.
    """
    try:
        with file.open("rb") as handle:
            content = handle.read(LARGEST + 1)
    except OSError as error:
        raise OutcomesError(
            title="The file cannot be read",
            message=f"{file}: {error.strerror}. Check the path and the rights.",
        ) from error
    with workspace() as ws:
        verdict = examine(content, _shelf(ws), LARGEST)
        base_url = ws.settings.base_url
    if as_json:
        echo_json(_answer(verdict, base_url))
    else:
        click.echo(str(verdict_text(verdict, LARGEST)))
        _echo_details(verdict, base_url)
    ctx.exit(0 if verdict.is_good else FAILED)


def _shelf(ws: Workspace) -> Shelf:
    settings = ws.settings
    withdrawals = {number: withdrawal.reason for number, withdrawal in ws.ledger.withdrawals().items()}

    def opened(language: str, number: int) -> ReleaseReader:
        directory = published_release(settings.releases_dir, number).directory
        return queries.open_release(directory, settings.base_url, language)

    sealing = sealing_of(settings.data_dir)
    return Shelf(sealing, current_number(settings.releases_dir), opened, withdrawals.get)


def _echo_details(verdict: Verdict, base_url: str | None) -> None:
    if verdict.reason:
        click.echo(f"  reason: {verdict.reason}")
    for cell in verdict.changes or ():
        click.echo(f"  {cell.where}: {cell.before or '-'} -> {cell.now or '-'} ({cell.what.value})")
    is_old = verdict.state in (State.SUPERSEDED, State.WITHDRAWN) and verdict.release != verdict.newest
    if is_old and verdict.newest_view is not None and verdict.changes == ():
        click.echo("  all cells of this view are the same in the newest release")
    if verdict.view is not None:
        click.echo(f"  this view: {verdict.view.link(base_url)}")
    if verdict.newest_view is not None:
        click.echo(f"  newest:    {verdict.newest_view.link(base_url)}")


def _answer(verdict: Verdict, base_url: str | None) -> dict[str, Any]:
    return {
        "state": verdict.state.value,
        "release": verdict.release,
        "newest_release": verdict.newest,
        "reason": verdict.reason,
        "link": verdict.view.link(base_url) if verdict.view else None,
        "newest_link": verdict.newest_view.link(base_url) if verdict.newest_view else None,
        "changes": [
            {"cell": cell.where, "before": cell.before, "now": cell.now, "what": cell.what.value}
            for cell in verdict.changes or ()
        ],
    }
