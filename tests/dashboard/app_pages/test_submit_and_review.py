from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from pipelines import flow
from pipelines.catalogue import load_catalogue
from pipelines.model import SubmissionState
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    MANAGER,
    TINY,
    add_people,
    filled_template,
    submit_report,
)
from tests.pipelines.read.personal.planted import PLACES

from .conftest import Visit, page_text

QUARTER = "2021-Q3"


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        yield opened


def _open_submit(visit: Visit) -> AppTest:
    app = visit(COORDINATOR).run().switch_page("app_pages/submit.py").run()
    return app.selectbox(key="quarter").set_value(QUARTER).run()


def _open_review(visit: Visit) -> AppTest:
    return visit(MANAGER).run().switch_page("app_pages/review.py").run()


def _labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def test_submit_good_workbook_is_submitted_with_a_receipt(visit: Visit, workspace: flow.Workspace) -> None:
    name, data = filled_template(load_catalogue(TINY), "ash", QUARTER)
    app = _open_submit(visit)
    app.file_uploader[0].upload(name, data).run()

    next(button for button in app.button if button.label == f"Submit the report for {QUARTER}").click().run()

    assert not app.exception
    submitted = workspace.ledger.submission(f"ash-{QUARTER}-1")
    assert submitted.state is SubmissionState.SUBMITTED
    assert submitted.upload.sha256 in app.code[0].value
    assert f"Submit the report for {QUARTER}" not in _labels(app)


@pytest.mark.usefixtures("workspace")
def test_submit_page_stays_on_the_quarter_that_was_submitted(visit: Visit) -> None:
    name, data = filled_template(load_catalogue(TINY), "ash", "2021-Q1")
    app = visit(COORDINATOR).run().switch_page("app_pages/submit.py").run()
    app.file_uploader[0].upload(name, data).run()

    next(button for button in app.button if button.label == "Submit the report for 2021-Q1").click().run()

    assert app.selectbox(key="quarter").value == "2021-Q1"
    assert "ash-2021-Q1-1" in app.code[0].value
    assert not app.error


def test_submit_unreadable_file_is_kept_and_cannot_be_submitted(
    visit: Visit, workspace: flow.Workspace
) -> None:
    app = _open_submit(visit)

    app.file_uploader[0].upload("report.xlsx", b"not a workbook").run()

    assert not app.exception
    assert "cannot be submitted yet" in app.error[0].value
    assert f"Submit the report for {QUARTER}" not in _labels(app)
    assert not workspace.ledger.submissions()
    assert [event.kind for event in workspace.ledger.events()].count("uploaded") == 1


def test_submit_file_with_personal_data_leaves_only_its_refusal(
    visit: Visit, workspace: flow.Workspace
) -> None:
    planted = PLACES["comment"]
    app = _open_submit(visit)

    app.file_uploader[0].upload("report.xlsx", planted.make(planted.text)).run()

    assert not app.exception
    text = page_text(app)
    assert "Nothing of this file was kept" in text
    assert "a comment at G9" in text
    assert planted.text not in text
    assert f"Submit the report for {QUARTER}" not in _labels(app)
    kinds = [event.kind for event in workspace.ledger.events()]
    assert (kinds.count("uploaded"), kinds.count("upload_refused")) == (0, 1)


@pytest.mark.usefixtures("workspace")
def test_submit_workbook_of_another_partner_cannot_be_submitted(visit: Visit) -> None:
    name, data = filled_template(load_catalogue(TINY), "birch", QUARTER)
    app = _open_submit(visit)

    app.file_uploader[0].upload(name, data).run()

    assert not app.exception
    assert "cannot be submitted yet" in app.error[0].value
    assert "Must be mended" in page_text(app)


def test_submit_returned_report_shows_the_comment(visit: Visit, workspace: flow.Workspace) -> None:
    submission_id = submit_report(workspace, "ash", QUARTER)
    flow.return_(workspace, submission_id, MANAGER, "Please *check* the caseload")

    app = _open_submit(visit)

    assert any("was returned to you" in warning.value for warning in app.warning)
    assert any("Please \\*check\\* the caseload" in warning.value for warning in app.warning)


def test_submit_quarter_that_was_handed_in_says_so(visit: Visit, workspace: flow.Workspace) -> None:
    submit_report(workspace, "ash", QUARTER)

    app = _open_submit(visit)
    other = app.selectbox(key="quarter").set_value("2021-Q1").run()

    assert not any("is here" in info.value for info in other.info)
    assert any("2021-Q3 is here (Submitted" in info.value for info in _open_submit(visit).info)


def test_submit_page_lists_own_reports_only(visit: Visit, workspace: flow.Workspace) -> None:
    submit_report(workspace, "birch", QUARTER)
    submit_report(workspace, "ash", QUARTER)

    text = page_text(_open_submit(visit)).replace("\\", "")

    assert "ash-2021-Q3-1" in text
    assert "birch" not in text


def test_review_report_is_shown_beside_the_quarter_before(visit: Visit, workspace: flow.Workspace) -> None:
    flow.approve(workspace, submit_report(workspace, "ash", "2021-Q2"), MANAGER)
    submit_report(workspace, "ash", QUARTER)

    app = _open_review(visit)

    table = next(table.value for table in app.table if "Measure" in table.value.columns)
    assert not app.exception
    assert list(table.columns) == ["Measure", "This quarter", "Previous quarter"]
    assert "Starts" in set(table["Measure"])


def test_review_approve_takes_the_report_from_the_queue(visit: Visit, workspace: flow.Workspace) -> None:
    submission_id = submit_report(workspace, "ash", QUARTER)
    app = _open_review(visit)

    next(button for button in app.button if button.label == "Approve").click().run()

    assert not app.exception
    assert workspace.ledger.submission(submission_id).state is SubmissionState.APPROVED
    assert any("was approved" in message.value for message in app.success)


def test_review_return_without_comment_is_refused_in_words(visit: Visit, workspace: flow.Workspace) -> None:
    submission_id = submit_report(workspace, "ash", QUARTER)
    app = _open_review(visit)

    next(button for button in app.button if button.label == "Return to the city").click().run()

    assert not app.exception
    assert "A comment is needed" in [subheader.value for subheader in app.subheader]
    assert workspace.ledger.submission(submission_id).state is SubmissionState.SUBMITTED


def test_review_return_with_comment_keeps_it(visit: Visit, workspace: flow.Workspace) -> None:
    submission_id = submit_report(workspace, "ash", QUARTER)
    app = _open_review(visit)
    app.text_area(key=f"comment {submission_id}").set_value("Two rows are swapped")

    next(button for button in app.button if button.label == "Return to the city").click().run()

    returned = workspace.ledger.submission(submission_id)
    assert returned.state is SubmissionState.RETURNED
    assert returned.comment == "Two rows are swapped"


@pytest.mark.usefixtures("workspace")
def test_review_leads_on_to_the_page_that_publishes(visit: Visit) -> None:
    app = _open_review(visit)

    assert not app.exception
    assert [link.proto.label for link in app.main.get("page_link")] == ["Go on to Publish"]
