from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import Server, serving
from tests.dashboard.workspace_fixture import build_workspace, settings_in

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
LEFT_OUT = frozenset({("ash", "2021-Q3")})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a published release; one report is still to come."""
    directory = tmp_path_factory.mktemp("server")
    settings = settings_in(directory / "data")
    build_workspace(settings, leave_out=LEFT_OUT)
    with serving(settings, directory / "server.log") as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield opened
        opened.close()
