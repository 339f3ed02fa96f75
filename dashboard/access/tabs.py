"""Open tabs: which websockets belong to which session, and how they end with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.errors import OutcomesError

LOGGER = logging.getLogger(__name__)

SESSION_ENDED = 4401
"""Code of the websocket's close; the script of the page (assets/watch.js) knows it and leaves the page."""

LOOK_EVERY_SECONDS = 0.5

FindRunning = Callable[[Collection[str]], Collection[str]]


class Tab:
    """One websocket, which nothing passes any more once its session has ended."""

    def __init__(self, token: str, receive: Receive, send: Send) -> None:
        self.token = token
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()

    def end(self) -> None:
        self._ended.set()

    async def receive(self) -> Message:
        """The next message, or that the browser is gone when the session has ended; then it is told so."""
        incoming = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({incoming, ending}, return_when=asyncio.FIRST_COMPLETED)
            if incoming.done() and (not self._ended.is_set() or _is_disconnect(incoming)):
                return incoming.result()
        finally:
            incoming.cancel()
            ending.cancel()
        await self._send(
            {"type": "websocket.close", "code": SESSION_ENDED, "reason": "The session has ended"}
        )
        return {"type": "websocket.disconnect", "code": SESSION_ENDED}

    async def send(self, message: Message) -> None:
        if not self._ended.is_set():
            await self._send(message)


class OpenTabs:
    """The open tabs of this process.

    A session that ends in this process ends its tabs at once; every half second the ledger is asked about all
    of them, which finds what other processes did, expiry and closed accounts.
    """

    def __init__(self, find_running: FindRunning) -> None:
        self._find_running = find_running
        self._tabs: dict[str, set[Tab]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def carry(self, token: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Run an app on a websocket for as long as the session lasts."""
        self._loop = asyncio.get_running_loop()
        tab = Tab(token, receive, send)
        self._tabs.setdefault(token, set()).add(tab)
        try:
            await app(scope, tab.receive, tab.send)
        finally:
            self._forget(tab)

    def end(self, token: str) -> None:
        """End all tabs of a session; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end, token)

    async def watch(self) -> None:
        """End the tabs of sessions that have ended, for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            await self.look()

    async def look(self) -> None:
        """End the tabs of sessions that have ended, once."""
        tokens = tuple(self._tabs)
        if not tokens:
            return
        try:
            running = await run_in_threadpool(self._find_running, tokens)
        except OutcomesError as error:
            # A tab shows nothing new meanwhile: each rerun asks the ledger as well.
            LOGGER.warning("Sessions were not looked up. %s", error.title)
            return
        for token in set(tokens) - set(running):
            self._end(token)

    def _end(self, token: str) -> None:
        for tab in tuple(self._tabs.get(token, ())):
            tab.end()

    def _forget(self, tab: Tab) -> None:
        others = self._tabs.get(tab.token, set())
        others.discard(tab)
        if not others:
            self._tabs.pop(tab.token, None)


def _is_disconnect(incoming: asyncio.Future[Any]) -> bool:
    return incoming.exception() is not None or incoming.result()["type"] == "websocket.disconnect"
