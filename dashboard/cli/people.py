"""Commands around accounts: who may sign in, and the links by which they do."""

from __future__ import annotations

import click

from dashboard.cli.common import echo_json, json_option, link_address, workspace
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.model import Role
from pipelines.settings import load_settings

role_choice = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """See and add the accounts that may sign in."""


@users.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List all accounts."""
    with workspace() as ws:
        accounts = ws.ledger.accounts()
    if as_json:
        rows = [{"email": a.email, "role": a.role.value, "partner_id": a.partner_id} for a in accounts]
        echo_json({"accounts": rows})
        return
    for account in accounts:
        click.echo(f"{account.email:<40} {account.role.value:<12} {account.partner_id or ''}".rstrip())


@users.command("add")
@click.argument("email")
@click.option("--role", type=role_choice, required=True)
@click.option("--partner", help="The partner a coordinator acts for.")
def add_user(email: str, role: str, partner: str | None) -> None:
    """Let EMAIL sign in; for a known address, role and partner are replaced."""
    with workspace() as ws:
        _add(ws, email, role, partner)
    click.echo(f"{email} may sign in as {role}.")


@click.command()
@click.argument("email")
@click.option("--role", type=role_choice, required=True)
@click.option("--partner", help="The partner a coordinator acts for.")
def invite(email: str, role: str, partner: str | None) -> None:
    """Add EMAIL and print a link that signs it in once, within a day."""
    with workspace() as ws:
        _add(ws, email, role, partner)
        token = ws.ledger.issue_link(email, ws.clock())
    click.echo(link_address(load_settings(), token))


def _add(ws: Workspace, email: str, role: str, partner: str | None) -> None:
    if partner is not None and partner not in ws.catalogue.partners:
        raise PolicyError(
            title="There is no such partner",
            message=f"'{partner}' is not in the catalogue. Known: {', '.join(ws.catalogue.partners)}.",
        )
    ws.ledger.add_account(email, Role(role), partner, ws.clock())
