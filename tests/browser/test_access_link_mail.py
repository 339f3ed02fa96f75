from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server, serving
from tests.browser.visitor import ARTEFACTS, Visitor
from tests.dashboard.workspace_fixture import EVALUATOR
from tests.mailbox import Mailbox, smtp_server

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Site:
    monitor: Server
    mailbox: Mailbox


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with smtp_server() as mailbox:
        variables = {
            "PREPARE_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "PREPARE_MAIL_FROM": "outcomes@office.example",
            "PREPARE_OIDC_ISSUER": "http://127.0.0.1:9",
            "PREPARE_OIDC_CLIENT_ID": "monitor",
            "PREPARE_OIDC_CLIENT_SECRET": "x",
        }
        log = tmp_path_factory.mktemp("monitor") / "server.log"
        with serving(server.settings, log, variables) as monitor:
            yield Site(monitor, mailbox)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_link_by_mail_from_the_form_to_the_first_page_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site.monitor.url)
    page.get_by_label("Your e-mail address").fill(EVALUATOR.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()

    [message] = site.mailbox.wait_for(1)
    link = re.search(r"http://\S+", message.get_content())
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Sign in").press("Enter")

    Visitor(site.monitor, page.context, page).wait()
    expect(page.get_by_text(EVALUATOR.email)).to_be_visible()


def test_link_by_mail_unknown_address_reads_the_same(page: Page, site: Site) -> None:
    page.goto(f"{site.monitor.url}/account/sign-in")
    page.get_by_label("Your e-mail address").fill("nobody@elsewhere.example")
    page.get_by_role("button", name="Send me a sign-in link").click()

    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    page.wait_for_timeout(1_000)
    assert all(message["to"] == EVALUATOR.email for message in site.mailbox.messages())


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)], ids=["desktop-light", "phone-dark"])
def test_sign_in_page_with_every_way_fits(browser: Browser, site: Site, width: int, dark: bool) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()

    page.goto(f"{site.monitor.url}/account/sign-in")

    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"sign-in-every-way-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
