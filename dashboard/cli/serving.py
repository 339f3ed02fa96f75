"""Commands that serve the dashboard: on the project's data, or on a synthetic project."""

from __future__ import annotations

import contextlib
import shutil
import socket
from collections.abc import Mapping
from dataclasses import replace

import click

from dashboard.address import dashboard_address, link_address
from dashboard.cli.common import end_progress, progress
from pipelines.demo import build_demo, demo_accounts, is_complete, issue_links
from pipelines.errors import OutcomesError, PolicyError
from pipelines.flow import Workspace, open_workspace
from pipelines.model import Role
from pipelines.settings import Settings, load_settings

HOST = "127.0.0.1"
GRACEFUL_SECONDS = 3


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to answer on; 0 takes a free one.")
@click.option("--host", default=HOST, show_default=True, help="Address to answer on.")
def serve(port: int | None, host: str) -> None:
    """Serve the dashboard on the project's data."""
    settings = load_settings()
    listener = _listen(host, settings.port if port is None else port)
    click.echo(f"The dashboard answers on {dashboard_address(settings, listener.getsockname()[1])}")
    _serve(settings, listener)


@click.command()
@click.option("--no-serve", is_flag=True, help="Make the data and the links, then end.")
@click.option("--fresh", is_flag=True, help="Make the synthetic data again.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to answer on; 0 takes a free one.")
def demo(no_serve: bool, fresh: bool, port: int | None) -> None:
    """Make a SYNTHETIC project, serve it, and print a sign-in link for each role.

    Its data is in data/local/demo unless PREPARE_DATA says otherwise, and never beside real data.
    """
    settings = demo_settings(load_settings())
    wanted_port = settings.port if port is None else port
    # Before the work, so that a port in use is known at once; until the server is up, visitors wait.
    listener = None if no_serve else _listen(HOST, wanted_port)
    shown_port = listener.getsockname()[1] if listener else wanted_port
    with open_demo(settings, fresh=fresh) as ws:
        tokens = _fill(ws)
        _tell(ws, tokens, shown_port)
    if listener:
        click.echo(f"\nThe dashboard answers on {dashboard_address(settings, shown_port)} (Ctrl-C ends it)")
        _serve(settings, listener)


def demo_settings(settings: Settings) -> Settings:
    """The same settings, with a data directory of its own for the demo unless one was chosen."""
    default = load_settings({})
    if settings.data_dir != default.data_dir:
        return settings
    own = load_settings({"PREPARE_DATA": str(default.data_dir / "demo")})
    chose_ledger = settings.ledger_url != default.ledger_url
    return replace(
        settings, data_dir=own.data_dir, ledger_url=settings.ledger_url if chose_ledger else own.ledger_url
    )


def open_demo(settings: Settings, *, fresh: bool) -> Workspace:
    """A workspace that is empty or holds a complete synthetic project.

    What an interrupted demo left, or everything when `fresh`, is deleted; only ever synthetic data is.
    Errors: PolicyError when the data there is not synthetic.
    """
    ws = open_workspace(settings)
    if not ws.ledger.last_event_id():
        return ws
    if not ws.ledger.is_synthetic():
        ws.close()
        raise PolicyError(
            title="This is not synthetic data",
            message=f"The ledger in '{settings.data_dir}' holds real reports, so no demo is made there. "
            "Choose another directory with PREPARE_DATA.",
        )
    if is_complete(ws) and not fresh:
        return ws
    ws.close()
    click.echo(
        "Making the synthetic data again." if fresh else "An earlier demo was interrupted; making it again."
    )
    _delete(settings)
    return open_workspace(settings)


def _delete(settings: Settings) -> None:
    """Delete what the program itself put into the data directory, and nothing else."""
    if settings.ledger_url != f"sqlite:///{settings.data_dir / 'ledger.sqlite'}":
        raise PolicyError(
            title="The synthetic data was not deleted",
            message="The ledger is not in the data directory. Empty it yourself, then run the demo again.",
        )
    for directory in (settings.releases_dir, settings.warehouse_dir):
        if directory.exists():
            shutil.rmtree(directory)
    for file in settings.data_dir.glob("ledger.sqlite*"):
        file.unlink()


def _fill(ws: Workspace) -> Mapping[Role, str]:
    if ws.ledger.last_event_id():
        click.echo(f"Using the SYNTHETIC project that is in {ws.settings.data_dir} (--fresh makes it again).")
        return issue_links(ws)
    click.echo(
        f"Making a SYNTHETIC project in {ws.settings.data_dir}: invented reports of "
        f"{ws.catalogue.project.short_title}, through the real templates, checks, approvals and releases."
    )
    try:
        result = build_demo(ws, progress=progress())
    finally:
        end_progress()
    click.echo(
        f"Made {result.submissions} reports and {len(result.releases)} releases. Every figure is SYNTHETIC."
    )
    return result.links


def _tell(ws: Workspace, tokens: Mapping[Role, str], port: int) -> None:
    click.echo("\nSign-in links (each works once, for a day; `./run demo` prints new ones):")
    for role, account in demo_accounts(ws.catalogue).items():
        click.echo(f"  {role.value:<14} {account.email}\n    {link_address(ws.settings, tokens[role], port)}")


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OutcomesError(
            title="The dashboard cannot answer there",
            message=f"{host}, port {port} is taken or not allowed. Choose another with --port or PREPARE_PORT.",
        ) from error
    listener.listen()
    return listener


def _serve(settings: Settings, listener: socket.socket) -> None:
    # Imported here: Streamlit takes seconds, and the other commands do without it.
    import uvicorn

    from dashboard.asgi import create_app

    # No access log: addresses hold sign-in tokens and what people look at.
    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
