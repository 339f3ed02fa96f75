"""Routes around the session: redeem a link, sign out, and what to do when there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import page_wording as wording
from dashboard.access import html
from dashboard.access.guard import SESSION_COOKIE, SIGN_IN_PATH, is_same_origin
from pipelines.errors import OutcomesError, PolicyError
from pipelines.ledger import Ledger

LINK_PATH = "/account/link"
SIGN_OUT_PATH = "/account/sign-out"
SIGNED_OUT_PATH = "/account/signed-out"
SESSION_FOR = timedelta(hours=12)
LARGEST_FORM_BYTES = 4096

Clock = Callable[[], datetime]


class SignIn:
    """The sign-in routes over one ledger."""

    def __init__(self, ledger: Ledger, clock: Clock, *, is_https: bool) -> None:
        self._ledger = ledger
        self._clock = clock
        self._is_https = is_https

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _health, methods=["GET"]),
            Route(SIGN_IN_PATH, _explain, methods=["GET"]),
            Route(SIGNED_OUT_PATH, _say_signed_out, methods=["GET"]),
            Route(LINK_PATH, _ask, methods=["GET"]),
            Route(LINK_PATH, self._redeem, methods=["POST"]),
            Route(SIGN_OUT_PATH, _ask_sign_out, methods=["GET"]),
            Route(SIGN_OUT_PATH, self._sign_out, methods=["POST"]),
        ]

    async def _redeem(self, request: Request) -> Response:
        if not is_same_origin(request.headers):
            return _refused(wording.CROSS_SITE_TEXT)
        token = await _posted_token(request)
        try:
            session = await run_in_threadpool(
                self._ledger.redeem_link, token, self._clock(), session_for=SESSION_FOR
            )
        except PolicyError as error:
            return _refused(error.message)
        except OutcomesError as error:
            return _refused(error.message, status_code=503)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=int(SESSION_FOR.total_seconds()),
            path="/",
            secure=self._is_https or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def _sign_out(self, request: Request) -> Response:
        if not is_same_origin(request.headers):
            return _refused(wording.CROSS_SITE_TEXT)
        session = request.cookies.get(SESSION_COOKIE, "")
        if session:
            await run_in_threadpool(self._ledger.revoke_session, session, self._clock())
        response = RedirectResponse(SIGNED_OUT_PATH, status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        return response


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _explain(_request: Request) -> Response:
    return HTMLResponse(html.page(wording.SIGN_IN_TITLE, wording.SIGN_IN_TEXT))


async def _say_signed_out(_request: Request) -> Response:
    return HTMLResponse(html.page(wording.SIGNED_OUT_TITLE, wording.SIGNED_OUT_TEXT))


async def _ask(request: Request) -> Response:
    form = html.button_form(LINK_PATH, wording.LINK_BUTTON, request.query_params.get("token", ""))
    return HTMLResponse(html.page(wording.LINK_TITLE, wording.LINK_TEXT, form))


async def _ask_sign_out(_request: Request) -> Response:
    form = html.button_form(SIGN_OUT_PATH, wording.SIGN_OUT_BUTTON)
    return HTMLResponse(html.page(wording.SIGN_OUT_TITLE, wording.SIGN_OUT_TEXT, form))


def _refused(message: str, status_code: int = 403) -> Response:
    return HTMLResponse(html.page(wording.LINK_REFUSED_TITLE, (message,)), status_code=status_code)


async def _posted_token(request: Request) -> str:
    """The token of a form; blank when there is none or the form is larger than ours can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            return ""
    fields = parse_qs(body.decode("latin-1"))
    return fields.get("token", [""])[0]
