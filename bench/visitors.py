"""Visitors without a browser: each has the dashboard open over a websocket, as Streamlit's own script would."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ANSWER_SECONDS = 120.0


@dataclass(frozen=True)
class Site:
    """A server that is measured."""

    port: int
    cookie: str
    """The session, as a cookie; blank where there is none."""
    pid: int


@dataclass(frozen=True)
class View:
    """An address within the site."""

    page: str
    query: dict[str, list[str]]


class Tab:
    """One open page."""

    def __init__(self, site: Site, socket: ClientConnection) -> None:
        self._site = site
        self._socket = socket

    async def show(self, view: View) -> float:
        """Seconds from asking for an address until the server has sent all of it."""
        wanted = BackMsg()
        wanted.rerun_script.page_name = view.page
        wanted.rerun_script.query_string = urlencode(view.query, doseq=True)
        wanted.rerun_script.context_info.url = f"http://127.0.0.1:{self._site.port}/{view.page}"
        wanted.rerun_script.context_info.color_scheme = "light"
        began = time.perf_counter()
        await self._socket.send(wanted.SerializeToString())
        while True:
            data = await asyncio.wait_for(self._socket.recv(), ANSWER_SECONDS)
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            if message.WhichOneof("type") == "script_finished":
                return time.perf_counter() - began

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()


async def open_tab(site: Site) -> Tab:
    """Connect as a browser does."""
    socket = await connect(
        f"ws://127.0.0.1:{site.port}/_stcore/stream",
        origin=Origin(f"http://127.0.0.1:{site.port}"),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": site.cookie} if site.cookie else {},
        max_size=None,
        proxy=None,
    )
    return Tab(site, socket)


def alone(site: Site, views: Sequence[View], repeats: int) -> list[float]:
    """Seconds of one visitor who looks at views in turn, `repeats` times each, after one round that is not counted."""

    async def visit() -> list[float]:
        tab = await open_tab(site)
        for view in views:
            await tab.show(view)
        seconds = [await tab.show(view) for _ in range(repeats) for view in views]
        await tab.close()
        return seconds

    return asyncio.run(visit())


def together(site: Site, views: Sequence[View], visitors: int, think: float, seconds: float) -> list[float]:
    """Seconds of every answer to visitors who each look at a view by chance, think, and go on."""

    async def visit(number: int) -> list[float]:
        chance = random.Random(number)
        tab = await open_tab(site)
        await tab.show(chance.choice(views))
        await asyncio.sleep(chance.random() * think)
        until = time.perf_counter() + seconds
        waited = []
        while time.perf_counter() < until:
            waited.append(await tab.show(chance.choice(views)))
            await asyncio.sleep(think * (0.5 + chance.random()))
        await tab.close()
        return waited

    async def crowd() -> list[float]:
        return [s for each in await asyncio.gather(*(visit(n) for n in range(visitors))) for s in each]

    return asyncio.run(crowd())


def memory_each(site: Site, view: View, visitors: int) -> float:
    """Mebibytes that the server holds more for each of some visitors who have one page open."""

    async def visit() -> float:
        first = await open_tab(site)
        await first.show(view)
        before = resident_mebibytes(site.pid)
        tabs = [await open_tab(site) for _ in range(visitors)]
        for tab in tabs:
            await tab.show(view)
        after = resident_mebibytes(site.pid)
        for tab in (first, *tabs):
            await tab.close()
        return (after - before) / visitors

    return asyncio.run(visit())


def resident_mebibytes(pid: int) -> float:
    """Memory that a process holds now (Linux)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
