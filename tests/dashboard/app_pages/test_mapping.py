from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from pipelines import flow
from pipelines.model import SubmissionState
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import AT, COORDINATOR, add_people

from .conftest import Visit, page_text

QUARTER = "2021-Q2"
FOREIGN = (
    b"Our figures;;;\n"
    b"Programme;What was counted;How;n\n"
    b"All activities;People who began;Count;6\n"
    b"All activities;People who began;Per 10,000;61\n"
    b"Ashtown groups;People who began;Count;4\n"
    b"Mentors of two towns;People who began;Count;2\n"
)
SAVE = "Keep this matching and check the file again"


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        yield opened


def drop(visit: Visit, data: bytes = FOREIGN, name: str = "ours.csv") -> AppTest:
    app = visit(COORDINATOR).run().switch_page("app_pages/submit.py").run()
    app.selectbox(key="quarter").set_value(QUARTER).run()
    return app.file_uploader[0].upload(name, data).run()


def choose(app: AppTest, label: str, meaning: str) -> None:
    next(box for box in app.selectbox if box.label == label).select(meaning).run()


def match(app: AppTest) -> None:
    choose(app, "B: What was counted", "Measure")
    choose(app, "C: How", "Says which rows count")
    choose(app, "D: n", "Figures (the row says of what)")
    choose(app, "Measure: People who began", "Starts")
    choose(app, "Rows with: Count", "Read these rows")
    choose(app, r"Rows with: Per 10,000", "Leave these rows out")


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_mapping_foreign_file_is_matched_once_kept_and_submitted(
    visit: Visit, workspace: flow.Workspace
) -> None:
    app = drop(visit)
    assert "Match the headers of your file" in page_text(app)
    assert [box.label for box in app.selectbox if box.label.startswith("A: ")] == ["A: Programme"]
    match(app)
    assert "3 figures and marks would be read, 1 would not" in page_text(app)

    press(app, SAVE)

    assert not app.exception
    assert "Match the headers of your file" not in page_text(app)
    (saved,) = workspace.ledger.mappings("ash")
    assert saved.actor == COORDINATOR.email
    for box in app.checkbox:
        box.check()
    for why in [text for text in app.text_input if text.key and text.key.endswith("why")]:
        why.set_value("There was nothing else.")
    press(app, f"Submit the report for {QUARTER}")
    (submission,) = workspace.ledger.submissions(states={SubmissionState.SUBMITTED})
    assert workspace.ledger.observations([submission.id])["value"].to_list() == [6, 2, 4]


@pytest.mark.usefixtures("workspace")
def test_mapping_is_used_again_for_the_same_headers(visit: Visit) -> None:
    app = drop(visit)
    match(app)
    press(app, SAVE)

    again = drop(visit, FOREIGN.replace(b";6\n", b";7\n").replace(b";4\n", b";5\n"))

    assert "Match the headers of your file" not in page_text(again)
    assert f"Submit the report for {QUARTER}" in {button.label for button in again.button}


def test_mapping_can_be_removed_and_is_in_the_trail(visit: Visit, workspace: flow.Workspace) -> None:
    app = drop(visit)
    match(app)
    press(app, SAVE)

    press(app, "Remove")

    assert workspace.ledger.mappings("ash") == ()
    kinds = [event.kind for event in workspace.ledger.events()]
    assert [kind for kind in kinds if kind.startswith("mapping")] == ["mapping_saved", "mapping_removed"]
    assert "Match the headers of your file" in page_text(app)


@pytest.mark.usefixtures("workspace")
def test_mapping_asks_nothing_about_a_file_that_is_understood(visit: Visit) -> None:
    app = drop(visit, b"Measure;Number\nStarts;6\n")
    assert "Match the headers of your file" not in page_text(app)


@pytest.mark.usefixtures("workspace")
def test_mapping_file_without_headers_says_what_is_missing(visit: Visit) -> None:
    app = drop(visit, b"1;2\n3;4\n")
    assert not app.exception
    assert "No row of the file looks like headers" in page_text(app)


@pytest.mark.usefixtures("workspace")
def test_mapping_header_with_markdown_and_personal_looks_stays_text(visit: Visit) -> None:
    app = drop(visit, b"*bold*;[x](http://a.example)\nStarts;6\n")
    assert not app.exception
    assert r"A: \*bold\*" in [box.label for box in app.selectbox]
