"""What every way of signing in shares: limits, the session cookie, and one plain refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import page_wording as wording
from dashboard.access import html
from dashboard.access.guard import SESSION_COOKIE, SIGN_IN_PATH
from dashboard.access.hosts import Hosts
from dashboard.access.limit import Limit, client_of
from dashboard.access.reading import asked_language, in_language, language_of
from dashboard.view import LANGUAGE_KEY
from pipelines.languages import Speaker
from pipelines.ledger import Ledger
from pipelines.settings import Settings
from pipelines.texts import Text

SESSION_FOR = timedelta(hours=12)
LARGEST_FORM_BYTES = 4096
TRIES_PER_MINUTE = 20

Clock = Callable[[], datetime]
EndTabs = Callable[[str], None]


def _tries() -> Limit:
    return Limit(TRIES_PER_MINUTE, timedelta(minutes=1))


@dataclass(frozen=True)
class Entrance:
    """The door of one ledger; `end_tabs` is told of each session that ends here."""

    ledger: Ledger
    clock: Clock
    settings: Settings
    end_tabs: EndTabs = lambda _token: None
    tries: Limit = field(default_factory=_tries)
    """Failed attempts to sign in, and mails asked for."""

    @property
    def hosts(self) -> Hosts:
        return Hosts.of(self.settings)

    def address(self, request: Request) -> str:
        """The address of this server, without a final slash; the guard let only names of ours through."""
        return self.settings.base_url or f"{request.url.scheme}://{request.url.netloc}"

    def is_closed_to(self, request: Request) -> bool:
        """Whether the client has tried too often."""
        return self.tries.is_reached(client_of(request), self.clock())

    def note_try(self, request: Request) -> None:
        self.tries.note(client_of(request), self.clock())

    async def let_in(self, request: Request, session: str) -> Response:
        """The way in for a new session; the one this browser had before ends."""
        await self.end_session(request)
        response = RedirectResponse(in_language("/", asked_language(request)), status_code=303)
        response.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=int(SESSION_FOR.total_seconds()),
            path="/",
            secure=self.address(request).startswith("https://") or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def end_session(self, request: Request) -> None:
        """End the session of this browser, if it has one, in every tab."""
        session = request.cookies.get(SESSION_COOKIE, "")
        if session:
            await run_in_threadpool(self.ledger.revoke_session, session, self.clock())
            self.end_tabs(session)


def speaker_of(request: Request) -> Speaker:
    """Who says the sentences of a page to whoever asked for it."""
    return Speaker(language_of(request))


def answer(
    request: Request,
    title: Text,
    paragraphs: Sequence[Text],
    form: str = "",
    *,
    offers_languages: bool = False,
) -> HTMLResponse:
    """A plain page in the language of the request; one that can be asked for again offers the others."""
    query = {key: value for key, value in request.query_params.items() if key != LANGUAGE_KEY}
    address = f"{request.url.path}{'?' if query else ''}{urlencode(query)}" if offers_languages else ""
    return HTMLResponse(html.page(speaker_of(request), title, paragraphs, form, address))


def refused(request: Request, message: Text, status_code: int = 403) -> Response:
    """The one page that says no, with the way back."""
    response = answer(request, wording.LINK_REFUSED_TITLE, (message,), sign_in_button(request))
    response.status_code = status_code
    return response


def sign_in_button(request: Request) -> str:
    """The way to the sign-in page."""
    address = in_language(SIGN_IN_PATH, asked_language(request))
    return html.link_button(address, speaker_of(request).say(wording.BACK_TO_SIGN_IN))


def refused_for_now(request: Request) -> Response:
    """What somebody reads who has tried too often."""
    response = refused(request, wording.TOO_MANY_TRIES_TEXT, status_code=429)
    response.headers["retry-after"] = "60"
    return response


async def posted(request: Request, name: str) -> str:
    """A field of a form; blank when it is not there, or the form is larger than ours can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            return ""
    fields = parse_qs(body.decode("latin-1"))
    return fields.get(name, [""])[0]
