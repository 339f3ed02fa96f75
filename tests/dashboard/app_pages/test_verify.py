"""The page that checks a file, for everybody who may read releases."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import documents, export, queries
from dashboard.derived import exhibit_of
from dashboard.view import view_from_query
from pipelines.ledger import Ledger
from pipelines.model import Account, Role
from pipelines.publish import current_release
from pipelines.seal import sealed, sealing_of
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR

from .conftest import Visit, page_text

READER = Account("rea@press.example", Role.READER, None)


def a_file(settings: Settings, extension: str, language: str = "en") -> bytes:
    reader = queries.open_release(current_release(settings.releases_dir).directory, language=language)
    try:
        view, _ = view_from_query("explore", {}, reader.options, reader.provenance)
        exhibit = exhibit_of(queries.cells(reader, view.selection), view, reader.provenance)
        return export.file_of(exhibit, extension, sealing_of(settings.data_dir))
    finally:
        reader.close()


def opened(visit: Visit, account: Account) -> AppTest:
    app = visit(account).run()
    return app.switch_page("app_pages/verify.py").run()


@pytest.mark.parametrize("account", [COORDINATOR, EVALUATOR], ids=lambda account: account.role.value)
@pytest.mark.parametrize("extension", ["png", "xlsx"])
@pytest.mark.usefixtures("published")
def test_genuine_file_is_called_current_and_its_view_can_be_opened(
    visit: Visit, settings: Settings, account: Account, extension: str
) -> None:
    app = opened(visit, account)

    app.file_uploader[0].upload(f"figure.{extension}", a_file(settings, extension)).run()

    assert not app.exception
    assert app.success[0].value.startswith("Genuine and current")
    links = [link.proto for link in app.main.get("page_link")]
    assert [link.label for link in links] == ["Open this view in release 3"]
    assert "release=3" in links[0].query_string


@pytest.mark.parametrize("extension", documents.MAKERS)
@pytest.mark.usefixtures("published")
def test_practice_sheet_is_called_current_and_its_page_can_be_opened(
    visit: Visit, settings: Settings, extension: str
) -> None:
    reader = queries.open_release(current_release(settings.releases_dir).directory, language="de")
    with Ledger.open(settings.ledger_url) as ledger:
        document = documents.document_of(reader, "boxing", ledger)
    reader.close()
    seal = partial(sealed, sealing=sealing_of(settings.data_dir))
    app = opened(visit, EVALUATOR)

    app.file_uploader[0].upload(f"sheet.{extension}", documents.file_of(document, extension, seal)).run()

    assert not app.exception
    assert app.success[0].value.startswith("Genuine and current")
    (link,) = [link.proto for link in app.main.get("page_link")]
    assert link.page == "sheets"
    assert link.query_string == "release=3&lang=de&document=boxing"


@pytest.mark.usefixtures("published")
def test_changed_file_is_called_altered_and_nothing_of_it_is_shown(visit: Visit, settings: Settings) -> None:
    app = opened(visit, EVALUATOR)
    file = a_file(settings, "csv").replace(b"shown", b"hidden secret", 1)

    app.file_uploader[0].upload("figure.csv", file).run()

    assert not app.exception
    assert app.error[0].value.startswith("Altered, or not from here")
    assert "secret" not in page_text(app)


@pytest.mark.usefixtures("published")
def test_page_without_a_file_says_what_it_is_for(visit: Visit) -> None:
    app = opened(visit, EVALUATOR)

    assert "Drop a file that was downloaded here" in page_text(app)
    assert not app.error
