from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.navigation import page_names
from pipelines.model import Account
from tests.browser.accessibility import AXE, ours, violations
from tests.browser.npm import install
from tests.browser.server import Server
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

PEOPLE = {"coordinator": COORDINATOR, "manager": MANAGER, "evaluator": EVALUATOR}
STOPS = 250
"""More than any page has; a walk that does not come round by then is caught."""

CONTROLS = """
() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])'
)].filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.disabled
    && e.tabIndex >= 0 && e.type !== 'file' && e.getClientRects().length
    && !e.closest('[inert], [aria-hidden=true], details:not([open]) > :not(summary)'))
  .map((e, i) => { e.dataset.stop = String(i); return e.outerHTML.slice(0, 160); })
"""
STOP = """
() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const shown = (node) => {
        const s = getComputedStyle(node);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
    };
    const box = e.getBoundingClientRect();
    const around = [e, e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement];
    return {
        stop: e.dataset.stop ?? null,
        html: e.outerHTML.slice(0, 160),
        isSeen: around.some(node => node && shown(node)) || [...e.querySelectorAll('*')].some(shown),
        isInside: box.right > 0 && box.left < innerWidth,
    };
}
"""
SLOWEST_MOTION = """
() => Math.max(...[...document.querySelectorAll('body, body *')].flatMap(e => {
    const s = getComputedStyle(e);
    return [...s.animationDuration.split(','), ...s.transitionDuration.split(',')].map(parseFloat);
}))
"""
CUT = """
() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, p, label, td, th, button, summary)')]
    .filter(e => e.checkVisibility() && e.getClientRects().length && e.textContent.trim())
    .filter(e => !e.closest('[data-testid=stTable], [data-testid=stDataFrame], .js-plotly-plot, [role=combobox]'))
    .filter(e => { const b = e.getBoundingClientRect(); return b.right > innerWidth + 1 || b.left < -1; })
    .map(e => e.outerHTML.slice(0, 160))
"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("axe")
    if not install(AXE, directory):
        pytest.skip("npm, or its registry, is missing: apt-get install -y npm")
    source: Path = directory / "node_modules" / "axe-core" / "axe.min.js"
    return source.read_text(encoding="utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_keeps_the_rules_of_axe(
    browser: Browser, server: Server, axe: str, role: str, width: int, dark: bool
) -> None:
    visitor = sign_in(browser, server, PEOPLE[role], width=width, dark=dark)

    found = []
    for name in page_names(PEOPLE[role]):
        visitor.open(name)
        found += [f"{name}: {each}" for each in ours(violations(visitor.page, axe))]

    assert not found, "\n".join(found)


def test_axe_finds_what_is_wrong(browser: Browser, server: Server, axe: str) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.page.evaluate(
        "document.querySelector('[data-testid=stMain]').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')"
    )

    assert [each.rule for each in ours(violations(visitor.page, axe))] == ["image-alt"]


def _walk(visitor: Visitor) -> tuple[list[str], list[dict[str, object]]]:
    """The controls of a page, and every stop of the Tab key from its beginning until it comes round."""
    visitor.page.evaluate("document.activeElement?.blur()")
    controls: list[str] = visitor.page.evaluate(CONTROLS)
    stops: list[dict[str, object]] = []
    for _ in range(STOPS):
        visitor.page.keyboard.press("Tab")
        stop = visitor.page.evaluate(STOP)
        if stop is None or (stops and stop["stop"] is not None and stop["stop"] == stops[0]["stop"]):
            return controls, stops
        stops.append(stop)
    raise AssertionError("the keyboard does not come round: there is a trap")


@pytest.mark.parametrize("role", PEOPLE)
def test_every_control_is_reached_by_keyboard_and_seen(browser: Browser, server: Server, role: str) -> None:
    visitor = sign_in(browser, server, PEOPLE[role])
    wrong = []
    for name in page_names(PEOPLE[role]):
        visitor.open(name)
        controls, stops = _walk(visitor)
        reached = {stop["stop"] for stop in stops}
        wrong += [f"{name}: not reached: {html}" for i, html in enumerate(controls) if str(i) not in reached]
        wrong += [f"{name}: focus is not seen: {stop['html']}" for stop in stops if not stop["isSeen"]]
        numbers = [int(str(stop["stop"])) for stop in stops if stop["stop"] is not None]
        jumps = [i for i, pair in enumerate(pairwise(numbers)) if pair[0] > pair[1]]
        wrong += [f"{name}: order jumps back at {stops[i]['html']}" for i in jumps]

    assert not wrong, "\n".join(wrong)


def test_skip_link_is_the_first_stop_and_leads_to_the_content(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.page.evaluate("document.activeElement?.blur()")

    visitor.page.keyboard.press("Tab")
    assert "main" in str(visitor.page.evaluate("document.activeElement.innerText")).lower()
    visitor.page.keyboard.press("Enter")

    assert visitor.page.evaluate("document.activeElement.closest('[data-testid=stMain], main') !== null")


def test_a_filter_is_changed_and_a_file_is_fetched_by_keyboard_only(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("explore")
    page = visitor.page
    before = page.url

    box = page.locator("[data-testid=stMain] [data-testid=stSelectbox] input:not([disabled])").first
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    visitor.wait()
    page.get_by_role("button", name="CSV").first.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")

    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize(("width", "scale"), [(640, 2), (320, 4)], ids=["200-percent", "400-percent"])
@pytest.mark.parametrize("role", PEOPLE)
def test_enlarged_page_neither_scrolls_sideways_nor_is_cut(
    browser: Browser, server: Server, role: str, width: int, scale: int
) -> None:
    account: Account = PEOPLE[role]
    visitor = sign_in(browser, server, account, width=width, scale=scale)
    wrong = []
    for name in page_names(account):
        visitor.open(name)
        if visitor.page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{name}: scrolls sideways")
        wrong += [f"{name}: cut: {html}" for html in visitor.page.evaluate(CUT)]

    assert not wrong, "\n".join(wrong)


def test_nothing_moves_for_who_asks_for_that(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    moving = visitor.page.evaluate(SLOWEST_MOTION)

    visitor.page.emulate_media(reduced_motion="reduce")

    assert moving > 0.05
    assert visitor.page.evaluate(SLOWEST_MOTION) <= 0.01


def test_every_figure_has_words_and_a_table_beside_it(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    without = []
    for name in page_names(EVALUATOR):
        visitor.open(name)
        figures = visitor.page.get_by_test_id("stPlotlyChart").count()
        described = visitor.page.locator("[role=figure][aria-label]:has(.js-plotly-plot)").count()
        tables = visitor.page.locator("[data-testid=stExpander]", has_text="able").count()
        if figures != described or figures > tables:
            without.append((name, figures, described, tables))

    assert not without


def test_statement_names_every_fault_that_is_let_pass(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("accessibility")

    main = visitor.page.get_by_test_id("stMain")
    expect(main).to_contain_text("WCAG")
    expect(main).to_contain_text("conforms to them in part")
    expect(main).to_contain_text("The label of a choice that cannot be changed")
    expect(main).to_contain_text("number 13500")
    expect(main).to_contain_text("project manager")
