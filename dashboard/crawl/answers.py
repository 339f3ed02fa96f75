"""What is answered over http, to a reader and to a stranger: pages, scripts, and what must stay closed."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import streamlit

from dashboard.access import html
from dashboard.access.guard import CLOSED_PREFIXES, MACHINE_PREFIXES, PUBLIC_PATHS, SIGN_IN_PATH
from dashboard.access.headers import index_page
from dashboard.access.shell import ASSETS, with_watch
from dashboard.crawl.addresses import Address, Device
from dashboard.crawl.capture import Answer, fetch, is_refused, reading
from dashboard.crawl.checking import Checker
from dashboard.reading_wording import PAGE_TITLES
from pipelines.languages import SOURCE_LANGUAGE, Speaker
from pipelines.texts import verbatim

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPT = re.compile(r'(?:src|href)="\./(static/[^"]+)"')
STREAM = "websocket"

NOT_CLOSED = "open, and must be closed"
OTHER_FILE = "not the file that came with the program"
UNREADABLE = "bytes that are no text"


def offered_pages(port: int, session: str) -> tuple[str, ...]:
    """Addresses of the pages in the reader's menu, and of those that are for others."""
    with reading(port, session, Device.WIDE) as reader:
        messages = reader.visit(Address("")).messages
    offered = [
        page.url_pathname
        for message in messages
        if message.WhichOneof("type") == "navigation"
        for page in message.navigation.app_pages
    ]
    return tuple(dict.fromkeys((*offered, *(name for name in PAGE_TITLES))))


def check(port: int, session: str, checker: Checker) -> int:
    """Ask for everything over http, as a reader and as a stranger; gives how many answers there were."""
    answers = [*_to_reader(port, session, checker), *_to_stranger(port, checker)]
    for answer in answers:
        checker.check_headers(answer)
    for token in ("", "0" * 32):
        if not is_refused(port, token):
            checker.tally.report(f"{STREAM} (stranger)", "connection", NOT_CLOSED)
    return len(answers)


def check_body(answer: Answer, checker: Checker) -> None:
    """Every text of an answer: what is read, what is hidden in attributes, and comments."""
    try:
        text = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        checker.tally.report(str(answer), "body", UNREADABLE)
        return
    for place, part in html_texts(text):
        checker.check_text(str(answer), place, part)


def html_texts(page: str) -> Iterator[tuple[str, str]]:
    """Every text of a page with its place; a text that is no page is the text of a page without markup."""
    parser = _Texts()
    parser.feed(page)
    parser.close()
    yield from parser.found


def constant_texts() -> tuple[str, ...]:
    """The texts of the frame of our own pages: style, language, icon."""
    return tuple(text for _, text in html_texts(html.page(Speaker(SOURCE_LANGUAGE), verbatim(""), ())))


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.found += [(f"<{tag}> {name}", value) for name, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append((f"<{self._open[-1]}>" if self._open else "text", data.strip()))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", decl))


def _to_reader(port: int, session: str, checker: Checker) -> Iterator[Answer]:
    index = with_watch(index_page())
    for path in ("/", *(f"/{name}" for name in PAGE_TITLES)):
        answer = fetch(port, path, session)
        if answer.body != index.encode():
            checker.tally.report(str(answer), "body", OTHER_FILE)
        yield answer
    for path in SCRIPT.findall(index):
        answer = fetch(port, f"/{path}", session)
        if answer.body != (STATIC / path).read_bytes():
            checker.tally.report(str(answer), "body", OTHER_FILE)
        yield answer
    for path in ("/_stcore/health", "/_stcore/host-config"):
        answer = fetch(port, path, session)
        check_body(answer, checker)
        yield answer
    yield from _public(port, session, checker)
    yield from _closed(port, session, checker)


def _to_stranger(port: int, checker: Checker) -> Iterator[Answer]:
    for path in ("/", *(f"/{name}" for name in PAGE_TITLES)):
        answer = fetch(port, path)
        leads = dict(answer.headers).get("location") == SIGN_IN_PATH
        if answer.status != http.client.SEE_OTHER or not leads or answer.body:
            checker.tally.report(str(answer), "body", NOT_CLOSED)
        yield answer
    for prefix in MACHINE_PREFIXES:
        answer = fetch(port, f"{prefix}/index.html")
        if answer.status != http.client.UNAUTHORIZED:
            checker.tally.report(str(answer), "status", NOT_CLOSED)
        check_body(answer, checker)
        yield answer
    yield from _public(port, "", checker)
    yield from _closed(port, "", checker)


def _public(port: int, session: str, checker: Checker) -> Iterator[Answer]:
    """What everybody may see; our scripts and styles are known to the byte."""
    for path in sorted({*PUBLIC_PATHS, *(ASSETS if session else ())}):
        answer = fetch(port, path, session)
        if path not in ASSETS:
            check_body(answer, checker)
        elif answer.body != ASSETS[path][0].read_bytes():
            checker.tally.report(str(answer), "body", OTHER_FILE)
        yield answer


def _closed(port: int, session: str, checker: Checker) -> Iterator[Answer]:
    """What nobody may see."""
    for path in CLOSED_PREFIXES:
        answer = fetch(port, path, session)
        if answer.status != http.client.NOT_FOUND:
            checker.tally.report(str(answer), "status", NOT_CLOSED)
        check_body(answer, checker)
        yield answer
