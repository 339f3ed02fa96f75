"""Sends plain mails over SMTP; a mail says that something waits, and never a count."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from pipelines.errors import OutcomesError
from pipelines.settings import Settings
from pipelines.texts import text

DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
WAIT_SECONDS = 20


def is_configured(settings: Settings) -> bool:
    """Whether mails can be sent at all."""
    return bool(settings.smtp_url and settings.mail_from)


def send(settings: Settings, to: str, subject: str, body: str) -> None:
    """Hand one mail to the mail server.

    Errors: OutcomesError when no server is set, the address cannot be written in a mail, or the server
    cannot be reached or refuses; it names neither the address nor the password.
    """
    if settings.smtp_url is None or settings.mail_from is None:
        raise OutcomesError(
            title=text("No mail can be sent"),
            message=text("Set PREPARE_SMTP_URL and PREPARE_MAIL_FROM, and start again."),
        )
    try:
        message = _message(settings.mail_from, to, subject, body)
        with _connected(urlsplit(settings.smtp_url)) as server:
            server.send_message(message, to_addrs=[to])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # The reason may quote the address, so only its kind is told.
        raise OutcomesError(
            title=text("The mail was not sent"),
            message=text(
                "The mail server did not take it ({fault}). Check PREPARE_SMTP_URL and the server's own "
                "log, then try again.",
                fault=type(error).__name__,
            ),
        ) from error


def _message(sender: str, to: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _connected(url: SplitResult) -> smtplib.SMTP:
    host = url.hostname or ""
    port = url.port or DEFAULT_PORTS[url.scheme]
    tls = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=WAIT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=WAIT_SECONDS)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server
