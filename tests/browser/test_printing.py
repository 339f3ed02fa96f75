from __future__ import annotations

import io

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.server import Server
from tests.browser.visitor import ARTEFACTS, Visitor, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

PAPER_WIDTH = 703
"""Pixels between the margins of an A4 sheet."""
PAPER_HEIGHT = 1016

FIGURES = """
() => [...document.querySelectorAll('.js-plotly-plot')].map(figure => {
    const box = figure.getBoundingClientRect();
    const drawn = [...figure.querySelectorAll('.main-svg text')].map(text => text.getBoundingClientRect().right);
    const holder = figure.closest('[data-testid=stPlotlyChart]');
    return {right: Math.max(box.right, ...drawn), height: box.height, inside: getComputedStyle(holder).breakInside};
})
"""


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _print(visitor: Visitor, name: str) -> bytes:
    pdf = visitor.page.pdf(prefer_css_page_size=True)
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / f"{name}.pdf").write_bytes(pdf)
    return pdf


def _on_paper(visitor: Visitor) -> None:
    """Lay the page out as for printing, so that it can be measured."""
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size({"width": PAPER_WIDTH, "height": PAPER_HEIGHT})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_printed_page_says_what_it_shows_and_has_no_buttons(
    browser: Browser, server: Server, dark: bool
) -> None:
    visitor = sign_in(browser, server, EVALUATOR, dark=dark)

    text = _text(_print(visitor, f"overview-printed-{'dark' if dark else 'light'}"))

    assert "SYNTHETIC DATA" in text
    assert "release 1" in text
    assert "Signed in as" not in text
    assert "Sign out" not in text
    assert "Download" not in text


@pytest.mark.parametrize("path", ["", "participation"])
def test_printed_figure_fits_the_paper_and_is_not_cut(browser: Browser, server: Server, path: str) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open(path)
    visitor.page.locator(".js-plotly-plot .main-svg").first.wait_for()

    _on_paper(visitor)
    figures = visitor.page.evaluate(FIGURES)

    assert figures
    assert max(figure["right"] for figure in figures) <= PAPER_WIDTH
    assert max(figure["height"] for figure in figures) <= PAPER_HEIGHT
    assert {figure["inside"] for figure in figures} == {"avoid"}


def test_printing_leaves_the_figure_on_the_screen_as_it_was(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("participation")
    figure = visitor.page.locator(".js-plotly-plot .main-svg").first
    before = figure.bounding_box()

    _print(visitor, "participation-printed")

    assert figure.bounding_box() == before
    assert figure.get_attribute("viewBox") is None


def test_printed_dark_page_is_dark_on_white(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR, dark=True)

    _on_paper(visitor)
    heading, paper = visitor.page.locator("h1").first, visitor.page.get_by_test_id("stApp")

    assert heading.evaluate("e => getComputedStyle(e).color") == "rgb(20, 22, 25)"
    assert paper.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


def test_printed_long_page_goes_on_over_several_sheets(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, MANAGER)
    visitor.open("method")

    reader = PdfReader(io.BytesIO(_print(visitor, "method-printed")))

    assert len(reader.pages) > 1
    assert all(page.extract_text().strip() for page in reader.pages)
