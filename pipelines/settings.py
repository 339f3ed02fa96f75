"""Where things are on this machine: the only module that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.errors import OutcomesError

REPOSITORY_ROOT = Path(__file__).resolve().parents[1]
"""The directory above the package; relative paths in settings start here."""

SQLITE_FILE = "sqlite:///"
HIGHEST_PORT = 65535


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

    @property
    def releases_dir(self) -> Path:
        return self.data_dir / "releases"

    @property
    def warehouse_dir(self) -> Path:
        return self.data_dir / "warehouse"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables; a blank variable counts as not set.

    Variables: PREPARE_DATA, PREPARE_CATALOGUE, PREPARE_LEDGER_URL, PREPARE_PORT, PREPARE_BASE_URL. Relative
    paths, also that of a SQLite file in the ledger's URL, start at the repository root.
    Errors: OutcomesError naming the variable when a port or an address cannot be used.
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
