"""The page of practice sheets: files for readers, and a text to write for those who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.ledger import Ledger
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER, build_workspace, settings_in

from .conftest import Visit, page_text

PAGE = "app_pages/sheets.py"
OWN, OTHERS = "ash-groups", "cedar-groups"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sheets")
    build_workspace(settings_in(directory))
    return directory / "releases"


@pytest.fixture
def released(settings: Settings, built: Path) -> Settings:
    settings.releases_dir.parent.mkdir(parents=True, exist_ok=True)
    settings.releases_dir.symlink_to(built)
    return settings


def opened(visit: Visit, account: object, document: str = "annex", **query: str) -> AppTest:
    app = visit(account).run().switch_page(PAGE)  # type: ignore[arg-type]
    app.query_params["document"] = document
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def texts(settings: Settings) -> list[tuple[str, str, str, str]]:
    with Ledger.open(settings.ledger_url) as ledger:
        return [(t.subject, t.language, t.content, t.actor) for t in ledger.author_texts()]


def test_reader_gets_files_and_no_text_to_write(visit: Visit, released: Settings) -> None:
    app = opened(visit, EVALUATOR)

    assert not app.exception
    assert [button.proto.label for button in app.get("download_button")] == [
        "PDF (to read and print)",
        "Word document (to edit)",
    ]
    assert not app.text_area


def test_manager_writes_the_texts_of_the_annex(visit: Visit, released: Settings) -> None:
    app = opened(visit, MANAGER)
    assert len(app.text_area) == 2
    app.text_area[0].set_value("# Foreword\n\nWhat **we** did.")
    press(app, "Save")

    assert texts(released) == [("annex:foreword", "en", "# Foreword\n\nWhat **we** did.", MANAGER.email)]
    assert "What **we** did" in page_text(app)
    assert "Nobody has written a text" in page_text(app)


def test_coordinator_writes_the_text_of_an_own_activity_only(visit: Visit, released: Settings) -> None:
    assert not opened(visit, COORDINATOR).text_area
    assert not opened(visit, COORDINATOR, OTHERS).text_area

    app = opened(visit, COORDINATOR, OWN, **{"in": "fr"})
    app.text_area[0].set_value("Ce que nous avons fait.")
    press(app, "Save")

    assert texts(released) == [(f"activity:{OWN}", "fr", "Ce que nous avons fait.", COORDINATOR.email)]


def test_text_that_could_tell_who_somebody_is_is_not_kept(visit: Visit, released: Settings) -> None:
    app = opened(visit, MANAGER, OWN)
    app.text_area[0].set_value("Write to somebody@example.org.")
    press(app, "Save")

    assert "e-mail address in line 1" in page_text(app).replace("\\", "")
    assert app.text_area[0].value == "Write to somebody@example.org."
    assert texts(released) == []


def test_what_looks_like_a_name_must_be_confirmed(visit: Visit, released: Settings) -> None:
    app = opened(visit, MANAGER, OWN)
    app.text_area[0].set_value("Thomas Martin wrote the guide.")
    press(app, "Save")
    assert texts(released) == []

    app.checkbox[0].check()
    press(app, "Save")
    assert [content for _, _, content, _ in texts(released)] == ["Thomas Martin wrote the guide."]


def test_preview_shows_and_keeps_nothing(visit: Visit, released: Settings) -> None:
    app = opened(visit, MANAGER, OWN)
    app.text_area[0].set_value("A *draft* with <b>signs</b> and ![x](https://example.org/x.png).")
    press(app, "Preview")

    shown = next(m.value for m in app.markdown if "draft" in m.value)
    assert "*draft*" in shown
    assert "\\<b\\>" in shown
    assert "![" not in shown
    assert texts(released) == []


def test_earlier_versions_can_be_read_by_the_writer(visit: Visit, released: Settings) -> None:
    app = opened(visit, MANAGER, OWN)
    for words in ("First.", "Second."):
        app.text_area[0].set_value(words)
        press(app, "Save")

    assert [e.label for e in app.expander] == ["Earlier versions"]
    assert any(m.value == "First\\." for m in app.expander[0].markdown)


def test_document_that_the_release_has_not_is_told(visit: Visit, released: Settings) -> None:
    app = opened(visit, EVALUATOR, "elsewhere")

    assert not app.exception
    assert len(app.get("download_button")) == 2
