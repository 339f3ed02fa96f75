"""A heat map: a row for each place, activity and category, a column for each period, a number in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import wording
from dashboard.charts import milestones, palette, scale
from dashboard.charts.bars import CHAR_WIDTH, LABEL_CHARS, LABEL_LINE
from dashboard.charts.intervals import INTERVALS
from dashboard.charts.page import (
    AXIS_TITLE,
    MARGIN_SIDE,
    TICK_LINE,
    Sheet,
    figure,
    label_above,
    legend_label,
    size_of,
)
from dashboard.charts.series import full_label, groups, with_headings
from dashboard.charts.text import HAS_VALUE, Row, escaped, hover_text, joined, lines
from dashboard.charts.titles import subtitle, title
from dashboard.model import CellStatus, Figure
from dashboard.view import Exhibit
from pipelines.languages import Speaker
from pipelines.texts import Text

ROW = 34
GAP = 2
SMALLEST_WITH_NUMBER = 26
"""Columns narrower than this [px] hold marks and colours only; the table says the numbers."""
_MARKS = {
    CellStatus.NOT_REPORTED.value: (palette.NOT_REPORTED_SYMBOL, wording.LEGEND_NOT_REPORTED),
    CellStatus.CANNOT_EXIST.value: (palette.CANNOT_EXIST_SYMBOL, wording.LEGEND_CANNOT_EXIST),
    CellStatus.NO_CASES.value: (palette.NO_CASES_SYMBOL, wording.LEGEND_NO_CASES),
}
_PATTERNED = {
    CellStatus.WITHHELD.value: wording.LEGEND_WITHHELD_CELL,
    CellStatus.RANGE.value: wording.LEGEND_RANGE_CELL,
    CellStatus.PROVISIONAL_RANGE.value: wording.LEGEND_PROVISIONAL_RANGE,
}


@dataclass(frozen=True)
class _Cell:
    row: Row
    column: int
    at: float
    """The middle of its row [px from the top]."""
    where: str

    @property
    def status(self) -> str:
        return str(self.row["status"])


@dataclass(frozen=True)
class _Label:
    text: str
    at: float
    is_above: bool
    is_heading: bool = False


@dataclass(frozen=True)
class _Map:
    cells: tuple[_Cell, ...]
    empty: tuple[tuple[int, float], ...]
    """Column and height of what the release has no cell for."""
    labels: tuple[_Label, ...]
    height: float


@dataclass(frozen=True)
class _Class:
    """Values from `lower` to under `upper` have one colour; the last class has no upper end."""

    lower: float
    upper: float | None
    color: str
    ink: str

    def holds(self, value: float) -> bool:
        return self.lower <= value and (self.upper is None or value < self.upper)

    def text(self, speaker: Speaker, *, whole: bool) -> str:
        lower = speaker.number(self.lower)
        if self.upper is None:
            return speaker.say(wording.RANGE_FROM.using(lower=lower))
        if whole and self.upper - 1 > self.lower:
            return speaker.say(wording.RANGE_BETWEEN.using(lower=lower, upper=speaker.number(self.upper - 1)))
        if whole:
            return lower
        return speaker.say(wording.BELOW.using(lower=lower, upper=speaker.number(self.upper)))


def heat_figure(exhibit: Exhibit, *, narrow: bool) -> Figure:
    """A heat map of every cell; see `dashboard.charts.draw.draw`.

    Colours follow from the values shown. A withheld cell is hatched and says its interval, a range is dotted.
    """
    speaker = exhibit.provenance.speaker
    placed = _placed(exhibit, narrow)
    columns = exhibit.selection.periods
    left = 12.0 if narrow else _left(placed.labels)
    column_width = (size_of(narrow).plot_width - (left - 12)) / max(1, len(columns))
    is_whole = exhibit.cells.indicator.kind == "measure"
    classes = _classes([cell.row for cell in placed.cells], whole=is_whole)
    marked = milestones.on_axis(exhibit, columns)
    names = exhibit.cells.labels.periods
    level = exhibit.selection.period_level
    chars = max(5, int(column_width / 8))
    heads = [joined(lines(names.get((level, period), period), chars)) for period in columns]
    tick_lines = max((head.count("<br>") + 1 for head in heads), default=1)
    sheet = Sheet(
        title=title(exhibit),
        subtitle=subtitle(exhibit),
        provenance=exhibit.provenance,
        withheld_count=exhibit.cells.withheld_count,
        plot_height=placed.height,
        axis_height=TICK_LINE * tick_lines + AXIS_TITLE + 8,
        left=left,
        narrow=narrow,
        speaker=speaker,
        notes=milestones.notes(marked, speaker),
    )
    traces = list(_traces(placed, classes, speaker, whole=is_whole, narrow=narrow))
    if column_width >= SMALLEST_WITH_NUMBER:
        traces += _numbers(placed.cells, classes, speaker, column_width)
    layout = _axes(placed, heads, MARGIN_SIDE - round(left))
    layout["annotations"] += [milestones.number(each, "x", "paper", 1.0) for each in marked]
    layout["annotations"].append(_axis_title(exhibit, tick_lines))
    return figure(sheet, traces, layout)


def _placed(exhibit: Exhibit, narrow: bool) -> _Map:
    columns = {period: i for i, period in enumerate(exhibit.selection.periods)}
    cells: list[_Cell] = []
    empty: list[tuple[int, float]] = []
    labels: list[_Label] = []
    # Numbers of milestones stand above the first row.
    at = 20.0 if milestones.on_axis(exhibit, exhibit.selection.periods) else 4.0
    for above, group in with_headings(groups(exhibit)):
        if above:
            heading = lines(above, size_of(narrow).subtitle_line - 4)
            labels.append(_Label(joined(heading), at, is_above=True, is_heading=True))
            at += len(heading) * LABEL_LINE + 6
        for series in group.series:
            label = wording.GROUP_SEPARATOR.join(dict.fromkeys((group.label, series.label)))
            wrapped = lines(label, size_of(narrow).subtitle_line - 4 if narrow else LABEL_CHARS)
            height = max(ROW, 0 if narrow else len(wrapped) * LABEL_LINE)
            if narrow:
                labels.append(_Label(joined(wrapped), at, is_above=True))
                at += len(wrapped) * LABEL_LINE + 2
            else:
                labels.append(_Label(joined(wrapped), at + height / 2, is_above=False))
            where = full_label(series, exhibit)
            cells += [
                _Cell(row, columns[row["period"]], at + height / 2, where)
                for row in series.rows
                if row["period"] in columns
            ]
            known = {row["period"] for row in series.rows}
            empty += [(i, at + height / 2) for period, i in columns.items() if period not in known]
            at += height + (8 if narrow else GAP)
    return _Map(tuple(cells), tuple(empty), tuple(labels), at)


def _left(labels: Sequence[_Label]) -> float:
    longest = max(
        (len(line) for label in labels if not label.is_above for line in label.text.split("<br>")), default=0
    )
    return 30 + CHAR_WIDTH * longest


def _classes(rows: Sequence[Row], *, whole: bool) -> tuple[_Class, ...]:
    """At most six classes of values with round ends, from the values shown."""
    values = [row["value"] for row in rows if row["status"] in HAS_VALUE]
    edges = scale.ticks(max([1.0, *values]), whole, most=len(palette.HEAT) - 1)
    edges = edges[:-1] if len(edges) > 1 and edges[-1] >= max([1.0, *values]) and not whole else edges
    edges = edges[: len(palette.HEAT)]
    step = (len(palette.HEAT) - 1) / max(1, len(edges) - 1)
    picked = [round(i * step) for i in range(len(edges))]
    return tuple(
        _Class(
            lower,
            edges[i + 1] if i + 1 < len(edges) else None,
            palette.HEAT[color],
            palette.INK if color < palette.HEAT_WITH_INK else palette.PAPER,
        )
        for i, (lower, color) in enumerate(zip(edges, picked, strict=True))
    )


def _traces(
    placed: _Map, classes: Sequence[_Class], speaker: Speaker, *, whole: bool, narrow: bool
) -> Iterator[dict[str, Any]]:
    cells = placed.cells
    for each in classes:
        members = [c for c in cells if c.status in HAS_VALUE and each.holds(c.row["value"])]
        # A class that no cell is in is in the legend too, so that the scale can be read.
        trace = _tiles(members, speaker)
        trace["marker"] = {
            "color": each.color,
            "line": {
                "color": palette.INK,
                "width": [2 if c.status == CellStatus.PROVISIONAL.value else 0 for c in members],
            },
        }
        name = legend_label(each.text(speaker, whole=whole), narrow)
        yield {**trace, "name": name, "legendgroup": "series", "showlegend": True}
    if any(c.status == CellStatus.PROVISIONAL.value for c in cells):
        name = legend_label(speaker.say(wording.LEGEND_PROVISIONAL_OUTLINED), narrow)
        yield {
            **_tiles([], speaker),
            "name": name,
            "showlegend": True,
            "marker": {"color": palette.CLEAR, "line": {"color": palette.INK, "width": 2}},
        }
    for status, legend in _PATTERNED.items():
        members = [c for c in cells if c.status == status]
        if members:
            yield {**_tiles(members, speaker), **_pattern(status), **_named(legend, speaker, narrow)}
    for status, (symbol, legend) in _MARKS.items():
        members = [c for c in cells if c.status == status]
        if members:
            yield {**_symbols(members, symbol, speaker), **_named(legend, speaker, narrow)}
    if placed.empty:
        yield {**_dashes(placed.empty), **_named(wording.LEGEND_NO_CELL, speaker, narrow)}


def _named(legend: Text, speaker: Speaker, narrow: bool) -> dict[str, Any]:
    return {"name": legend_label(speaker.say(legend), narrow), "showlegend": True}


def _pattern(status: str) -> dict[str, Any]:
    pattern = {**INTERVALS[status].pattern, "solidity": 0.15}
    return {
        "marker": {
            "color": palette.CLEAR,
            "line": {"color": palette.STATUS, "width": 1},
            "pattern": {**pattern, "fgcolor": palette.STATUS, "bgcolor": palette.CLEAR},
        }
    }


def _tiles(cells: Sequence[_Cell], speaker: Speaker) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [cell.column - 0.48 for cell in cells] or [None],
        "x": [0.96] * len(cells) or [None],
        "y": [cell.at for cell in cells] or [None],
        "width": ROW - GAP,
        "hovertext": [hover_text(cell.row, speaker, cell.where, cell.row["period_label"]) for cell in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _symbols(cells: Sequence[_Cell], symbol: str, speaker: Speaker) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [cell.column for cell in cells],
        "y": [cell.at for cell in cells],
        "marker": {
            "symbol": symbol,
            "size": 10,
            "color": palette.STATUS,
            "line": {"color": palette.STATUS, "width": 2},
        },
        "hovertext": [hover_text(cell.row, speaker, cell.where, cell.row["period_label"]) for cell in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _dashes(empty: Sequence[tuple[int, float]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [column for column, _ in empty],
        "y": [at for _, at in empty],
        "marker": {
            "symbol": "line-ew-open",
            "size": 8,
            "color": palette.AXIS,
            "line": {"color": palette.AXIS, "width": 1.5},
        },
        "hoverinfo": "skip",
    }


def _numbers(
    cells: Sequence[_Cell], classes: Sequence[_Class], speaker: Speaker, column_width: float
) -> Iterator[dict[str, Any]]:
    """What each cell says, in an ink that is read on its colour; on a pattern it stands on a plate of its own."""
    chars = int(column_width / 6.2)
    found: dict[str, list[tuple[_Cell, str]]] = {}
    for cell in cells:
        said = _said(cell.row, speaker, chars)
        if said:
            inks = [c.ink for c in classes if cell.status in HAS_VALUE and c.holds(cell.row["value"])]
            found.setdefault(next(iter(inks), palette.INK), []).append((cell, said))
    patterned = [
        (cell, said) for members in found.values() for cell, said in members if cell.status in INTERVALS
    ]
    if patterned:
        yield _plates(patterned, column_width)
    for ink, members in found.items():
        yield {
            "type": "scatter",
            "mode": "text",
            "name": "",
            "showlegend": False,
            "x": [cell.column for cell, _ in members],
            "y": [cell.at for cell, _ in members],
            "text": [said for _, said in members],
            "textposition": "middle center",
            "textfont": {"family": palette.FONT, "size": 11, "color": ink},
            "hoverinfo": "skip",
        }


def _plates(patterned: Sequence[tuple[_Cell, str]], column_width: float) -> dict[str, Any]:
    """Paper under the numbers on a pattern."""
    widths = [
        round(min(0.9, (6.2 * max(map(len, said.split("<br>"))) + 6) / column_width), 3)
        for _, said in patterned
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "showlegend": False,
        "base": [
            round(cell.column - width / 2, 3) for (cell, _), width in zip(patterned, widths, strict=True)
        ],
        "x": widths,
        "y": [cell.at for cell, _ in patterned],
        "width": [28 if "<br>" in said else 16 for _, said in patterned],
        "marker": {"color": palette.PAPER},
        "hoverinfo": "skip",
    }


def _said(row: Row, speaker: Speaker, chars: int) -> str:
    """A value, or the ends of an interval in one line or two; blank where a mark says it all."""
    if row["status"] in HAS_VALUE:
        return escaped(speaker.number(row["value"]))
    if row["lower"] is None or row["status"] not in INTERVALS:
        return ""
    lower = speaker.number(row["lower"])
    if row["upper"] is None:
        return f"≥ {lower}" if row["lower"] else ""
    upper = speaker.number(row["upper"])
    return f"{lower}–{upper}" if len(lower) + len(upper) + 1 <= chars else f"{lower}–<br>{upper}"


def _axes(placed: _Map, heads: Sequence[str], shift: int) -> dict[str, Any]:
    beside = [label for label in placed.labels if not label.is_above]
    return {
        "xaxis": {
            "range": [-0.5, len(heads) - 0.5],
            "tickmode": "array",
            "tickvals": list(range(len(heads))),
            "ticktext": list(heads),
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [placed.height, 0],
            "tickmode": "array",
            "tickvals": [label.at for label in beside],
            "ticktext": [label.text for label in beside],
            "showgrid": False,
            "zeroline": False,
            "ticklabelstandoff": 6,
            "fixedrange": True,
        },
        "annotations": [
            label_above(label.text, label.at, shift, is_heading=label.is_heading)
            for label in placed.labels
            if label.is_above
        ],
    }


def _axis_title(exhibit: Exhibit, tick_lines: int) -> dict[str, Any]:
    return {
        "text": exhibit.provenance.say(wording.AXIS_PERIOD[exhibit.selection.period_level]),
        "showarrow": False,
        "xref": "paper",
        "x": 0.5,
        "xanchor": "center",
        "yref": "paper",
        "y": 0,
        "yanchor": "top",
        "yshift": -(TICK_LINE * tick_lines + 12),
        "font": {"family": palette.FONT, "size": 13, "color": palette.INK},
    }
