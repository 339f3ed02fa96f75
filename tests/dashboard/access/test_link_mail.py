from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard.access.entrance import Entrance
from dashboard.access.guard import SESSION_COOKIE, Guard
from dashboard.access.link_mail import LinkMail
from dashboard.access.sign_in import SignIn
from dashboard.access.tabs import OpenTabs
from pipelines.ledger import Ledger
from pipelines.settings import load_settings
from tests.mailbox import Mailbox, smtp_server

from .asgi_client import AsgiClient
from .conftest import AT

ORIGIN = {"origin": "http://monitor.test"}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as opened:
        yield opened


@pytest.fixture
def mailing(entrance: Entrance, mailbox: Mailbox) -> Entrance:
    settings = load_settings(
        {
            "PREPARE_BASE_URL": "http://monitor.test",
            "PREPARE_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "PREPARE_MAIL_FROM": "outcomes@office.example",
        }
    )
    return replace(entrance, settings=settings)


@pytest.fixture
def link_mail(mailing: Entrance) -> Iterator[LinkMail]:
    opened = LinkMail(mailing)
    yield opened
    opened.close()


@pytest.fixture
def client(mailing: Entrance, link_mail: LinkMail) -> AsgiClient:
    guard = Middleware(
        Guard,
        find_account=lambda _token: None,
        policy="",
        hosts=mailing.hosts,
        tabs=OpenTabs(lambda tokens: tokens),
    )
    return AsgiClient(Starlette(routes=[*SignIn(mailing).routes(), *link_mail.routes()], middleware=[guard]))


def test_sign_in_page_with_mail_has_a_form_with_a_label(client: AsgiClient) -> None:
    text = client.get("/account/sign-in").text

    assert '<form method="post" action="/account/mail">' in text
    assert '<label for="email">Your e-mail address</label>' in text
    assert "ask the project manager" not in text


def test_sign_in_page_without_mail_has_no_form_and_says_whom_to_ask(entrance: Entrance) -> None:
    text = AsgiClient(Starlette(routes=SignIn(entrance).routes())).get("/account/sign-in").text

    assert "<form" not in text
    assert "ask the project manager" in text


def test_link_mail_known_address_gets_a_link_that_signs_in(
    client: AsgiClient, mailbox: Mailbox, ledger: Ledger
) -> None:
    client.post("/account/mail", data={"email": " EVA@example.org "}, headers=ORIGIN)

    [message] = mailbox.wait_for(1)
    assert message["to"] == "eva@example.org"
    found = re.search(r"http://monitor\.test/account/link\?token=(\S+)", message.get_content())
    assert found is not None
    answer = client.post("/account/link", data={"token": found[1]}, headers=ORIGIN)
    assert SESSION_COOKIE in answer.headers["set-cookie"]
    assert [event.actor for event in ledger.events()][-2:] == ["eva@example.org"] * 2


def test_link_mail_has_no_number_but_the_token_and_how_long_it_lasts(
    client: AsgiClient, mailbox: Mailbox
) -> None:
    client.post("/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN)

    [message] = mailbox.wait_for(1)
    text = re.sub(r"token=\S+", "", f"{message['subject']} {message.get_content()}")
    assert re.findall(r"\d+", text) == ["24"]


@pytest.mark.parametrize(
    "email", ["nobody@example.org", "", "no address", "x" * 300, "a\r\nBcc: eva@example.org"]
)
def test_link_mail_answer_is_the_same_for_everybody(
    client: AsgiClient, link_mail: LinkMail, mailbox: Mailbox, ledger: Ledger, email: str
) -> None:
    known = client.post("/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN)
    mailbox.wait_for(1)
    before = ledger.last_event_id()

    unknown = client.post("/account/mail", data={"email": email}, headers=ORIGIN)

    link_mail.close()
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert known.headers.items() == unknown.headers.items()
    assert len(mailbox.envelopes) == 1
    assert ledger.last_event_id() == before


def test_link_mail_answers_before_anything_is_looked_up(
    client: AsgiClient, link_mail: LinkMail, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    held = link_mail._worker.submit(lambda: None)
    held.result()
    monkeypatch.setattr(link_mail._worker, "submit", lambda _work, email, _address: asked.append(email))
    monkeypatch.setattr(ledger, "account", lambda _email: pytest.fail("looked up before the answer"))

    for email in ("eva@example.org", "nobody@example.org"):
        assert client.post("/account/mail", data={"email": email}, headers=ORIGIN).status_code == 200

    assert asked == ["eva@example.org", "nobody@example.org"]


def test_link_mail_fourth_in_an_hour_is_not_sent_and_looks_the_same(
    client: AsgiClient, link_mail: LinkMail, mailbox: Mailbox, ledger: Ledger
) -> None:
    answers = [
        client.post("/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN) for _ in range(6)
    ]

    link_mail.close()
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert len(mailbox.envelopes) == 3
    assert ledger.links_since("eva@example.org", AT - timedelta(hours=1)) == 3


def test_link_mail_thousand_requests_are_refused_after_twenty_and_the_ledger_keeps_three_links(
    client: AsgiClient, link_mail: LinkMail, mailbox: Mailbox, ledger: Ledger
) -> None:
    before = len(ledger.events())

    answers = [
        client.post("/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN).status_code
        for _ in range(1000)
    ]

    link_mail.close()
    assert answers == [200] * 20 + [429] * 980
    assert len(mailbox.envelopes) == 3
    assert len(ledger.events()) == before + 3


@pytest.mark.parametrize("origin", [{}, {"origin": "http://evil.test"}, {"origin": "null"}])
def test_link_mail_asked_for_from_elsewhere_is_refused(
    client: AsgiClient, link_mail: LinkMail, mailbox: Mailbox, origin: dict[str, str]
) -> None:
    assert client.post("/account/mail", data={"email": "eva@example.org"}, headers=origin).status_code == 403

    link_mail.close()
    assert mailbox.envelopes == []


def test_link_mail_foreign_host_never_gets_into_a_link(client: AsgiClient, mailbox: Mailbox) -> None:
    headers = {"host": "evil.test", "origin": "http://evil.test", "x-forwarded-host": "evil.test"}
    refused = client.post("/account/mail", data={"email": "eva@example.org"}, headers=headers)
    client.post(
        "/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN | {"x-forwarded-host": "evil.test"}
    )

    [message] = mailbox.wait_for(1)
    assert refused.status_code == 400
    assert "evil" not in message.get_content()


def test_link_mail_server_that_refuses_is_not_told_to_the_visitor(
    client: AsgiClient, link_mail: LinkMail, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.is_full = True

    answer = client.post("/account/mail", data={"email": "eva@example.org"}, headers=ORIGIN)

    link_mail.close()
    assert answer.status_code == 200
    assert "The mail was not sent" in caplog.text
    assert "eva@example.org" not in caplog.text
