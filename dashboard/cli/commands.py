"""The group of all commands, and what becomes of an error."""

from __future__ import annotations

import click

from dashboard.cli import (
    audit,
    backup,
    cycle,
    doctor,
    exporting,
    importing,
    lifting,
    people,
    releases,
    reminding,
    reports,
    serving,
    sheets,
    usefulness,
    verifying,
)
from pipelines.errors import OutcomesError

FAILED = 1
"""Exit code for findings and refusals; click itself exits with 2 on misuse."""


class PlainErrors(click.Group):
    """A group that tells an expected fault in two sentences on stderr, and lets all others through."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except OutcomesError as error:
            click.echo(f"{error.title}: {error.message}", err=True)
            ctx.exit(FAILED)


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="prepare-outcome-monitor")
def main() -> None:
    """Collect quarterly reports, release protected outcome indicators, and show them.

    Data, catalogue, port and address come from PREPARE_DATA, PREPARE_CATALOGUE, PREPARE_PORT and
    PREPARE_BASE_URL. Exit codes: 0 done, 1 findings or refused, 2 misused.
    """


for command in (
    serving.demo,
    serving.serve,
    reports.template,
    reports.check,
    reports.submit,
    importing.import_reports,
    reports.list_reports,
    reports.show,
    reports.approve,
    reports.return_report,
    sheets.sheet,
    cycle.status,
    cycle.extend,
    cycle.withdraw,
    cycle.withdraw_release,
    reminding.remind,
    releases.publish,
    exporting.export,
    verifying.verify,
    audit.audit,
    usefulness.utility,
    lifting.lift,
    doctor.doctor,
    backup.backup,
    backup.restore,
    people.users,
    people.invite,
):
    main.add_command(command)
