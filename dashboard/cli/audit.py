"""The command that attacks a published release, from its files alone or with every insider's own counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from dashboard.cli.common import echo_json, end_progress, json_option, progress, workspace
from dashboard.cli.crawling import show_crawl
from pipelines import flow
from pipelines import publish as shelf
from pipelines.audit import OUTSIDER, AuditReport, Problem
from pipelines.audit import audit as attack_files
from pipelines.errors import ReleaseMissingError
from pipelines.settings import SQLITE_FILE, Settings, load_settings

FAILED = 1
_LISTED = 20
"""Problems written out; of more, only how many there are is said. `--json` has them all."""


@click.command()
@click.argument("release", type=click.IntRange(min=1), required=False)
@click.option("--outsider-only", is_flag=True, help="Use the published files alone, no report of anybody.")
@click.option(
    "--releases",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A directory of releases got from elsewhere; attacked from its files alone.",
)
@click.option(
    "--served", is_flag=True, help="Read all that the dashboard serves instead, and explain every number."
)
@click.option("--quick", is_flag=True, help="With --served: fewer selections of each indicator.")
@json_option
@click.pass_context
def audit(
    ctx: click.Context,
    release: int | None,
    outsider_only: bool,
    folder: Path | None,
    served: bool,
    quick: bool,
    as_json: bool,
) -> None:
    """Attack a release (the current one unless told otherwise) together with all before it.

    Exits with 1 when anything can be recovered or is not as it must be.
    """
    if served:
        if release is not None or outsider_only or folder is not None:
            raise click.UsageError("--served reads what is served now: the current release, as an evaluator.")
        show_crawl(ctx, quick=quick, as_json=as_json)
    settings = load_settings()
    try:
        if folder is not None or not _has_ledger(settings):
            report = _from_files(settings, folder or settings.releases_dir, release)
        else:
            with workspace() as ws:
                report = flow.audit_release(ws, release, insiders=not outsider_only, progress=progress())
    finally:
        end_progress()
    if as_json:
        echo_json(report.as_json())
    else:
        for line in _lines(report):
            click.echo(line)
    ctx.exit(0 if report.holds else FAILED)


def _has_ledger(settings: Settings) -> bool:
    """A ledger in a file is not made by asking for it; one on a server is there."""
    if not settings.ledger_url.startswith(SQLITE_FILE):
        return True
    return Path(settings.ledger_url.removeprefix(SQLITE_FILE)).exists()


def _from_files(settings: Settings, folder: Path, release: int | None) -> AuditReport:
    number = release or shelf.current_number(folder) or max(_numbers(folder), default=0)
    directories = [shelf.release_directory(folder, n) for n in _numbers(folder) if n <= number]
    if number not in _numbers(folder):
        raise ReleaseMissingError(
            title="There is no such release",
            message=f"No release {number:04d} was found. Name one that is in the directory of releases.",
        )
    return attack_files(directories, settings.catalogue_dir, progress=progress())


def _numbers(folder: Path) -> list[int]:
    if not folder.exists():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdecimal())


def _lines(report: AuditReport) -> Iterator[str]:
    names = ", ".join(name for name in report.attackers if name != OUTSIDER)
    yield f"Release {report.release:04d}: {'nothing can be recovered' if report.holds else 'FAILED'}"
    yield f"  attacked together: releases {', '.join(f'{n:04d}' for n in report.releases)}"
    yield f"  attackers: the outsider{f'; insiders {names}' if names else ' (files alone)'}"
    yield f"  cells: {report.cells:,} in the plan, {report.shown:,} shown, {report.withheld:,} withheld"
    yield f"  numbers attacked: {report.checked:,}; undecided: {report.undecided:,}"
    if report.narrowest is not None:
        yield f"  narrowest: every withheld cell may differ by {report.narrowest} at least"
    if report.excused:
        yield f"  large cells that earlier releases show not to be zero: {report.excused:,}"
    yield f"  {report.seconds:.1f} s, {report.peak_memory_mb:.0f} MB"
    yield from _listed("problem", report.problems)
    yield from _listed("doubt (only if an identity holds that may lawfully fail)", report.doubts)


def _listed(word: str, problems: Sequence[Problem]) -> Iterator[str]:
    for problem in problems[:_LISTED]:
        yield f"{word}: {problem.what} [{problem.kind.value}]"
        if problem.how:
            yield f"    {problem.how}"
    if len(problems) > _LISTED:
        yield f"    and {len(problems) - _LISTED:,} more; --json lists them all"
