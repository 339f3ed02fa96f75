from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from pipelines.catalogue import load_catalogue
from pipelines.model import FIRST_DATA_ROW, KEY_ROW
from pipelines.seal import is_genuine, sealing_of
from tests.browser.changes import AMENDED, LOST, NEW, SHOWN, WITHHELD, Changes, announced, really_changed
from tests.browser.files import download
from tests.browser.server import Server
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER, TINY, report_values

pytestmark = pytest.mark.slow


def _fill(workbook: Path, too_many: int) -> None:
    """Type the counts into the open cells of a downloaded template; the first report has too many sessions."""
    values = report_values(load_catalogue(TINY), "ash", "2021-Q3")
    for activity in ("ash-groups", "_T"):
        count = values[activity, "sessions", "_T", "_T"]
        assert isinstance(count, int)
        values[activity, "sessions", "_T", "_T"] = count + too_many
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    keys = {str(cell.value): cell.column for cell in sheet[KEY_ROW] if cell.value}
    for row in range(FIRST_DATA_ROW, sheet.max_row + 1):
        activity_id = sheet.cell(row, keys["activity_id"]).value
        measure_id = sheet.cell(row, keys["measure_id"]).value
        for (activity, measure, breakdown, category), count in values.items():
            if (activity, measure) == (activity_id, measure_id):
                sheet.cell(row, keys[f"{breakdown}:{category}"]).value = count
    book.save(workbook)


def _submit(coordinator: Visitor, directory: Path, too_many: int) -> None:
    page = coordinator.page
    coordinator.open("submit")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook for 2021-Q3").click()
    workbook = directory / download.value.suggested_filename
    download.value.save_as(workbook)
    _fill(workbook, too_many)

    page.locator("input[type=file]").set_input_files(workbook)
    expect(page.get_by_role("heading", name="3. What the check found")).to_be_visible()
    coordinator.photograph("submit-checked-1280-light")
    page.get_by_role("button", name="Submit the report for 2021-Q3").click()

    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_text(hashlib.sha256(workbook.read_bytes()).hexdigest())).to_be_visible()
    coordinator.photograph("submit-receipt-1280-light")


def _return_with_a_comment(manager: Visitor) -> None:
    page = manager.page
    manager.open("review")
    page.get_by_text("Add a comment").click()
    page.wait_for_timeout(1000)  # a list that opens while the fold still moves closes again
    cell = "'Sessions', All activities: Total"
    page.get_by_label("On", exact=True).press_sequentially("sessions")
    page.get_by_role("option", name=cell, exact=True).click()
    expect(page.get_by_label("On", exact=True)).to_have_value(cell)
    page.get_by_label("Comment (no names of participants)").fill("Is this the sum of two quarters?")
    page.get_by_role("button", name="Pin the comment").click()
    expect(page.get_by_text("The comment is pinned.")).to_be_visible(timeout=30_000)
    manager.wait()  # what is typed while the page is still being made is lost
    page.get_by_label(re.compile("Comment to the city|Comment$")).last.fill("Please look at the comment.")
    page.get_by_role("button", name="Return to the city").click()
    expect(page.get_by_text("ash-2021-Q3-1 was returned", exact=False)).to_be_visible(timeout=30_000)


