"""The chart of a workbook: drawn by the spreadsheet program from a table beside it, so that it can be edited.

A cell without a value is blank in that table. A withheld one, or a range, is a bar from its lower to its upper bound
with a look of its own. What has no upper bound, was not reported or is too early stands in words, and among lines has
a cross below the axis. Nothing without a value is ever a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from dashboard import export_wording as words
from dashboard.charts.page import source_text
from dashboard.charts.palette import SERIES
from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row
from dashboard.export.phrases import cell_text, labelled_title, selection_text
from dashboard.model import Cells, CellStatus
from dashboard.view import Exhibit
from dashboard.wording import GROUP_SEPARATOR

Formats: TypeAlias = Mapping[str, Any]

IN_ONE_CHART = 6
"""Series; more than these get a chart for each place and activity."""
STEPS = 5
"""Lines of the grid above zero."""
_MARKERS = ("circle", "square", "diamond", "triangle", "star", "x")
_DASHES = ("solid", "dash", "round_dot")
_WIDTH, _HEIGHT = 720, 400
"""Of a chart [px]."""
_ROW = 20
"""Height of a row [px]."""
_COLUMN = 64
"""Width of a column [px]."""
_WIDEST = 70
"""Most letters that a column of names is wide."""
_TOP = 3
"""First row below the heading."""
_INK = "#1a1d21"
_GRID = "#dfe3e8"
_WITHHELD = "#6b7280"
_SERIES, _PERIOD, _VALUE, _PROVISIONAL, _LOWER, _LENGTH, _MORE, _LESS, _WORDS, _MARK = range(10)
"""Columns of the table."""


def draw_chart(
    book: xlsxwriter.Workbook, sheet: Worksheet, data: Worksheet, exhibit: Exhibit, formats: Formats
) -> None:
    """Heading and chart, or charts, on one sheet, and on the other the table that they are drawn from."""
    sheet.write_string(0, 0, labelled_title(exhibit), formats["title"])
    sheet.write_string(1, 0, f"{selection_text(exhibit)}. {source_text(exhibit.provenance)}")
    sheet.hide_gridlines(2)
    members = _series(exhibit.cells)
    blocks = _write_table(data, members, exhibit, formats)
    if len(dict.fromkeys(exhibit.cells.frame["period"].to_list())) > 1:
        _Lines(book, sheet, data, exhibit).draw(blocks)
    else:
        _Bars(book, sheet, data, exhibit).draw(blocks)


@dataclass(frozen=True)
class _Series:
    """The cells of one place, activity and category, over periods."""

    label: str
    rows: tuple[Row, ...]


def _series(cells: Cells) -> tuple[_Series, ...]:
    """The series of a figure in their order; a label names only what differs between them."""
    rows = cells.frame.to_dicts()
    names = ("place_label", "activity_label", "category_label")
    differing = [name for name in names if len({row[name] for row in rows}) > 1] or ["place_label"]
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((row["place_id"], row["activity_id"], row["category"]), []).append(row)
    return tuple(
        _Series(GROUP_SEPARATOR.join(members[0][name] for name in differing), tuple(members))
        for members in found.values()
    )


@dataclass(frozen=True)
class _Block:
    """A series and the rows of the table that hold it."""

    series: _Series
    first: int
    last: int


def _write_table(
    sheet: Worksheet, members: Sequence[_Series], exhibit: Exhibit, formats: Formats
) -> tuple[_Block, ...]:
    """A row for each cell, series after series."""
    say = exhibit.provenance.say
    sheet.write_string(0, 0, say(words.CHART_NOTE))
    for column, name in enumerate(words.CHART_COLUMNS):
        sheet.write_string(2, column, say(name), formats["head"])
    sheet.set_row(2, 64)
    longest = max((len(_label(series, row, exhibit)) for series in members for row in series.rows), default=0)
    sheet.set_column(_SERIES, _SERIES, min(max(30, longest), _WIDEST))
    longest = max((len(row["period_label"]) for series in members for row in series.rows), default=0)
    sheet.set_column(_PERIOD, _PERIOD, min(max(12, longest), _WIDEST))
    sheet.set_column(_VALUE, _LESS, 13)
    sheet.set_column(_WORDS, _MARK, 30)
    sheet.freeze_panes(3, 0)
    line, blocks = 3, []
    for series in members:
        for offset, row in enumerate(series.rows):
            _write_row(sheet, line + offset, _label(series, row, exhibit), row, exhibit)
        blocks.append(_Block(series, line, line + len(series.rows) - 1))
        line += len(series.rows)
    return tuple(blocks)


def _label(series: _Series, row: Row, exhibit: Exhibit) -> str:
    """The name of a series; on bars it says what a bar alone would not."""
    is_plain = row["status"] == CellStatus.SHOWN.value and not _is_rounded(row)
    if is_plain or len(exhibit.selection.periods) > 1:
        return series.label
    return f"{series.label} ({cell_text(dict(row), exhibit.provenance)})"


def _write_row(sheet: Worksheet, line: int, label: str, row: Row, exhibit: Exhibit) -> None:
    in_words = cell_text(dict(row), exhibit.provenance)
    one_period = len(exhibit.selection.periods) == 1
    sheet.write_string(line, _SERIES, label)
    sheet.write_string(line, _PERIOD, row["period_label"])
    sheet.write_string(line, _WORDS, in_words)
    if row["status"] in HAS_VALUE:
        is_provisional = row["status"] == CellStatus.PROVISIONAL.value
        # Lines are not broken where a value is provisional: their marks are hollow there.
        sheet.write_number(line, _PROVISIONAL if is_provisional and one_period else _VALUE, row["value"])
        if _is_rounded(row):
            sheet.write_number(line, _MORE, row["upper"] - row["value"])
            sheet.write_number(line, _LESS, row["value"] - row["lower"])
    elif _has_interval(row):
        sheet.write_number(line, _LOWER, row["lower"])
        sheet.write_number(line, _LENGTH, row["upper"] - row["lower"])
    elif not one_period:
        sheet.write_number(line, _MARK, -_step(exhibit.cells) / 2)


class _Chart:
    """What both kinds of charts share."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, data: Worksheet, exhibit: Exhibit
    ) -> None:
        self.book, self.sheet, self.exhibit = book, sheet, exhibit
        self.source = quote_sheetname(data.get_name())
        self.say = exhibit.provenance.say
        self.title = labelled_title(exhibit)

    def span(self, column: int, first: int, last: int) -> str:
        """A part of a column of the table, as a chart refers to it."""
        return f"={self.source}!{xl_range_abs(first, column, last, column)}"

    def errors(self, first: int, last: int) -> dict[str, Any]:
        """The counts that rounded values stand for."""
        return {
            "type": "custom",
            "plus_values": self.span(_MORE, first, last),
            "minus_values": self.span(_LESS, first, last),
            "line": {"color": _INK, "width": 1.25},
        }

    def value_axis(self) -> dict[str, Any]:
        """The axis of values, the same for all charts: from 0 to what is known of the largest cell."""
        step = _step(self.exhibit.cells)
        return {
            "name": self.exhibit.cells.indicator.unit,
            "name_font": {"bold": False, "color": _INK},
            "num_font": {"color": _INK},
            # What is below zero is no value and has no label.
            "num_format": "#,##0;;0" if step == int(step) else "#,##0.0;;0",
            "major_gridlines": {"visible": True, "line": {"color": _GRID}},
            "major_unit": step,
            "min": 0,
            "max": STEPS * step,
        }

    def place(self, chart: Any, title: str, position: tuple[int, int], height: int = _HEIGHT) -> None:  # noqa: ANN401
        chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": _INK}})
        chart.set_size({"width": _WIDTH, "height": height})
        chart.show_blanks_as("gap")
        alt = self.say(words.CHART_ALT.using(title=title))
        self.sheet.insert_chart(*position, chart, {"description": alt, "object_position": 2})


