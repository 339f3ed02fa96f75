from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from threading import Thread

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.access.tabs import SESSION_ENDED, OpenTabs
from pipelines.errors import StoreBusyError

Browser = tuple[OpenTabs, "asyncio.Queue[Message]", list[Message]]


async def _streamlit(_scope: Scope, receive: Receive, send: Send) -> None:
    """Answers each message with itself, and says one thing more when the browser is gone."""
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message["text"]})
    await send({"type": "websocket.send", "text": "too late"})


def _play(
    running: Callable[[Collection[str]], Collection[str]],
    steps: Callable[[OpenTabs, asyncio.Queue[Message]], Awaitable[None]],
) -> list[Message]:
    """What a browser with the session `a` is sent while the steps happen."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        tabs, incoming = OpenTabs(running), asyncio.Queue[Message]()
        carried = asyncio.create_task(tabs.carry("a", _streamlit, {}, incoming.get, send))
        await asyncio.sleep(0)
        await steps(tabs, incoming)
        await asyncio.wait_for(carried, timeout=5)

    asyncio.run(run())
    return sent


GOODBYE = {"type": "websocket.close", "code": SESSION_ENDED, "reason": "The session has ended"}


def test_tabs_session_ended_from_another_thread_closes_at_once_and_sends_nothing_more() -> None:
    async def steps(tabs: OpenTabs, incoming: asyncio.Queue[Message]) -> None:
        await incoming.put({"type": "websocket.receive", "text": "one"})
        await asyncio.sleep(0.01)
        thread = Thread(target=tabs.end, args=("a",))
        thread.start()
        thread.join()

    assert _play(lambda tokens: tokens, steps) == [{"type": "websocket.send", "text": "one"}, GOODBYE]


def test_tabs_session_no_longer_running_is_found_by_looking() -> None:
    async def steps(tabs: OpenTabs, _incoming: asyncio.Queue[Message]) -> None:
        await tabs.look()

    assert _play(lambda _tokens: (), steps) == [GOODBYE]


def test_tabs_end_of_another_session_leaves_the_tab_open() -> None:
    async def steps(tabs: OpenTabs, incoming: asyncio.Queue[Message]) -> None:
        tabs.end("b")
        await tabs.look()
        await asyncio.sleep(0.01)
        await incoming.put({"type": "websocket.receive", "text": "still here"})
        await asyncio.sleep(0.01)
        await incoming.put({"type": "websocket.disconnect"})

    sent = _play(lambda tokens: tokens, steps)

    assert [message.get("text") for message in sent] == ["still here", "too late"]


def test_tabs_ledger_that_does_not_answer_leaves_the_tab_open(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_tokens: Collection[str]) -> Collection[str]:
        raise StoreBusyError(title="The ledger is busy", message="Try again.")

    async def steps(tabs: OpenTabs, incoming: asyncio.Queue[Message]) -> None:
        await tabs.look()
        await incoming.put({"type": "websocket.disconnect"})

    assert GOODBYE not in _play(fail, steps)
    assert "The ledger is busy" in caplog.text


def test_tabs_closed_by_the_browser_are_not_asked_about_any_more() -> None:
    asked: list[Collection[str]] = []

    async def steps(tabs: OpenTabs, incoming: asyncio.Queue[Message]) -> None:
        await incoming.put({"type": "websocket.disconnect"})
        await asyncio.sleep(0.01)
        await tabs.look()

    _play(lambda tokens: asked.append(tokens) or tokens, steps)

    assert asked == []


def test_tabs_nobody_connected_yet_end_is_harmless() -> None:
    OpenTabs(lambda tokens: tokens).end("a")
