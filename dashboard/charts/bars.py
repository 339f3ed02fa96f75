"""Horizontal bars: one period, groups one below the other.

The vertical axis counts pixels from the top, so that every bar, mark and label has its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import wording
from dashboard.charts import palette, scale
from dashboard.charts.intervals import INTERVALS, Interval
from dashboard.charts.page import AXIS_TITLE, TICK_LINE, Sheet, axis_title, figure, legend_label, size_of
from dashboard.charts.series import Group, has_categories
from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row, escaped, hover_text, joined, lines, value_text
from dashboard.model import CellStatus, Figure, Provenance
from pipelines.languages import Speaker
from pipelines.texts import Text

BAR = 18
GAP = 16
LABEL_LINE = 17
LABEL_CHARS = 30
CHAR_WIDTH = 7.0

_SYMBOLS = {
    CellStatus.WITHHELD.value: palette.WITHHELD_OPEN_RIGHT,
    CellStatus.NOT_REPORTED.value: palette.NOT_REPORTED_SYMBOL,
    CellStatus.CANNOT_EXIST.value: palette.CANNOT_EXIST_SYMBOL,
    CellStatus.NO_CASES.value: palette.NO_CASES_SYMBOL,
    CellStatus.RANGE.value: palette.RANGE_OPEN_SYMBOL,
    CellStatus.PROVISIONAL_RANGE.value: palette.RANGE_OPEN_SYMBOL,
}
_LEGEND = {
    CellStatus.WITHHELD.value: wording.LEGEND_WITHHELD_OPEN,
    CellStatus.NOT_REPORTED.value: wording.LEGEND_NOT_REPORTED,
    CellStatus.CANNOT_EXIST.value: wording.LEGEND_CANNOT_EXIST,
    CellStatus.NO_CASES.value: wording.LEGEND_NO_CASES,
    CellStatus.RANGE.value: wording.LEGEND_RANGE_OPEN,
    CellStatus.PROVISIONAL_RANGE.value: wording.LEGEND_RANGE_OPEN,
}


@dataclass(frozen=True)
class Bar:
    """One cell at its height [px from the top]."""

    row: Row
    at: float
    index: int
    series: str
    where: str

    @property
    def status(self) -> str:
        return str(self.row["status"])

    @property
    def is_interval(self) -> bool:
        """Withheld or a range, with both ends."""
        return self.status in HAS_INTERVAL and self.row["lower"] is not None and self.row["upper"] is not None

    def end(self, top: float) -> float:
        """Where the bar ends and its label begins, at most `top`."""
        if self.status in HAS_VALUE:
            return float(self.row["value"])
        return min(float(self.row["upper"]), top) if self.is_interval else self.start(top)

    def start(self, top: float) -> float:
        """Where an interval begins; 0 for everything else."""
        return min(float(self.row["lower"] or 0), top) if self.status in HAS_INTERVAL else 0.0


@dataclass(frozen=True)
class _Placed:
    bars: tuple[Bar, ...]
    labels: tuple[tuple[str, float], ...]
    """Group label and its height: the middle of the group, or in narrow figures the line above it."""
    height: float


def bars_figure(
    groups: Sequence[Group], *, title: str, subtitle: str, unit: str, provenance: Provenance, narrow: bool
) -> Figure:
    """Bars of every group; see `dashboard.charts.compare.figure`."""
    placed = _placed(groups, narrow)
    top = scale.limit([bar.row for bar in placed.bars])
    with_categories = has_categories(tuple(groups))
    speaker = provenance.speaker
    traces = list(_traces(placed.bars, top, with_categories, narrow, speaker))
    left = 12.0 if narrow else _left(placed.labels)
    sheet = Sheet(
        title=title,
        subtitle=subtitle,
        provenance=provenance,
        withheld_count=sum(bar.status == CellStatus.WITHHELD.value for bar in placed.bars),
        plot_height=placed.height,
        axis_height=TICK_LINE + AXIS_TITLE + 8,
        left=left,
        narrow=narrow,
        speaker=speaker,
    )
    width = size_of(narrow).plot_width - (left - 12)
    reach = _reach(placed.bars, top, width, with_categories, speaker)
    return figure(sheet, traces, _axes(placed, unit, reach, top, narrow, speaker))


def label_of(bar: Bar, with_categories: bool, speaker: Speaker) -> str:
    """The words beside a bar."""
    text = value_text(bar.row, speaker)
    return f"{bar.series}: {text}" if with_categories else text


def _placed(groups: Sequence[Group], narrow: bool) -> _Placed:
    bars: list[Bar] = []
    labels: list[tuple[str, float]] = []
    at = GAP / 2
    for group in groups:
        label_lines = lines(group.label, size_of(narrow).subtitle_line - 4 if narrow else LABEL_CHARS)
        rows = [(series, row) for series in group.series for row in series.rows]
        first = at + (len(label_lines) * LABEL_LINE + 2 if narrow else 0)
        block = BAR * len(rows) if narrow else max(BAR * len(rows), len(label_lines) * LABEL_LINE)
        start = first + (block - BAR * len(rows)) / 2
        for i, (series, row) in enumerate(rows):
            where = group.label if series.label == group.label else f"{group.label}, {series.label}"
            bars.append(Bar(row, start + BAR * (i + 0.5), series.index, series.label, where))
        labels.append((joined(label_lines), at if narrow else first + block / 2))
        at = first + block + GAP
    return _Placed(tuple(bars), tuple(labels), at - GAP / 2)


def _left(labels: Sequence[tuple[str, float]]) -> float:
    longest = max((len(line) for text, _ in labels for line in text.split("<br>")), default=0)
    return 30 + CHAR_WIDTH * longest


def _reach(bars: Sequence[Bar], top: float, width: float, with_categories: bool, speaker: Speaker) -> float:
    """Where the axis must end so that every label fits beside its bar, in `width` pixels of plot."""
    ends = [(bar.end(top), len(label_of(bar, with_categories, speaker)) * CHAR_WIDTH + 24) for bar in bars]
    return max([top * 1.02, *(end / max(0.3, 1 - room / width) for end, room in ends)])


def _traces(
    bars: Sequence[Bar], top: float, with_categories: bool, narrow: bool, speaker: Speaker
) -> Iterator[dict[str, Any]]:
    for status in HAS_VALUE:
        members = [bar for bar in bars if bar.status == status]
        for index in sorted({bar.index for bar in members}):
            chosen = [bar for bar in members if bar.index == index]
            yield _value_bars(
                chosen, index, status == CellStatus.PROVISIONAL.value, with_categories, narrow, speaker
            )
    if any(bar.status == CellStatus.PROVISIONAL.value for bar in bars):
        yield _legend_only(speaker.say(wording.LEGEND_PROVISIONAL), narrow)
    for status, drawn in INTERVALS.items():
        intervals = [bar for bar in bars if bar.status == status and bar.is_interval]
        if intervals:
            yield _interval_bars(intervals, drawn, top, narrow, speaker)
        beyond = [bar for bar in intervals if bar.row["upper"] > top]
        if beyond:
            yield _marks(beyond, palette.BEYOND_RIGHT, drawn.legend_beyond, top, narrow, speaker)
    for status, symbol in _SYMBOLS.items():
        marked = [bar for bar in bars if bar.status == status and not bar.is_interval]
        if marked:
            yield _marks(marked, symbol, _LEGEND[status], top, narrow, speaker)
    if bars:
        yield _texts(bars, top, with_categories, speaker)


def _value_bars(
    bars: Sequence[Bar], index: int, hollow: bool, with_categories: bool, narrow: bool, speaker: Speaker
) -> dict[str, Any]:
    color = palette.color(index)
    return {
        "type": "bar",
        "orientation": "h",
        "name": legend_label(bars[0].series, narrow),
        "legendgroup": f"series {index}",
        "showlegend": with_categories and not hollow,
        "x": [bar.row["value"] for bar in bars],
        "y": [bar.at for bar in bars],
        "width": BAR - 4,
        "marker": {
            "color": palette.CLEAR if hollow else color,
            "line": {"color": color, "width": 2 if hollow else 0},
        },
        "hovertext": [hover_text(bar.row, speaker, bar.where) for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _legend_only(name: str, narrow: bool) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": legend_label(name, narrow),
        "showlegend": True,
        "x": [None],
        "y": [None],
        "marker": {"color": palette.CLEAR, "line": {"color": palette.STATUS, "width": 2}},
        "hoverinfo": "skip",
    }


def _interval_bars(
    bars: Sequence[Bar], drawn: Interval, top: float, narrow: bool, speaker: Speaker
) -> dict[str, Any]:
    colors = [palette.color(bar.index) for bar in bars]
    return {
        "type": "bar",
        "orientation": "h",
        "name": legend_label(speaker.say(drawn.legend), narrow),
        "showlegend": True,
        "base": [bar.start(top) for bar in bars],
        "x": [bar.end(top) - bar.start(top) for bar in bars],
        "y": [bar.at for bar in bars],
        "width": BAR - 6,
        "marker": {
            "color": palette.CLEAR,
            "line": {"color": palette.STATUS, "width": 1},
            "pattern": {**drawn.pattern, "fgcolor": colors, "bgcolor": palette.CLEAR},
        },
        "hovertext": [hover_text(bar.row, speaker, bar.where) for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _marks(
    bars: Sequence[Bar], symbol: str, name: Text, top: float, narrow: bool, speaker: Speaker
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": legend_label(speaker.say(name), narrow),
        "showlegend": True,
        "x": [bar.end(top) for bar in bars],
        "y": [bar.at for bar in bars],
        "marker": {
            "symbol": symbol,
            "size": 10,
            "color": palette.STATUS,
            "line": {"color": palette.STATUS, "width": 2},
        },
        "cliponaxis": False,
        "hovertext": [hover_text(bar.row, speaker, bar.where) for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _texts(bars: Sequence[Bar], top: float, with_categories: bool, speaker: Speaker) -> dict[str, Any]:
    # Non-breaking spaces keep the label clear of the bar or mark it begins at.
    return {
        "type": "scatter",
        "mode": "text",
        "name": "",
        "showlegend": False,
        "x": [bar.end(top) for bar in bars],
        "y": [bar.at for bar in bars],
        "text": [
            f"\u00a0\u00a0\u00a0\u00a0{escaped(label_of(bar, with_categories, speaker))}" for bar in bars
        ],
        "textposition": "middle right",
        "textfont": {"family": palette.FONT, "size": 12, "color": palette.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _axes(
    placed: _Placed, unit: str, reach: float, top: float, narrow: bool, speaker: Speaker
) -> dict[str, Any]:
    ticks = scale.ticks(top, whole=unit != "%", most=4 if narrow else 6)
    axes: dict[str, Any] = {
        "xaxis": {
            "range": [0, reach],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [speaker.number(tick) for tick in ticks],
            "title": axis_title(unit),
            "gridcolor": palette.GRID,
            "linecolor": palette.AXIS,
            "zeroline": True,
            "zerolinecolor": palette.AXIS,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [placed.height, 0],
            "tickmode": "array",
            "tickvals": [] if narrow else [at for _, at in placed.labels],
            "ticktext": [] if narrow else [text for text, _ in placed.labels],
            "showgrid": False,
            "zeroline": False,
            "ticklabelstandoff": 10,
            "fixedrange": True,
        },
    }
    if narrow:
        axes["annotations"] = [_label_above(text, at) for text, at in placed.labels]
    return axes


def _label_above(text: str, at: float) -> dict[str, Any]:
    return {
        "text": text,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y",
        "y": at,
        "yanchor": "top",
        "borderpad": 0,
        "font": {"family": palette.FONT, "size": 12, "color": palette.INK},
    }