class _Bars(_Chart):
    """One period: a bar for each cell, lying, in the order of the release."""

    def draw(self, blocks: Sequence[_Block]) -> None:
        rows = [row for block in blocks for row in block.series.rows]
        span = (blocks[0].first, blocks[-1].last)
        chart: Any = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        rounded = {"x_error_bars": self.errors(*span)} if any(map(_is_rounded, rows)) else {}
        hatched = {"pattern": "wide_upward_diagonal", "fg_color": _WITHHELD, "bg_color": "white"}
        pale = {"pattern": "light_upward_diagonal", "fg_color": SERIES[0], "bg_color": "white"}
        looks: tuple[tuple[int, bool, dict[str, Any]], ...] = (
            (_VALUE, False, {"fill": {"color": SERIES[0]}, "border": {"color": SERIES[0]}, **rounded}),
            (_PROVISIONAL, False, {"pattern": pale, "border": {"color": SERIES[0]}}),
            (_LOWER, True, {"fill": {"none": True}, "border": {"none": True}}),
            (_LENGTH, False, {"pattern": hatched, "border": {"color": _WITHHELD}}),
        )
        unused = []
        for number, (column, is_invisible, look) in enumerate(looks):
            chart.add_series(
                {
                    "name": self.say(words.CHART_COLUMNS[column]),
                    "categories": self.span(_SERIES, *span),
                    "values": self.span(column, *span),
                    "gap": 60,
                    **look,
                }
            )
            if is_invisible or not any(_stands_in(column, row) for row in rows):
                unused.append(number)
        chart.set_legend({"position": "bottom", "delete_series": unused, "font": {"color": _INK}})
        chart.set_x_axis(self.value_axis())
        chart.set_y_axis(
            {
                "reverse": True,
                "crossing": "max",
                "interval_unit": 1,
                "num_font": {"color": _INK},
                "line": {"color": _WITHHELD},
            }
        )
        self.place(chart, self.title, (_TOP, 0), max(300, 160 + 34 * len(rows)))


