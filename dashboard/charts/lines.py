"""Lines or columns over periods, in one plot or in small panels of the same scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import wording
from dashboard.charts import milestones, palette, scale, series
from dashboard.charts.intervals import INTERVALS
from dashboard.charts.page import (
    AXIS_TITLE,
    TICK_LINE,
    TICK_WIDTH,
    Sheet,
    figure,
    legend_label,
    rows_needed,
)
from dashboard.charts.series import Series
from dashboard.charts.text import HAS_INTERVAL, HAS_VALUE, Row, escaped, hover_text, joined, lines
from dashboard.charts.titles import subtitle, title
from dashboard.model import CellStatus, Figure
from dashboard.view import Exhibit
from pipelines.languages import Speaker
from pipelines.texts import Text

SINGLE_PLOT_SERIES = {True: 3, False: 6}
"""In narrow and in wide figures: more series than this are drawn in panels, one for each place and activity."""
PANEL_HEIGHT = 150
PANEL_GAP = 34
PANEL_LABEL_CHARS = 32
PLOT_HEIGHT = {True: 250, False: 330}
_LEAST_WIDTH = {True: 250, False: 520}
TICK_CHARS = 13
HEADROOM = 1.06
_SPREAD = 0.8
_LEAST_FOR_A_NUMBER = 14
"""Width [px] from which a column can say that it is 0."""
_COLUMNS = 0.86
"""Part of a period's width that its columns take together."""
"""Largest part of a period's width over which the marks of its series are spread."""
_INTERVAL = 8
"""Least width [px] of the bar of a withheld interval."""
_STRIP_HEIGHT = 30
"""Height [px] of the strip for cells without a value."""

