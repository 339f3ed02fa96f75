from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from pipelines.ledger import Ledger
from pipelines.model import Account
from pipelines.settings import Settings, load_settings
from tests.dashboard.release_fixture import write_release
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER, TINY

SCRIPT = Path(__file__).resolve().parents[3] / "dashboard" / "app.py"

Visit = Callable[[Account | None], AppTest]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    found = load_settings({"PREPARE_DATA": str(tmp_path / "data"), "PREPARE_CATALOGUE": str(TINY)})
    with Ledger.open(found.ledger_url) as ledger:
        for account in (COORDINATOR, MANAGER, EVALUATOR):
            ledger.add_account(account.email, account.role, account.partner_id, datetime.now(UTC))
    cache.use(found)
    yield found
    cache.close()


@pytest.fixture
def published(settings: Settings) -> Path:
    release = write_release(settings.releases_dir)
    (settings.releases_dir / "CURRENT").write_text(f"{release.name}\n", encoding="ascii")
    return release


@pytest.fixture
def visit(settings: Settings) -> Visit:
    def open_app(account: Account | None) -> AppTest:
        app = AppTest.from_file(str(SCRIPT), default_timeout=30)
        if account is not None:
            now = datetime.now(UTC)
            with Ledger.open(settings.ledger_url) as ledger:
                if ledger.account(account.email) is None:
                    ledger.add_account(account.email, account.role, account.partner_id, now)
                app.user = {"session": ledger.redeem_link(ledger.issue_link(account.email, now), now)}
        return app

    return open_app


def page_text(app: AppTest) -> str:
    """Everything a reader sees as text, including tables."""
    parts = [
        str(element.value)
        for kind in ("title", "header", "subheader", "markdown", "text", "caption")
        for element in app.get(kind)
    ]
    parts += [
        str(element.value) for kind in ("warning", "error", "info", "success") for element in app.get(kind)
    ]
    parts += [table.value.to_csv() for table in app.table]
    return "\n".join(parts)
