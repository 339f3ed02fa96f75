from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import httpx
import pytest

from tests.browser.server import Server
from tests.dashboard.workspace_fixture import EVALUATOR, sign_in_token

pytestmark = pytest.mark.slow

PAGES = (
    "",
    "explore",
    "participation",
    "submit",
    "review",
    "publish",
    "reports",
    "people",
    "trail",
    "method",
    "about",
    "overview",
    "no-such-page",
)
MACHINE = (
    "_stcore/health",
    "_stcore/host-config",
    "_stcore/upload_file/session/file",
    "_stcore/bidi-components/x/y.js",
    "static/js/index.js",
    "media/0123456789abcdef.csv",
    "component/x/index.html",
    "app/static/x.txt",
)
CLOSED = ("_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/agent/mcp", "_stcore/script-health-check")


@pytest.fixture(scope="module")
def session(server: Server) -> str:
    token = sign_in_token(server.settings, EVALUATOR)
    answer = httpx.post(f"{server.url}/account/link", data={"token": token}, headers={"origin": server.url})
    return str(answer.cookies["prepare_session"])


@pytest.mark.parametrize("path", PAGES)
def test_stranger_page_leads_to_sign_in(server: Server, path: str) -> None:
    answer = httpx.get(f"{server.url}/{path}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account/sign-in")


@pytest.mark.parametrize("path", MACHINE)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_stranger_machine_path_is_refused(server: Server, method: str, path: str) -> None:
    assert httpx.request(method, f"{server.url}/{path}").status_code == 401


@pytest.mark.parametrize("path", CLOSED)
def test_account_closed_endpoint_is_not_found(server: Server, session: str, path: str) -> None:
    answer = httpx.get(f"{server.url}/{path}", cookies={"prepare_session": session})

    assert answer.status_code == 404
    assert answer.text == "Not found"


def _handshake(server: Server, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    try:
        connection.request(
            "GET",
            "/_stcore/stream",
            headers={
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
                **headers,
            },
        )
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Cookie": "prepare_session=forged"}, {"X-Outcome-Session": "forged"}],
    ids=["nobody", "forged cookie", "forged header"],
)
def test_stranger_websocket_is_refused(server: Server, headers: dict[str, str]) -> None:
    assert _handshake(server, {"Origin": server.url, **headers}) == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_account_websocket_from_another_site_is_refused(server: Server, session: str, origin: str) -> None:
    assert _handshake(server, {"Origin": origin, "Cookie": f"prepare_session={session}"}) == 403


def test_account_websocket_from_this_site_is_accepted(server: Server, session: str) -> None:
    assert _handshake(server, {"Origin": server.url, "Cookie": f"prepare_session={session}"}) == 101


def test_index_page_scripts_are_covered_by_the_policy(server: Server, session: str) -> None:
    answer = httpx.get(server.url, cookies={"prepare_session": session})

    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy


def test_upload_without_token_of_the_page_is_refused(server: Server, session: str) -> None:
    answer = httpx.put(
        f"{server.url}/_stcore/upload_file/session/file",
        files={"file": ("report.csv", b"x")},
        cookies={"prepare_session": session},
    )

    assert answer.status_code == 403
