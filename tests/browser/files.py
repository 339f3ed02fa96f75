"""Files as the buttons beneath a chart give them to a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from dashboard.components.downloads import RARELY
from dashboard.export_wording import ALL_FILES, BUTTONS


def download(page: Page, extension: str, folder: Path) -> Path:
    name = str(BUTTONS[extension])
    if extension in RARELY and not page.get_by_role("button", name=name).is_visible():
        page.get_by_role("button", name=str(ALL_FILES)).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
