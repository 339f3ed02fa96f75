from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pipelines.ledger import Ledger
from tests.browser.oidc_provider import provider
from tests.browser.server import Server, serving
from tests.browser.visitor import Visitor
from tests.dashboard.workspace_fixture import EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

PEOPLE = {
    "eva": {"email": EVALUATOR.email.upper(), "email_verified": True},
    "max": {"email": MANAGER.email},
    "stranger": {"email": "stranger@elsewhere.example", "email_verified": True},
    "pretender": {"email": MANAGER.email, "email_verified": False},
    "nameless": {"name": "Nobody"},
}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with provider(PEOPLE, tmp_path_factory.mktemp("provider") / "provider.log") as address:
        yield address


@pytest.fixture(scope="module")
def monitor(server: Server, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the other browser tests, with a provider."""
    variables = {
        "PREPARE_OIDC_ISSUER": issuer,
        "PREPARE_OIDC_CLIENT_ID": "monitor",
        "PREPARE_OIDC_CLIENT_SECRET": "not very secret",
    }
    with serving(server.settings, tmp_path_factory.mktemp("monitor") / "server.log", variables) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def identify(page: Page, monitor: Server, who: str) -> str:
    """Go from the sign-in page through the provider; gives the address the provider was asked at."""
    page.goto(monitor.url)
    expect(page).to_have_url(f"{monitor.url}/account/sign-in")
    page.get_by_role("link", name="Sign in with your organisation").click()
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    asked = page.url
    page.get_by_role("button", name=who, exact=True).click()
    return asked


@pytest.mark.parametrize("who", ["eva", "max"])
def test_oidc_somebody_with_an_account_is_signed_in(page: Page, monitor: Server, who: str) -> None:
    asked = parse_qs(urlsplit(identify(page, monitor, who)).query)

    Visitor(monitor, page.context, page).wait()

    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"{monitor.url}/account/oidc/callback"]
    expect(page.get_by_text({"eva": EVALUATOR, "max": MANAGER}[who].email)).to_be_visible()
    [cookie] = [c for c in page.context.cookies() if c["name"] == "prepare_session"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.get_by_role("link", name="Review").count() == (1 if who == "max" else 0)


def test_oidc_signed_in_stays_after_a_reload_and_leaves_by_sign_out(page: Page, monitor: Server) -> None:
    identify(page, monitor, "eva")
    visitor = Visitor(monitor, page.context, page)
    visitor.wait()

    page.reload()
    visitor.wait()
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url(f"{monitor.url}/account/sign-in")


@pytest.mark.parametrize("who", ["stranger", "pretender", "nameless"])
def test_oidc_valid_identity_without_an_account_gets_in_nowhere(
    page: Page, monitor: Server, who: str
) -> None:
    with Ledger.open(monitor.settings.ledger_url) as ledger:
        before = ledger.last_event_id()

    identify(page, monitor, who)

    expect(page.get_by_role("heading", name="We could not sign you in")).to_be_visible()
    expect(page.get_by_text("This sign-in does not open this service.")).to_be_visible()
    assert not [c for c in page.context.cookies() if c["name"] == "prepare_session"]
    for path in ("", "overview", "explore", "review", "submit", "publish"):
        page.goto(f"{monitor.url}/{path}")
        expect(page).to_have_url(f"{monitor.url}/account/sign-in")
    with Ledger.open(monitor.settings.ledger_url) as ledger:
        assert ledger.last_event_id() == before


def test_oidc_refused_at_the_provider_gets_in_nowhere(page: Page, monitor: Server) -> None:
    page.goto(f"{monitor.url}/account/oidc")

    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("heading", name="We could not sign you in")).to_be_visible()


def test_oidc_closed_account_gets_in_no_more(page: Page, monitor: Server) -> None:
    now = datetime.now(UTC)
    with Ledger.open(monitor.settings.ledger_url) as ledger:
        ledger.close_account(EVALUATOR.email, now)
    try:
        identify(page, monitor, "eva")
        expect(page.get_by_role("heading", name="We could not sign you in")).to_be_visible()
    finally:
        with Ledger.open(monitor.settings.ledger_url) as ledger:
            ledger.add_account(EVALUATOR.email, EVALUATOR.role, None, now)


def test_oidc_answer_caught_and_used_in_another_browser_is_refused(
    browser: Browser, page: Page, monitor: Server, issuer: str
) -> None:
    caught: list[str] = []

    def catch(route: Route) -> None:
        if route.request.method == "POST":
            caught.append(route.fetch(max_redirects=0).headers["location"])
            route.abort()
        else:
            route.continue_()

    page.route(f"{issuer}/**", catch)
    identify(page, monitor, "max")
    page.wait_for_timeout(1_000)
    assert caught[0].startswith(f"{monitor.url}/account/oidc/callback?code=")

    thief = browser.new_context().new_page()
    thief.goto(caught[0])

    expect(thief.get_by_role("heading", name="We could not sign you in")).to_be_visible()
    thief.goto(monitor.url)
    expect(thief).to_have_url(f"{monitor.url}/account/sign-in")


def test_oidc_answer_used_twice_is_refused(page: Page, monitor: Server) -> None:
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.url) if "/callback" in request.url else None)
    identify(page, monitor, "eva")
    Visitor(monitor, page.context, page).wait()

    page.context.clear_cookies(name="prepare_session")
    page.goto(answers[0])

    expect(page.get_by_role("heading", name="We could not sign you in")).to_be_visible()


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=server_error&state=x"]
)
def test_oidc_answer_nobody_asked_for_is_refused(monitor: Server, query: str) -> None:
    answer = httpx.get(f"{monitor.url}/account/oidc/callback{query}")

    assert answer.status_code == 403
    assert "prepare_session" not in answer.cookies
    assert "This sign-in does not open this service." in answer.text


def test_oidc_each_sign_in_has_a_token_of_its_own(page: Page, monitor: Server) -> None:
    tokens = []
    for _ in range(2):
        page.goto(f"{monitor.url}/account/oidc")
        page.get_by_role("button", name="eva", exact=True).click()
        Visitor(monitor, page.context, page).wait()
        tokens += [c["value"] for c in page.context.cookies() if c["name"] == "prepare_session"]

    with Ledger.open(monitor.settings.ledger_url) as ledger:
        running = ledger.running_sessions(tokens, datetime.now(UTC))
    assert len(set(tokens)) == 2
    assert running == {tokens[1]}


def test_oidc_provider_that_is_away_is_said_in_words(server: Server, tmp_path: Path) -> None:
    variables = {
        "PREPARE_OIDC_ISSUER": "http://127.0.0.1:9",
        "PREPARE_OIDC_CLIENT_ID": "monitor",
        "PREPARE_OIDC_CLIENT_SECRET": "x",
    }
    with serving(server.settings, tmp_path / "server.log", variables) as running:
        answer = httpx.get(f"{running.url}/account/oidc")

    assert answer.status_code == 503
    assert "does not answer" in answer.text
