"""The chart of a workbook: drawn by the spreadsheet program from a table beside it, so that it can be edited.

A cell without a value is blank in that table. A withheld one, or a range, is a bar from its lower to its upper bound
with a look of its own; what has no upper bound stands in words. Nothing without a value is ever a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboard import export_wording as words
from dashboard.charts.page import source_text
from dashboard.charts.palette import SERIES
from dashboard.charts.series import Group, Series, flat, groups
from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row
from dashboard.export.phrases import cell_text, labelled_title, selection_text
from dashboard.model import CellStatus
from dashboard.view import Exhibit

Formats: TypeAlias = Mapping[str, Any]

IN_ONE_CHART = 6
"""Series; more than these get a chart for each place and activity."""
_MARKERS = ("circle", "square", "diamond", "triangle", "star", "x")
_WIDTH, _HEIGHT = 720, 400
"""Of a chart [px]."""
_ROW = 20
"""Height of a row [px]."""
_TOP = 3
"""First row below the heading."""
_INK = "#1a1d21"
_GRID = "#dfe3e8"
_WITHHELD = "#6b7280"


def draw_chart(book: xlsxwriter.Workbook, sheet: Worksheet, exhibit: Exhibit, formats: Formats) -> None:
    """Heading, chart or charts, and the table that they are drawn from."""
    sheet.write_string(0, 0, labelled_title(exhibit), formats["title"])
    sheet.write_string(1, 0, f"{selection_text(exhibit)}. {source_text(exhibit.provenance)}")
    sheet.hide_gridlines(2)
    if len(dict.fromkeys(exhibit.cells.frame["period"].to_list())) > 1:
        _Lines(book, sheet, exhibit, formats).draw()
    else:
        _Bars(book, sheet, exhibit, formats).draw()


class _Chart:
    """What both kinds of charts share."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, exhibit: Exhibit, formats: Formats
    ) -> None:
        self.book, self.sheet, self.exhibit, self.formats = book, sheet, exhibit, formats
        self.name = sheet.get_name()
        self.say = exhibit.provenance.say
        self.unit = exhibit.cells.indicator.unit

    def span(self, column: int, first: int, last: int) -> list[Any]:
        """A column of the table as a chart refers to it."""
        return [self.name, first, column, last, column]

    def title(self, text: str) -> dict[str, Any]:
        return {"name": text, "name_font": {"size": 12, "bold": True, "color": _INK}, "overlay": False}

    def value_axis(self) -> dict[str, Any]:
        """The axis of values: it begins at 0 and reaches what is known of the largest cell."""
        highest = max((_reach(row) for row in self.exhibit.cells.frame.to_dicts()), default=0.0)
        return {
            "name": self.unit,
            "name_font": {"bold": False, "color": _INK},
            "num_font": {"color": _INK},
            "major_gridlines": {"visible": True, "line": {"color": _GRID}},
            "min": 0,
            **({"max": _round_up(highest)} if highest > 0 else {}),
        }

    def place(self, chart: Any, row: int, column: int, title: str, height: int = _HEIGHT) -> None:  # noqa: ANN401
        chart.set_size({"width": _WIDTH, "height": height})
        chart.set_legend({"position": "bottom", "font": {"color": _INK}})
        chart.show_blanks_as("gap")
        alt = self.say(words.CHART_ALT.using(title=title))
        self.sheet.insert_chart(row, column, chart, {"description": alt, "object_position": 2})