_STRIP_SYMBOLS = {
    CellStatus.WITHHELD.value: palette.WITHHELD_OPEN_UP,
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
class _Panel:
    label: str
    series: tuple[Series, ...]
    number: int

    @property
    def suffix(self) -> str:
        """How Plotly numbers the axes of this panel."""
        return "" if self.number == 0 else str(self.number + 1)


@dataclass(frozen=True)
class _Scale:
    periods: tuple[str, ...]
    labels: tuple[str, ...]
    top: float
    unit: str
    is_whole: bool
    strip: float
    """Height of the strip for cells without a value, on the scale; 0 for none."""
    speaker: Speaker
    interval: float
    """Width of the bar of a withheld interval [periods]."""
    column: float
    """Width of a column [periods]; 0 for lines."""
    has_room: bool
    """Whether columns are wide enough for a number."""
    narrow: bool

    @property
    def strip_at(self) -> float:
        return -self.strip / 2

    @property
    def range(self) -> list[float]:
        return [-self.strip, self.top * HEADROOM]

    def shift(self, position: int, count: int) -> float:
        """How far the marks of a series stand beside the middle of their period, so that none covers another."""
        step = self.column or min(self.interval * 1.25, _SPREAD / count)
        return round((position - (count - 1) / 2) * step, 4)


def lines_figure(exhibit: Exhibit, *, narrow: bool, is_columns: bool = False) -> Figure:
    """Lines or columns of every series; see `dashboard.charts.draw.draw`."""
    panels = tuple(
        _Panel(group.label, group.series, i)
        for i, group in enumerate(series.panels(exhibit, SINGLE_PLOT_SERIES[narrow]))
    )
    columns = 1 if narrow or len(panels) == 1 else 2
    measure = _scale(exhibit, panels, _LEAST_WIDTH[narrow] / columns, narrow=narrow, is_columns=is_columns)
    traces = list(_traces(panels, measure))
    tick_height = TICK_LINE * _tick_lines(measure)
    geometry = _Geometry(panels, columns, tick_height, narrow)
    left = max(54.0, *(14 + 7.0 * len(text) + 12 for text in _ticks(measure)[1]))
    marked = milestones.on_axis(exhibit, measure.periods)
    sheet = Sheet(
        title=title(exhibit),
        subtitle=subtitle(exhibit),
        provenance=exhibit.provenance,
        withheld_count=exhibit.cells.withheld_count,
        plot_height=geometry.height,
        axis_height=tick_height + AXIS_TITLE + 8,
        left=left + 16,
        narrow=narrow,
        speaker=measure.speaker,
        notes=milestones.notes(marked, measure.speaker),
    )
    layout = _axes(geometry, measure)
    for panel in panels:
        milestones.mark(layout, marked, panel.suffix, len(measure.periods))
    layout["annotations"] += _axis_titles(measure, exhibit.selection.period_level, sheet.left)
    return figure(sheet, traces, layout)


def _scale(
    exhibit: Exhibit, panels: Sequence[_Panel], width: float, *, narrow: bool, is_columns: bool
) -> _Scale:
    selection = exhibit.selection
    rows = exhibit.cells.frame.to_dicts()
    names = exhibit.cells.labels.periods
    top = scale.limit(rows, exhibit.cells.indicator.unit)
    height = PLOT_HEIGHT[narrow] if len(panels) == 1 else PANEL_HEIGHT
    has_strip = any(row["status"] not in HAS_VALUE and not _is_interval(row) for row in rows)
    most = max((len(panel.series) for panel in panels), default=1)
    column = round(_COLUMNS / max(1, most), 4) if is_columns else 0.0
    return _Scale(
        periods=selection.periods,
        labels=tuple(names.get((selection.period_level, p), p) for p in selection.periods),
        top=top,
        unit=exhibit.cells.indicator.unit,
        is_whole=exhibit.cells.indicator.kind == "measure",
        strip=top * HEADROOM * _STRIP_HEIGHT / (height - _STRIP_HEIGHT) if has_strip else 0.0,
        speaker=exhibit.provenance.speaker,
        interval=column * 0.8 or min(0.3, _INTERVAL * len(selection.periods) / width),
        column=column,
        has_room=column * width / max(1, len(selection.periods)) >= _LEAST_FOR_A_NUMBER,
        narrow=narrow,
    )


def _is_interval(row: Row) -> bool:
    """Whether a cell is drawn as a bar from end to end: with an upper limit, or a lower one above zero."""
    return (
        row["status"] in HAS_INTERVAL
        and row["lower"] is not None
        and (row["upper"] is not None or row["lower"] > 0)
    )


def _is_beyond(row: Row, measure: _Scale) -> bool:
    return row["upper"] is None or row["upper"] > measure.range[1]


def _traces(panels: Sequence[_Panel], measure: _Scale) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    many = max((len(panel.series) for panel in panels), default=0) > 1

    def first(name: str) -> bool:
        is_new = name not in seen
        seen.add(name)
        return is_new

    for panel in panels:
        for position, each in enumerate(panel.series):
            shift = measure.shift(position, len(panel.series))
            is_column = measure.column > 0 and not each.is_median
            yield {
                **(_columns if is_column else _line)(each, measure, shift, panel),
                "name": legend_label(each.label, measure.narrow),
                "legendgroup": f"series {each.label}",
                # A panel of one place says its name above it.
                "showlegend": many and each.label != panel.label and first(each.label),
            }
            if is_column and not measure.has_room:
                yield _stubs(each, measure, shift, panel)
    for panel in panels:
        for position, each in enumerate(panel.series):
            shift = measure.shift(position, len(panel.series))
            for trace, name in _marks(each, measure, shift, panel):
                said = measure.speaker.say(name)
                yield {**trace, "name": legend_label(said, measure.narrow), "showlegend": first(said)}
    if any(row["status"] == CellStatus.PROVISIONAL.value for p in panels for s in p.series for row in s.rows):
        yield _provisional_key(legend_label(measure.speaker.say(wording.LEGEND_PROVISIONAL), measure.narrow))


def _at(each: Series, measure: _Scale) -> list[Row | None]:
    """The cell of a series in each period."""
    rows = {row["period"]: row for row in each.rows}
    return [rows.get(period) for period in measure.periods]


def _value(row: Row | None) -> float | None:
    return float(row["value"]) if row and row["status"] in HAS_VALUE else None


def _is_provisional(row: Row | None) -> bool:
    return row is not None and row["status"] == CellStatus.PROVISIONAL.value


def _line(each: Series, measure: _Scale, shift: float, panel: _Panel) -> dict[str, Any]:
    """The line of a series: interrupted where there is no value."""
    at = _at(each, measure)
    look = each.style
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [i + shift for i in range(len(at))],
        "y": [_value(row) for row in at],
        "connectgaps": False,
        "line": {"color": look.color, "width": look.width, "dash": look.dash},
        "marker": {
            "color": look.color,
            "size": look.size,
            "symbol": [f"{look.symbol}-open" if _is_provisional(row) else look.symbol for row in at],
            "line": {"width": 2, "color": look.color},
        },
        "cliponaxis": False,
        "hovertext": [_hover(row, each, panel, measure.speaker) if row else "" for row in at],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **_on(panel),
    }


