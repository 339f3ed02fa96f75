"""Publish a release."""

from __future__ import annotations

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
from pipelines.flow import PublicationPreview


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