class _Bars(_Chart):
    """One period: a bar for each cell, lying, in the order of the release."""

    def draw(self) -> None:
        members = flat(groups(self.exhibit.cells, self.exhibit.selection))
        rows = [(series.label, row) for series in members for row in series.rows]
        height = max(260, 150 + 30 * len(rows))
        head = _TOP + height // _ROW + 2
        first, last = head + 1, head + len(rows)
        self._write(rows, head)
        chart: Any = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        labels = self.span(0, first, last)
        error = {
            "type": "custom",
            "plus_values": self.span(5, first, last),
            "minus_values": self.span(6, first, last),
            "line": {"color": _INK, "width": 1.25},
        }
        is_rounded = any(_is_rounded(row) for _, row in rows)
        for column, look in (
            (1, {"fill": {"color": SERIES[0]}, **({"y_error_bars": error} if is_rounded else {})}),
            (
                2,
                {"pattern": {"pattern": "light_upward_diagonal", "fg_color": SERIES[0], "bg_color": "white"}},
            ),
            (3, {"fill": {"none": True}, "border": {"none": True}}),
            (4, {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _WITHHELD, "bg_color": "white"}}),
        ):
            border = (
                {} if "border" in look else {"border": {"color": _WITHHELD if column == 4 else SERIES[0]}}
            )
            chart.add_series(
                {
                    "name": [self.name, head, column],
                    "categories": labels,
                    "values": self.span(column, first, last),
                    "gap": 60,
                    **border,
                    **look,
                }
            )
        chart.set_title(self.title(labelled_title(self.exhibit)))
        chart.set_x_axis(self.value_axis())
        chart.set_y_axis({"reverse": True, "num_font": {"color": _INK}, "line": {"color": _WITHHELD}})
        self.place(chart, _TOP, 0, labelled_title(self.exhibit), height)
        unused = [2] + [
            index
            for index, statuses in (
                (0, (CellStatus.SHOWN,)),
                (1, (CellStatus.PROVISIONAL,)),
                (3, HAS_INTERVAL),
            )
            if not any(row["status"] in tuple(map(str, statuses)) for _, row in rows)
        ]
        chart.set_legend({"position": "bottom", "delete_series": unused, "font": {"color": _INK}})

    def _write(self, rows: Sequence[tuple[str, Row]], head: int) -> None:
        self.sheet.set_column(0, 0, 48)
        self.sheet.set_column(1, 6, 16)
        self.sheet.write_string(head - 1, 0, self.say(words.CHART_NOTE))
        names = (
            words.CHART_WHERE,
            words.CHART_VALUE,
            words.CHART_PROVISIONAL,
            words.CHART_FROM,
            words.CHART_BETWEEN,
        )
        for column, name in enumerate(names):
            self.sheet.write_string(head, column, self.say(name), self.formats["head"])
        for line, (label, row) in enumerate(rows, start=head + 1):
            self.sheet.write_string(line, 0, self._labelled(label, row))
            if row["status"] in HAS_VALUE:
                column = 1 if row["status"] == CellStatus.SHOWN.value else 2
                self.sheet.write_number(line, column, row["value"])
                if _is_rounded(row):
                    self.sheet.write_number(line, 5, row["upper"] - row["value"])
                    self.sheet.write_number(line, 6, row["value"] - row["lower"])
            elif _has_interval(row):
                self.sheet.write_number(line, 3, row["lower"])
                self.sheet.write_number(line, 4, row["upper"] - row["lower"])

    def _labelled(self, label: str, row: Row) -> str:
        """The name of a cell; one that is not simply shown says so."""
        if row["status"] == CellStatus.SHOWN.value and not _is_rounded(row):
            return label
        return f"{label} ({cell_text(dict(row), self.exhibit.provenance)})"


