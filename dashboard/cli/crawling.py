"""The part of `prepare audit` that reads everything the dashboard serves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli.common import echo_json, end_progress, progress, workspace
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.model import Account
from pipelines.publish import current_release
from pipelines.roles import only_reads
from pipelines.seal import sealed, sealing_of

if TYPE_CHECKING:
    from dashboard.crawl import CrawlReport
    from dashboard.crawl.published import Published

FAILED = 1
SESSION_FOR = timedelta(hours=1)


def show_crawl(ctx: click.Context, *, quick: bool, as_json: bool) -> None:
    """Crawl what is served and tell; exits with 1 when anything is served that was never published."""
    with workspace() as ws:
        report = crawled(ws, quick=quick)
    if as_json:
        echo_json(report.as_json())
    else:
        click.echo("\n".join(report.lines()))
    ctx.exit(0 if report.is_clean else FAILED)


def crawled(ws: Workspace, *, quick: bool = False) -> CrawlReport:
    """Crawl the dashboard of a workspace: served on a free port, read by an evaluator who is signed in for that time.

    Errors: PolicyError when there is no evaluator to sign in; ReleaseMissingError when nothing is published.
    """
    # Imported here: Streamlit takes seconds, and the other commands do without it.
    from dashboard.crawl import Makers
    from dashboard.crawl import crawl as run

    release = current_release(ws.settings.releases_dir)
    try:
        with _session(ws, _reader(ws)) as token:
            return run(
                _serve,
                token,
                release.directory,
                ws.catalogue,
                base_url=ws.settings.base_url,
                makers=Makers(sealing_of(ws.settings.data_dir), partial(_document, ws), tuple(_authored(ws))),
                quick=quick,
                progress=progress(),
            )
    finally:
        end_progress()


def _document(ws: Workspace, published: Published, document_id: str, extension: str) -> tuple[str, bytes]:
    """Name and content of a practice sheet or the annex, made here."""
    from dashboard import documents

    document = documents.document_of(published.reader, document_id, ws.ledger)
    name = documents.file_name(published.provenance, document_id, extension)
    seal = partial(sealed, sealing=sealing_of(ws.settings.data_dir))
    return name, documents.file_of(document, extension, seal)


def _authored(ws: Workspace) -> Iterator[str]:
    """Texts that people wrote to be read as they stand: authors' texts, and why a release was withdrawn."""
    from dashboard import documents
    from dashboard.components.authored import markdown_of
    from dashboard.sheets.markdown import blocks_of

    subjects = {subject for d in ("annex", *ws.catalogue.activities) for subject in documents.subjects_of(d)}
    for subject in sorted(subjects):
        for each in ws.ledger.author_texts(subject):
            yield from (each.content, markdown_of(blocks_of(each.content, 2)))
    for publication in ws.ledger.publications():
        if publication.withdrawal is not None:
            yield publication.withdrawal.reason


def _serve(port: int) -> list[str]:
    """`prepare serve`, whatever the program is called here."""
    program = "from dashboard.cli import main; main()"
    return [sys.executable, "-c", program, "serve", "--port", str(port)]


def _reader(ws: Workspace) -> Account:
    """Somebody who may read releases and nothing else: others see clear counts, which no crawl can explain."""
    found = [account for account in ws.ledger.accounts() if only_reads(account)]
    if not found:
        raise PolicyError(
            title="There is nobody to read as",
            message="A crawl reads as an evaluator. 'prepare users add EMAIL --role evaluator' makes one.",
        )
    return found[0]


@contextmanager
def _session(ws: Workspace, account: Account) -> Iterator[str]:
    """A session of an account, which ends with the block."""
    now = datetime.now(UTC)
    link = ws.ledger.issue_link(account.email, now)
    token = ws.ledger.redeem_link(link, now, session_for=SESSION_FOR)
    try:
        yield token
    finally:
        ws.ledger.revoke_session(token, datetime.now(UTC))
