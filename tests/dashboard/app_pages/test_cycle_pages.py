"""Reports, People and Trail, and comments on the Review and Submit pages, as each role sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from pipelines import flow
from pipelines.model import Account, Role, SubmissionState
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    MANAGER,
    add_people,
    coordinator_of,
    submit_report,
)
from tests.mailbox import smtp_server

from .conftest import Visit, page_text

QUARTER = "2021-Q1"


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        yield opened


def opened(visit: Visit, account: Account, page: str) -> AppTest:
    app = visit(account).run().switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_reports_page_tells_each_what_waits(visit: Visit, workspace: flow.Workspace) -> None:
    report = submit_report(workspace, "ash", QUARTER)

    manager = page_text(opened(visit, MANAGER, "reports"))
    coordinator = page_text(opened(visit, COORDINATOR, "reports"))

    assert "Ashtown" in manager
    assert "waits for your decision" in manager
    assert "Birchtown" in manager
    assert "Birchtown" not in coordinator
    assert "waits for your decision" not in coordinator
    assert "is due by" in coordinator or "was due on" in coordinator
    assert report.startswith("ash")


def test_reports_page_has_a_row_for_each_quarter_of_a_single_partner(
    visit: Visit, workspace: flow.Workspace
) -> None:
    submit_report(workspace, "ash", QUARTER)

    own = opened(visit, COORDINATOR, "reports").table[-1].value
    every = opened(visit, MANAGER, "reports").table[0].value

    assert list(own.columns) == ["Quarter", "Ashtown"]
    assert list(own["Quarter"]) == sorted(own["Quarter"], reverse=True)
    assert dict(own.values)[QUARTER.replace("-", "\\-")].startswith("Submitted")
    assert list(every.columns)[:2] == ["Partner", "In time"]


def test_reports_page_gives_more_time(visit: Visit, workspace: flow.Workspace) -> None:
    app = opened(visit, MANAGER, "reports")
    app.selectbox(key="extend_report").set_value(("birch", QUARTER))
    app.text_input(key="extend_reason").input("The office moved.")

    app = press(app, "Give more time")

    (extension,) = workspace.ledger.extensions()
    assert (extension.partner_id, extension.quarter, extension.reason) == (
        "birch",
        QUARTER,
        "The office moved.",
    )
    assert extension.actor == MANAGER.email


@pytest.mark.usefixtures("settings")
def test_people_page_invites_changes_and_closes(visit: Visit, workspace: flow.Workspace) -> None:
    app = opened(visit, MANAGER, "people")
    app.text_input(key="invite_email").input("Leo@Ash.example")
    app.selectbox(key="invite_role").set_value(Role.COORDINATOR)
    app.multiselect(key="invite_partners").set_value(["ash", "birch"])

    app = press(app, "Save and make a sign-in link")

    assert "/account/link?token=" in app.code[0].value
    assert workspace.ledger.account("leo@ash.example") == Account(
        "leo@ash.example", Role.COORDINATOR, "ash", ("birch",)
    )
    app.selectbox(key="close_email").set_value("leo@ash.example")
    app = press(app, "Close the account")
    assert workspace.ledger.account("leo@ash.example") is None
    assert MANAGER.email not in app.selectbox(key="close_email").options


def test_people_page_sends_the_link_where_mails_can_be_sent(visit: Visit, workspace: flow.Workspace) -> None:
    with smtp_server() as mailbox:
        with_mail = replace(
            workspace.settings, smtp_url=f"smtp://127.0.0.1:{mailbox.port}", mail_from="monitor@example.org"
        )
        cache.close()
        cache.use(with_mail)
        for is_full in (False, True):
            mailbox.is_full = is_full
            app = opened(visit, MANAGER, "people")
            app.text_input(key="invite_email").input("rea@press.example")
            app.selectbox(key="invite_role").set_value(Role.READER)
            app = press(app, "Save and make a sign-in link")
            assert (
                bool(app.code) == is_full
            )  # a link that was sent is not shown; one that was not is not lost
            assert bool(app.warning) == is_full
        (message,) = mailbox.messages()

    assert message["To"] == "rea@press.example"
    assert "/account/link?token=" in message.get_content()


@pytest.mark.usefixtures("workspace")
def test_people_page_refuses_what_is_no_address(visit: Visit) -> None:
    app = opened(visit, MANAGER, "people")
    app.text_input(key="invite_email").input("<b>nobody</b>")

    app = press(app, "Save and make a sign-in link")

    assert "no e-mail address" in page_text(app) + " ".join(e.value for e in app.error)


def test_trail_page_shows_who_did_what_and_that_the_chain_holds(
    visit: Visit, workspace: flow.Workspace
) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    app = opened(visit, MANAGER, "trail")

    text = page_text(app).replace("\\", "")
    assert report in text
    assert "Report submitted" in text
    assert "The chain is sound" in app.success[0].value

    app = app.selectbox(key="trail_kind").set_value("uploaded").run()
    assert "Report submitted" not in app.table[0].value.to_string()
    assert "Uploaded a file" in app.table[0].value.to_string()


def test_comment_is_pinned_on_review_and_answered_on_submit(visit: Visit, workspace: flow.Workspace) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    app = opened(visit, MANAGER, "review")
    app.selectbox(key="comment_cell").set_value(("_T", "starts", "_T", "_T"))
    app.text_area(key="comment_text").input("Is it <b>counted</b> twice?")
    press(app, "Pin the comment")
    (comment,) = workspace.ledger.comments([report])
    assert comment.cell == ("_T", "starts", "_T", "_T")

    others = opened(visit, coordinator_of("birch"), "submit")
    assert "twice" not in page_text(others)
    own = opened(visit, coordinator_of("ash"), "submit")
    assert r"\<b\>counted\</b\> twice" in page_text(own)
    own.text_input(key=f"answer {comment.number}").input("No, once.")
    press(own, "Answer")

    app = press(opened(visit, MANAGER, "review"), "Resolve")
    (comment,) = workspace.ledger.comments([report])
    assert [answer.text for answer in comment.answers] == ["No, once."]
    assert comment.resolved_by == MANAGER.email


def test_submitted_report_is_taken_back_on_submit(visit: Visit, workspace: flow.Workspace) -> None:
    report = submit_report(workspace, "ash", QUARTER)
    app = opened(visit, coordinator_of("ash"), "submit")
    app.text_input(key="withdraw_reason").input("Two activities were mixed up.")

    press(app, "Take it back")

    assert workspace.ledger.submission(report).state is SubmissionState.WITHDRAWN


def test_coordinator_of_several_partners_chooses_one(visit: Visit, workspace: flow.Workspace) -> None:
    both = Account("both@example.org", Role.COORDINATOR, "ash", ("birch",))
    workspace.ledger.add_account(
        both.email, both.role, both.partner_id, AT, more_partner_ids=both.more_partner_ids
    )
    app = opened(visit, both, "submit")
    assert "Ashtown" in page_text(app)

    app = app.selectbox(key="partner").set_value("birch").run()

    assert not app.exception
    assert "Birchtown" in page_text(app)
