"""The guard: pure ASGI, around everything the server answers, http and websocket."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.headers import security_headers
from dashboard.access.hosts import Hosts
from dashboard.access.reading import asked_language, in_language
from dashboard.access.tabs import OpenTabs
from pipelines.errors import OutcomesError
from pipelines.model import Account

SESSION_COOKIE = "prepare_session"
SESSION_HEADER = "x-outcome-session"
"""Carries the session from the guard to Streamlit; whatever a client sends under `x-outcome-` is dropped."""

IDENTITY_PREFIX = b"x-outcome-"
SIGN_IN_PATH = "/account/sign-in"
PUBLIC_PATHS = frozenset(
    {
        "/healthz",
        "/account/link",
        "/account/mail",
        "/account/oidc",
        "/account/oidc/callback",
        "/account/sign-in",
        "/account/sign-out",
        "/account/signed-out",
        "/account/watch.js",
    }
)
"""What somebody without a session may ask for; a form sent there must come from here as well."""

CLOSED_PREFIXES = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth",
    "/oauth2callback",
)
"""What Streamlit would answer and nobody needs, its own way of signing in among it."""

MACHINE_PREFIXES = ("/_stcore", "/media", "/static", "/component", "/app/static")

FOREIGN_HOST = (
    "This server does not answer to this name. Who runs it: set PREPARE_BASE_URL to the address that people type, "
    "and PREPARE_ALLOWED_HOSTS to further names."
)
SAFE_METHODS = frozenset({"GET", "HEAD"})

FindAccount = Callable[[str], Account | None]


def is_under(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(path == prefix or path.startswith(prefix + "/") for prefix in prefixes)


def _session_token(headers: Headers) -> str:
    return cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE, "")


def _with_identity(scope: Scope, token: str) -> Scope:
    raw = cast("list[tuple[bytes, bytes]]", scope["headers"])
    kept = [(name, value) for name, value in raw if not name.lower().startswith(IDENTITY_PREFIX)]
    if token:
        kept.append((SESSION_HEADER.encode(), token.encode("latin-1")))
    return {**scope, "headers": kept}


def _secure(cookie: bytes) -> bytes:
    """A cookie, also one of Streamlit's own, that the browser sends over https only."""
    is_secure = b"secure" in {part.strip().lower() for part in cookie.split(b";")}
    return cookie if is_secure else cookie + b"; Secure"


class Guard:
    """Lets nobody past without a live session, ends open tabs with it, and sets the security headers.

    Errors: a store that does not answer refuses the request with 503; nothing is let through unchecked.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        find_account: FindAccount,
        policy: str,
        hosts: Hosts,
        tabs: OpenTabs,
        is_https: bool = False,
    ) -> None:
        self._app = app
        self._find_account = find_account
        self._policy = policy
        self._hosts = hosts
        self._tabs = tabs
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer_http(scope, receive, self._securing(scope, send))
        elif scope["type"] == "websocket":
            await self._answer_websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        headers = Headers(scope=scope)
        if not self._hosts.is_ours(headers):
            await PlainTextResponse(FOREIGN_HOST, status_code=400)(scope, receive, send)
            return
        if is_under(path, CLOSED_PREFIXES):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return
        if path in PUBLIC_PATHS:
            await self._app(_with_identity(scope, ""), receive, send)
            return
        try:
            token = await self._live_token(headers)
        except OutcomesError as error:
            text = f"{error.title}. {error.message}"
            await PlainTextResponse(text, status_code=503, headers={"retry-after": "5"})(scope, receive, send)
            return
        is_safe = scope["method"] in SAFE_METHODS
        if token and (is_safe or self._hosts.is_same_origin(headers)):
            await self._app(_with_identity(scope, token), receive, send)
        elif token:
            await PlainTextResponse("Not from this site", status_code=403)(scope, receive, send)
        elif is_safe and not is_under(path, MACHINE_PREFIXES):
            address = in_language(SIGN_IN_PATH, asked_language(HTTPConnection(scope)))
            await RedirectResponse(address, status_code=303)(scope, receive, send)
        else:
            await PlainTextResponse("Sign in first", status_code=401)(scope, receive, send)

    async def _answer_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        is_from_here = self._hosts.is_ours(headers) and self._hosts.is_same_origin(headers)
        try:
            token = await self._live_token(headers) if is_from_here else ""
        except OutcomesError:
            token = ""
        if token:
            await self._tabs.carry(token, self._app, _with_identity(scope, token), receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "Sign in first"})

    async def _live_token(self, headers: Headers) -> str:
        token = _session_token(headers)
        is_live = bool(token) and await run_in_threadpool(self._find_account, token) is not None
        return token if is_live else ""

    def _securing(self, scope: Scope, send: Send) -> Send:
        is_https = self._is_https or scope["scheme"] == "https"
        added = security_headers(self._policy, is_https=is_https)
        names = {name for name, _ in added}
        if not is_under(str(scope["path"]), ("/static",)):
            added.append((b"cache-control", b"no-store"))
            names.add(b"cache-control")

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (n, _secure(v) if is_https and n.lower() == b"set-cookie" else v)
                    for n, v in message.get("headers", [])
                    if n.lower() not in names
                ]
                message = {**message, "headers": kept + added}
            await send(message)

        return send_secured
