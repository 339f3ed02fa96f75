"""The command that takes many reports at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import polars as pl

from dashboard.cli.common import acting, as_option, end_progress, json_option, progress, workspace
from pipelines import flow
from pipelines.harmless import harmless_row
from pipelines.importing import LINES

FAILED = 1
SHOWN = 20
"""Lines of findings on a terminal; a file and JSON have all of them."""


class Taken:
    """Writes what was found as it comes, so that a table full of faults needs no more memory than a good one."""

    def __init__(self, as_json: bool, file: TextIO | None) -> None:
        self.count = 0
        self._as_json = as_json
        self._writer = csv.writer(file) if file else None
        if self._writer:
            self._writer.writerow(LINES)

    def take(self, lines: pl.DataFrame) -> None:
        for line in lines.iter_rows(named=True):
            if self._writer:
                self._writer.writerow(
                    harmless_row("" if each is None else str(each) for each in line.values())
                )
            if self._as_json:
                click.echo(f"{',' if self.count else ''}{json.dumps(line, ensure_ascii=False)}")
            elif self.count < SHOWN:
                click.echo(
                    f"{line['severity']}: {_where(line)}: {line['message']}\n    {line['advice']} [{line['check']}]"
                )
            self.count += 1


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@as_option
@click.option("--reason", default="", help="Why an administrator imports on behalf of the partners.")
@click.option("--because", default="", help="Why the findings that ask for it are no faults.")
@click.option(
    "--findings", type=click.Path(dir_okay=False, path_type=Path), help="Write all findings there, as CSV."
)
@json_option
@click.pass_context
def import_reports(
    ctx: click.Context,
    file: Path,
    email: str,
    reason: str,
    because: str,
    findings: Path | None,
    as_json: bool,
) -> None:
    """Submit the reports of many partners and quarters from FILE, a long table as CSV or Parquet.

    Its columns are partner_id, quarter, activity_id, measure_id, breakdown, category, value and mark; _T stands for all
    activities, no breakdown, the total. Each report without anything that blocks it is submitted; the others are
    not, and every finding names its row.
    """
    with workspace() as ws, _written(findings) as written:
        account = acting(ws.ledger, email)
        taken = Taken(as_json, written)
        if as_json:
            click.echo('{"findings": [')
        done = flow.import_file(
            ws, file, account, taken.take, on_behalf=reason, because=because, progress=progress()
        )
    end_progress()
    if as_json:
        rest = {
            "rows": done.rows,
            "sound_rows": done.sound_rows,
            "submitted": done.submitted,
            "refused": [list(each) for each in done.refused],
            "to_confirm": [list(each) for each in done.to_confirm],
        }
        click.echo(f"], {json.dumps(rest)[1:]}")
    else:
        _say(done, taken.count, findings)
    ctx.exit(FAILED if done.refused or done.to_confirm or done.sound_rows < done.rows else 0)


def _say(done: flow.Imported, count: int, findings: Path | None) -> None:
    if count > SHOWN:
        where = f"; all are in {findings}" if findings else "; --findings FILE writes all of them"
        click.echo(f"and {count - SHOWN} more findings{where}.")
    click.echo(f"{done.rows} rows, {done.rows - done.sound_rows} of them with something wrong.")
    click.echo(f"{len(done.submitted)} reports submitted, {len(done.refused)} refused.")
    if done.to_confirm:
        click.echo(
            f"{len(done.to_confirm)} reports not submitted: look at their findings, and import them with --because "
            "REASON if all is right."
        )


def _where(line: dict[str, object]) -> str:
    report = " ".join(str(line[name]) for name in ("partner_id", "quarter") if line[name])
    row = f"row {line['row']}, {line['column']}" if line["row"] is not None else "the report"
    return f"{report}, {row}" if report else row


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        yield file
