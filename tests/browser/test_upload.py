"""A coordinator's ten minutes: a file with faults, the marked copy, the corrected file, the reasons, the receipt."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from pipelines.catalogue import load_catalogue
from pipelines.languages import Speaker
from pipelines.marking.entries import SHEET
from tests.browser.server import Server
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, TINY, filled_template

pytestmark = pytest.mark.slow

QUARTER = "2021-Q3"
WIDTHS = [(1280, False), (390, True)]


def spoilt(data: bytes, cells: dict[str, str | int | None]) -> bytes:
    workbook = load_workbook(io.BytesIO(data))
    sheet = next(s for s in workbook.worksheets if s["A2"].value == "outcome-monitor-template")
    for address, value in cells.items():
        sheet[address] = value
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def drop(visitor: Visitor, file: Path) -> None:
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.wait()


@pytest.mark.parametrize(("width", "dark"), WIDTHS, ids=["desktop-light", "phone-dark"])
def test_upload_faults_are_marked_and_corrected_and_confirmed(
    browser: Browser, server: Server, tmp_path: Path, width: int, dark: bool
) -> None:
    name, good = filled_template(load_catalogue(TINY), "ash", QUARTER)
    was = load_workbook(io.BytesIO(good))["Report"]["F6"].value
    bad = tmp_path / name
    bad.write_bytes(spoilt(good, {"F6": "about ten", "G9": 3}))
    visitor = sign_in(browser, server, COORDINATOR, width=width, dark=dark)
    visitor.open(f"submit?quarter={QUARTER}")
    page = visitor.page

    drop(visitor, bad)
    expect(page.get_by_text("cannot be submitted yet")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Cell F6 holds text that is neither a count nor a mark.").first).to_be_visible()
    page.get_by_text("Look at a finding in your sheet").click()
    expect(page.get_by_text("▶ about ten").first).to_be_visible()
    visitor.photograph(f"upload-blocked-{width}")

    with page.expect_download() as download:
        page.get_by_role("button", name="Your file with every finding marked in it").click()
    marked = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == f"{Path(name).stem}-checked.xlsx"
    workbook = load_workbook(io.BytesIO(marked))
    assert workbook.sheetnames[0] == Speaker("en").say(SHEET)
    assert workbook["Report"]["F6"].comment is not None

    corrected = tmp_path / "corrected.xlsx"
    corrected.write_bytes(spoilt(marked, {"F6": was, "G9": None}))
    drop(visitor, corrected)
    expect(page.get_by_text("cannot be submitted yet")).to_have_count(0, timeout=30_000)
    page.get_by_role("button", name="Show what will be withheld").click()
    expect(page.get_by_text("from this report alone")).to_be_visible(timeout=60_000)
    visitor.photograph(f"upload-ready-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.console_errors == []


def test_upload_what_asks_for_a_reason_is_not_submitted_without(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    name, good = filled_template(load_catalogue(TINY), "ash", QUARTER)
    odd = tmp_path / name
    odd.write_bytes(spoilt(good, {"F6": 3_000_000, "F7": 0, "F8": 3_000_000}))
    visitor = sign_in(browser, server, COORDINATOR)
    visitor.open(f"submit?quarter={QUARTER}")
    page = visitor.page
    drop(visitor, odd)

    submit = page.get_by_role("button", name=f"Submit the report for {QUARTER}")
    submit.click()
    expect(page.get_by_text("Tick every finding that is right and say why")).to_be_visible(timeout=30_000)
    for box in page.get_by_text("It is right", exact=True).all():
        box.click()
    for field in page.get_by_label("Why?").all():
        field.fill("Counted twice.")
    visitor.photograph("upload-reasons-1280")
    submit.click()
    expect(page.get_by_text("Your report was received and submitted").first).to_be_visible(timeout=30_000)
