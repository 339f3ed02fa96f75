from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.server import Server
from tests.browser.visitor import ARTEFACTS, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR

pytestmark = pytest.mark.slow
WHOLE = "x" * 43


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desktop-light", "phone-dark"])
@pytest.mark.parametrize(
    "path",
    ["account/link?token=x", f"account/link?token={WHOLE}", "account/sign-in", "account/signed-out"],
)
def test_account_page_fits_and_has_one_heading(
    browser: Browser, server: Server, path: str, width: int, dark: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()

    page.goto(f"{server.url}/{path}")

    ARTEFACTS.mkdir(exist_ok=True)
    name = path.replace(f"?token={WHOLE}", "").replace("?token=x", "-cut").replace("/", "-")
    page.screenshot(path=ARTEFACTS / f"{name}-{width}-{'dark' if dark else 'light'}.png")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_used_link_opened_again_is_refused_in_words(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    link = server.link(EVALUATOR)
    other = browser.new_context().new_page()
    visitor.page.goto(link)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.wait()

    other.goto(link)
    other.get_by_role("button", name="Sign in").press("Enter")

    expect(other.get_by_role("heading", name="We could not sign you in")).to_be_visible()
    other.goto(f"{server.url}/explore")
    expect(other).to_have_url(f"{server.url}/account/sign-in")


def test_sign_out_page_by_keyboard_ends_the_session(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.page.goto(f"{server.url}/account/sign-out")

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    visitor.page.goto(server.url)
    expect(visitor.page).to_have_url(f"{server.url}/account/sign-in")
