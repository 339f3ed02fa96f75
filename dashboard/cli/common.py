"""What several commands share: the workspace, the person acting, progress, and answers as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import click

from pipelines.errors import PolicyError
from pipelines.flow import Workspace, open_workspace
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE, Speaker
from pipelines.ledger import Ledger
from pipelines.marking.entries import KINDS
from pipelines.marking.lists import finding_record
from pipelines.model import Account, Finding, Receipt, Screening, Submission
from pipelines.roles import Act, may
from pipelines.settings import load_settings
from pipelines.texts import Text

PROGRESS_SECONDS = 5.0
"""Seconds between two lines of progress where the output is no terminal."""

as_option = click.option("--as", "email", required=True, metavar="EMAIL", help="The account that acts.")
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=SOURCE_LANGUAGE,
    show_default=True,
    help="The language of what is written.",
)
ENGLISH = Speaker(SOURCE_LANGUAGE)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for a program.")


def workspace() -> Workspace:
    """The workspace of the settings in the environment."""
    return open_workspace(load_settings())


def acting(ledger: Ledger, email: str) -> Account:
    """The account of an address. Errors: PolicyError when there is none."""
    account = ledger.account(email)
    if account is None:
        raise PolicyError(
            title="There is no such account",
            message=f"Nobody is known as '{email}'. List the accounts with 'prepare users list'.",
        )
    return account


def only_manager(ledger: Ledger) -> Account:
    """The one manager of the project. Errors: PolicyError when there is none, or more than one."""
    managers = [account for account in ledger.accounts() if may(account, Act.PUBLISH)]
    if len(managers) != 1:
        raise PolicyError(
            title="It is not clear who acts",
            message="There is no manager, or more than one. Name the account with --as EMAIL; "
            "'prepare users add EMAIL --role manager' makes one.",
        )
    return managers[0]


def progress() -> Callable[[Text | str], None]:
    """Shows what is being done: one changing line on a terminal, else a line every few seconds."""
    is_terminal = sys.stderr.isatty()
    shown_at = 0.0

    def show(step: Text | str) -> None:
        nonlocal shown_at
        if is_terminal:
            click.echo(f"\r\x1b[K{step}", nl=False, err=True)
        elif time.monotonic() - shown_at >= PROGRESS_SECONDS:
            shown_at = time.monotonic()
            click.echo(str(step), err=True)

    return show


def end_progress() -> None:
    """Clears the changing line."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def echo_json(answer: Mapping[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def echo_findings(findings: tuple[Finding, ...], speaker: Speaker = ENGLISH) -> None:
    """Findings as text: severity, message, advice; never a count."""
    for finding in findings:
        kind, what, remedy = (speaker.say(t) for t in (KINDS[finding.severity], finding.what, finding.remedy))
        click.echo(f"{kind}: {what}\n    {remedy} [{finding.check}]")


def screening_answer(screening: Screening, speaker: Speaker = ENGLISH) -> dict[str, Any]:
    return {
        "partner_id": screening.partner_id,
        "quarter": screening.quarter,
        "is_blocked": screening.is_blocked,
        "cells": {
            "read": screening.read_cells,
            "accepted": screening.accepted_cells,
            "rejected": screening.rejected_cells,
            "blank": screening.blank_cells,
        },
        "findings": [finding_record(finding, speaker) for finding in screening.findings],
    }


def receipt_answer(receipt: Receipt) -> dict[str, str]:
    return {
        "upload_id": receipt.upload_id,
        "sha256": receipt.sha256,
        "file_name": receipt.file_name,
        "received_at": receipt.received_at.isoformat(timespec="seconds"),
        "actor": receipt.actor,
    }


def submission_answer(submission: Submission) -> dict[str, str]:
    return {
        "id": submission.id,
        "partner_id": submission.partner_id,
        "quarter": submission.quarter,
        "state": submission.state.value,
        "changed_at": submission.changed_at.isoformat(timespec="seconds"),
        "changed_by": submission.changed_by,
        "comment": submission.comment,
    }
