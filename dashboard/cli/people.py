"""Commands around accounts: who may sign in, and the links by which they do."""

from __future__ import annotations

import click

from dashboard.address import link_address
from dashboard.cli.common import echo_json, json_option, workspace
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.model import Role
from pipelines.settings import load_settings

role_choice = click.Choice([role.value for role in Role])
partner_option = click.option(
    "--partner",
    "partners",
    multiple=True,
    help="The partner a coordinator acts for; more than once for several.",
)


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
        rows = [
            {"email": a.email, "role": a.role.value, "partner_ids": list(a.partner_ids)} for a in accounts
        ]
        echo_json({"accounts": rows})
        return
    for account in accounts:
        click.echo(f"{account.email:<40} {account.role.value:<13} {' '.join(account.partner_ids)}".rstrip())


@users.command("add")
@click.argument("email")
@click.option("--role", type=role_choice, required=True)
@partner_option
def add_user(email: str, role: str, partners: tuple[str, ...]) -> None:
    """Let EMAIL sign in; for a known address, role and partner are replaced."""
    with workspace() as ws:
        _add(ws, email, role, partners)
    click.echo(f"{email} may sign in as {role}.")


@click.command()
@click.argument("email")
@click.option("--role", type=role_choice, required=True)
@partner_option
def invite(email: str, role: str, partners: tuple[str, ...]) -> None:
    """Add EMAIL and print a link that signs it in once, within a day."""
    with workspace() as ws:
        _add(ws, email, role, partners)
        token = ws.ledger.issue_link(email, ws.clock())
    click.echo(link_address(load_settings(), token))


@users.command("close")
@click.argument("email")
@click.option("--forget", is_flag=True, help="Remove the address from the ledger for ever.")
def close_user(email: str, forget: bool) -> None:
    """Let EMAIL sign in no more, and end all its sessions. What the person did stays in the trail."""
    with workspace() as ws:
        ws.ledger.close_account(email, ws.clock(), forget=forget)
    click.echo("The account is closed." + (" Its address was removed." if forget else ""))


def _add(ws: Workspace, email: str, role: str, partners: tuple[str, ...]) -> None:
    for partner in partners:
        if partner not in ws.catalogue.partners:
            raise PolicyError(
                title="There is no such partner",
                message=f"'{partner}' is not in the catalogue. Known: {', '.join(ws.catalogue.partners)}.",
            )
    first = next(iter(partners), None)
    ws.ledger.add_account(email, Role(role), first, ws.clock(), more_partner_ids=partners[1:])
