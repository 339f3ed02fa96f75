"""Commands around the reporting cycle: who is late, more time, reports taken back, releases withdrawn."""

from __future__ import annotations

from datetime import date, datetime

import click

from dashboard.cli.common import acting, as_option, echo_json, json_option, workspace
from pipelines import flow


@click.command()
@click.option("--late", is_flag=True, help="Only what is late.")
@json_option
def status(late: bool, as_json: bool) -> None:
    """Show every expected report: where it stands, when it is due, how late it is. No counts."""
    with workspace() as ws:
        found = [s for s in flow.standings(ws) if not late or s.phase.value == "late"]
    if as_json:
        rows = [
            {
                "partner_id": s.partner_id,
                "quarter": s.quarter,
                "phase": s.phase.value,
                "due": s.due.isoformat(),
                "first_handed_in": s.first_handed_in.isoformat() if s.first_handed_in else None,
                "days_late": s.days_late,
            }
            for s in found
        ]
        echo_json({"reports": rows})
        return
    for each in found:
        days = f"{each.days_late} days late" if each.days_late else ""
        line = f"{each.partner_id:<16} {each.quarter} {each.phase.value:<10} due {each.due} {days}"
        click.echo(line.rstrip())


@click.command()
@click.argument("partner")
@click.argument("quarter")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The new last day.")
@click.option("--reason", required=True, help="Why; kept with the name of the account.")
@as_option
def extend(partner: str, quarter: str, until: datetime, reason: str, email: str) -> None:
    """Give the report of PARTNER for QUARTER more time."""
    day: date = until.date()
    with workspace() as ws:
        flow.extend(ws, partner, quarter, day, acting(ws.ledger, email), reason)
    click.echo(f"{partner} has until {day} for {quarter}.")


@click.command()
@click.argument("submission_id", metavar="ID")
@click.option("--reason", required=True, help="Why; the project manager reads it.")
@as_option
def withdraw(submission_id: str, reason: str, email: str) -> None:
    """Take back the submitted report ID, as long as it is not approved."""
    with workspace() as ws:
        flow.withdraw(ws, submission_id, acting(ws.ledger, email), reason)
    click.echo(f"{submission_id} was taken back.")


@click.command("withdraw-release")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why; readers see it.")
@as_option
def withdraw_release(number: int, reason: str, email: str) -> None:
    """Say that release NUMBER must no longer be relied on. It stays listed, as withdrawn."""
    with workspace() as ws:
        flow.withdraw_release(ws, number, acting(ws.ledger, email), reason)
    click.echo(f"Release {number:04d} is withdrawn.")
