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
from dashboard.view import Chart, Exhibit
from dashboard.wording import PERIOD_VALUE

UNNAMED = "words that name no published cell"
OTHER_VALUE = "not the value of the published cell it stands for"


LYING = (Chart.DOT, Chart.BAR)
"""Charts whose values lie along the horizontal axis, where each cell has its own line."""


def chart_of(exhibit: Exhibit) -> Chart:
    """How an exhibit is drawn: BAR for lying bars, LINE also for columns over time."""
    chart, is_over_time = exhibit.view.look.chart, len(exhibit.selection.periods) > 1
    if chart in (Chart.HEAT, Chart.DOT):
        return chart
    is_line = is_over_time or (chart is Chart.AUTO and exhibit.view.page == "participation")
    return Chart.LINE if is_line or chart is Chart.LINE else Chart.BAR


class NameCheck:
    """Looks up tooltips, labels and values of a figure by what names them."""

    def __init__(self, view: View, selection: Selection, where: str, spec: Json, tally: Tally) -> None:
        self._view = view
        self._where = where
        self._traces = list(traces(spec))
        self._tally = tally
        self._names = Names(view.rows, selection)
        self._alike = Alike()
        self._chart = chart_of(view.exhibit)
        self._axis, self._other = ("x", "y") if self._chart in LYING else ("y", "x")
        self._at: dict[tuple[Json, Json], Row] = {}
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
                if text:
                    self._check_label(f"{path}.text.{i}", str(text), trace, i)
        self._tally.explained(CELL, self._explained)
        return self._explained

    def _check_tooltip(self, path: str, text: str, trace: Trace, i: int) -> None:
        row, said = self._row_of(text)
        if row is None:
            self._report(path, UNNAMED)
            return
        self._at[self._position(trace, i)] = row
        if not numerals.only_numbers_are(said, full_numbers(row), self._view.language):
            self._report(path)
        elif not self._alike.holds(row, said):
            self._report(path, Alike.PROBLEM)
        self._explained += len(numerals.numbers(said))

    def _position(self, trace: Trace, i: int) -> tuple[Json, Json]:
        """Where a mark stands: its line, or in a heat map its column and its row."""
        if self._chart is not Chart.HEAT:
            return None, item(trace.get(self._other), i)
        x, base = item(trace.get("x"), i), item(trace.get("base"), i)
        if isinstance(x, (int, float)) and isinstance(base, (int, float)):
            x = round(base + x / 2)  # a tile stands around its column
        return x, item(trace.get("y"), i)

    def _check_value(self, path: str, text: str, trace: Trace, i: int) -> None:
        if self._chart is Chart.HEAT:
            return  # the colour of a tile is drawn again; its number is a label
        row, _ = self._row_of(text)
        shown = item(trace.get(self._axis), i)
        if row is not None and row["status"] in WITH_VALUE:
            if shown != row["value"]:
                self._report(path, OTHER_VALUE)
            self._explained += 1

    def _check_label(self, path: str, text: str, trace: Trace, i: int) -> None:
        """The words beside a bar or dot, and those in a tile; no other mark has any."""
        row = self._at.get(self._position(trace, i)) if self._chart in (*LYING, Chart.HEAT) else None
        tooltip = item(trace.get("hovertext"), i)
        if isinstance(tooltip, str) and tooltip:
            row, _ = self._row_of(tooltip)
        if row is None or not _is_label(text, row, self._view):
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


def _is_label(text: str, row: Row, view: View) -> bool:
    """Whether the words beside a bar are about this cell: its category and period, if any, and its value."""
    language = view.language
    said = numerals.plain(text, language)
    for label in (row["category_label"], row["place_label"], row["activity_label"], row["period_label"]):
        before = view.published.say(PERIOD_VALUE.using(period=label, value=""))
        said = said.removeprefix(numerals.plain(before, language)).strip()
    return numerals.only_numbers_are(said, value_numbers(row), language)
