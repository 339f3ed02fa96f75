from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from pipelines.model import Account
from tests.browser.server import Server
from tests.browser.visitor import sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

PAGES = [
    (EVALUATOR, "", "overview"),
    (EVALUATOR, "explore", "explore"),
    (EVALUATOR, "activities", "activities"),
    (EVALUATOR, "activities?activity=ash-birch-mentors", "activity"),
    (EVALUATOR, "places?place=XA_001", "places"),
    (EVALUATOR, "places?place=XB", "places-country"),
    (EVALUATOR, "participation", "participation"),
    (EVALUATOR, "process", "process"),
    (MANAGER, "quality", "quality"),
    (EVALUATOR, "releases", "releases"),
    (EVALUATOR, "method", "method"),
    (EVALUATOR, "about", "about"),
    (COORDINATOR, "submit", "submit"),
    (MANAGER, "review", "review"),
    (MANAGER, "publish", "publish"),
    (MANAGER, "reports", "reports"),
    (COORDINATOR, "reports", "reports-own"),
    (MANAGER, "people", "people"),
    (MANAGER, "trail", "trail"),
]

NAMELESS_CONTROLS = """
() => [...document.querySelectorAll('button, input, select, textarea, a[href]')]
    .filter(e => e.offsetParent !== null && e.checkVisibility() && e.getAttribute('aria-hidden') !== 'true')
    .filter(e => !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')
        && !(e.labels && e.labels.length) && !e.getAttribute('title') && e.type !== 'file')
    .map(e => e.outerHTML.slice(0, 200))
"""


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desktop-light", "phone-dark"])
@pytest.mark.parametrize(("account", "path", "name"), PAGES, ids=[name for *_, name in PAGES])
def test_page_fits_names_its_controls_and_asks_no_other_host(
    browser: Browser, server: Server, account: Account, path: str, name: str, width: int, dark: bool
) -> None:
    visitor = sign_in(browser, server, account, width=width, dark=dark)
    visitor.open(path)
    page = visitor.page
    visitor.photograph(f"{name}-{width}-{'dark' if dark else 'light'}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(NAMELESS_CONTROLS) == []
    assert page.title().endswith(" · Outcome Monitor")
    assert visitor.foreign_requests == []
    assert visitor.console_errors == []
