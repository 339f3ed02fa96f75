"""What the publish page says a release will change, read off the page, and what it really changed, from its files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
from playwright.sync_api import Locator, Page, expect

from pipelines.model import CELL_KEY, Catalogue
from pipelines.publish import read_cells, read_release
from pipelines.usefulness import cell_in_words
from tests.browser.visitor import wait_for_scripts

PAGE_ROWS = 20
Changes = dict[str, Counter[str]]
"""What happens, as the page says it -> the figures."""
LOST, WITHHELD, AMENDED, GONE, SHOWN, NEW = (
    "Shown before, withheld now",
    "New, and withheld",
    "Another number than before",
    "No longer there",
    "Shown, and withheld before",
    "New, and shown",
)


def announced(page: Page) -> Changes:
    """Every figure of every kind of change, page after page, with the numbers of those that are amended."""
    counts = page.get_by_role("table", name="What changes since release 1")
    kinds = {kind: int(count) for kind, count in _rows(counts)}
    found: Changes = {}
    for kind, count in kinds.items():
        box = page.get_by_role("combobox", name="Show", exact=True)
        if box.input_value() != kind:
            box.press_sequentially(kind)
            box.press("ArrowDown")
            box.press("Enter")
            expect(box).to_have_value(kind)
        found[kind] = Counter(_all_pages(page, count, with_numbers=kind == AMENDED))
    return found


def _all_pages(page: Page, count: int, *, with_numbers: bool) -> list[str]:
    table = page.get_by_role("table", name="Figures that change")
    figures = []
    for first in range(1, count + 1, PAGE_ROWS):
        last = min(first + PAGE_ROWS - 1, count)
        if first > 1:
            page.get_by_role("button", name="Next page").click()
        if count > PAGE_ROWS:
            expect(page.get_by_text(f"Figures {first} to {last} of {count}.")).to_be_visible()
        # The sentence arrives before the table, which until then has as many rows of the page before.
        wait_for_scripts(page)
        expect(table.locator("tbody tr")).to_have_count(last - first + 1)
        rows = _rows(table)
        figures += [f"{figure} {what}" if with_numbers else figure for figure, what in rows]
    return figures


def _rows(table: Locator) -> list[list[str]]:
    return [
        [text.strip() for text in row.locator("td").all_inner_texts()]
        for row in table.locator("tbody tr").all()
    ]


def really_changed(before: Path, after: Path, catalogue: Catalogue) -> Changes:
    """The same from the cells of two releases."""
    old, new = _cells(before), _cells(after)
    found: Changes = {}
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        kind = _kind(was, now)
        if kind is not None:
            text = str(cell_in_words(key, catalogue))
            if kind == AMENDED and was is not None and now is not None:
                text += " " + _amendment(was[0], now[0])
            found.setdefault(kind, Counter())[text] += 1
    return found


Cell = tuple[int | None, str, int | None, int | None]
"""Value, status, and the ends of the interval."""


def _cells(release: Path) -> dict[tuple[str, ...], Cell]:
    rows = read_cells(read_release(release)).select(*CELL_KEY, "value", "obs_status", "lower", "upper")
    assert rows.select(pl.struct(CELL_KEY).is_unique().all()).item()
    return {tuple(key): (value, status, low, high) for *key, value, status, low, high in rows.iter_rows()}


def _kind(was: Cell | None, now: Cell | None) -> str | None:
    was_shown, is_shown = (each is not None and each[0] is not None for each in (was, now))
    was_withheld, is_withheld = (each is not None and each[1] == "Q" for each in (was, now))
    if is_withheld:
        return LOST if was_shown else None if was_withheld else WITHHELD
    if not is_shown:
        return GONE if was_shown or was_withheld else None
    if was_shown:
        return None if was == now else AMENDED
    return SHOWN if was_withheld else NEW


def _amendment(before: int | None, after: int | None) -> str:
    if before == after:
        return "The same figure, with more or fewer of the reports that belong to it"
    return f"Amended from {before} to {after}"
