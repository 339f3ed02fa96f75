from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines.ledger import Ledger
from tests.browser.server import Server, serving
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR

pytestmark = pytest.mark.slow

WITHIN_SECONDS = 2


@pytest.fixture
def tabs(browser: Browser, server: Server) -> Iterator[tuple[Visitor, Visitor]]:
    """Two tabs of one session; the second shows figures."""
    first = sign_in(browser, server, EVALUATOR)
    second = Visitor(server, first.context, first.context.new_page())
    second.open("about")
    second.open("explore")
    expect(second.page.get_by_role("figure").first).to_be_visible()
    yield first, second
    first.context.close()


@contextmanager
def in_ledger(server: Server) -> Iterator[Ledger]:
    """The ledger as another process has it."""
    with Ledger.open(server.settings.ledger_url) as ledger:
        yield ledger


def shows_nothing(page: Page, server: Server, since: float) -> None:
    """The page has left for the sign-in page in time, and going back does not bring the figures back."""
    page.wait_for_url(f"{server.url}/account/sign-in", timeout=10_000)
    assert monotonic() - since < WITHIN_SECONDS
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("figure")).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(f"{server.url}/account/sign-in")
    expect(page.get_by_role("figure")).to_have_count(0)


def test_sign_out_in_one_tab_other_tab_shows_nothing_within_two_seconds(
    tabs: tuple[Visitor, Visitor], server: Server
) -> None:
    first, second = tabs

    first.page.get_by_role("button", name="Sign out").click()

    since = monotonic()
    shows_nothing(second.page, server, since)
    expect(first.page).to_have_url(f"{server.url}/account/sign-in")


def test_sign_out_page_other_tab_shows_nothing_within_two_seconds(
    tabs: tuple[Visitor, Visitor], server: Server
) -> None:
    first, second = tabs
    first.page.goto(f"{server.url}/account/sign-out")

    first.page.get_by_role("button", name="Sign out").click()

    shows_nothing(second.page, server, monotonic())


def test_session_revoked_by_another_process_tab_shows_nothing_within_two_seconds(
    tabs: tuple[Visitor, Visitor], server: Server
) -> None:
    first, second = tabs
    token = next(c["value"] for c in first.context.cookies() if c["name"] == "prepare_session")

    with in_ledger(server) as ledger:
        ledger.revoke_session(token, datetime.now(UTC))

    shows_nothing(second.page, server, monotonic())


def test_account_closed_by_another_process_tab_shows_nothing_within_two_seconds(
    tabs: tuple[Visitor, Visitor], server: Server
) -> None:
    _, second = tabs

    with in_ledger(server) as ledger:
        ledger.close_account(EVALUATOR.email, datetime.now(UTC))
    since = monotonic()

    shows_nothing(second.page, server, since)
    with in_ledger(server) as ledger:
        ledger.add_account(EVALUATOR.email, EVALUATOR.role, None, datetime.now(UTC))


def test_session_ended_while_the_server_was_away_tab_leaves_when_it_is_back(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    with serving(server.settings, tmp_path / "before.log") as before:
        visitor = sign_in(browser, before, EVALUATOR)
        token = next(c["value"] for c in visitor.context.cookies() if c["name"] == "prepare_session")
    with in_ledger(server) as ledger:
        ledger.revoke_session(token, datetime.now(UTC))

    with serving(server.settings, tmp_path / "after.log", port=urlsplit(before.url).port):
        expect(visitor.page).to_have_url(f"{before.url}/account/sign-in", timeout=15_000)
        expect(visitor.page.get_by_role("figure")).to_have_count(0)


def test_tab_of_another_session_stays(
    browser: Browser, tabs: tuple[Visitor, Visitor], server: Server
) -> None:
    first, _ = tabs
    other = sign_in(browser, server, EVALUATOR)

    first.page.get_by_role("button", name="Sign out").click()
    expect(first.page).to_have_url(f"{server.url}/account/sign-in")
    other.page.wait_for_timeout(2_000)

    other.page.get_by_role("link", name="Participation").click()
    expect(other.page).to_have_url(f"{server.url}/participation")
    other.wait()
    assert other.console_errors == []
    assert other.foreign_requests == []