class _Lines(_Chart):
    """Several periods: a line for each series, with upright bars where an interval is all that is known."""

    def draw(self, blocks: Sequence[_Block]) -> None:
        panels: list[tuple[str, tuple[_Block, ...]]] = [("", tuple(blocks))]
        if len(blocks) > IN_ONE_CHART:
            panels = _panels(blocks)
        across = _WIDTH // _COLUMN + 1
        for number, (label, members) in enumerate(panels):
            chart: Any = self.book.add_chart({"type": "line"})
            for index, block in enumerate(members):
                self._add_values(chart, block, index)
            with_intervals = [i for i, b in enumerate(members) if any(map(_has_interval, b.series.rows))]
            for index in with_intervals:
                self._add_intervals(chart, members[index], index)
            without = [i for i, b in enumerate(members) if any(map(_has_no_number, b.series.rows))]
            for index in without:
                self._add_marks(chart, members[index], index)
            # One entry of the legend explains the upright bars of all, and one the marks.
            count, bars = len(members), len(with_intervals)
            repeated = [
                *range(count + 1, count + bars),
                *range(count + bars + 1, count + bars + len(without)),
            ]
            chart.set_legend({"position": "bottom", "delete_series": repeated, "font": {"color": _INK}})
            chart.set_x_axis(
                {"num_font": {"color": _INK}, "line": {"color": _WITHHELD}, "label_position": "low"}
            )
            axis = self.value_axis()
            chart.set_y_axis({**axis, "min": -axis["major_unit"]} if without else axis)
            position = _TOP + number // 2 * (_HEIGHT // _ROW + 1), across * (number % 2)
            self.place(chart, f"{self.title}: {label}" if label else self.title, position)

    def _add_values(self, chart: Any, block: _Block, index: int) -> None:  # noqa: ANN401
        color, span = SERIES[index % len(SERIES)], (block.first, block.last)
        hollow = {"fill": {"color": "white"}, "border": {"color": color}}
        points = [
            hollow if row["status"] == CellStatus.PROVISIONAL.value else None for row in block.series.rows
        ]
        chart.add_series(
            {
                "name": block.series.label,
                "categories": self.span(_PERIOD, *span),
                "values": self.span(_VALUE, *span),
                "line": {"color": color, "width": 2, "dash_type": _DASHES[index % len(_DASHES)]},
                "marker": {
                    "type": _MARKERS[index % len(_MARKERS)],
                    "size": 7,
                    "fill": {"color": color},
                    "border": {"color": color},
                },
                **({"points": points} if any(points) else {}),
                **({"y_error_bars": self.errors(*span)} if any(map(_is_rounded, block.series.rows)) else {}),
            }
        )

    def _add_intervals(self, chart: Any, block: _Block, index: int) -> None:  # noqa: ANN401
        """A dash at the lower bound, and a broad bar from it up to the upper one."""
        color, span = SERIES[index % len(SERIES)], (block.first, block.last)
        chart.add_series(
            {
                "name": self.say(words.CHART_BETWEEN_LINES),
                "categories": self.span(_PERIOD, *span),
                "values": self.span(_LOWER, *span),
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
                    "plus_values": self.span(_LENGTH, *span),
                    "line": {"color": color, "width": 6, "dash_type": "round_dot"},
                },
            }
        )

    def _add_marks(self, chart: Any, block: _Block, index: int) -> None:  # noqa: ANN401
        """A cross below the axis, where no number can be, for what has neither value nor interval."""
        chart.add_series(
            {
                "name": self.say(words.CHART_NO_NUMBER.using(sheet=words.SHEET_DATA)),
                "categories": self.span(_PERIOD, block.first, block.last),
                "values": self.span(_MARK, block.first, block.last),
                "line": {"none": True},
                "marker": {"type": "x", "size": 7, "border": {"color": SERIES[index % len(SERIES)]}},
            }
        )


