"""`prepare remind`: a mail to everybody for whom something waits; made for cron."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import click

from dashboard import cycle_wording as wording
from dashboard import waiting
from dashboard.address import dashboard_address
from dashboard.cli.common import echo_json, json_option, workspace
from pipelines import flow, mail
from pipelines.errors import OutcomesError
from pipelines.languages import language_of, speaker_of
from pipelines.ledger import OPERATOR, EventKind
from pipelines.model import Account
from pipelines.texts import Text

FAILED = 1


@click.command()
@click.option("--dry-run", is_flag=True, help="Say who would get a mail; send and note nothing.")
@click.option("--every", "days", default=7, show_default=True, help="Days between two mails to one address.")
@json_option
@click.pass_context
def remind(ctx: click.Context, dry_run: bool, days: int, as_json: bool) -> None:
    """Mail what is due, late or returned to the coordinators, and what waits for a decision to the managers.

    A mail says that something waits, never a count. Who got one lately gets none. Exits with 1 when one was not sent.
    """
    answers = []
    with workspace() as ws:
        lately = _reminded_since(ws, days)
        for account in ws.ledger.accounts():
            texts = waiting.texts(flow.waiting_for(ws, account), ws.catalogue)
            if not texts or account.email in lately:
                continue
            problem = "" if dry_run else _send(ws, account, texts)
            answers.append({"email": account.email, "waits": len(texts), "problem": problem})
            if not as_json:
                what = problem or (wording.REMIND_WOULD if dry_run else wording.REMIND_DONE)
                click.echo(f"{account.email}: {what}")
    if as_json:
        echo_json({"dry_run": dry_run, "reminders": answers})
    elif not answers:
        click.echo(wording.REMIND_NOBODY)
    ctx.exit(FAILED if any(each["problem"] for each in answers) else 0)


def _reminded_since(ws: flow.Workspace, days: int) -> set[str]:
    since = ws.clock() - timedelta(days=days)
    return {e.detail for e in ws.ledger.events() if e.kind == EventKind.REMINDED and e.at > since}


def _send(ws: flow.Workspace, account: Account, texts: Sequence[Text]) -> str:
    """Send one mail and note it; why it was not sent, or blank. One that fails does not keep the others back."""
    say = speaker_of(ws.catalogue, language_of(account, ws.catalogue)).say
    lines = "\n".join(f"- {say(text)}" for text in texts)
    project = ws.catalogue.project.short_title
    body = wording.REMIND_BODY.using(project=project, lines=lines, address=dashboard_address(ws.settings))
    subject = wording.REMIND_SUBJECT.using(project=project)
    try:
        mail.send(ws.settings, account.email, say(subject), say(body))
    except OutcomesError as error:
        return f"{error.title}. {error.message}"
    ws.ledger.note_about(EventKind.REMINDED, OPERATOR, ws.clock(), account.email)
    return ""
