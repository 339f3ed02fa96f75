from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.navigation import PAGES, page_names
from pipelines.ledger import Ledger
from pipelines.model import Account, Role
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

from .conftest import Visit, page_text

READING = {
    "about", "accessibility", "activities", "explore", "method", "overview", "participation",
    "places", "process", "quality", "releases", "sheets", "verify",
}  # fmt: skip
ADMINISTRATOR = Account("ada@office.example", Role.ADMINISTRATOR, None)
READER = Account("rea@press.example", Role.READER, None)
ALLOWED = {
    COORDINATOR: READING | {"reports", "submit"},
    MANAGER: READING | {"reports", "review", "publish", "people", "trail"},
    EVALUATOR: READING,
    ADMINISTRATOR: READING | {"people", "trail"},
    READER: READING,
}


@pytest.mark.parametrize("account", list(ALLOWED), ids=lambda account: account.role.value)
def test_page_names_role_has_exactly_its_pages(account: Account) -> None:
    assert set(page_names(account)) == ALLOWED[account]


@pytest.mark.parametrize("account", list(ALLOWED), ids=lambda account: account.role.value)
@pytest.mark.usefixtures("published")
def test_app_page_of_another_role_cannot_be_run(visit: Visit, account: Account) -> None:
    app = visit(account).run()

    for name in {name for name, *_ in PAGES} - ALLOWED[account]:
        with pytest.raises(ValueError, match="not"):
            app.switch_page(f"app_pages/{name}.py")


@pytest.mark.usefixtures("published")
def test_app_without_session_shows_only_a_way_to_sign_in(visit: Visit) -> None:
    app = visit(None).run()

    assert not app.exception
    assert app.title[0].value == "Your session has ended"
    assert not app.table
    assert not app.metric
    assert not app.sidebar.button


@pytest.mark.usefixtures("published")
def test_app_session_revoked_between_runs_shows_nothing_more(visit: Visit, settings: Settings) -> None:
    app = visit(EVALUATOR).run()
    with Ledger.open(settings.ledger_url) as ledger:
        ledger.revoke_session(str(app.user["session"]), datetime.now(UTC))

    app.run()

    assert app.title[0].value == "Your session has ended"
    assert not app.table


@pytest.mark.usefixtures("published")
def test_app_sign_out_ends_the_session(visit: Visit, settings: Settings) -> None:
    app = visit(EVALUATOR).run()

    app.sidebar.button[0].click().run()

    assert app.title[0].value == "Your session has ended"
    with Ledger.open(settings.ledger_url) as ledger:
        assert ledger.session_account(str(app.user["session"]), datetime.now(UTC)) is None


def test_overview_without_release_says_so(visit: Visit) -> None:
    app = visit(EVALUATOR).run()

    assert not app.exception
    assert app.subheader[0].value == "Nothing has been published yet"


@pytest.mark.usefixtures("published")
def test_overview_synthetic_release_has_banner_release_and_matrix(visit: Visit) -> None:
    app = visit(EVALUATOR).run()

    text = page_text(app)
    assert not app.exception
    assert "SYNTHETIC" in app.warning[0].value
    assert "release 3, published 1 February 2019" in text
    assert "missing" in text
    assert "from 1 to 4" in text


def test_overview_damaged_release_is_named_not_shown(visit: Visit, published: Path) -> None:
    (published / "manifest.json").write_text("{", encoding="utf-8")

    app = visit(EVALUATOR).run()

    assert not app.exception
    assert not app.table


def test_damaged_release_leaves_the_pages_that_need_none(visit: Visit, published: Path) -> None:
    (published / "manifest.json").write_text("{", encoding="utf-8")

    app = visit(EVALUATOR).run().switch_page("app_pages/accessibility.py").run()

    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Accessibility"


@pytest.mark.usefixtures("published")
def test_about_lists_the_definitions_and_leads_to_the_method(visit: Visit) -> None:
    app = visit(EVALUATOR).run().switch_page("app_pages/about.py").run()

    assert not app.exception
    assert "Completion rate" in page_text(app)
    assert [link.proto.label for link in app.main.get("page_link")] == ["How to read withheld cells"]
