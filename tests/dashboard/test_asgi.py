from __future__ import annotations

import asyncio
import logging
import re
import sys

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from dashboard.access.guard import SESSION_HEADER
from dashboard.access.shell import ASSETS
from dashboard.asgi import (
    CONFIG_FILE,
    TracebackWithoutValues,
    keep_uploads_in_memory,
    modules_of_pages,
    streamlit_options,
)
from pipelines.read.limits import FILE_BYTES


def test_streamlit_options_keep_the_app_closed() -> None:
    options = streamlit_options(CONFIG_FILE)

    assert options["server.trustedUserHeaders"] == {SESSION_HEADER: "session"}
    assert options["client.showErrorDetails"] == "none"
    assert options["browser.gatherUsageStats"] is False
    assert options["server.enableAgentApi"] is False
    assert options["server.enableStaticServing"] is False
    assert options["server.maxUploadSize"] == 5
    assert options["client.disableDataExport"] is True


def test_streamlit_options_theme_tables_become_dotted_names() -> None:
    options = streamlit_options(CONFIG_FILE)

    assert options["theme.dark.sidebar.backgroundColor"].startswith("#")


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["textColor", "linkColor"])
@pytest.mark.parametrize("paper", ["backgroundColor", "secondaryBackgroundColor", "sidebar.backgroundColor"])
def test_theme_text_stands_out_from_its_background(theme: str, ink: str, paper: str) -> None:
    options = streamlit_options(CONFIG_FILE)

    assert _contrast(options[f"theme.{theme}.{ink}"], options[f"theme.{theme}.{paper}"]) >= 4.5


def test_log_of_an_unexpected_fault_has_no_text_of_the_exception() -> None:
    try:
        raise ValueError(f"cell says {47 * 100 + 11}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Uncaught", (), sys.exc_info())

    assert TracebackWithoutValues().filter(record)

    text = logging.Formatter().format(record)
    assert "4711" not in text
    assert "ValueError" in text
    assert "test_asgi.py" in text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_captions_at_sixty_percent_stand_out_from_the_page(theme: str) -> None:
    options = streamlit_options(CONFIG_FILE)
    ink, paper = (options[f"theme.{theme}.{name}"] for name in ("textColor", "backgroundColor"))

    mixed = "#" + "".join(
        f"{round(0.6 * int(ink[i : i + 2], 16) + 0.4 * int(paper[i : i + 2], 16)):02x}" for i in (1, 3, 5)
    )

    assert _contrast(mixed, paper) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_white_on_a_primary_button_and_the_button_on_the_page_stand_out(theme: str) -> None:
    options = streamlit_options(CONFIG_FILE)

    assert _contrast(options[f"theme.{theme}.primaryColor"], "#ffffff") >= 4.5
    assert _contrast(options[f"theme.{theme}.primaryColor"], options[f"theme.{theme}.backgroundColor"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("paper", ["backgroundColor", "secondaryBackgroundColor", "sidebar.backgroundColor"])
def test_where_the_keyboard_is_stands_out_from_the_page(theme: str, paper: str) -> None:
    options = streamlit_options(CONFIG_FILE)
    style, _ = ASSETS["/account/page.css"]
    found = re.search(r":focus-visible \{\s+outline: 3px solid (#\w{6})", style.read_text(encoding="utf-8"))

    assert found is not None
    assert _contrast(found[1], options[f"theme.{theme}.{paper}"]) >= 3


def test_upload_of_the_largest_size_stays_in_memory() -> None:
    keep_uploads_in_memory()
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.xlsx"\r\n\r\n' + bytes(FILE_BYTES)
    messages = iter([{"type": "http.request", "body": body + b"\r\n--x--\r\n", "more_body": False}])

    async def receive() -> Message:
        return next(messages)

    async def is_on_disk() -> bool:
        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        form = await Request({"type": "http", "method": "PUT", "headers": headers}, receive).form()
        upload = form["f"]
        assert isinstance(upload, UploadFile)
        rolled = bool(upload.file._rolled)
        upload.file.close()
        return rolled

    assert not asyncio.run(is_on_disk())


def test_modules_of_pages_are_what_the_pages_import_and_nothing_that_runs_by_itself() -> None:
    found = set(modules_of_pages())

    assert {
        "dashboard.components.frame",
        "dashboard.components.filters",
        "pipelines.roles",
    } <= found
    assert not [name for name in found if name.startswith("dashboard.app_pages")]
