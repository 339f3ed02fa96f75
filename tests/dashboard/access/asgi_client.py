"""A synchronous client that calls an ASGI app in this process: http through httpx, websocket by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from starlette.types import ASGIApp, Message


class AsgiClient:
    def __init__(self, app: ASGIApp, base_url: str = "http://monitor.test") -> None:
        self._app = app
        self._base_url = base_url
        self.cookies = httpx.Cookies()

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(
                transport=transport, base_url=self._base_url, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, headers=headers, params=params, data=data)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return self.request("GET", path, headers=headers, params=params)

    def post(
        self, path: str, *, headers: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return self.request("POST", path, headers=headers, data=data)

    def websocket(self, path: str, headers: Mapping[str, str]) -> list[Message]:
        """Open a websocket and give what the app sends until it is done."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        host = urlsplit(self._base_url).netloc
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in {"host": host, **headers}.items()],
            "subprotocols": [],
            "client": ("127.0.0.1", 50000),
            "server": (host, 80),
        }
        asyncio.run(self._app(scope, receive, send))
        return sent
