"""`prepare remind` against a real mail server: who gets which mail, and that none contains a figure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard import cycle_wording
from dashboard.cli import main
from pipelines import flow
from pipelines.languages import Speaker
from pipelines.settings import Settings, load_settings
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    MANAGER,
    TINY,
    add_people,
    coordinator_of,
    submit_report,
)
from tests.mailbox import Mailbox, smtp_server

BIRCH = coordinator_of("birch")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PREPARE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    monkeypatch.setenv("PREPARE_BASE_URL", "https://monitor.example.org")
    return load_settings()


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        for quarter in ("2021-Q1", "2021-Q2"):
            for partner in opened.catalogue.expected_partners(quarter):
                flow.approve(opened, submit_report(opened, partner.id, quarter), MANAGER)
        for partner_id in ("ash", "cedar", "dogwood", "office"):
            submit_report(opened, partner_id, "2021-Q3")
        yield opened


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with smtp_server() as opened:
        monkeypatch.setenv("PREPARE_SMTP_URL", f"smtp://127.0.0.1:{opened.port}")
        monkeypatch.setenv("PREPARE_MAIL_FROM", "monitor@example.org")
        yield opened


def remind(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["remind", *arguments], catch_exceptions=False)


@pytest.mark.usefixtures("workspace")
def test_remind_mails_what_waits_to_whom_it_waits_for_and_no_figure(mailbox: Mailbox) -> None:
    assert remind().exit_code == 0

    mails = {str(mail["To"]): mail.get_content() for mail in mailbox.messages()}
    assert set(mails) == {BIRCH.email, MANAGER.email}
    assert "Birchtown, 2021-Q3: the report was due on" in mails[BIRCH.email]
    assert "Ashtown, 2021-Q3: the report waits for your decision." in mails[MANAGER.email]
    assert "https://monitor.example.org" in mails[BIRCH.email]
    # Dates, quarters and days are all the digits there are.
    rest = re.sub(r"\d+ [A-Z]\w+ \d{4}|\d{4}-Q\d|[\d,]+ days? late|release yet: \d+", "", mails[BIRCH.email])
    assert not re.search(r"\d", rest)


def test_remind_speaks_the_language_that_somebody_chose(workspace: flow.Workspace, mailbox: Mailbox) -> None:
    workspace.ledger.set_language(MANAGER.email, "fr", AT)

    assert remind().exit_code == 0

    mail = next(mail for mail in mailbox.messages() if str(mail["To"]) == MANAGER.email)
    said = Speaker("fr").say(cycle_wording.REMIND_SUBJECT.using(project="Tiny"))
    assert str(mail["Subject"]) == said
    assert "T3 2021" in mail.get_content()


def test_remind_again_within_a_week_sends_nothing(workspace: flow.Workspace, mailbox: Mailbox) -> None:
    remind()
    assert remind().exit_code == 0
    assert len(mailbox.envelopes) == 2

    assert remind("--every", "0").exit_code == 0
    assert len(mailbox.envelopes) == 4
    reminded = [event for event in workspace.ledger.events() if event.kind == "reminded"]
    assert {event.detail for event in reminded} == {BIRCH.email, MANAGER.email}
    assert workspace.ledger.verify() == ()


def test_remind_dry_run_sends_and_notes_nothing(workspace: flow.Workspace, mailbox: Mailbox) -> None:
    answer = json.loads(remind("--dry-run", "--json").stdout)

    assert {each["email"] for each in answer["reminders"]} == {BIRCH.email, MANAGER.email}
    assert mailbox.envelopes == []
    assert all(event.kind != "reminded" for event in workspace.ledger.events())


def test_remind_that_is_not_sent_is_said_and_tried_again(workspace: flow.Workspace, mailbox: Mailbox) -> None:
    mailbox.is_full = True
    refused = remind()
    mailbox.is_full = False

    assert refused.exit_code == 1
    assert "The mail was not sent" in refused.stdout
    assert all(event.kind != "reminded" for event in workspace.ledger.events())
    assert remind().exit_code == 0
    assert len(mailbox.envelopes) == 2


@pytest.mark.usefixtures("workspace", "mailbox")
def test_remind_leaves_out_who_has_nothing_to_do() -> None:
    assert COORDINATOR.email not in remind().stdout