def _columns(each: Series, measure: _Scale, shift: float, panel: _Panel) -> dict[str, Any]:
    """The columns of a series: none where there is no value."""
    at = _at(each, measure)
    color = each.style.color
    return {
        "type": "bar",
        "x": [i + shift for i in range(len(at))],
        "y": [_value(row) for row in at],
        "width": round(measure.column * 0.9, 4),
        # A column of no height says so, or it would look like nothing known.
        "text": [measure.speaker.number(0) if measure.has_room and _value(row) == 0 else "" for row in at],
        "textposition": "outside",
        "textfont": {"family": palette.FONT, "size": 11, "color": palette.INK},
        "cliponaxis": False,
        "marker": {
            "color": [palette.CLEAR if _is_provisional(row) else color for row in at],
            "line": {"color": color, "width": [2 if _is_provisional(row) else 0 for row in at]},
        },
        "hovertext": [_hover(row, each, panel, measure.speaker) if row else "" for row in at],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **_on(panel),
    }


def _stubs(each: Series, measure: _Scale, shift: float, panel: _Panel) -> dict[str, Any]:
    """A short tick on the zero line for every column of no height that has no room for a number."""
    zeros = [i for i, row in enumerate(_at(each, measure)) if _value(row) == 0]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "showlegend": False,
        "x": [i + shift for i in zeros],
        "y": [0] * len(zeros),
        "marker": {
            "symbol": "line-ns-open",
            "size": 7,
            "color": each.style.color,
            "line": {"width": 2, "color": each.style.color},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
        **_on(panel),
    }


def _marks(
    each: Series, measure: _Scale, shift: float, panel: _Panel
) -> Iterator[tuple[dict[str, Any], Text]]:
    for status, drawn in INTERVALS.items():
        intervals = [row for row in each.rows if row["status"] == status and _is_interval(row)]
        if intervals:
            yield _intervals(intervals, drawn.pattern, each, measure, shift, panel), drawn.legend
        beyond = [row for row in intervals if _is_beyond(row, measure)]
        if beyond:
            marks = _strip_marks(beyond, palette.BEYOND_UP, each, measure, shift, panel)
            yield {**marks, "y": [measure.range[1]] * len(beyond)}, drawn.legend_beyond
    for status, symbol in _STRIP_SYMBOLS.items():
        rows = [row for row in each.rows if row["status"] == status and not _is_interval(row)]
        if rows:
            yield _strip_marks(rows, symbol, each, measure, shift, panel), _LEGEND[status]


def _intervals(
    rows: Sequence[Row],
    pattern: Mapping[str, object],
    each: Series,
    measure: _Scale,
    shift: float,
    panel: _Panel,
) -> dict[str, Any]:
    base = [min(row["lower"], measure.top) for row in rows]
    end = [measure.range[1] if _is_beyond(row, measure) else row["upper"] for row in rows]
    return {
        "type": "bar",
        "x": [measure.periods.index(row["period"]) + shift for row in rows],
        "base": base,
        "y": [high - low for low, high in zip(base, end, strict=True)],
        "width": round(measure.interval, 4),
        "marker": {
            "color": palette.CLEAR,
            "line": {"color": each.style.color, "width": 1.5},
            "pattern": {**pattern, "fgcolor": each.style.color, "bgcolor": palette.CLEAR},
        },
        "hovertext": [_hover(row, each, panel, measure.speaker) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **_on(panel),
    }


def _strip_marks(
    rows: Sequence[Row], symbol: str, each: Series, measure: _Scale, shift: float, panel: _Panel
) -> dict[str, Any]:
    color = each.style.color
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [measure.periods.index(row["period"]) + shift for row in rows],
        "y": [measure.strip_at] * len(rows),
        "marker": {
            "symbol": symbol,
            "size": each.style.size,
            "color": color,
            "line": {"width": 2, "color": color},
        },
        "cliponaxis": False,
        "hovertext": [_hover(row, each, panel, measure.speaker) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **_on(panel),
    }


def _provisional_key(name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None],
        "y": [None],
        "marker": {"symbol": "circle-open", "size": 9, "color": palette.STATUS, "line": {"width": 2}},
        "name": name,
        "showlegend": True,
        "hoverinfo": "skip",
    }


def _on(panel: _Panel) -> dict[str, str]:
    return {"xaxis": f"x{panel.suffix}", "yaxis": f"y{panel.suffix}"}


def _hover(row: Row, each: Series, panel: _Panel, speaker: Speaker) -> str:
    where = panel.label
    if each.is_median:
        # It stands in the panel of every place and belongs to none of them.
        where = row["activity_label"] if row["activity_label"] in panel.label else ""
    names = dict.fromkeys(name for name in (where, each.label, row["period_label"]) if name)
    return hover_text(row, speaker, *names)


