"""Commands around one report: template, check, submit, and what the manager does with it."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.cli.common import (
    acting,
    as_option,
    echo_findings,
    echo_json,
    json_option,
    language_option,
    receipt_answer,
    screening_answer,
    submission_answer,
    workspace,
)
from pipelines import flow
from pipelines.errors import OutcomesError, PolicyError
from pipelines.flow import Received
from pipelines.languages import speaker_of
from pipelines.marking.answer import mark
from pipelines.marking.lists import findings_csv, findings_json
from pipelines.model import Severity, Submission, SubmissionState

FAILED = 1
new_file = click.Path(dir_okay=False, path_type=Path)
existing_file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def _write_new(path: Path, data: bytes) -> None:
    """Errors: OutcomesError where there is a file already."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise OutcomesError(
            title="There is a file already",
            message=f"'{path}' may hold somebody's work and was left alone. Choose another name.",
        ) from error


@click.command()
@click.argument("partner")
@click.argument("quarter")
@language_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
def template(partner: str, quarter: str, language: str, out: Path | None) -> None:
    """Write the workbook PARTNER fills in for QUARTER (such as 2018-Q2)."""
    with workspace() as ws:
        name, data = flow.make_template(ws, partner, quarter, language)
    path = out or Path(name)
    _write_new(path, data)
    click.echo(str(path))


