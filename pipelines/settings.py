"""Where things are on this machine: the only module that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.errors import OutcomesError

REPOSITORY_ROOT = Path(__file__).resolve().parents[1]
"""The directory above the package; relative paths in settings start here."""

SQLITE_FILE = "sqlite:///"
HIGHEST_PORT = 65535
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
OIDC_VARIABLES = ("PREPARE_OIDC_ISSUER", "PREPARE_OIDC_CLIENT_ID", "PREPARE_OIDC_CLIENT_SECRET")


@dataclass(frozen=True)
class OidcSettings:
    """The OpenID Connect provider of the organisation, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Where data, catalogue and ledger are, and where the dashboard answers. All paths are absolute."""

    data_dir: Path
    catalogue_dir: Path
    ledger_url: str
    """A database URL, as SQLAlchemy reads it."""
    port: int
    """0 lets the system choose a free one."""
    base_url: str | None
    """Address of the dashboard as its users type it, without a final slash; null when it was not set."""
    allowed_hosts: tuple[str, ...] = ()
    """Further host names, in lower case and without a port, under which the dashboard may be asked."""
    smtp_url: str | None = field(default=None, repr=False)
    """Server that sends mail, with its password; null when no mail is sent."""
    mail_from: str | None = None
    """Address that mails come from; set whenever `smtp_url` is."""
    oidc: OidcSettings | None = None
    """Null when nobody signs in by OpenID Connect."""
    accessibility_contact: str = ""
    """Whom readers tell what they cannot read or use; blank for the project manager."""
    accessibility_body: str = ""
    """Who watches over web accessibility where the dashboard is run; blank leaves it general."""

    @property
    def releases_dir(self) -> Path:
        return self.data_dir / "releases"

    @property
    def warehouse_dir(self) -> Path:
        return self.data_dir / "warehouse"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables; a blank variable counts as not set.

    Variables: PREPARE_DATA, PREPARE_CATALOGUE, PREPARE_LEDGER_URL, PREPARE_PORT, PREPARE_BASE_URL,
    PREPARE_ALLOWED_HOSTS (names with commas or blanks between them), PREPARE_SMTP_URL, PREPARE_MAIL_FROM,
    PREPARE_OIDC_ISSUER, PREPARE_OIDC_CLIENT_ID, PREPARE_OIDC_CLIENT_SECRET, PREPARE_ACCESSIBILITY_CONTACT,
    PREPARE_ACCESSIBILITY_BODY. Relative paths, also that of a SQLite file in the ledger's URL, start at the
    repository root.
    Errors: OutcomesError naming the variable when a port or an address cannot be used, or half of what mail or
    OpenID Connect needs is missing; it never quotes a password.
    """
    values = {name: text.strip() for name, text in (os.environ if environ is None else environ).items()}
    data_dir = _path(values.get("PREPARE_DATA") or "data/local")
    return Settings(
        data_dir=data_dir,
        catalogue_dir=_path(values.get("PREPARE_CATALOGUE") or "data/catalogue"),
        ledger_url=_ledger_url(
            values.get("PREPARE_LEDGER_URL") or f"{SQLITE_FILE}{data_dir / 'ledger.sqlite'}"
        ),
        port=_port(values.get("PREPARE_PORT") or "8501"),
        base_url=_base_url(values.get("PREPARE_BASE_URL") or ""),
        allowed_hosts=_allowed_hosts(values.get("PREPARE_ALLOWED_HOSTS") or ""),
        smtp_url=_smtp_url(values.get("PREPARE_SMTP_URL") or ""),
        mail_from=_mail_from(values),
        oidc=_oidc(values),
        accessibility_contact=values.get("PREPARE_ACCESSIBILITY_CONTACT") or "",
        accessibility_body=values.get("PREPARE_ACCESSIBILITY_BODY") or "",
    )


def _path(text: str) -> Path:
    return Path(os.path.normpath(REPOSITORY_ROOT / Path(text).expanduser()))


def _ledger_url(text: str) -> str:
    if not text.startswith(SQLITE_FILE):
        return text
    file_name = text.removeprefix(SQLITE_FILE)
    return text if file_name in {"", ":memory:"} else f"{SQLITE_FILE}{_path(file_name)}"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= HIGHEST_PORT):
        raise OutcomesError(
            title="The port cannot be used",
            message=f"PREPARE_PORT is {text!r}. Set it to a whole number from 0 to {HIGHEST_PORT}.",
        )
    return int(text)


def _base_url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise OutcomesError(
            title="The address of the dashboard cannot be used",
            message=f"PREPARE_BASE_URL is {text!r}. Set it to an address such as https://outcomes.example.org.",
        )
    return text.rstrip("/")


def _allowed_hosts(text: str) -> tuple[str, ...]:
    names = text.replace(",", " ").lower().split()
    for name in names:
        if urlsplit(f"//{name}").hostname != name.strip("[]"):
            raise OutcomesError(
                title="A host name cannot be used",
                message=f"PREPARE_ALLOWED_HOSTS has {name!r}. Write names without http:// and without a port, "
                "such as outcomes.example.org.",
            )
    return tuple(name.strip("[]") for name in names)


def _smtp_url(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise OutcomesError(
            title="The mail server cannot be used",
            message="PREPARE_SMTP_URL is not an address such as smtp+starttls://user:password@mail.example.org:587. "
            f"It starts with one of {', '.join(f'{scheme}://' for scheme in MAIL_SCHEMES)}.",
        )
    return text


def _mail_from(values: Mapping[str, str]) -> str | None:
    address = values.get("PREPARE_MAIL_FROM") or ""
    if not address and values.get("PREPARE_SMTP_URL"):
        raise OutcomesError(
            title="Mail has no sender",
            message="PREPARE_SMTP_URL is set and PREPARE_MAIL_FROM is not. Set it to the address mails come from.",
        )
    if address and not ("@" in address and address.isprintable()):
        raise OutcomesError(
            title="The sender of mails cannot be used",
            message=f"PREPARE_MAIL_FROM is {address!r}. Set it to an address such as outcomes@example.org.",
        )
    return address or None


def _oidc(values: Mapping[str, str]) -> OidcSettings | None:
    found = [values.get(name) or "" for name in OIDC_VARIABLES]
    if not any(found):
        return None
    missing = [name for name, value in zip(OIDC_VARIABLES, found, strict=True) if not value]
    if missing:
        raise OutcomesError(
            title="OpenID Connect is not set up completely",
            message=f"Set {' and '.join(missing)} too, or none of {', '.join(OIDC_VARIABLES)}.",
        )
    issuer, client_id, client_secret = found
    parts = urlsplit(issuer)
    is_loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback)):
        raise OutcomesError(
            title="The OpenID Connect provider cannot be used",
            message=f"PREPARE_OIDC_ISSUER is {issuer!r}. Set it to an address that starts with https://.",
        )
    return OidcSettings(issuer.rstrip("/"), client_id, client_secret)
