from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from dashboard.access.headers import content_security_policy, index_page
from dashboard.access.shell import ASSETS, WATCH_FILE, WATCH_PATH, asset_routes, is_page_path, with_watch
from dashboard.access.tabs import SESSION_ENDED


def test_with_watch_script_of_ours_comes_before_all_of_streamlit() -> None:
    page = with_watch(index_page())

    assert page.index(f'<script src="{WATCH_PATH}">') < page.index('<script type="module"')
    assert "<title>Outcome Monitor</title>" in page


def test_every_file_of_ours_that_the_page_asks_for_is_there_and_no_other() -> None:
    asked = set(re.findall(r'(?:src|href)="(/account/[^"]+)"', with_watch(index_page())))

    assert asked == set(ASSETS)
    assert {route.path for route in asset_routes() if isinstance(route, Route)} == set(ASSETS)
    assert all(file.is_file() for file, _ in ASSETS.values())


def test_with_watch_needs_no_more_rights_for_scripts() -> None:
    assert content_security_policy(with_watch(index_page())) == content_security_policy(index_page())


def test_with_watch_page_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(LookupError):
        with_watch("<html></html>")


def test_watch_script_knows_the_code_of_the_guard() -> None:
    assert f"SESSION_ENDED = {SESSION_ENDED};" in WATCH_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/", "/explore", "/index.html", "/no-such-page", "/no.such.page"])
def test_is_page_path_takes_what_streamlit_answers_with_its_index(path: str) -> None:
    assert is_page_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/account/sign-in",
        "/_stcore/health",
        "/static/js/index.js",
        "/media/x",
        "/favicon.png",
        "/api",
        "/explore/_stcore/health",
    ],
)
def test_is_page_path_leaves_files_and_routes_alone(path: str) -> None:
    assert not is_page_path(path)
