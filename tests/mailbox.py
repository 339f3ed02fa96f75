"""A real SMTP server on loopback, and what it took."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "monitor", "p@ss:word"
WAIT_SECONDS = 10


@dataclass
class Mailbox:
    """The mails one server took; `port` is where it listens."""

    port: int
    is_full: bool = False
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        if self.is_full:
            return "452 No room"
        self.envelopes.append(envelope)
        return "250 OK"

    def messages(self) -> list[EmailMessage]:
        made = [message_from_bytes(bytes(e.content or b""), policy=policy.default) for e in self.envelopes]
        return [message for message in made if isinstance(message, EmailMessage)]

    def wait_for(self, count: int) -> list[EmailMessage]:
        """The mails, once there are so many."""
        give_up = monotonic() + WAIT_SECONDS
        while len(self.envelopes) < count and monotonic() < give_up:
            sleep(0.05)
        assert len(self.envelopes) == count
        return self.messages()


class _Smtp(Controller):
    """TLS from the first byte, or none."""

    def __init__(self, mailbox: Mailbox, tls: ssl.SSLContext | None) -> None:
        super().__init__(mailbox, "127.0.0.1", mailbox.port, ssl_context=tls)


class _StartTls(Controller):
    """TLS is asked for after the greeting, and required."""

    def __init__(self, mailbox: Mailbox, tls: ssl.SSLContext) -> None:
        super().__init__(mailbox, "127.0.0.1", mailbox.port)
        self._tls = tls

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=self._tls,
            require_starttls=True,
            auth_required=True,
            authenticator=_authenticate,
        )


@contextmanager
def smtp_server(scheme: str = "smtp", certificate: Path | None = None) -> Iterator[Mailbox]:
    """Serve until the block ends; with a certificate and password where the scheme asks for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox = Mailbox(int(probe.getsockname()[1]))
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    controller = _StartTls(mailbox, tls) if scheme == "smtp+starttls" and tls else _Smtp(mailbox, tls)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def _authenticate(
    _server: object, _session: object, _envelope: object, _way: str, given: object
) -> AuthResult:
    assert isinstance(given, LoginPassword)
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def write_certificate(file: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, for whoever trusts this file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
