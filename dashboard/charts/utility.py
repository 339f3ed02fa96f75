"""What a release would show at each level, as stacked bars; for project managers before they publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import publish_wording as wording
from dashboard.charts import palette
from dashboard.charts.page import AXIS_TITLE, TICK_LINE, Sheet, axis_title, figure, legend_label
from dashboard.charts.text import escaped, joined, lines
from dashboard.model import Figure
from dashboard.wording import PERIOD_LEVELS, PLACE_LEVELS
from pipelines.languages import Speaker
from pipelines.texts import Text, verbatim

BAR = 20
LINE = 16
GAP = 20
SHOWN = "shown"
NOT_REPORTED = "not_reported"

Level = Mapping[str, Any]
"""One row of the utility table."""

_FILLS: Mapping[str, tuple[str, str]] = {
    "withheld_by_small": (palette.SERIES[1], "/"),
    "withheld_by_one_category": (palette.SERIES[3], "x"),
    "withheld_by_few_contributors": (palette.SERIES[4], "-"),
    "withheld_by_complementary": (palette.SERIES[2], "\\"),
    "withheld_by_earlier": (palette.SERIES[5], "."),
}
"""Colour and texture of each rule, so that neither has to be seen alone."""


def utility_figure(
    utility: pl.DataFrame, number: int, speaker: Speaker, *, is_synthetic: bool, narrow: bool = False
) -> Figure:
    """A bar for each kind of place and period: shown, withheld by each rule, not reported, as shares of its figures.

    `utility` has a row for each level, with a last row for all together that is not drawn.
    """
    levels = levels_of(utility)
    names = [lines(speaker.say(level_name(level)), 44 if narrow else 60) for level in levels]
    tops, at = [], 4.0
    for name in names:
        tops.append(at)
        at += LINE * (len(name) + 1) + BAR + GAP
    bars = [top + LINE * (len(name) + 1) + BAR / 2 + 4 for top, name in zip(tops, names, strict=True)]
    segments = [key for key in wording.SEGMENTS if any(level.get(key) for level in levels)]
    sheet = Sheet(
        title=speaker.say(wording.FIGURE_TITLE.using(number=number)),
        subtitle=speaker.say(wording.FIGURE_SUBTITLE),
        provenance=None,
        withheld_count=None,
        plot_height=at,
        axis_height=TICK_LINE + AXIS_TITLE + 8,
        left=14,
        narrow=narrow,
        speaker=speaker,
        source=speaker.say(wording.FIGURE_SOURCE.using(number=number)),
        is_synthetic=is_synthetic,
    )
    notes = [
        _note([*name, speaker.say(_label(level, speaker))], top)
        for name, level, top in zip(names, levels, tops, strict=True)
    ]
    traces = [_segment(key, levels, bars, speaker, narrow=narrow) for key in segments]
    return figure(sheet, traces, {"annotations": notes, **_axes(at, speaker)})


def utility_alt_text(utility: pl.DataFrame, number: int, speaker: Speaker) -> str:
    """The figure in words."""
    parts = [
        wording.ALT_LEVEL.using(
            level=level_name(level),
            share=_percent(level, SHOWN, speaker),
            cells=speaker.number(level["cells"]),
        )
        for level in levels_of(utility)
    ]
    return " ".join(map(speaker.say, [wording.ALT_INTRO.using(number=number), *parts]))


def levels_of(utility: pl.DataFrame) -> list[Level]:
    """Rows of the single levels that have any figures, coarse before fine."""
    single = utility.filter(pl.col("place_level").is_in(list(PLACE_LEVELS)) & (pl.col("cells") > 0))
    return list(single.iter_rows(named=True))


def level_name(level: Level) -> Text:
    """Kind of place and period: 'Cities and regions, Quarters'."""
    return wording.LEVEL.using(
        place=PLACE_LEVELS[level["place_level"]], period=PERIOD_LEVELS[level["period_level"]]
    )


def _label(level: Level, speaker: Speaker) -> Text:
    return wording.FIGURE_LABEL.using(
        shown=speaker.number(level[SHOWN]),
        cells=speaker.number(level["cells"]),
        share=_percent(level, SHOWN, speaker),
    )


def _percent(level: Level, key: str, speaker: Speaker) -> Text:
    """A share without decimals; one that is neither nothing nor all does not look like it."""
    share = 100 * level[key] / level["cells"]
    if 0 < share < 1:
        return wording.UNDER.using(share=speaker.percent(1))
    if 99 < share < 100:
        return wording.OVER.using(share=speaker.percent(99))
    return verbatim(speaker.percent(round(share)))


def _segment(
    key: str, levels: Sequence[Level], bars: Sequence[float], speaker: Speaker, *, narrow: bool
) -> dict[str, Any]:
    """One segment of all bars: from where the segments before it end."""
    before = list(wording.SEGMENTS)[: list(wording.SEGMENTS).index(key)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": legend_label(speaker.say(wording.SEGMENTS[key]), narrow),
        "showlegend": True,
        "base": [100 * sum(level.get(other) or 0 for other in before) / level["cells"] for level in levels],
        "x": [100 * (level.get(key) or 0) / level["cells"] for level in levels],
        "y": list(bars),
        "width": BAR,
        "marker": _fill(key),
        "hovertext": [
            escaped(
                speaker.say(
                    wording.FIGURE_HOVER.using(
                        segment=wording.SEGMENTS[key],
                        count=speaker.number(level.get(key) or 0),
                        cells=speaker.number(level["cells"]),
                    )
                )
            )
            for level in levels
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _fill(key: str) -> dict[str, Any]:
    if key == SHOWN:
        return {"color": palette.SERIES[0], "line": {"color": palette.SERIES[0], "width": 1}}
    if key == NOT_REPORTED:
        return {"color": palette.CLEAR, "line": {"color": palette.STATUS, "width": 1}}
    color, shape = _FILLS[key]
    return {
        "color": palette.CLEAR,
        "line": {"color": color, "width": 1},
        "pattern": {**palette.HATCH, "shape": shape, "fgcolor": color, "bgcolor": palette.CLEAR},
    }


def _note(texts: Sequence[str], at: float) -> dict[str, Any]:
    *name, label = texts
    return {
        "text": f"<b>{joined(name)}</b><br>{escaped(label)}",
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y",
        "y": at,
        "yanchor": "top",
        "borderpad": 0,
        "bgcolor": palette.PAPER,
        "font": {"family": palette.FONT, "size": 12, "color": palette.INK},
    }


def _axes(height: float, speaker: Speaker) -> dict[str, Any]:
    return {
        "xaxis": {
            "range": [0, 100.5],
            "tickmode": "array",
            "tickvals": [0, 25, 50, 75, 100],
            "title": axis_title(speaker.say(wording.FIGURE_AXIS)),
            "gridcolor": palette.GRID,
            "zeroline": True,
            "zerolinecolor": palette.AXIS,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [height, 0],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
