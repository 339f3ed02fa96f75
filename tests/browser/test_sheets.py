"""Practice sheets as people get them: two buttons, two files; and a text that a manager writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.server import Server
from tests.browser.visitor import RUN_MILLISECONDS, sign_in
from tests.dashboard.workspace_fixture import EVALUATOR, MANAGER

pytestmark = pytest.mark.slow

BUTTONS = {"pdf": "PDF (to read and print)", "docx": "Word document (to edit)"}


FIRST_MILESTONE = "First meeting of the towns"


@pytest.mark.parametrize("document", ["ash-birch-mentors", "annex"])
def test_files_are_made_when_their_buttons_are_pressed(
    browser: Browser, server: Server, tmp_path: Path, document: str
) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open(f"sheets?document={document}&in=de")

    for extension, label in BUTTONS.items():
        with visitor.page.expect_download(timeout=RUN_MILLISECONDS) as made:
            visitor.page.get_by_role("button", name=label).click()
        assert made.value.suggested_filename.endswith(f"_de_synthetic.{extension}")
        made.value.save_as(tmp_path / f"file.{extension}")

    pdf = PdfReader(tmp_path / "file.pdf")
    assert str(pdf.root_object["/Lang"]).startswith("de")
    # Below the one figure over time, or once for all of the annex.
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert words.count(FIRST_MILESTONE) == 1
    assert (tmp_path / "file.docx").read_bytes().startswith(b"PK")
    assert not visitor.foreign_requests
    assert not visitor.console_errors


def test_choice_of_a_document_is_in_the_address(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, EVALUATOR)
    visitor.open("sheets")

    visitor.page.get_by_role("combobox", name="Document", exact=True).click()
    visitor.page.get_by_role("option", name="Mentors of two towns").click()
    visitor.wait()

    expect(visitor.page).to_have_url(re.compile("document=ash-birch-mentors"))
    visitor.page.reload()
    visitor.wait()
    expect(visitor.page.get_by_role("combobox", name="Document", exact=True)).to_have_value(
        "Mentors of two towns"
    )


def test_manager_writes_a_text_and_reads_it(browser: Browser, server: Server) -> None:
    visitor = sign_in(browser, server, MANAGER)
    visitor.open("sheets?document=ash-groups")
    words = visitor.page.get_by_role("textbox", name="Text (Markdown")
    words.fill(
        "## What we learned\n\nThe **board** met; see [the guide](https://example.org/guide).\n\n- one\n- two"
    )
    visitor.page.get_by_role("button", name="Save").click()
    visitor.wait()

    expect(visitor.page.get_by_text("The text is saved.")).to_be_visible(timeout=RUN_MILLISECONDS)
    expect(visitor.page.get_by_role("link", name="the guide")).to_have_attribute(
        "href", "https://example.org/guide"
    )
    visitor.photograph("sheets_manager")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (1280, True)])
def test_page_looks_as_it_should(browser: Browser, server: Server, width: int, dark: bool) -> None:
    visitor = sign_in(browser, server, EVALUATOR, width=width, dark=dark)
    visitor.open("sheets?document=ash-birch-mentors")

    overflow = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    visitor.photograph(f"sheets_{width}_{'dark' if dark else 'light'}")
