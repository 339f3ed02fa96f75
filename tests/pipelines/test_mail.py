from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines import mail
from pipelines.errors import OutcomesError
from pipelines.settings import Settings, load_settings
from tests.mailbox import PASSWORD, USER, Mailbox, smtp_server, write_certificate

SENDER = "Outcome Monitor <outcomes@office.example>"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as opened:
        yield opened


def _settings(url: str) -> Settings:
    return load_settings({"PREPARE_SMTP_URL": url, "PREPARE_MAIL_FROM": SENDER})


def test_send_plain_server_takes_the_mail_with_its_headers(mailbox: Mailbox) -> None:
    settings = _settings(f"smtp://127.0.0.1:{mailbox.port}")

    mail.send(settings, "ana@ash.example", "Málaga: etwas wartet", "Guten Tag,\n\nes wartet etwas: ä € 你\n")

    [message] = mailbox.messages()
    assert mailbox.envelopes[0].mail_from == "outcomes@office.example"
    assert mailbox.envelopes[0].rcpt_tos == ["ana@ash.example"]
    assert (message["from"], message["to"]) == (SENDER, "ana@ash.example")
    assert message["subject"] == "Málaga: etwas wartet"
    assert message["auto-submitted"] == "auto-generated"
    assert message["message-id"].endswith("@office.example>")
    assert message["date"]
    assert message.get_content().splitlines() == ["Guten Tag,", "", "es wartet etwas: ä € 你"]


def test_send_starttls_with_password_is_encrypted_and_signed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_certificate(tmp_path / "mail.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server("smtp+starttls", certificate) as mailbox:
        url = f"smtp+starttls://{USER}:{quote(PASSWORD)}@127.0.0.1:{mailbox.port}"
        mail.send(_settings(url), "ana@ash.example", "Something waits", "text")

        assert len(mailbox.messages()) == 1
        wrong = _settings(f"smtp+starttls://{USER}:wrong@127.0.0.1:{mailbox.port}")
        with pytest.raises(OutcomesError, match="SMTPAuthenticationError"):
            mail.send(wrong, "ana@ash.example", "Something waits", "text")


def test_send_smtps_is_encrypted_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = write_certificate(tmp_path / "mail.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server("smtps", certificate) as mailbox:
        mail.send(
            _settings(f"smtps://127.0.0.1:{mailbox.port}"), "ana@ash.example", "Something waits", "text"
        )

        assert len(mailbox.messages()) == 1


def test_send_certificate_nobody_trusts_is_refused(tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path / "mail.pem")
    with smtp_server("smtp+starttls", certificate) as mailbox:
        settings = _settings(f"smtp+starttls://127.0.0.1:{mailbox.port}")

        with pytest.raises(OutcomesError, match="SSLCertVerificationError"):
            mail.send(settings, "ana@ash.example", "Something waits", "text")

        assert mailbox.messages() == []


def test_send_server_that_refuses_or_is_away_is_said_without_address_or_password(mailbox: Mailbox) -> None:
    mailbox.is_full = True
    away = _settings(f"smtp://monitor:secret@127.0.0.1:{mailbox.port + 1 if mailbox.port < 65535 else 1}")

    for settings in (_settings(f"smtp://127.0.0.1:{mailbox.port}"), away):
        with pytest.raises(OutcomesError) as refused:
            mail.send(settings, "ana@ash.example", "Something waits", "text")
        assert "was not sent" in refused.value.title
        assert "ash.example" not in str(refused.value)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ana@ash.example\nBcc: eve@evil.example", "Hello"),
        ("ana@ash.example", "Hello\r\nBcc: eve@evil.example"),
    ],
    ids=["address", "subject"],
)
def test_send_line_break_in_a_header_is_refused(mailbox: Mailbox, to: str, subject: str) -> None:
    with pytest.raises(OutcomesError, match="did not take it"):
        mail.send(_settings(f"smtp://127.0.0.1:{mailbox.port}"), to, subject, "text")

    assert mailbox.messages() == []


def test_send_without_server_says_what_to_set() -> None:
    assert not mail.is_configured(load_settings({}))
    with pytest.raises(OutcomesError, match="PREPARE_SMTP_URL"):
        mail.send(load_settings({}), "ana@ash.example", "Something waits", "text")
