"""Routes around the session: redeem a link, sign out, and what to do when there is none."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import page_wording as wording
from dashboard.access import html
from dashboard.access.entrance import (
    SESSION_FOR,
    Entrance,
    answer,
    posted,
    refused,
    refused_for_now,
    sign_in_button,
    speaker_of,
)
from dashboard.access.guard import SESSION_COOKIE, SIGN_IN_PATH
from dashboard.access.link_mail import ASK_PATH
from dashboard.access.oidc import OIDC_PATH
from dashboard.access.reading import asked_language, in_language
from pipelines import mail
from pipelines.errors import OutcomesError, PolicyError
from pipelines.ledger import is_whole_token
from pipelines.texts import Text

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

    async def _explain(self, request: Request) -> Response:
        settings, say = self._entrance.settings, speaker_of(request).say
        ways = []
        if settings.oidc:
            ways.append(html.link_button(OIDC_PATH, say(wording.OIDC_BUTTON)))
        if mail.is_configured(settings):
            ask = in_language(ASK_PATH, asked_language(request))
            ways.append(html.email_form(ask, say(wording.MAIL_LABEL), say(wording.MAIL_BUTTON)))
        words: tuple[Text, ...] = wording.SIGN_IN_TEXT
        if ways:
            words = wording.SIGN_IN_MAIL_TEXT if mail.is_configured(settings) else wording.SIGN_IN_OIDC_TEXT
        return answer(request, wording.SIGN_IN_TITLE, words, "\n".join(ways), offers_languages=True)

    async def _redeem(self, request: Request) -> Response:
        entrance = self._entrance
        if not entrance.hosts.is_same_origin(request.headers):
            return refused(request, wording.CROSS_SITE_TEXT)
        if entrance.is_closed_to(request):
            return refused_for_now(request)
        token = await posted(request, "token")
        try:
            session = await run_in_threadpool(
                entrance.ledger.redeem_link, token, entrance.clock(), session_for=SESSION_FOR
            )
        except PolicyError as error:
            entrance.note_try(request)
            return refused(request, error.says_message)
        except OutcomesError as error:
            return refused(request, error.says_message, status_code=503)
        return await entrance.let_in(request, session)

    async def _sign_out(self, request: Request) -> Response:
        if not self._entrance.hosts.is_same_origin(request.headers):
            return refused(request, wording.CROSS_SITE_TEXT)
        await self._entrance.end_session(request)
        address = in_language(SIGNED_OUT_PATH, asked_language(request))
        response = RedirectResponse(address, status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        return response


def no_other_route() -> Route:
    """Whatever else is asked for below /account is not there, and is not left to Streamlit."""
    return Route("/account/{path:path}", _not_found, methods=["GET", "POST"])


async def _not_found(_request: Request) -> Response:
    return PlainTextResponse("Not found", status_code=404)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _say_signed_out(request: Request) -> Response:
    back = sign_in_button(request)
    return answer(request, wording.SIGNED_OUT_TITLE, wording.SIGNED_OUT_TEXT, back, offers_languages=True)


async def _ask(request: Request) -> Response:
    token = request.query_params.get("token", "")
    if not is_whole_token(token):
        back = sign_in_button(request)
        cut = answer(request, wording.LINK_CUT_TITLE, (wording.LINK_CUT_TEXT,), back, offers_languages=True)
        cut.status_code = 400
        return cut
    form = _button(request, LINK_PATH, wording.LINK_BUTTON, token)
    return answer(request, wording.LINK_TITLE, wording.LINK_TEXT, form, offers_languages=True)


async def _ask_sign_out(request: Request) -> Response:
    form = _button(request, SIGN_OUT_PATH, wording.SIGN_OUT_BUTTON)
    return answer(request, wording.SIGN_OUT_TITLE, wording.SIGN_OUT_TEXT, form, offers_languages=True)


def _button(request: Request, path: str, label: Text, token: str = "") -> str:
    """A form of one button; a language that somebody chose goes along."""
    address = in_language(path, asked_language(request))
    return html.button_form(address, speaker_of(request).say(label), token)
