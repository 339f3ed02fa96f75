"""Routes around the session: redeem a link, sign out, and what to do when there is none."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import page_wording as wording
from dashboard.access import html
from dashboard.access.entrance import SESSION_FOR, Entrance, posted, refused, refused_for_now
from dashboard.access.guard import SESSION_COOKIE, SIGN_IN_PATH
from dashboard.access.link_mail import ASK_PATH
from dashboard.access.oidc import OIDC_PATH
from pipelines import mail
from pipelines.errors import OutcomesError, PolicyError

LINK_PATH = "/account/link"
SIGN_OUT_PATH = "/account/sign-out"
SIGNED_OUT_PATH = "/account/signed-out"


class SignIn:
    """The sign-in routes that are always there."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _health, methods=["GET"]),
            Route(SIGN_IN_PATH, self._explain, methods=["GET"]),
            Route(SIGNED_OUT_PATH, _say_signed_out, methods=["GET"]),
            Route(LINK_PATH, _ask, methods=["GET"]),
            Route(LINK_PATH, self._redeem, methods=["POST"]),
            Route(SIGN_OUT_PATH, _ask_sign_out, methods=["GET"]),
            Route(SIGN_OUT_PATH, self._sign_out, methods=["POST"]),
        ]

    async def _explain(self, _request: Request) -> Response:
        settings = self._entrance.settings
        ways = []
        if settings.oidc:
            ways.append(html.link_button(OIDC_PATH, wording.OIDC_BUTTON))
        if mail.is_configured(settings):
            ways.append(html.email_form(ASK_PATH, wording.MAIL_LABEL, wording.MAIL_BUTTON))
        text: tuple[str, ...] = wording.SIGN_IN_TEXT
        if ways:
            text = wording.SIGN_IN_MAIL_TEXT if mail.is_configured(settings) else wording.SIGN_IN_OIDC_TEXT
        return HTMLResponse(html.page(wording.SIGN_IN_TITLE, text, "\n".join(ways)))

    async def _redeem(self, request: Request) -> Response:
        entrance = self._entrance
        if not entrance.hosts.is_same_origin(request.headers):
            return refused(wording.CROSS_SITE_TEXT)
        if entrance.is_closed_to(request):
            return refused_for_now()
        token = await posted(request, "token")
        try:
            session = await run_in_threadpool(
                entrance.ledger.redeem_link, token, entrance.clock(), session_for=SESSION_FOR
            )
        except PolicyError as error:
            entrance.note_try(request)
            return refused(error.message)
        except OutcomesError as error:
            return refused(error.message, status_code=503)
        return await entrance.let_in(request, session)

    async def _sign_out(self, request: Request) -> Response:
        if not self._entrance.hosts.is_same_origin(request.headers):
            return refused(wording.CROSS_SITE_TEXT)
        await self._entrance.end_session(request)
        response = RedirectResponse(SIGNED_OUT_PATH, status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        return response


def no_other_route() -> Route:
    """Whatever else is asked for below /account is not there, and is not left to Streamlit."""
    return Route("/account/{path:path}", _not_found, methods=["GET", "POST"])


async def _not_found(_request: Request) -> Response:
    return PlainTextResponse("Not found", status_code=404)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _say_signed_out(_request: Request) -> Response:
    back = html.link_button(SIGN_IN_PATH, wording.BACK_TO_SIGN_IN)
    return HTMLResponse(html.page(wording.SIGNED_OUT_TITLE, wording.SIGNED_OUT_TEXT, back))


async def _ask(request: Request) -> Response:
    form = html.button_form(LINK_PATH, wording.LINK_BUTTON, request.query_params.get("token", ""))
    return HTMLResponse(html.page(wording.LINK_TITLE, wording.LINK_TEXT, form))


async def _ask_sign_out(_request: Request) -> Response:
    form = html.button_form(SIGN_OUT_PATH, wording.SIGN_OUT_BUTTON)
    return HTMLResponse(html.page(wording.SIGN_OUT_TITLE, wording.SIGN_OUT_TEXT, form))
