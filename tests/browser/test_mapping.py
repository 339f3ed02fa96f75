"""The headers of a foreign file are matched in a real browser, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.server import Server
from tests.browser.test_looks import NAMELESS_CONTROLS
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import COORDINATOR

pytestmark = pytest.mark.slow
TRIES = 4

FOREIGN = (
    "Our figures of the quarter;;;{more}\n"
    "Programme;What was counted;How;n{more}\n"
    "All activities;People who began;Count;6\n"
    "All activities;People who began;Per 10,000;61\n"
    "Ashtown groups;People who began;Count;4\n"
    "Mentors of two towns;People who began;Count;2\n"
)


def choose(page: Page, label: str, meaning: str) -> None:
    box = page.get_by_role("combobox", name=label)
    option = page.get_by_role("option", name=meaning, exact=True)
    for _ in range(TRIES):
        box.focus()
        box.press("ArrowDown")  # opens the list, also where the browser says that it is a phone
        try:
            option.click(timeout=5_000)
        except PlaywrightTimeoutError:
            continue  # the page was drawn anew just then, which closes a list, also one that was open already
        return
    raise AssertionError(f"the list of '{label}' did not stay open")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desktop-light", "phone-dark"])
def test_mapping_is_made_on_the_page_and_the_file_is_read(
    browser: Browser, server: Server, width: int, dark: bool
) -> None:
    visitor = sign_in(browser, server, COORDINATOR, width=width, dark=dark)
    visitor.open("submit?quarter=2021-Q3")
    page = visitor.page
    # Other headers for each window, because what the first one matched is kept.
    data = FOREIGN.format(more=";" * (width == 390) + "x" * (width == 390)).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": data}
    )
    expect(page.get_by_role("heading", name="Match the headers of your file")).to_be_visible(timeout=30_000)
    visitor.wait()
    for label, meaning in (
        ("B: What was counted", "Measure"),
        ("C: How", "Says which rows count"),
        ("D: n", "Figures (the row says of what)"),
        ("Measure: People who began", "Starts"),
        ("Rows with: Count", "Read these rows"),
        ("Rows with: Per 10,000", "Leave these rows out"),
    ):
        choose(page, label, meaning)
        visitor.wait()
    expect(page.get_by_text("3 figures and marks would be read, 1 would not.")).to_be_visible(timeout=30_000)
    visitor.photograph(f"mapping-{width}")
    assert_in_order(visitor, width)

    page.get_by_role("button", name="Keep this matching").click()
    expect(page.get_by_role("button", name="Submit the report for 2021-Q3")).to_be_visible(timeout=30_000)
    visitor.wait()
    page.get_by_text("Headers you have matched").first.click()
    visitor.photograph(f"mapping-kept-{width}")
    assert_in_order(visitor, width)


def assert_in_order(visitor: Visitor, width: int) -> None:
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.page.evaluate(NAMELESS_CONTROLS) == []
    assert visitor.foreign_requests == []
    assert visitor.console_errors == []
