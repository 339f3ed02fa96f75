"""Commands around releases: publish one, and see whether everything stored is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

import click

from dashboard.cli import usefulness
from dashboard.cli.common import (
    acting,
    echo_json,
    end_progress,
    json_option,
    only_manager,
    progress,
    workspace,
)
from pipelines import flow
from pipelines import publish as shelf
from pipelines.errors import OutcomesError
from pipelines.flow import PublicationPreview, Workspace

FAILED = 1
Check = Callable[[Workspace], Iterator[str]]


@click.command()
@click.option("--reason", default="Regular release", show_default=True, help="Why; readers see it.")
@click.option(
    "--as", "email", metavar="EMAIL", help="The manager who publishes; needed when there are several."
)
@click.option("--dry-run", is_flag=True, help="Protect and prove everything, publish nothing.")
@json_option
def publish(reason: str, email: str | None, dry_run: bool, as_json: bool) -> None:
    """Build, protect and publish the approved reports as the next release."""
    with workspace() as ws:
        account = acting(ws.ledger, email) if email else only_manager(ws.ledger)
        preview = flow.preview_publication(ws)
        tried = None
        try:
            if dry_run:
                tried = flow.try_next(ws, progress())
            else:
                flow.publish(ws, account, reason, progress=progress())
        finally:
            end_progress()
    if tried is not None:
        usefulness.require_possible(tried)
    if as_json:
        would_show = {} if tried is None else usefulness.summary_answer(tried)
        echo_json({"published": not dry_run, **_answer(preview), **would_show})
        return
    click.echo(f"Release {preview.number:04d} {'would be safe to publish' if dry_run else 'is published'}.")
    for line in () if tried is None else usefulness.summary(tried):
        click.echo(line)
    for submission_id in preview.new_submission_ids:
        click.echo(f"  new: {submission_id}")
    for partner_id, quarter in preview.missing:
        click.echo(f"  missing: {partner_id} for {quarter}")


def _answer(preview: PublicationPreview) -> dict[str, object]:
    return {
        "number": preview.number,
        "submissions": list(preview.submission_ids),
        "new_submissions": list(preview.new_submission_ids),
        "missing": [
            {"partner_id": partner_id, "quarter": quarter} for partner_id, quarter in preview.missing
        ],
    }


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """See whether catalogue, ledger and releases are sound; exits with 1 when something is not."""
    checks: dict[str, Check] = {
        "ledger": _ledger_faults,
        "releases": _release_faults,
        "pointer": _pointer_faults,
    }
    faults: dict[str, list[str]] = {"catalogue": []}
    with workspace() as ws:  # a wrong catalogue is refused here, with file, entry and key
        for name, find in checks.items():
            faults[name] = list(find(ws))
    is_sound = not any(faults.values())
    if as_json:
        echo_json({"is_sound": is_sound, "faults": faults})
    else:
        for name, found in faults.items():
            click.echo(f"{name}: {'; '.join(found) or 'sound'}")
    ctx.exit(0 if is_sound else FAILED)


def _ledger_faults(ws: Workspace) -> Iterator[str]:
    for submission in ws.ledger.submissions():
        expected = submission.upload.sha256
        try:
            stored = ws.ledger.content(expected)
            ws.ledger.observations([submission.id])
        except OutcomesError as error:
            yield f"{submission.id}: {error.message}"
            continue
        if sha256(stored).hexdigest() != expected:
            yield f"{submission.id}: the stored file is not the one that was received; restore a backup"


def _release_faults(ws: Workspace) -> Iterator[str]:
    for publication in ws.ledger.publications():
        try:
            release = shelf.read_release(
                shelf.release_directory(ws.settings.releases_dir, publication.number)
            )
        except OutcomesError as error:
            yield error.message
            continue
        for name in shelf.verify_release(release):
            yield f"release {publication.number:04d}: {name} is not what the manifest says; restore a backup"


def _pointer_faults(ws: Workspace) -> Iterator[str]:
    published = ws.ledger.publications()
    if not published:
        return
    try:
        current = shelf.current_release(ws.settings.releases_dir).number
    except OutcomesError as error:
        yield error.message
        return
    if current != published[-1].number:
        yield f"release {current:04d} is shown, but {published[-1].number:04d} was published last"