def _answer(coordinator: Visitor) -> None:
    page = coordinator.page
    coordinator.open("submit")
    expect(page.get_by_text("2021-Q3 was returned to you")).to_be_visible()
    expect(page.get_by_text("Is this the sum of two quarters?")).to_be_visible()
    coordinator.photograph("submit-returned-1280-light")
    page.get_by_label("Answer", exact=True).fill("Yes, sorry. It is mended.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("The answer is kept.")).to_be_visible(timeout=30_000)
    coordinator.open("reports")
    expect(page.get_by_text("the report was returned to you", exact=False)).to_be_visible()


def _approve_and_publish(manager: Visitor) -> Changes:
    """What the page said before the release was published that it would change."""
    page = manager.page
    manager.open("review")
    expect(page.get_by_text("Sent by ana@ash.example")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Previous quarter")).to_be_visible()
    manager.photograph("review-report-1280-light")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("ash-2021-Q3-2 was approved.")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Go on to Publish").click()
    expect(page.get_by_text("Every report expected so far is included.")).to_be_visible()

    page.get_by_role("button", name="Work out what would be shown").click()
    # Closing the page must not end the work.
    expect(page.get_by_text("It goes on when you leave this page.")).to_be_visible()
    manager.open("about")
    manager.open("publish")
    expect(page.get_by_text("This is what release 2 would show")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("figure", name=re.compile("release 2 would show"))).to_be_visible()
    expect(page.get_by_role("cell", name="Could be published now")).to_be_visible()
    manager.photograph("publish-assessed-1280-light")
    said = announced(page)

    page.get_by_label("Reason for this release").fill("Third quarter complete")
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_text("Release 2 is published.").last).to_be_visible(timeout=60_000)
    manager.wait()
    manager.photograph("publish-published-1280-light")
    return said


def test_walk_workbook_becomes_a_chart_with_its_source(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    coordinator = sign_in(browser, server, COORDINATOR)
    manager = sign_in(browser, server, MANAGER)
    _submit(coordinator, tmp_path, too_many=5)
    _return_with_a_comment(manager)
    _answer(coordinator)
    _submit(coordinator, tmp_path, too_many=0)
    said = _approve_and_publish(manager)
    first, second = (server.settings.releases_dir / f"000{number}" for number in (1, 2))
    assert said == really_changed(first, second, load_catalogue(TINY))
    assert {NEW, WITHHELD, AMENDED, SHOWN, LOST} == set(said)  # so that each of them was seen to be right
    evaluator = sign_in(browser, server, EVALUATOR)

    evaluator.open("explore?indicator=T2")
    svg, table = (download(evaluator.page, extension, tmp_path) for extension in ("svg", "csv"))

    sealing = sealing_of(server.settings.data_dir)
    assert all(is_genuine(path.read_bytes(), sealing) for path in (svg, table))
    title = re.search(r"<title[^>]*>([^<]+)</title>", svg.read_text(encoding="utf-8"))
    assert title is not None
    assert title[1].startswith("Starts")
    assert "Tiny test project, release 2" in svg.read_text(encoding="utf-8")
    assert "SYNTHETIC" in svg.read_text(encoding="utf-8")
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all(row["title"].startswith("Starts") for row in rows)
    assert all("Tiny test project, release 2" in row["source"] for row in rows)
    coordinator.open("submit")
    expect(coordinator.page.get_by_role("cell", name="Published").first).to_be_visible()
    expect(coordinator.page.get_by_role("cell", name="ash-2021-Q3-2", exact=True)).to_be_visible()


def test_walk_session_ended_elsewhere_shows_no_data(browser: Browser, server: Server) -> None:
    first = sign_in(browser, server, EVALUATOR)
    second = Visitor(server, first.context, first.context.new_page())
    second.open("explore")

    first.page.get_by_role("button", name="Sign out").click()

    for visitor in (first, second):
        expect(visitor.page).to_have_url(f"{server.url}/account/sign-in")
        expect(visitor.page.get_by_role("figure")).to_have_count(0)


def test_walk_address_holds_the_choice(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("explore?indicator=T2&level=local&place=XA_001&time=year")
    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Ashtown"))

    visitor.page.get_by_label("Split by").click()
    visitor.page.get_by_role("option", name="Sex").click()
    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Women"))

    assert "by=sex" in visitor.page.url
    assert "place=XA_001" in visitor.page.url
    shared = Visitor(server, visitor.context, visitor.context.new_page())
    shared.page.goto(visitor.page.url)
    expect(shared.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Women"))


def test_walk_address_with_unknown_values_drops_them_with_a_notice(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)

    visitor.open("explore?place=ATLANTIS&place=XA_001")

    expect(visitor.page.get_by_text("ATLANTIS")).to_be_visible()
    expect(visitor.page.get_by_role("figure").first).to_have_accessible_name(re.compile("Ashtown"))
    expect(visitor.page.get_by_role("figure").first).not_to_have_accessible_name(re.compile("Birchtown"))
