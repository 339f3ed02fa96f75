"""The page around Streamlit: its own index page, with our title, our styles, and the script that ends a tab with its
session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.access.guard import MACHINE_PREFIXES, SESSION_HEADER, is_under
from dashboard.access.headers import STATIC_DIR
from dashboard.access.reading import asked_language, language_of
from dashboard.page_wording import APP_TITLE
from pipelines.languages import LANGUAGES

ASSETS_DIR = Path(__file__).resolve().parents[1] / "assets"
WATCH_PATH = "/account/watch.js"
WATCH_FILE = ASSETS_DIR / "watch.js"
ASSETS = {
    WATCH_PATH: (WATCH_FILE, "text/javascript"),
    "/account/page.css": (ASSETS_DIR / "page.css", "text/css"),
    "/account/page.js": (ASSETS_DIR / "page.js", "text/javascript"),
}
"""Address -> file of ours and what it is."""

STREAMLIT_FILES = frozenset(file.name for file in STATIC_DIR.iterdir() if file.is_file()) - {"index.html"}
HTML_LANGUAGE = '<html lang="en"'
FIRST_SCRIPT = '<script type="module"'


def with_watch(index_html: str) -> str:
    """The index page with our script before all others, and our styles.

    Errors: LookupError when Streamlit's page has changed so much that they find no place.
    """
    before, found, after = index_html.partition(FIRST_SCRIPT)
    if not found or HTML_LANGUAGE not in before:
        raise LookupError("the index page of this Streamlit has no script to stand before, or no language")
    titled = before.replace("<title>Streamlit</title>", f"<title>{APP_TITLE}</title>")
    ours = (
        f'<script src="{WATCH_PATH}"></script>',
        '<link rel="stylesheet" href="/account/page.css">',
        '<script src="/account/page.js" defer></script>',
    )
    return titled + "".join(f"{each}\n    " for each in ours) + found + after


class Shell:
    """Answers the address of every page with our index page; everything else is passed on.

    The page says which language it is in: that of the address, else of the account, else the browser's.
    """

    def __init__(self, app: ASGIApp, *, index_html: str, own_language: Callable[[str], str]) -> None:
        self._app = app
        self._own_language = own_language
        self._pages = {
            language: HTMLResponse(index_html.replace(HTML_LANGUAGE, f'<html lang="{language}"', 1))
            for language in LANGUAGES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = (
            scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and is_page_path(scope["path"])
        )
        if not is_page:
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        own = ""
        if not asked_language(request):
            own = await run_in_threadpool(self._own_language, request.headers.get(SESSION_HEADER, ""))
        await self._pages[language_of(request, own)](scope, receive, send)


def is_page_path(path: str) -> bool:
    """Whether Streamlit would answer an address with its index page."""
    if is_under(path, ("/account", "/healthz", "/api", *MACHINE_PREFIXES)):
        return False
    return path.count("/") == 1 and path.removeprefix("/") not in STREAMLIT_FILES


def asset_routes() -> list[BaseRoute]:
    """Where our scripts and styles are."""
    return [_file_route(path, file, media_type) for path, (file, media_type) in ASSETS.items()]


def _file_route(path: str, file: Path, media_type: str) -> Route:
    content = file.read_bytes()

    async def answer(_request: object) -> Response:
        return Response(content, media_type=media_type)

    return Route(path, answer, methods=["GET"])
