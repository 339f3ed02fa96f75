from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.server import Server
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR, coordinator_of

pytestmark = pytest.mark.slow
CHOSEN = "explore?indicator=T2&level=local&place=XA_001&time=year&by=sex"


def _follow(visitor: Visitor, link: str) -> None:
    visitor.page.get_by_test_id("stSidebar").get_by_role("link", name=link, exact=True).click()
    expect(visitor.page.get_by_role("heading", name=link, level=1)).to_be_visible()
    visitor.wait()


def _language(visitor: Visitor) -> Locator:
    return visitor.page.get_by_test_id("stSidebar").get_by_role("combobox")


def test_menu_keeps_what_was_chosen_on_each_page_and_the_language(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open(f"{CHOSEN}&lang=en")

    _follow(visitor, "Participation")
    assert visitor.page.url == f"{server.url}/participation?lang=en"
    _follow(visitor, "Explore")

    expect(visitor.page).to_have_url(re.compile("place=XA_001"))
    expect(visitor.page).to_have_url(re.compile("lang=en"))
    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Women"))


def test_back_and_reload_show_what_was_chosen(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open(CHOSEN)
    _follow(visitor, "About")

    visitor.page.go_back()
    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Women"))
    visitor.page.reload()

    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Women"))
    visitor.page.go_forward()
    expect(visitor.page.get_by_role("heading", name="About", level=1)).to_be_visible()


def test_language_is_chosen_in_the_sidebar_and_written_to_the_address(
    browser: Browser, server: Server
) -> None:
    reader = coordinator_of("birch")
    visitor = sign_in(browser, server, reader)
    visitor.open(CHOSEN)

    _language(visitor).click()
    visitor.page.get_by_role("option", name="Deutsch").click()

    expect(visitor.page).to_have_url(re.compile("lang=de"))
    expect(visitor.page).to_have_url(re.compile("place=XA_001"))
    visitor.wait()
    links = visitor.page.get_by_test_id("stSidebar").get_by_role("link")
    assert all("lang=de" in str(link.get_attribute("href")) for link in links.all())
    again = sign_in(browser, server, reader)
    expect(_language(again)).to_have_value("Deutsch")
    again.open("about?lang=en")
    expect(_language(again)).to_have_value("English")


def test_menu_works_with_the_keyboard_and_marks_the_page(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("about?lang=en")
    link = visitor.page.get_by_test_id("stSidebar").get_by_role("link", name="Method", exact=True)
    link.focus()
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.get_by_role("heading", name="Method", level=1)).to_be_visible()
    expect(link).to_have_attribute("aria-current", "page")
    assert visitor.page.title() == "Method · Outcome Monitor"


def test_menu_on_a_phone_opens_leads_on_and_gets_out_of_the_way(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR, width=390)
    visitor.open("explore")
    visitor.page.get_by_test_id("stExpandSidebarButton").click()
    visitor.photograph("menu-390-light")

    _follow(visitor, "About")

    sidebar = visitor.page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_attribute("data-collapsed", "true")


def test_unknown_release_and_language_are_left_out_with_a_notice(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)

    visitor.open("about?release=99&lang=xx")

    expect(visitor.page.get_by_text("There is no such release as the address asks for.")).to_be_visible()
    expect(visitor.page.get_by_text("The address asks for a language that is not spoken")).to_be_visible()
    expect(visitor.page).to_have_url(f"{server.url}/about")


def test_a_link_to_a_figure_opens_the_same_picture_in_a_fresh_browser(
    browser: Browser, server: Server
) -> None:
    sender = sign_in(browser, server, EVALUATOR)
    sender.open(f"{CHOSEN}&order=value&count=running&median=yes")
    sender.page.get_by_role("button", name="More files, link and citation").click()
    link = sender.page.get_by_test_id("stCode").first.inner_text().strip()

    receiver = sign_in(browser, server, coordinator_of("birch"))
    receiver.page.goto(link)
    receiver.wait()

    assert "release=1" in link
    assert _drawn(receiver) == _drawn(sender)


def _drawn(visitor: Visitor) -> tuple[str | None, list[str]]:
    """What a figure says in words, and every text in it."""
    figure = visitor.page.get_by_role("figure").first
    expect(figure.locator(".main-svg").first).to_be_visible()
    return figure.get_attribute("aria-label"), figure.locator("svg text").all_inner_texts()
