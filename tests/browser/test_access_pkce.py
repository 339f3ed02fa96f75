"""The same door at a certified provider, which refuses whoever does not use PKCE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.oidc_provider import install_node_provider, node_provider
from tests.browser.server import Server, free_port, serving
from tests.browser.visitor import Visitor
from tests.dashboard.workspace_fixture import EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

PEOPLE = {
    "eva": {"email": EVALUATOR.email, "email_verified": True},
    "stranger": {"email": "stranger@elsewhere.example", "email_verified": True},
    "pretender": {"email": MANAGER.email, "email_verified": False},
}


@dataclass(frozen=True)
class Site:
    monitor: Server
    issuer: str


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("node")
    if not install_node_provider(directory):
        pytest.skip("npm, or its registry, is missing: apt-get install -y npm")
    port = free_port()
    with node_provider(directory, f"http://127.0.0.1:{port}/account/oidc/callback", PEOPLE) as issuer:
        variables = {
            "PREPARE_OIDC_ISSUER": issuer,
            "PREPARE_OIDC_CLIENT_ID": "monitor",
            "PREPARE_OIDC_CLIENT_SECRET": "not very secret",
        }
        with serving(server.settings, directory / "server.log", variables, port) as monitor:
            yield Site(monitor, issuer)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def identify(page: Page, site: Site, who: str) -> None:
    page.goto(f"{site.monitor.url}/account/sign-in")
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_pkce_provider_signs_somebody_with_an_account_in(page: Page, site: Site) -> None:
    identify(page, site, "eva")

    Visitor(site.monitor, page.context, page).wait()
    expect(page.get_by_text(EVALUATOR.email)).to_be_visible()


@pytest.mark.parametrize("who", ["stranger", "pretender"])
def test_pkce_provider_lets_nobody_else_in(page: Page, site: Site, who: str) -> None:
    identify(page, site, who)

    expect(page.get_by_role("heading", name="We could not sign you in")).to_be_visible()
    page.goto(f"{site.monitor.url}/explore")
    expect(page).to_have_url(f"{site.monitor.url}/account/sign-in")


def test_pkce_provider_refuses_whoever_does_not_use_it(site: Site) -> None:
    asked = httpx.get(
        f"{site.issuer}/auth",
        params={
            "client_id": "monitor",
            "response_type": "code",
            "scope": "openid email",
            "redirect_uri": f"{site.monitor.url}/account/oidc/callback",
            "state": "s",
        },
    )

    assert "error=invalid_request" in asked.headers["location"]
    assert "PKCE" in asked.headers["location"]
