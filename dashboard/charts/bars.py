"""Horizontal bars or dots: groups one below the other, each figure on a line of its own.

The vertical axis counts pixels from the top, so that every bar, mark and label has its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import wording
from dashboard.charts import palette, scale
from dashboard.charts.intervals import INTERVALS, Interval
from dashboard.charts.page import (
    AXIS_TITLE,
    MARGIN_SIDE,
    TICK_LINE,
    Sheet,
    axis_title,
    figure,
    label_above,
    legend_label,
    size_of,
)
from dashboard.charts.palette import Style
from dashboard.charts.series import Group, groups, has_categories, with_headings
from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row, escaped, hover_text, joined, lines, value_text
from dashboard.charts.titles import subtitle, title
from dashboard.derived import MEDIAN
from dashboard.model import CellStatus, Figure, Provenance
from dashboard.view import Exhibit
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
    style: Style
    series: str
    where: str
    label: str
    """The words beside it."""

    @property
    def status(self) -> str:
        return str(self.row["status"])

    @property
    def is_median(self) -> bool:
        """Whether it is the median of the places."""
        return bool(self.row["place_id"] == MEDIAN)

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
class _Label:
    text: str
    at: float
    """The middle of its group, or in narrow figures, and of a heading, the top of the text [px]."""
    is_heading: bool = False


@dataclass(frozen=True)
class _Placed:
    bars: tuple[Bar, ...]
    labels: tuple[_Label, ...]
    height: float


@dataclass(frozen=True)
class _Plot:
    """What every trace of one figure is drawn with."""

    placed: _Placed
    top: float
    """The largest number on the axis."""
    narrow: bool
    is_dots: bool
    speaker: Speaker

    def legend(self, name: Text) -> str:
        return legend_label(self.speaker.say(name), self.narrow)

    def hover(self, bars: Sequence[Bar]) -> dict[str, Any]:
        return {
            "hovertext": [hover_text(bar.row, self.speaker, bar.where) for bar in bars],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }


def bars_figure(exhibit: Exhibit, *, narrow: bool, is_dots: bool = False) -> Figure:
    """Bars or dots of every cell; see `dashboard.charts.draw.draw`."""
    indicator = exhibit.cells.indicator
    texts = Texts(
        title(exhibit),
        subtitle(exhibit),
        indicator.unit,
        has_periods=len(exhibit.selection.periods) > 1,
        is_whole=indicator.kind == "measure",
    )
    return figure_of(groups(exhibit), texts, exhibit.provenance, narrow=narrow, is_dots=is_dots)


@dataclass(frozen=True)
class Texts:
    """What a figure of bars says around its plot, and beside its bars."""

    title: str
    subtitle: str
    axis: str
    has_periods: bool = False
    """Whether each bar says its period."""
    is_whole: bool = True
    """Whether all values are whole numbers."""


def figure_of(
    found: Sequence[Group], texts: Texts, provenance: Provenance, *, narrow: bool, is_dots: bool = False
) -> Figure:
    """Bars or dots of some groups."""
    speaker = provenance.speaker
    with_categories = has_categories(found)
    placed = _placed(
        found, speaker, with_categories=with_categories, several=texts.has_periods, narrow=narrow
    )
    plot = _Plot(placed, scale.limit([bar.row for bar in placed.bars], texts.axis), narrow, is_dots, speaker)
    left = 12.0 if narrow else _left(placed.labels)
    sheet = Sheet(
        title=texts.title,
        subtitle=texts.subtitle,
        provenance=provenance,
        withheld_count=sum(bar.status == CellStatus.WITHHELD.value for bar in placed.bars),
        plot_height=placed.height,
        axis_height=TICK_LINE + AXIS_TITLE + 8,
        left=left,
        narrow=narrow,
        speaker=speaker,
    )
    width = size_of(narrow).plot_width - (left - 12)
    traces = list(_traces(plot, with_categories=with_categories))
    return figure(sheet, traces, _axes(plot, texts, _reach(plot, width), round(left)))


def _placed(
    found: Sequence[Group], speaker: Speaker, *, with_categories: bool, several: bool, narrow: bool
) -> _Placed:
    bars: list[Bar] = []
    labels: list[_Label] = []
    at = GAP / 2
    for above, group in with_headings(found):
        if above:
            heading = lines(above, size_of(narrow).subtitle_line - 4)
            labels.append(_Label(joined(heading), at, is_heading=True))
            at += len(heading) * LABEL_LINE + 6
        label_lines = lines(group.label, size_of(narrow).subtitle_line - 4 if narrow else LABEL_CHARS)
        rows = [(series, row) for series in group.series for row in series.rows]
        first = at + (len(label_lines) * LABEL_LINE + 2 if narrow else 0)
        block = BAR * len(rows) if narrow else max(BAR * len(rows), len(label_lines) * LABEL_LINE)
        start = first + (block - BAR * len(rows)) / 2
        for i, (series, row) in enumerate(rows):
            where = (group.heading, group.label, series.label, row["period_label"] if several else "")
            said = value_text(row, speaker)
            for name in (row["period_label"] if several else "", series.label if with_categories else ""):
                said = speaker.say(wording.PERIOD_VALUE.using(period=name, value=said)) if name else said
            bars.append(
                Bar(
                    row,
                    start + BAR * (i + 0.5),
                    series.style,
                    series.label,
                    ", ".join(dict.fromkeys(filter(None, where))),
                    said,
                )
            )
        labels.append(_Label(joined(label_lines), at if narrow else first + block / 2))
        at = first + block + GAP
    return _Placed(tuple(bars), tuple(labels), at - GAP / 2)


def _left(labels: Sequence[_Label]) -> float:
    longest = max(
        (len(line) for label in labels if not label.is_heading for line in label.text.split("<br>")),
        default=0,
    )
    return 30 + CHAR_WIDTH * longest


def _reach(plot: _Plot, width: float) -> float:
    """Where the axis must end so that every label fits beside its bar, in `width` pixels of plot."""
    ends = [(bar.end(plot.top), len(bar.label) * CHAR_WIDTH + 24) for bar in plot.placed.bars]
    return max([plot.top * 1.02, *(end / max(0.3, 1 - room / width) for end, room in ends)])


def _traces(plot: _Plot, *, with_categories: bool) -> Iterator[dict[str, Any]]:
    bars = plot.placed.bars
    if plot.is_dots and bars:
        yield _guides(plot)
    for status in HAS_VALUE:
        members = [bar for bar in bars if bar.status == status]
        hollow = status == CellStatus.PROVISIONAL.value
        for style in dict.fromkeys(bar.style for bar in members):
            chosen = [bar for bar in members if bar.style == style]
            is_dot = plot.is_dots or chosen[0].is_median
            trace = (_dots if is_dot else _value_bars)(chosen, style, plot, hollow=hollow)
            trace["showlegend"] = with_categories and not hollow and not chosen[0].is_median
            yield trace
    if any(bar.status == CellStatus.PROVISIONAL.value for bar in bars):
        yield _legend_only(plot.legend(wording.LEGEND_PROVISIONAL))
    for status, drawn in INTERVALS.items():
        intervals = [bar for bar in bars if bar.status == status and bar.is_interval]
        if intervals:
            yield _interval_bars(intervals, drawn, plot)
            if plot.is_dots:
                yield _caps(intervals, plot)
        beyond = [bar for bar in intervals if bar.row["upper"] > plot.top]
        if beyond:
            yield _marks(beyond, palette.BEYOND_RIGHT, drawn.legend_beyond, plot)
    for status, symbol in _SYMBOLS.items():
        marked = [bar for bar in bars if bar.status == status and not bar.is_interval]
        if marked:
            yield _marks(marked, symbol, _LEGEND[status], plot)
    if bars:
        yield _texts(bars, plot)


def _value_bars(bars: Sequence[Bar], style: Style, plot: _Plot, *, hollow: bool) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": legend_label(bars[0].series, plot.narrow),
        "legendgroup": f"series {bars[0].series}",
        "x": [bar.row["value"] for bar in bars],
        "y": [bar.at for bar in bars],
        "width": BAR - 4,
        "marker": {
            "color": palette.CLEAR if hollow else style.color,
            "line": {"color": style.color, "width": 2 if hollow else 0},
        },
        **plot.hover(bars),
    }


def _dots(bars: Sequence[Bar], style: Style, plot: _Plot, *, hollow: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": legend_label(bars[0].series, plot.narrow),
        "legendgroup": f"series {bars[0].series}",
        "x": [bar.row["value"] for bar in bars],
        "y": [bar.at for bar in bars],
        "marker": {
            "symbol": f"{style.symbol}-open" if hollow else style.symbol,
            "size": 12,
            "color": style.color,
            "line": {"color": style.color, "width": 2},
        },
        "cliponaxis": False,
        **plot.hover(bars),
    }


def _guides(plot: _Plot) -> dict[str, Any]:
    """A thin line from zero to every dot, for the eye."""
    bars = plot.placed.bars
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "",
        "showlegend": False,
        "x": [x for bar in bars for x in (0, bar.start(plot.top) or bar.end(plot.top), None)],
        "y": [y for bar in bars for y in (bar.at, bar.at, None)],
        "line": {"color": palette.GRID, "width": 2},
        "hoverinfo": "skip",
    }


def _legend_only(name: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "showlegend": True,
        "x": [None],
        "y": [None],
        "marker": {"color": palette.CLEAR, "line": {"color": palette.STATUS, "width": 2}},
        "hoverinfo": "skip",
    }


def _interval_bars(bars: Sequence[Bar], drawn: Interval, plot: _Plot) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": plot.legend(drawn.legend),
        "showlegend": True,
        "base": [bar.start(plot.top) for bar in bars],
        "x": [bar.end(plot.top) - bar.start(plot.top) for bar in bars],
        "y": [bar.at for bar in bars],
        "width": BAR - (10 if plot.is_dots else 6),
        "marker": {
            "color": palette.CLEAR,
            "line": {"color": palette.STATUS, "width": 1},
            "pattern": {
                **drawn.pattern,
                "fgcolor": [bar.style.color for bar in bars],
                "bgcolor": palette.CLEAR,
            },
        },
        **plot.hover(bars),
    }


def _caps(bars: Sequence[Bar], plot: _Plot) -> dict[str, Any]:
    """Both ends of every range of a dot plot; one that goes on beyond the axis has no cap there."""
    ends = [(bar.start(plot.top), bar) for bar in bars]
    ends += [(bar.end(plot.top), bar) for bar in bars if bar.row["upper"] <= plot.top]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "showlegend": False,
        "x": [end for end, _ in ends],
        "y": [bar.at for _, bar in ends],
        "marker": {
            "symbol": "line-ns-open",
            "size": 14,
            "color": [bar.style.color for _, bar in ends],
            "line": {"width": 2, "color": [bar.style.color for _, bar in ends]},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _marks(bars: Sequence[Bar], symbol: str, name: Text, plot: _Plot) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plot.legend(name),
        "showlegend": True,
        "x": [bar.end(plot.top) for bar in bars],
        "y": [bar.at for bar in bars],
        "marker": {
            "symbol": symbol,
            "size": 10,
            "color": palette.STATUS,
            "line": {"color": palette.STATUS, "width": 2},
        },
        "cliponaxis": False,
        **plot.hover(bars),
    }


def _texts(bars: Sequence[Bar], plot: _Plot) -> dict[str, Any]:
    # Non-breaking spaces keep the label clear of the bar or mark it begins at.
    return {
        "type": "scatter",
        "mode": "text",
        "name": "",
        "showlegend": False,
        "x": [bar.end(plot.top) for bar in bars],
        "y": [bar.at for bar in bars],
        "text": [f"\u00a0\u00a0\u00a0\u00a0{escaped(bar.label)}" for bar in bars],
        "textposition": "middle right",
        "textfont": {"family": palette.FONT, "size": 12, "color": palette.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _axes(plot: _Plot, texts: Texts, reach: float, left: int) -> dict[str, Any]:
    ticks = scale.ticks(plot.top, whole=texts.is_whole, most=4 if plot.narrow else 6)
    beside = [label for label in plot.placed.labels if not plot.narrow and not label.is_heading]
    above = [label for label in plot.placed.labels if plot.narrow or label.is_heading]
    axes: dict[str, Any] = {
        "xaxis": {
            "range": [0, reach],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [plot.speaker.number(tick) for tick in ticks],
            "title": axis_title(texts.axis),
            "gridcolor": palette.GRID,
            "linecolor": palette.AXIS,
            "zeroline": True,
            "zerolinecolor": palette.AXIS,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [plot.placed.height, 0],
            "tickmode": "array",
            "tickvals": [label.at for label in beside],
            "ticktext": [label.text for label in beside],
            "showgrid": False,
            "zeroline": False,
            "ticklabelstandoff": 10,
            "fixedrange": True,
        },
    }
    if above:
        shift = MARGIN_SIDE - left
        axes["annotations"] = [
            label_above(each.text, each.at, shift, is_heading=each.is_heading) for each in above
        ]
    medians = [bar for bar in plot.placed.bars if bar.is_median and bar.status in HAS_VALUE]
    if len(medians) == 1:
        axes["shapes"] = [_median_line(medians[0])]
    return axes


def _median_line(median: Bar) -> dict[str, Any]:
    """A dashed line through all groups, where there is one median to compare them with."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": median.row["value"],
        "x1": median.row["value"],
        "y0": 0,
        "y1": 1,
        "line": {"color": palette.INK, "width": 1, "dash": "dash"},
        "layer": "below",
    }
