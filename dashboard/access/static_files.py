"""The scripts and styles of the pages, compressed once and kept.

Streamlit sends them as they are, 9 MB on the first visit.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/static"
WORTH_IT = frozenset({".js", ".css", ".json", ".svg", ".wasm"})
"""Fonts and pictures are compressed already."""

WORTH_BYTES = 500
CACHING = "public, immutable, max-age=31536000"
"""The name of every file below /static holds a hash of its content."""

CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=9),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
"""What we can send, best first. Browsers take brotli over https and from this machine, gzip everywhere."""


@dataclass(frozen=True)
class StaticFile:
    """A file that never changes while the program runs."""

    path: Path

    @cached_property
    def br(self) -> bytes:
        """Its content in brotli."""
        return CODINGS["br"](self.path.read_bytes())

    @cached_property
    def gzip(self) -> bytes:
        """Its content in gzip."""
        return CODINGS["gzip"](self.path.read_bytes())

    @cached_property
    def digest(self) -> str:
        """What tells it from any other content."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()[:20]

    @cached_property
    def media_type(self) -> str:
        """What it is, for the browser."""
        return mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    def response(self, coding: str, known: str) -> Response:
        """The file in a coding, or word that the browser has it already (`known` is its If-None-Match)."""
        tag = f'"{self.digest}-{coding}"'
        headers = {"etag": tag, "cache-control": CACHING, "vary": "Accept-Encoding"}
        if tag in {each.strip().removeprefix("W/") for each in known.split(",")}:
            return Response(status_code=304, headers=headers)
        content = self.br if coding == "br" else self.gzip
        return Response(content, media_type=self.media_type, headers={**headers, "content-encoding": coding})


def best_coding(accepted: str) -> str:
    """The coding that a browser likes best of those we have, ours first among equals; empty when it takes none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *options = (piece.strip() for piece in part.split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            weights[name] = float(weight)
        except ValueError:
            weights[name] = 0.0
    liked = [(weights.get(name, weights.get("*", 0.0)), -place, name) for place, name in enumerate(CODINGS)]
    most, _, best = max(liked)
    return best if most > 0 else ""


class StaticFiles:
    """Answers for the files that are worth compressing; everything else is passed on.

    Nothing that holds a secret or an answer to a reader is compressed here: only files that are the same for everybody.
    """

    def __init__(self, app: ASGIApp, *, files: Mapping[str, StaticFile]) -> None:
        self._app = app
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coding = "" if "range" in headers else best_coding(headers.get("accept-encoding", ""))
        if not coding:
            await self._app(scope, receive, _varying(send))
            return
        known = headers.get("if-none-match", "")
        response = await run_in_threadpool(file.response, coding, known)
        await response(scope, receive, send)


def _varying(send: Send) -> Send:
    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying


def static_files(directory: Path) -> dict[str, StaticFile]:
    """Address -> file, of every file below a directory's `static` that is worth compressing."""
    root = directory / PREFIX.strip("/")
    return {
        f"{PREFIX}/{path.relative_to(root).as_posix()}": StaticFile(path)
        for path in root.rglob("*")
        if path.suffix in WORTH_IT and path.stat().st_size >= WORTH_BYTES
    }


async def compress(files: Mapping[str, StaticFile]) -> None:
    """Compress all of them for browsers, one after the other: some seconds of one core."""
    for file in files.values():
        await asyncio.to_thread(_prepare, file)


def _prepare(file: StaticFile) -> None:
    _ = file.digest, file.br
