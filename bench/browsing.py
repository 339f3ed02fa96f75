"""What a visitor with a browser waits for, and how much is sent to her: Chromium, driven with Playwright."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.visitors import Site, View
from tests.programs import chromium_path

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
WAIT_MILLISECONDS = 60_000
QUIET_MILLISECONDS = 700
PLOTS = ".js-plotly-plot .cartesianlayer > .subplot"
DRAWN = "[data-testid=stApp][data-test-script-state=notRunning] .js-plotly-plot .main-svg"

WATCH = """
() => {
    const figures = '.js-plotly-plot, [data-testid=stPlotlyChart]';
    window.benchBegan = performance.now();
    window.benchLast = 0;
    window.benchWatch?.disconnect();
    window.benchWatch = new MutationObserver((changes) => {
        const drawn = (node) => node.nodeType === 1 && (node.closest(figures) || node.querySelector?.(figures));
        if (changes.some((change) => drawn(change.target) || [...change.addedNodes].some(drawn))) {
            requestAnimationFrame(() => { window.benchLast = performance.now(); });
        }
    });
    window.benchWatch.observe(document.body, {subtree: true, childList: true, attributes: true});
}
"""
"""Notes when a figure was last painted anew."""

CHANGED = """
(quiet) => window.benchLast > 0
    && performance.now() - window.benchLast > quiet
    && document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') !== null
"""


@dataclass(frozen=True)
class FirstVisit:
    """With nothing in the browser's cache."""

    seconds: float
    """From the address to the first figure."""
    megabytes: float
    """As it came over the wire."""
    reload_seconds: float


@dataclass(frozen=True)
class Redraw:
    """A change on a page with figures."""

    seconds: float
    plots: int


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, until the block ends."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium_path()), args=list(FLAGS))
        yield opened
        opened.close()


def first_visit(opened: Browser, site: Site, view: View, repeats: int) -> FirstVisit:
    """Medians of several first visits, each in a window without a cache, and of a reload after each."""
    seconds, sizes, reloads = [], [], []
    for _ in range(repeats):
        with _window(opened, site) as (context, page):
            received: list[float] = []
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            _note_sizes(session, received)
            seconds.append(_until_drawn(page, lambda: page.goto(_address(site, view))))
            page.wait_for_load_state("networkidle")
            sizes.append(sum(received) / 1e6)
            reloads.append(_until_drawn(page, page.reload))
    return FirstVisit(statistics.median(seconds), statistics.median(sizes), statistics.median(reloads))


def redraw(opened: Browser, site: Site, view: View, choices: Sequence[str], repeats: int) -> Redraw:
    """Median from choosing another value in the first filter to the last change of a figure.

    `choices` are the beginnings of two values of that filter, which are chosen in turn.
    """
    with _window(opened, site) as (_, page):
        _until_drawn(page, lambda: page.goto(_address(site, view)))
        page.wait_for_timeout(2 * QUIET_MILLISECONDS)
        seconds = [_change(page, choices[(step + 1) % 2]) for step in range(repeats + 1)]
        return Redraw(statistics.median(seconds[1:]), page.locator(PLOTS).count())


def _change(page: Page, choice: str) -> float:
    page.locator("[data-testid=stMain] [data-testid=stSelectbox] input:not([disabled])").first.click()
    page.keyboard.type(choice)
    option = page.get_by_role("option").filter(has_text=choice).first
    option.wait_for(timeout=WAIT_MILLISECONDS)
    page.evaluate(WATCH)
    option.click()
    page.wait_for_function(CHANGED, arg=QUIET_MILLISECONDS, timeout=WAIT_MILLISECONDS)
    return float(page.evaluate("(window.benchLast - window.benchBegan) / 1000"))


def _until_drawn(page: Page, act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    page.locator(DRAWN).first.wait_for(timeout=WAIT_MILLISECONDS)
    return time.perf_counter() - began


def _note_sizes(session: CDPSession, received: list[float]) -> None:
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))


@contextmanager
def _window(opened: Browser, site: Site) -> Iterator[tuple[BrowserContext, Page]]:
    context = opened.new_context(viewport={"width": 1280, "height": 900})
    if site.cookie:
        name, _, value = site.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{site.port}"}])
    yield context, context.new_page()
    context.close()


def _address(site: Site, view: View) -> str:
    return f"http://127.0.0.1:{site.port}/{view.page}?{urlencode(view.query, doseq=True)}"