def _panels(blocks: Sequence[_Block]) -> list[tuple[str, tuple[_Block, ...]]]:
    """The series of each place and activity together."""
    found: dict[str, list[_Block]] = {}
    for block in blocks:
        row = block.series.rows[0]
        found.setdefault(f"{row['place_label']}, {row['activity_label']}", []).append(block)
    return [(label, tuple(members)) for label, members in found.items()]


def _stands_in(column: int, row: Row) -> bool:
    """Whether a cell has a number in a column of the table of bars."""
    statuses = {_VALUE: CellStatus.SHOWN.value, _PROVISIONAL: CellStatus.PROVISIONAL.value}
    return row["status"] == statuses[column] if column in statuses else _has_interval(row)


def _has_interval(row: Row) -> bool:
    return row["status"] in HAS_INTERVAL and row["lower"] is not None and row["upper"] is not None


def _has_no_number(row: Row) -> bool:
    return row["status"] not in HAS_VALUE and not _has_interval(row)


def _is_rounded(row: Row) -> bool:
    has_bounds = row["lower"] is not None and row["upper"] is not None
    return row["status"] in HAS_VALUE and has_bounds and bool(row["lower"] < row["upper"])


def _reach(row: Row) -> float:
    """The highest number that is published about a cell."""
    if _has_interval(row) or _is_rounded(row):
        return float(row["upper"])
    return float(row["value"] or row["lower"] or 0)


def _step(cells: Cells) -> float:
    """From one line of the grid to the next: STEPS of them reach what is known of the largest cell."""
    needed = max((_reach(row) for row in cells.frame.to_dicts()), default=0.0) / STEPS
    power = 10.0 ** floor(log10(needed)) if needed > 0 else 1.0
    return next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= needed)
