"""The server: Streamlit behind the guard, with the sign-in routes and everything warm before the first visit."""

from __future__ import annotations

import gc
import importlib
import logging
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from traceback import StackSummary, extract_tb
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.web import bootstrap

from dashboard import cache, export
from dashboard.access.guard import SESSION_HEADER, Guard
from dashboard.access.headers import content_security_policy, index_page
from dashboard.access.session import SESSION_KEY
from dashboard.access.sign_in import SignIn
from dashboard.components import faults
from pipelines.errors import OutcomesError
from pipelines.model import Account
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


@asynccontextmanager
async def _warm(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    for name in WARM_MODULES:
        importlib.import_module(name)
    export.warm()
    try:
        cache.warm()
    except OutcomesError as error:
        # The server answers all the same: reports can be handed in, and pages say what is wrong.
        LOGGER.warning("%s: %s", error.title, error.message)
    gc.collect()
    gc.freeze()
    yield {}


def create_app(settings: Settings) -> st.App:
    """The whole application as an ASGI app; one per process, as Streamlit keeps its configuration globally."""
    bootstrap.load_config_options(streamlit_options(CONFIG_FILE))
    page_errors = logging.getLogger("streamlit.error_util")
    if not any(isinstance(f, TracebackWithoutValues) for f in page_errors.filters):
        page_errors.addFilter(TracebackWithoutValues())
    cache.use(settings)
    ledger = cache.ledger()

    def find_account(token: str) -> Account | None:
        return ledger.session_account(token, now())

    is_https = (settings.base_url or "").startswith("https://")
    policy = content_security_policy(index_page())
    return st.App(
        SCRIPT,
        lifespan=_warm,
        routes=SignIn(ledger, now, is_https=is_https).routes(),
        middleware=[Middleware(Guard, find_account=find_account, policy=policy)],
        on_script_error=_show_unexpected,
    )


def app() -> st.App:
    """The application of the settings in the environment: `uvicorn --factory dashboard.asgi:app`."""
    return create_app(load_settings())
