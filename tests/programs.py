"""Finds the programs the tests need beyond Python; `./run test` asks it what must be installed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOFFICE_NAMES = ("soffice", "libreoffice")
SOFFICE_PARTS = ("libsclo.so", "libswlo.so")
SOFFICE_FOLDERS = ("/usr/lib/libreoffice", "/opt/libreoffice")
POSTGRESQL_FOLDER = Path("/usr/lib/postgresql")


def chromium_path() -> Path | None:
    """Chromium: CHROME_PATH, the search path, or the browser that Playwright downloaded."""
    chosen = os.environ.get("CHROME_PATH")
    found = chosen or _first_on_path(CHROMIUM_NAMES) or _playwright_chromium()
    return Path(found) if found and Path(found).exists() else None


def soffice_path() -> Path | None:
    """LibreOffice with its parts for spreadsheets and texts, which Debian installs apart from the program."""
    found = _first_on_path(SOFFICE_NAMES)
    if found is None:
        return None
    programs = [Path(found).resolve().parent, *(Path(folder) / "program" for folder in SOFFICE_FOLDERS)]
    has_parts = all(any((folder / part).exists() for folder in programs) for part in SOFFICE_PARTS)
    return Path(found) if has_parts else None


def postgresql_path() -> Path | None:
    """The directory of PostgreSQL's programs (initdb, pg_ctl); Debian keeps them off the search path."""
    on_path = _first_on_path(("initdb",))
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = [path.parent for path in POSTGRESQL_FOLDER.glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _first_on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _playwright_chromium() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    look_up = {"chromium": chromium_path, "soffice": soffice_path, "postgresql": postgresql_path}[sys.argv[1]]
    sys.exit(0 if look_up() else 1)
