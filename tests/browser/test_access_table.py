"""Walks every route and page as nobody and as each role, from the table in tests/access_table.py."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from dashboard.navigation import PAGES as NAVIGATION
from dashboard.navigation import page_names
from dashboard.reading_wording import PAGE_TITLES
from pipelines.ledger import Ledger
from pipelines.model import Account, Role
from pipelines.settings import REPOSITORY_ROOT
from tests.access_table import PAGES, ROUTES, Row
from tests.browser.server import Server, serving
from tests.browser.visitor import sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

ACCOUNTS = {
    Role.COORDINATOR: COORDINATOR,
    Role.MANAGER: MANAGER,
    Role.EVALUATOR: EVALUATOR,
    Role.ADMINISTRATOR: Account("adi@office.example", Role.ADMINISTRATOR, None),
    Role.READER: Account("rea@public.example", Role.READER, None),
}
EVERY_WAY_IN = {
    "PREPARE_SMTP_URL": "smtp://127.0.0.1:9",
    "PREPARE_MAIL_FROM": "outcomes@office.example",
    "PREPARE_OIDC_ISSUER": "http://127.0.0.1:9",
    "PREPARE_OIDC_CLIENT_ID": "monitor",
    "PREPARE_OIDC_CLIENT_SECRET": "x",
}
LIST_ROUTES = """
import json
from dashboard.asgi import app
from starlette.routing import Mount, WebSocketRoute
def methods(route):
    if isinstance(route, Mount):
        return ["MOUNT"]
    return ["WEBSOCKET"] if isinstance(route, WebSocketRoute) else sorted(route.methods - {"HEAD"})
print(json.dumps([[route.path, m] for route in app()._build_starlette_app().routes for m in methods(route)]))
"""


@pytest.fixture(scope="module")
def monitor(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the other browser tests, with every way to sign in and an account of every role."""
    with Ledger.open(server.settings.ledger_url) as ledger:
        for account in ACCOUNTS.values():
            ledger.add_account(account.email, account.role, account.partner_id, datetime.now(UTC))
    log = tmp_path_factory.mktemp("monitor") / "server.log"
    with serving(server.settings, log, EVERY_WAY_IN) as running:
        yield running


def test_table_has_every_route_of_the_application(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREPARE_", "STREAMLIT_"))}
    done = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES],
        env=environment | EVERY_WAY_IN | {"PREPARE_DATA": str(tmp_path), "PYTHONPATH": str(REPOSITORY_ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    routes = [tuple(pair) for pair in json.loads(done.stdout)]

    assert sorted({row.key for row in ROUTES}) == sorted(set(routes))


def test_table_has_every_page_of_the_navigation() -> None:
    assert set(PAGES) == {name for name, *_ in NAVIGATION}


@pytest.mark.parametrize("role", Role)
def test_table_pages_of_a_role_are_those_of_the_navigation(role: Role) -> None:
    assert set(page_names(ACCOUNTS[role])) == {name for name, roles in PAGES.items() if role in roles}


def _status(monitor: Server, row: Row, cookie: str) -> int:
    headers = {"Origin": monitor.url, "Cookie": cookie}
    if row.method == "WEBSOCKET":
        headers |= {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
    method = row.method if row.method not in {"WEBSOCKET", "MOUNT"} else "GET"
    connection = http.client.HTTPConnection(urlsplit(monitor.url).netloc, timeout=30)
    try:
        connection.request(method, row.address, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
def test_walk_nobody_gets_exactly_what_the_table_says(monitor: Server) -> None:
    found = {row.key: _status(monitor, row, "prepare_session=forged") for row in ROUTES}

    assert found == {row.key: row.nobody for row in ROUTES}


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.READER])
def test_walk_somebody_gets_exactly_what_the_table_says(monitor: Server, role: Role) -> None:
    found = {}
    for row in ROUTES:
        with Ledger.open(monitor.settings.ledger_url) as ledger:
            session = ledger.begin_session(ACCOUNTS[role].email, datetime.now(UTC))
        found[row.key] = _status(monitor, row, f"prepare_session={session}")

    assert found == {row.key: row.somebody for row in ROUTES}


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_walk_role_sees_exactly_its_pages(
    browser: Browser, server: Server, monitor: Server, role: Role
) -> None:
    visitor = sign_in(browser, server, ACCOUNTS[role])
    page = visitor.page
    not_found = page.get_by_text("Page not found")

    for name, roles in PAGES.items():
        visitor.open(name)
        expect(not_found).to_have_count(0 if role in roles else 1)
        link = page.get_by_test_id("stSidebar").get_by_role("link", name=str(PAGE_TITLES[name]), exact=True)
        expect(link).to_have_count(1 if role in roles else 0)
    visitor.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/account/mail", "/account/oidc", "/account/oidc/callback"])
def test_way_in_that_is_not_set_up_is_not_there(server: Server, method: str, path: str) -> None:
    answer = httpx.request(method, f"{server.url}{path}", headers={"Origin": server.url})

    assert (answer.status_code, answer.text) == (404, "Not found")


TRAVERSALS = (
    "/../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static//etc/passwd",
    "/static/..\\..\\etc\\passwd",
    "/media/../../etc/passwd",
    "/component/../../etc/passwd",
    "/_stcore/bidi-components/x/..%2f..%2fetc/passwd",
    "/app/static/../../etc/passwd",
    "//evil.example/",
    "/\\evil.example",
    "/review/../publish.py",
    "/app_pages/review.py",
    "/..%2fapp_pages%2freview.py",
    "/%00",
    "/healthz/../explore",
    "/account/link/../../explore",
)


@pytest.mark.slow
@pytest.mark.parametrize("path", TRAVERSALS)
def test_traversal_in_a_name_gives_a_stranger_nothing_and_an_account_no_file(
    monitor: Server, path: str
) -> None:
    with Ledger.open(monitor.settings.ledger_url) as ledger:
        session = ledger.begin_session(EVALUATOR.email, datetime.now(UTC))
    answers = []
    for cookie in ("", f"prepare_session={session}"):
        connection = http.client.HTTPConnection(urlsplit(monitor.url).netloc, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answers.append((answer.status, answer.getheader("location") or "", answer.read()))
        connection.close()

    (status, location, _), (_, other_location, text) = answers
    assert (status, location) in {(303, "/account/sign-in"), (401, ""), (400, ""), (404, "")}
    assert not other_location.startswith(("//", "http", "/\\"))
    assert b"root:" not in text
    assert b"import streamlit" not in text
