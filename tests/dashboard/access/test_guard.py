from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.access.guard import SESSION_COOKIE, Guard
from dashboard.access.hosts import Hosts
from dashboard.access.tabs import OpenTabs
from pipelines.errors import StoreBusyError
from pipelines.ledger import Ledger
from pipelines.model import Account
from pipelines.settings import load_settings

from .asgi_client import AsgiClient
from .conftest import AT

ORIGIN = {"origin": "http://monitor.test"}


@pytest.mark.parametrize("path", ["/", "/explore?indicator=starts", "/review", "/unknown"])
def test_guard_page_without_session_redirects_to_sign_in(client: AsgiClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/sign-in"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/_stcore/host-config", "/media/abc.svg", "/static/js/index.js", "/component/x/y.js"],
)
def test_guard_machine_path_without_session_is_refused(client: AsgiClient, path: str) -> None:
    assert client.get(path).status_code == 401


def test_guard_post_without_session_is_refused(client: AsgiClient) -> None:
    assert client.post("/").status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/script-health-check"],
)
def test_guard_closed_endpoint_with_session_is_not_found(client: AsgiClient, session: str, path: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    assert client.get(path).status_code == 404


def test_guard_live_session_passes_and_hands_the_session_on(client: AsgiClient, session: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.json()["identity"] == session


@pytest.mark.parametrize("token", ["", "forged", "0" * 43])
def test_guard_unknown_session_is_redirected(client: AsgiClient, token: str) -> None:
    client.cookies.set(SESSION_COOKIE, token)

    assert client.get("/").status_code == 303


def test_guard_revoked_session_is_redirected(client: AsgiClient, ledger: Ledger, session: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)
    ledger.revoke_session(session, AT)

    assert client.get("/").status_code == 303


def test_guard_spoofed_identity_header_without_session_is_redirected(
    client: AsgiClient, session: str
) -> None:
    assert client.get("/", headers={"x-outcome-session": session}).status_code == 303


def test_guard_spoofed_identity_headers_with_session_are_dropped(client: AsgiClient, session: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    answer = client.get("/", headers={"X-Outcome-Session": "other", "x-outcome-role": "manager"}).json()

    assert answer["identity"] == session
    assert "x-outcome-role" not in answer["headers"]


def test_guard_websocket_without_session_is_refused(client: AsgiClient) -> None:
    sent = client.websocket("/_stcore/stream", ORIGIN)

    assert [message["type"] for message in sent] == ["websocket.close"]


def test_guard_websocket_spoofed_identity_is_refused(client: AsgiClient, session: str) -> None:
    headers = ORIGIN | {"x-outcome-session": session}

    sent = client.websocket("/_stcore/stream", headers)

    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize("origin", [{}, {"origin": "http://evil.test"}, {"origin": "null"}])
def test_guard_websocket_foreign_origin_is_refused(
    client: AsgiClient, session: str, origin: dict[str, str]
) -> None:
    headers = origin | {"cookie": f"{SESSION_COOKIE}={session}"}

    sent = client.websocket("/_stcore/stream", headers)

    assert [message["type"] for message in sent] == ["websocket.close"]


def test_guard_websocket_with_session_hands_the_session_on(client: AsgiClient, session: str) -> None:
    headers = ORIGIN | {"cookie": f"{SESSION_COOKIE}={session}", "x-outcome-session": "other"}

    sent = client.websocket("/_stcore/stream", headers)

    assert sent[0]["type"] == "websocket.accept"
    assert json.loads(sent[1]["text"]) == {"identity": session}


@pytest.mark.parametrize("path", ["/", "/healthz", "/account/sign-in", "/_stcore/metrics", "/media/x"])
def test_guard_every_answer_has_the_security_headers(client: AsgiClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["content-security-policy"] == "default-src 'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_guard_under_https_asks_for_https_only(guarded: Starlette) -> None:
    answer = AsgiClient(guarded, "https://monitor.test").get("/healthz")

    assert "max-age" in answer.headers["strict-transport-security"]


def test_guard_store_busy_refuses_and_says_so() -> None:
    def find_account(_token: str) -> Account | None:
        raise StoreBusyError(title="The store is busy", message="Try again in a moment.")

    hosts, tabs = Hosts(frozenset({"monitor.test"})), OpenTabs(lambda tokens: tokens)
    app = Guard(Starlette(), find_account=find_account, policy="", hosts=hosts, tabs=tabs)
    answer = AsgiClient(app).get("/", headers={"cookie": f"{SESSION_COOKIE}=some"})

    assert answer.status_code == 503
    assert answer.text == "The store is busy. Try again in a moment."


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/account/sign-in", "/account/link", "/static/js/index.js"]
)
@pytest.mark.parametrize(
    "host", ["evil.test", "monitor.test.evil.test", "evil.test#monitor.test", "[::1", ""]
)
def test_guard_foreign_host_is_refused(client: AsgiClient, session: str, host: str, path: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    answer = client.get(path, headers={"host": host})

    assert answer.status_code == 400
    assert "PREPARE_ALLOWED_HOSTS" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["monitor.test", "MONITOR.test:8501", "localhost:8501", "127.0.0.1", "[::1]:80"]
)
def test_guard_own_host_passes(client: AsgiClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_guard_websocket_foreign_host_is_refused(client: AsgiClient, session: str) -> None:
    headers = {"host": "evil.test", "origin": "http://evil.test", "cookie": f"{SESSION_COOKIE}={session}"}

    sent = client.websocket("/_stcore/stream", headers)

    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize("origin", [{}, {"origin": "http://evil.test"}, {"origin": "null"}])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_guard_change_from_elsewhere_is_refused(
    client: AsgiClient, session: str, method: str, origin: dict[str, str]
) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    answer = client.request(method, "/_stcore/upload_file/session/file", headers=origin)

    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_guard_change_from_this_site_passes(client: AsgiClient, session: str, method: str) -> None:
    client.cookies.set(SESSION_COOKIE, session)

    assert client.request(method, "/_stcore/upload_file/session/file", headers=ORIGIN).status_code == 200


def test_guard_address_under_https_makes_every_cookie_secure() -> None:
    async def greet(_request: Request) -> Response:
        answer = Response("ok")
        answer.set_cookie("plain", "1")
        answer.set_cookie("closed", "1", secure=True)
        return answer

    hosts, tabs = Hosts(frozenset({"monitor.test"})), OpenTabs(lambda tokens: tokens)
    app = Starlette(routes=[Route("/healthz", greet)])
    guard = Guard(app, find_account=lambda _: None, policy="", hosts=hosts, tabs=tabs, is_https=True)

    headers = AsgiClient(guard).get("/healthz").headers

    assert [c.lower().count("secure") for c in headers.get_list("set-cookie")] == [1, 1]
    assert "max-age" in headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [("https://monitor.test", True), ("http://monitor.test", False), ("https://monitor.test:444", False)],
)
def test_hosts_with_an_address_take_its_scheme_only(origin: str, is_ours: bool) -> None:
    hosts = Hosts.of(load_settings({"PREPARE_BASE_URL": "https://monitor.test"}))

    assert hosts.is_same_origin(Headers({"host": "monitor.test", "origin": origin})) is is_ours


def test_hosts_with_an_address_leave_this_machine_out() -> None:
    hosts = Hosts.of(
        load_settings({"PREPARE_BASE_URL": "https://monitor.test", "PREPARE_ALLOWED_HOSTS": "b.test"})
    )

    assert hosts.names == {"monitor.test", "b.test"}
