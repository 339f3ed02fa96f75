"""A sign-in link by mail, for whoever types an address that has an account."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import page_wording as wording
from dashboard.access.entrance import Entrance, answer, posted, refused, refused_for_now
from dashboard.access.reading import asked_language, in_language, language_of
from pipelines import mail
from pipelines.errors import OutcomesError
from pipelines.languages import Speaker

LOGGER = logging.getLogger(__name__)

ASK_PATH = "/account/mail"
LINKS_PER_HOUR = 3
MOST_WAITING = 100
LONGEST_EMAIL = 254


class LinkMail:
    """Answers at once and always the same; whether there is an account is looked up afterwards.

    One thread does the work, so that the limit of an address also holds for requests at the same moment.
    """

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._waiting = BoundedSemaphore(MOST_WAITING)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="link-mail")

    def routes(self) -> list[Route]:
        return [Route(ASK_PATH, self._ask, methods=["POST"])]

    def close(self) -> None:
        """Send what is waiting, and stop."""
        self._worker.shutdown()

    async def _ask(self, request: Request) -> Response:
        entrance = self._entrance
        if not entrance.hosts.is_same_origin(request.headers):
            return refused(request, wording.CROSS_SITE_TEXT)
        if entrance.is_closed_to(request):
            return refused_for_now(request)
        entrance.note_try(request)
        email = (await posted(request, "email")).strip()
        if 0 < len(email) <= LONGEST_EMAIL and self._waiting.acquire(blocking=False):
            self._worker.submit(self._send, email, request)
        return answer(request, wording.MAIL_SENT_TITLE, wording.MAIL_SENT_TEXT)

    def _send(self, email: str, request: Request) -> None:
        entrance = self._entrance
        now = entrance.clock()
        try:
            account = entrance.ledger.account(email)
            if account is None:
                return
            if entrance.ledger.links_since(account.email, now - timedelta(hours=1)) >= LINKS_PER_HOUR:
                return
            token = entrance.ledger.issue_link(account.email, now, actor=account.email)
            say = Speaker(account.language or language_of(request)).say
            path = in_language(f"/account/link?token={token}", asked_language(request))
            link = f"{entrance.address(request)}{path}"
            text = say(wording.LINK_MAIL_TEXT.using(link=link))
            mail.send(entrance.settings, account.email, say(wording.LINK_MAIL_SUBJECT), text)
        except OutcomesError as error:
            LOGGER.warning("A sign-in link was not sent. %s", error.title)
        finally:
            self._waiting.release()