class _Geometry:
    """Where the panels are, from the top of the plot [px]."""

    def __init__(self, panels: Sequence[_Panel], columns: int, tick_height: float, narrow: bool) -> None:
        self.panels = panels
        self.columns = columns
        single = len(panels) == 1
        self.panel_height = PLOT_HEIGHT[narrow] if single else PANEL_HEIGHT
        self.label_lines = (
            0 if single else max(len(lines(panel.label, PANEL_LABEL_CHARS)) for panel in panels)
        )
        self.pitch = self.panel_height + PANEL_GAP + tick_height + self.label_lines * 16
        rows = rows_needed(len(panels), columns)
        self.height = rows * self.pitch - PANEL_GAP - tick_height

    def x_domain(self, number: int) -> list[float]:
        if self.columns == 1:
            return [0, 1]
        return [0, 0.44] if number % 2 == 0 else [0.56, 1]

    def y_domain(self, number: int) -> list[float]:
        start = (number // self.columns) * self.pitch + self.label_lines * 16
        return [
            round(1 - (start + self.panel_height) / self.height, 5),
            round(1 - start / self.height, 5),
        ]


def _ticks(measure: _Scale) -> tuple[list[float], list[str]]:
    values = scale.ticks(measure.top, whole=measure.is_whole, most=5)
    texts = [measure.speaker.number(value) for value in values]
    if measure.strip:
        return [measure.strip_at, *values], [measure.speaker.say(wording.NO_FIGURE), *texts]
    return values, texts


def _tick_lines(measure: _Scale) -> int:
    return max((len(lines(label, TICK_CHARS)) for label in measure.labels), default=1)


def _axes(geometry: _Geometry, measure: _Scale) -> dict[str, Any]:
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    values, texts = _ticks(measure)
    every = scale.tick_every(
        len(measure.periods), int(_LEAST_WIDTH[measure.narrow] / geometry.columns / TICK_WIDTH)
    )
    shown = range(0, len(measure.periods), every)
    for panel in geometry.panels:
        x_domain, y_domain = geometry.x_domain(panel.number), geometry.y_domain(panel.number)
        layout[f"xaxis{panel.suffix}"] = {
            "domain": x_domain,
            "anchor": f"y{panel.suffix}",
            "range": [-0.5, len(measure.periods) - 0.5],
            "tickmode": "array",
            "tickvals": list(shown),
            "ticktext": [joined(lines(measure.labels[i], TICK_CHARS)) for i in shown],
            "tickangle": 0,
            "ticks": "outside",
            "tickcolor": palette.AXIS,
            "showgrid": False,
            "zeroline": False,
            "linecolor": palette.AXIS,
            "fixedrange": True,
        }
        layout[f"yaxis{panel.suffix}"] = {
            "domain": y_domain,
            "anchor": f"x{panel.suffix}",
            "range": measure.range,
            "tickmode": "array",
            "tickvals": values,
            "ticktext": texts,
            "gridcolor": palette.GRID,
            "zeroline": True,
            "zerolinecolor": palette.AXIS,
            "fixedrange": True,
        }
        if measure.strip:
            layout["shapes"].append(_strip(measure, panel))
        if panel.label:
            layout["annotations"].append(_panel_label(panel, x_domain, y_domain))
    return layout


def _strip(measure: _Scale, panel: _Panel) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": f"x{panel.suffix} domain",
        "yref": f"y{panel.suffix}",
        "x0": 0,
        "x1": 1,
        "y0": measure.range[0],
        "y1": 0,
        "fillcolor": palette.STRIP,
        "line": {"width": 0},
        "layer": "below",
    }


def _panel_label(panel: _Panel, x_domain: list[float], y_domain: list[float]) -> dict[str, Any]:
    return {
        "text": f"<b>{joined(lines(panel.label, PANEL_LABEL_CHARS))}</b>",
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": x_domain[0],
        "xanchor": "left",
        "yref": "paper",
        "y": y_domain[1],
        "yanchor": "bottom",
        "font": {"family": palette.FONT, "size": 12, "color": palette.INK},
    }


def _axis_titles(measure: _Scale, period_level: str, left: float) -> list[dict[str, Any]]:
    """One title for all horizontal axes below the plot, one for all vertical axes beside it."""
    font = {"family": palette.FONT, "size": 13, "color": palette.INK}
    below = TICK_LINE * _tick_lines(measure) + 12
    return [
        {
            "text": measure.speaker.say(wording.AXIS_PERIOD[period_level]),
            "showarrow": False,
            "xref": "paper",
            "x": 0.5,
            "xanchor": "center",
            "yref": "paper",
            "y": 0,
            "yanchor": "top",
            "yshift": -below,
            "font": font,
        },
        {
            "text": escaped(measure.unit),
            "showarrow": False,
            "textangle": -90,
            "xref": "paper",
            "x": 0,
            "xanchor": "center",
            "xshift": 16 - round(left),
            "yref": "paper",
            "y": 0.5,
            "yanchor": "middle",
            "font": font,
        },
    ]
