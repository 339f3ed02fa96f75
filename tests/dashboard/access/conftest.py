from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard.access.entrance import Entrance
from dashboard.access.guard import Guard
from dashboard.access.hosts import Hosts
from dashboard.access.sign_in import SignIn
from dashboard.access.tabs import OpenTabs
from pipelines.ledger import Ledger
from pipelines.model import Role
from pipelines.settings import load_settings

from .asgi_client import AsgiClient

AT = datetime(2018, 7, 2, 9, 30, tzinfo=UTC)


async def _echo(request: Request) -> JSONResponse:
    return JSONResponse(
        {"identity": request.headers.get("x-outcome-session"), "headers": dict(request.headers)}
    )


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json({"identity": websocket.headers.get("x-outcome-session")})
    await websocket.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
        opened.add_account("eva@example.org", Role.EVALUATOR, None, AT)
        yield opened


@pytest.fixture
def entrance(ledger: Ledger) -> Entrance:
    return Entrance(ledger, lambda: AT, load_settings({"PREPARE_ALLOWED_HOSTS": "monitor.test"}))


@pytest.fixture
def guarded(ledger: Ledger, entrance: Entrance) -> Starlette:
    routes = [
        *SignIn(entrance).routes(),
        WebSocketRoute("/_stcore/stream", _stream),
        Route("/{path:path}", _echo, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    guard = Middleware(
        Guard,
        find_account=lambda token: ledger.session_account(token, AT),
        policy="default-src 'self'",
        hosts=Hosts.of(entrance.settings),
        tabs=OpenTabs(lambda tokens: ledger.running_sessions(tokens, AT)),
    )
    return Starlette(routes=routes, middleware=[guard])


@pytest.fixture
def client(guarded: Starlette) -> AsgiClient:
    return AsgiClient(guarded)


@pytest.fixture
def session(ledger: Ledger) -> str:
    return ledger.redeem_link(ledger.issue_link("eva@example.org", AT), AT)