class _Lines(_Chart):
    """Several periods: a line for each series, with upright bars where an interval is all that is known."""

    def draw(self) -> None:
        all_groups = groups(self.exhibit.cells, self.exhibit.selection)
        members = flat(all_groups)
        panels = [Group("", members)] if len(members) <= IN_ONE_CHART else _panels(all_groups)
        down = (len(panels) + 1) // 2 if len(panels) > 1 else 1
        head = _TOP + down * (_HEIGHT // _ROW + 1) + 1
        periods = list(dict.fromkeys(self.exhibit.cells.frame["period_label"].to_list()))
        column_of = self._write(members, periods, head)
        labels = {id(series.rows): series.label for series in members}
        for number, panel in enumerate(panels):
            title = labelled_title(self.exhibit)
            if panel.label:
                title = f"{title}: {panel.label}"
            chart = self._panel(panel, periods, head, column_of, labels)
            chart.set_title(self.title(title))
            row = _TOP + number // 2 * (_HEIGHT // _ROW + 1)
            self.place(chart, row, 7 * (number % 2), title)
            marked = len(panel.series)
            intervals = sum(any(_has_interval(r) for r in series.rows) for series in panel.series)
            # One entry of the legend explains the bars of all.
            chart.set_legend(
                {
                    "position": "bottom",
                    "delete_series": list(range(marked + 1, marked + intervals)),
                    "font": {"color": _INK},
                }
            )

    def _panel(
        self,
        panel: Group,
        periods: Sequence[str],
        head: int,
        column_of: Mapping[str, int],
        labels: Mapping[int, str],
    ) -> Any:  # noqa: ANN401
        chart: Any = self.book.add_chart({"type": "line"})
        first, last = head + 1, head + len(periods)
        for index, series in enumerate(panel.series):
            color = SERIES[index % len(SERIES)]
            column = column_of[labels[id(series.rows)]]
            status = {row["period_label"]: row["status"] for row in series.rows}
            hollow = {"fill": {"color": "white"}, "border": {"color": color}}
            points = [
                hollow if status.get(period) == CellStatus.PROVISIONAL.value else None for period in periods
            ]
            error = {
                "type": "custom",
                "plus_values": self.span(column + 3, first, last),
                "minus_values": self.span(column + 4, first, last),
                "line": {"color": color, "width": 1.25},
            }
            is_rounded = any(_is_rounded(row) for row in series.rows)
            chart.add_series(
                {
                    "name": [self.name, head, column],
                    "categories": self.span(0, first, last),
                    "values": self.span(column, first, last),
                    "line": {
                        "color": color,
                        "width": 2,
                        "dash_type": ("solid", "dash", "round_dot")[index % 3],
                    },
                    "marker": {
                        "type": _MARKERS[index % len(_MARKERS)],
                        "size": 7,
                        "fill": {"color": color},
                        "border": {"color": color},
                    },
                    **({"points": points} if any(points) else {}),
                    **({"y_error_bars": error} if is_rounded else {}),
                }
            )
        for index, series in enumerate(panel.series):
            if any(_has_interval(row) for row in series.rows):
                self._add_intervals(chart, column_of[labels[id(series.rows)]], index, (first, last))
        chart.set_x_axis({"num_font": {"color": _INK}, "line": {"color": _WITHHELD}})
        chart.set_y_axis(self.value_axis())
        return chart

    def _add_intervals(self, chart: Any, column: int, index: int, lines: tuple[int, int]) -> None:  # noqa: ANN401
        """A dash at the lower bound, and a broad bar from it up to the upper one."""
        color = SERIES[index % len(SERIES)]
        chart.add_series(
            {
                "name": self.say(words.CHART_BETWEEN_LINES),
                "categories": self.span(0, *lines),
                "values": self.span(column + 1, *lines),
                "line": {"none": True},
                "marker": {
                    "type": "long_dash",
                    "size": 9,
                    "fill": {"color": color},
                    "border": {"color": color},
                },
                "y_error_bars": {
                    "type": "custom",
                    "direction": "plus",
                    "end_style": 1,
                    "plus_values": self.span(column + 2, *lines),
                    "minus_values": [0],
                    "line": {"color": color, "width": 6, "dash_type": "round_dot"},
                },
            }
        )

    def _write(self, members: Sequence[Series], periods: Sequence[str], head: int) -> dict[str, int]:
        """The table, a row for each period; gives the first column of each series by its label."""
        self.sheet.set_column(0, 0, 22)
        self.sheet.write_string(head - 1, 0, self.say(words.CHART_NOTE))
        self.sheet.write_string(head, 0, self.say(words.CHART_WHERE), self.formats["head"])
        line_of = {period: head + 1 + number for number, period in enumerate(periods)}
        for period, line in line_of.items():
            self.sheet.write_string(line, 0, period)
        columns: dict[str, int] = {}
        for number, series in enumerate(members):
            column = columns[series.label] = 1 + 6 * number
            in_words = f"{series.label}: {self.say(words.CHART_IN_WORDS)}"
            names = (
                series.label,
                self.say(words.CHART_LOWER.using(series=series.label)),
                self.say(words.CHART_LENGTH.using(series=series.label)),
                f"{series.label}: +",
                f"{series.label}: −",
                in_words,
            )
            for offset, name in enumerate(names):
                self.sheet.write_string(head, column + offset, name, self.formats["head"])
            for row in series.rows:
                self._write_cell(row, line_of[row["period_label"]], column)
        self.sheet.set_column(1, 6 * len(members), 13)
        return columns

    def _write_cell(self, row: Row, line: int, column: int) -> None:
        if row["status"] in HAS_VALUE:
            self.sheet.write_number(line, column, row["value"])
            if _is_rounded(row):
                self.sheet.write_number(line, column + 3, row["upper"] - row["value"])
                self.sheet.write_number(line, column + 4, row["value"] - row["lower"])
        elif _has_interval(row):
            self.sheet.write_number(line, column + 1, row["lower"])
            self.sheet.write_number(line, column + 2, row["upper"] - row["lower"])
        self.sheet.write_string(line, column + 5, cell_text(dict(row), self.exhibit.provenance))


def _panels(all_groups: tuple[Group, ...]) -> list[Group]:
    return [group for group in all_groups if group.series]


def _has_interval(row: Row) -> bool:
    return row["status"] in HAS_INTERVAL and row["lower"] is not None and row["upper"] is not None


def _is_rounded(row: Row) -> bool:
    has_bounds = row["lower"] is not None and row["upper"] is not None
    return row["status"] in HAS_VALUE and has_bounds and bool(row["lower"] < row["upper"])


def _reach(row: Row) -> float:
    """The highest number that is published about a cell."""
    if _has_interval(row) or _is_rounded(row):
        return float(row["upper"])
    return float(row["value"] or row["lower"] or 0)


def _round_up(value: float) -> float:
    """The next number that an axis may well end with."""
    step = 1.0
    while step * 10 <= value:
        step *= 10
    return next(step * part for part in (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15) if step * part >= value)
