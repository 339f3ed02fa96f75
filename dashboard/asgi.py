"""The server: Streamlit behind the guard, with the sign-in routes and everything warm before the first visit."""

from __future__ import annotations

import ast
import asyncio
import gc
import importlib
import importlib.util
import logging
import tomllib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from traceback import StackSummary, extract_tb
from typing import Any

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit.web import bootstrap

from dashboard import cache, export
from dashboard.access.entrance import Entrance
from dashboard.access.guard import SESSION_HEADER, Guard
from dashboard.access.headers import STATIC_DIR, content_security_policy, index_page
from dashboard.access.hosts import Hosts
from dashboard.access.link_mail import LinkMail
from dashboard.access.oidc import Oidc
from dashboard.access.session import SESSION_KEY, use_tabs
from dashboard.access.shell import Shell, asset_routes, with_watch
from dashboard.access.sign_in import SignIn, no_other_route
from dashboard.access.static_files import StaticFile, StaticFiles, compress, static_files
from dashboard.access.tabs import OpenTabs
from dashboard.components import faults
from dashboard.navigation import PAGES_DIR
from pipelines import mail
from pipelines.errors import OutcomesError
from pipelines.languages import LANGUAGES, translations
from pipelines.model import Account
from pipelines.read.limits import FILE_BYTES
from pipelines.settings import REPOSITORY_ROOT, Settings, load_settings

LOGGER = logging.getLogger(__name__)
SCRIPT = Path(__file__).resolve().parent / "app.py"
CONFIG_FILE = REPOSITORY_ROOT / ".streamlit" / "config.toml"
WARM_MODULES = (
    "streamlit.elements.plotly_chart",
    "streamlit.elements.widgets.file_uploader",
    "plotly.graph_objects",
    "polars",
    "duckdb",
    "dashboard.app",
)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def streamlit_options(config_file: Path) -> dict[str, Any]:
    """Options of the configuration file by dotted name, with those that keep the app closed set here."""
    with config_file.open("rb") as file:
        options = dict(_flat(tomllib.load(file)))
    return {
        **options,
        "server.trustedUserHeaders": {SESSION_HEADER: SESSION_KEY},
        "server.enableAgentApi": False,
        "server.scriptHealthCheckEnabled": False,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "client.showErrorDetails": "none",
        "browser.gatherUsageStats": False,
        "logger.enableRich": False,
    }


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", value))
    return pairs


def keep_uploads_in_memory() -> None:
    """Let no upload touch the disk before it was searched: forms over 1 MB would go to a temporary file."""
    MultiPartParser.spool_max_size = 2 * FILE_BYTES


class TracebackWithoutValues(logging.Filter):
    """Keeps the text of an unexpected exception out of the log: it may quote a cell of an upload."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = StackSummary.from_list(extract_tb(error.__traceback__)).format()
            record.msg = f"{type(error).__name__} on a page\n{''.join(frames)}"
            record.args = ()
            record.exc_info = None
        return True


def _show_unexpected(_error: Exception) -> bool:
    faults.show_unexpected()
    return True


def modules_of_pages() -> tuple[str, ...]:
    """Every module that a page imports. The pages themselves are scripts, which run when they are imported."""
    found: dict[str, None] = {}
    for page in sorted(PAGES_DIR.glob("*.py")):
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                names = (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
                found |= dict.fromkeys(name for name in names if _is_module(name))
    return tuple(found)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # something within a module that is no package
        return False


def _warm() -> None:
    for name in (*WARM_MODULES, *modules_of_pages()):
        importlib.import_module(name)
    for language in LANGUAGES:
        translations(language)
    export.warm()
    try:
        cache.warm()
    except OutcomesError as error:
        # The server answers all the same: reports can be handed in, and pages say what is wrong.
        LOGGER.warning("%s: %s", error.title, error.message)
    gc.collect()
    gc.freeze()


def _lifespan(
    tabs: OpenTabs, link_mail: LinkMail | None, files: Mapping[str, StaticFile]
) -> Callable[[st.App], AbstractAsyncContextManager[dict[str, Any] | None]]:
    @asynccontextmanager
    async def run(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
        _warm()
        watching = asyncio.create_task(tabs.watch())
        # Beside the first visits: a file that is asked for before its turn is compressed then.
        compressing = asyncio.create_task(compress(files))
        try:
            yield {}
        finally:
            for task in (watching, compressing):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if link_mail is not None:
                link_mail.close()

    return run


def create_app(settings: Settings) -> st.App:
    """The whole application as an ASGI app; one per process, as Streamlit keeps its configuration globally."""
    bootstrap.load_config_options(streamlit_options(CONFIG_FILE))
    keep_uploads_in_memory()
    page_errors = logging.getLogger("streamlit.error_util")
    if not any(isinstance(f, TracebackWithoutValues) for f in page_errors.filters):
        page_errors.addFilter(TracebackWithoutValues())
    cache.use(settings)
    ledger = cache.ledger()

    def find_account(token: str) -> Account | None:
        return ledger.session_account(token, now())

    def own_language(token: str) -> str:
        account = find_account(token) if token else None
        return cache.own_language(account) if account else ""

    def find_running(tokens: Collection[str]) -> Collection[str]:
        return ledger.running_sessions(tokens, now())

    tabs = OpenTabs(find_running)
    use_tabs(tabs.end)
    entrance = Entrance(ledger, now, settings, tabs.end)
    link_mail = LinkMail(entrance) if mail.is_configured(settings) else None
    routes: list[BaseRoute] = [*SignIn(entrance).routes(), *asset_routes()]
    if link_mail is not None:
        routes += link_mail.routes()
    if settings.oidc is not None:
        routes += Oidc(entrance, settings.oidc).routes()
    routes.append(no_other_route())
    index_html = with_watch(index_page())
    guard = Middleware(
        Guard,
        find_account=find_account,
        policy=content_security_policy(index_html),
        hosts=Hosts.of(settings),
        tabs=tabs,
        is_https=(settings.base_url or "").startswith("https://"),
    )
    files = static_files(STATIC_DIR)
    shell = Middleware(Shell, index_html=index_html, own_language=own_language)
    return st.App(
        SCRIPT,
        lifespan=_lifespan(tabs, link_mail, files),
        routes=routes,
        middleware=[guard, Middleware(StaticFiles, files=files), shell],
        on_script_error=_show_unexpected,
    )


def app() -> st.App:
    """The application of the settings in the environment: `uvicorn --factory dashboard.asgi:app`."""
    return create_app(load_settings())
