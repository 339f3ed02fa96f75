"""Tooltips, labels and values of a figure, each looked up by the names of the cell it stands for."""

from __future__ import annotations

from dashboard.crawl import numerals
from dashboard.crawl.alike import Alike
from dashboard.crawl.cellwords import Names, full_numbers, value_numbers
from dashboard.crawl.published import WITH_VALUE, Row
from dashboard.crawl.report import CELL, UNEXPLAINED, Tally
from dashboard.crawl.spec import Json, Trace, as_list, item, traces
from dashboard.crawl.view import View
from dashboard.selection import Selection

UNNAMED = "words that name no published cell"
OTHER_VALUE = "not the value of the published cell it stands for"


class NameCheck:
    """Looks up tooltips, labels and values of a figure by what names them."""

    def __init__(self, view: View, selection: Selection, where: str, spec: Json, tally: Tally) -> None:
        self._view = view
        self._where = where
        self._traces = list(traces(spec))
        self._tally = tally
        self._names = Names(view.rows, selection)
        self._alike = Alike()
        self._is_bars = view.address.page == "explore" and len(selection.periods) == 1
        self._axis, self._other = ("x", "y") if self._is_bars else ("y", "x")
        self._at: dict[Json, Row] = {}
        self._explained = 0

    def run(self) -> int:
        """How many numbers the names of cells explain."""
        for path, trace in self._traces:
            for i, text in enumerate(as_list(trace.get("hovertext"))):
                if isinstance(text, str) and text:
                    self._check_tooltip(f"{path}.hovertext.{i}", text, trace, i)
                    self._check_value(f"{path}.{self._axis}.{i}", text, trace, i)
        for path, trace in self._traces:
            for i, text in enumerate(as_list(trace.get("text"))):
                self._check_label(f"{path}.text.{i}", str(text), trace, i)
        self._tally.explained(CELL, self._explained)
        return self._explained

    def _check_tooltip(self, path: str, text: str, trace: Trace, i: int) -> None:
        row, said = self._row_of(text)
        if row is None:
            self._report(path, UNNAMED)
            return
        position = item(trace.get(self._other), i)
        if isinstance(position, (int, float)):
            self._at[position] = row
        if not numerals.only_numbers_are(said, full_numbers(row), self._view.language):
            self._report(path)
        elif not self._alike.holds(row, said):
            self._report(path, Alike.PROBLEM)
        self._explained += len(numerals.numbers(said))

    def _check_value(self, path: str, text: str, trace: Trace, i: int) -> None:
        row, _ = self._row_of(text)
        shown = item(trace.get(self._axis), i)
        if row is not None and row["status"] in WITH_VALUE:
            if shown != row["value"]:
                self._report(path, OTHER_VALUE)
            self._explained += 1

    def _check_label(self, path: str, text: str, trace: Trace, i: int) -> None:
        """The words beside a bar; no other mark has any."""
        position = item(trace.get(self._other), i)
        row = self._at.get(position) if isinstance(position, (int, float)) and self._is_bars else None
        if row is None or not _is_label(text, row, self._view.language):
            self._report(path)
        self._explained += numerals.count(text)

    def _report(self, path: str, problem: str = UNEXPLAINED) -> None:
        self._tally.report(str(self._view), f"{self._where} spec.{path}", problem)

    def _row_of(self, text: str) -> tuple[Row | None, str]:
        """The cell a tooltip is about, and what it says about it."""
        name, _, what = text.partition("<br>")
        found, language = self._names.find(name), self._view.language
        said = numerals.plain(what, language)
        fitting = [row for row in found if numerals.only_numbers_are(said, full_numbers(row), language)]
        return next(iter([*fitting, *found]), None), said


def _is_label(text: str, row: Row, language: str) -> bool:
    """Whether the words beside a bar are about this cell: its category, if any, and its value."""
    said = numerals.plain(text, language)
    for label in (row["category_label"], row["place_label"], row["activity_label"]):
        said = said.removeprefix(f"{numerals.plain(label, language)}: ")
    return numerals.only_numbers_are(said, value_numbers(row), language)
