"""From the profile of a place and from an activity to the same figures elsewhere, by links as people use them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.server import Server
from tests.browser.visitor import RUN_MILLISECONDS, Visitor, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR

pytestmark = pytest.mark.slow


def follow(visitor: Visitor, link: str) -> Visitor:
    """Open a link of a table, which has a tab of its own."""
    with visitor.context.expect_page() as opened:
        visitor.page.get_by_role("link", name=link, exact=True).first.click()
    followed = Visitor(visitor.server, visitor.context, opened.value)
    followed.wait()
    return followed


def test_place_links_to_the_same_indicator_in_explore(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("places?place=XB_001")

    explore = follow(visitor, "Sessions (sessions)").page

    expect(explore.get_by_role("heading", level=1)).to_have_text("Explore", timeout=RUN_MILLISECONDS)
    assert "indicator=T1" in explore.url
    assert "highlight=XB_001" in explore.url
    assert "release=1" in explore.url


def test_table_of_many_columns_is_read_downwards_on_a_phone(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR, width=390)
    visitor.open("places?place=XB_001")
    table = visitor.page.get_by_test_id("stTable").first.get_by_role("table")
    row = table.get_by_role("row").nth(1)
    cell = row.get_by_role("cell").nth(1)

    expect(cell).to_have_attribute("data-heading", "Period")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Period"'
    assert table.evaluate("table => table.scrollWidth <= table.closest('[data-testid=stTable]').clientWidth")
    left = [each.bounding_box() for each in row.get_by_role("cell").all()]
    assert len({box["x"] for box in left if box}) == 1
    visitor.photograph("places-390-light")


def test_list_of_activities_links_to_each_and_each_back(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("activities")

    activity = follow(visitor, "Mentors of two towns")

    expect(activity.page.get_by_role("heading", name="Mentors of two towns")).to_be_visible()
    activity.page.get_by_role("button", name="All activities").click()
    expect(activity.page.get_by_text("4 of 4 activities")).to_be_visible(timeout=RUN_MILLISECONDS)
    expect(activity.page).not_to_have_url(re.compile("activity="))


def test_choice_of_a_place_is_in_the_address_and_survives_a_reload(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("places")
    page = visitor.page

    page.get_by_role("combobox", name="Kind of place").click()
    page.get_by_role("option", name="Countries").click()
    visitor.wait()
    page.get_by_role("combobox", name="Place", exact=True).click()
    page.get_by_role("option", name="Beland of tests").click()
    visitor.wait()

    expect(page.get_by_role("link", name="Cedartown groups")).to_be_visible(timeout=RUN_MILLISECONDS)
    assert "level=country" in page.url
    assert "place=XB" in page.url
    page.reload()
    visitor.wait()
    expect(page.get_by_role("link", name="Cedartown groups")).to_be_visible(timeout=RUN_MILLISECONDS)