@click.command()
@click.argument("file", type=existing_file)
@click.option("--marked", type=new_file, help="Write a copy of FILE there, with every finding marked in it.")
@click.option("--findings", "listed", type=new_file, help="Write the findings there, as .csv or .json.")
@click.option("--partner", help="Whose report it should be; headers that this partner has matched are known.")
@click.option("--quarter", help="Of which quarter it should be, such as 2018-Q2.")
@language_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    file: Path,
    marked: Path | None,
    listed: Path | None,
    partner: str | None,
    quarter: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Read and validate FILE; nothing is stored. Exits with 1 when something must be mended."""
    data = file.read_bytes()
    with workspace() as ws:
        screening = flow.check(ws, file.name, data, expected_partner=partner, expected_quarter=quarter)
        speaker = speaker_of(ws.catalogue, language)
        if marked is not None:
            table = flow.table_of(ws, file.name, data)
            if table is None:
                click.echo("There is no marked copy, because the file cannot be read.", err=True)
            else:
                _write_new(marked, mark(data, table, screening.findings, speaker))
    if listed is not None:
        write = findings_json if listed.suffix == ".json" else findings_csv
        _write_new(listed, write(screening.findings, speaker))
    if as_json:
        echo_json({"file": file.name, **screening_answer(screening, speaker)})
    else:
        echo_findings(screening.findings, speaker)
        verdict = "must be mended before it can be submitted" if screening.is_blocked else "can be submitted"
        click.echo(f"{file.name} {verdict}.")
    ctx.exit(FAILED if screening.is_blocked else 0)


@click.command()
@click.argument("file", type=existing_file)
@as_option
@click.option("--because", default="", help="Why the findings that ask for it are no faults.")
@click.option("--quarter", help="Of which quarter it is, where the file does not say so.")
@json_option
@click.pass_context
def submit(
    ctx: click.Context, file: Path, email: str, because: str, quarter: str | None, as_json: bool
) -> None:
    """Store, validate and submit FILE; prints the receipt.

    Nothing is kept of a file that holds personal data or cannot be read.
    """
    with workspace() as ws:
        account = acting(ws.ledger, email)
        received = flow.receive(ws, file.name, file.read_bytes(), account, expected_quarter=quarter)
        refusal = _refusal(received, because=because)
        submission = received.submission
        if submission is not None and not refusal:
            submission = flow.submit(
                ws, submission.id, account, dict.fromkeys(submission.to_confirm, because)
            )
    if as_json:
        echo_json(
            {
                "receipt": receipt_answer(received.receipt) if received.receipt else None,
                "submission": submission_answer(submission) if submission else None,
                **screening_answer(received.screening),
            }
        )
    else:
        receipt = received.receipt
        echo_findings(received.screening.findings)
        if receipt:
            click.echo(
                f"Receipt {receipt.upload_id}: {receipt.file_name}, {receipt.received_at:%Y-%m-%d %H:%M} UTC"
            )
            click.echo(f"SHA-256 {receipt.sha256}")
        if submission and not refusal:
            click.echo(f"Submitted as {submission.id}.")
    if refusal:
        click.echo(refusal, err=True)
    ctx.exit(FAILED if refusal else 0)


def _refusal(received: Received, *, because: str) -> str:
    """Why an upload is not submitted, or blank."""
    if received.receipt is None:
        return "Not submitted: the file was refused, and nothing of it was kept."
    name = received.receipt.file_name
    if received.submission is None or received.screening.is_blocked:
        return f"Not submitted: {name} was kept, and has findings to mend. Correct it and submit it again."
    to_confirm = any(finding.severity is Severity.CONFIRM for finding in received.screening.findings)
    if to_confirm and not because.strip():
        return f"Not submitted: look at the findings of {name}. If all is right, submit it with --because REASON."
    return ""


@click.command("list")
@click.option(
    "--state", type=click.Choice([state.value for state in SubmissionState]), help="Only in this state."
)
@json_option
def list_reports(state: str | None, as_json: bool) -> None:
    """List the submitted reports, newest last."""
    with workspace() as ws:
        found = ws.ledger.submissions(states=[SubmissionState(state)] if state else None)
    if as_json:
        echo_json({"submissions": [submission_answer(each) for each in found]})
        return
    for each in found:
        click.echo(f"{each.id:<24} {each.state.value:<11} {each.changed_at:%Y-%m-%d} {each.changed_by}")
    if not found:
        click.echo("No report yet.", err=True)


@click.command()
@click.argument("submission_id", metavar="ID")
@json_option
def show(submission_id: str, as_json: bool) -> None:
    """Show one report: its state, its findings, and who did what when. No counts."""
    with workspace() as ws:
        submission = ws.ledger.submission(submission_id)
        events = ws.ledger.events(submission_id)
    if as_json:
        findings = [
            {"check": f.check, "severity": f.severity, "message": f.message} for f in submission.findings
        ]
        trail = [
            {"at": e.at.isoformat(timespec="seconds"), "actor": e.actor, "kind": e.kind, "detail": e.detail}
            for e in events
        ]
        receipt = receipt_answer(submission.upload)
        echo_json(
            {**submission_answer(submission), "receipt": receipt, "findings": findings, "events": trail}
        )
        return
    click.echo(f"{submission.id}: {submission.state.value}, file {submission.upload.file_name}")
    echo_findings(submission.findings)
    for event in events:
        click.echo(f"{event.at:%Y-%m-%d %H:%M} {event.kind} by {event.actor}. {event.detail}".rstrip())


@click.command()
@click.argument("submission_id", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="Every report that waits for a decision.")
@click.option("--comment", default="", help="A word to the partner.")
@as_option
def approve(submission_id: str | None, every: bool, comment: str, email: str) -> None:
    """Approve the report ID, or --all that are submitted."""
    if every == (submission_id is not None):
        raise click.UsageError("Name one report, or write --all.")
    with workspace() as ws:
        account = acting(ws.ledger, email)
        waiting = [s.id for s in ws.ledger.submissions(states=[SubmissionState.SUBMITTED])]
        for each in waiting if submission_id is None else [submission_id]:
            _say(flow.approve(ws, each, account, comment))
        if every and not waiting:
            raise PolicyError(title="Nothing to approve", message="No report waits for a decision.")


@click.command("return")
@click.argument("submission_id", metavar="ID")
@click.option("--comment", required=True, help="What must change.")
@as_option
def return_report(submission_id: str, comment: str, email: str) -> None:
    """Give the report ID back to its partner, with what must change."""
    with workspace() as ws:
        _say(flow.return_(ws, submission_id, acting(ws.ledger, email), comment))


def _say(submission: Submission) -> None:
    click.echo(f"{submission.id} is {submission.state.value}.")
