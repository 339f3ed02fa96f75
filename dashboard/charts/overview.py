"""The figures of the overview: who has reported, and the headline indicators against their targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard import wording
from dashboard.charts import palette, scale
from dashboard.charts.page import (
    AXIS_TITLE,
    TICK_LINE,
    TICK_WIDTH,
    Sheet,
    axis_title,
    figure,
    legend_label,
    size_of,
)
from dashboard.charts.text import escaped, joined, lines, value_text
from dashboard.model import CellStatus, Figure, Headline, Provenance, ReportStatus
from pipelines.languages import Speaker
from pipelines.texts import Text

ROW = 26
LINE = 16
BAR = 14
MOST_PCT = 200.0
"""Bars end here at the latest; their label says how far the indicator really is."""
_STATE_MARKS = {
    "reported": {"symbol": "square", "color": palette.SERIES[0]},
    "missing": {"symbol": "x-thin", "color": palette.SERIES[1]},
}


def report_matrix(reports: ReportStatus, provenance: Provenance, narrow: bool = False) -> Figure:
    """One mark for each report expected: a square when it has come, a cross when not."""
    speaker = provenance.speaker
    rows = reports.frame.to_dicts()
    partners = {row["partner_id"]: row["partner_label"] for row in rows}
    quarters = sorted({row["quarter"] for row in rows})
    labels = [lines(label, 16 if narrow else 30) for label in partners.values()]
    row_height = max([ROW, *(LINE * len(label) + 8 for label in labels)])
    traces = [
        _report_marks(
            state, [row for row in rows if row["state"] == state], list(partners), quarters, speaker, narrow
        )
        for state in _STATE_MARKS
        if any(row["state"] == state for row in rows)
    ]
    longest = max((len(line) for label in labels for line in label), default=0)
    left = 24 + 7.0 * longest
    every = scale.tick_every(len(quarters), int((size_of(narrow).plot_width + 12 - left) / TICK_WIDTH))
    sheet = Sheet(
        title=speaker.say(wording.REPORTS_TITLE),
        subtitle=speaker.say(wording.REPORTS_SUBTITLE),
        provenance=provenance,
        withheld_count=None,
        plot_height=row_height * len(partners) + 8,
        axis_height=TICK_LINE + AXIS_TITLE + 8,
        left=left,
        narrow=narrow,
        speaker=speaker,
    )
    return figure(sheet, traces, _matrix_axes([joined(label) for label in labels], quarters, every, speaker))


def report_alt_text(reports: ReportStatus, speaker: Speaker) -> str:
    """The report matrix in words."""
    missing = [
        f"{row['partner_label']} {speaker.quarter(row['quarter'])}"
        for row in reports.frame.to_dicts()
        if row["state"] == "missing"
    ]
    expected = wording.ALT_REPORTS.using(
        partners=reports.frame["partner_id"].n_unique(),
        quarters=reports.frame["quarter"].n_unique(),
    )
    rest = (
        wording.ALT_REPORTS_MISSING.using(reports=", ".join(missing))
        if missing
        else wording.ALT_REPORTS_COMPLETE
    )
    return f"{speaker.say(expected)} {speaker.say(rest)}"


def headline_progress(headlines: Sequence[Headline], provenance: Provenance, narrow: bool = False) -> Figure:
    """Each headline indicator with its value, its target and the share of it that is reached."""
    speaker = provenance.speaker
    texts = [
        (lines(_name(h), 44 if narrow else 60), lines(headline_text(h, speaker), 46 if narrow else 80))
        for h in headlines
    ]
    tops: list[float] = []
    at = 4.0
    for headline, (name, value) in zip(headlines, texts, strict=True):
        tops.append(at)
        at += LINE * (len(name) + len(value)) + (BAR if headline.progress_pct is not None else 0) + 20
    bars = [
        start + LINE * (len(name) + len(value)) + BAR / 2 + 5
        for start, (name, value) in zip(tops, texts, strict=True)
    ]
    drawn = [(h, bar) for h, bar in zip(headlines, bars, strict=True) if h.progress_pct is not None]
    traces = [*_progress_bars(drawn, speaker, narrow), *_target_marks([b for _, b in drawn], speaker, narrow)]
    sheet = Sheet(
        title=speaker.say(wording.HEADLINES_TITLE),
        subtitle=speaker.say(wording.HEADLINES_SUBTITLE),
        provenance=provenance,
        withheld_count=sum(h.status is CellStatus.WITHHELD for h in headlines),
        plot_height=at,
        axis_height=TICK_LINE + AXIS_TITLE + 8,
        left=14,
        narrow=narrow,
        speaker=speaker,
    )
    notes = [_headline_note(name, value, start) for start, (name, value) in zip(tops, texts, strict=True)]
    reach = max([105.0, *(min(h.progress_pct or 0, MOST_PCT) * 1.02 for h, _ in drawn)])
    return figure(sheet, traces, {"annotations": notes, **_progress_axes(at, reach, speaker)})


def headline_text(headline: Headline, speaker: Speaker) -> str:
    """Value and target of a headline indicator in words: '12 of 20 persons (60 %)', 'withheld; no target'."""
    return speaker.say(_headline_sentence(headline, speaker))


def _headline_sentence(headline: Headline, speaker: Speaker) -> Text:
    unit, value = headline.indicator.unit, _status_text(headline, speaker)
    if headline.value is None and headline.target is None:
        return wording.TARGET_UNKNOWN_NONE.using(status=value)
    if headline.target is None:
        return wording.TARGET_NONE.using(value=value, unit=unit)
    target = speaker.number(headline.target)
    if headline.value is None:
        return wording.TARGET_UNKNOWN.using(status=value, target=target, unit=unit)
    if headline.is_reached is None and headline.progress_pct is None:
        period = headline.target_period_label
        return wording.TARGET_LATER.using(value=value, unit=unit, target=target, period=period)
    if headline.progress_pct is None:
        return wording.TARGET_AT_MOST.using(value=value, unit=unit, target=target)
    progress = speaker.number(round(headline.progress_pct))
    return wording.TARGET_OF.using(value=value, target=target, unit=unit, progress=progress)


def headline_alt_text(headlines: Sequence[Headline], speaker: Speaker) -> str:
    """The headline figure in words."""
    return " ".join(
        speaker.say(
            wording.ALT_HEADLINE.using(
                indicator=h.indicator.label, period=h.period_label, text=headline_text(h, speaker)
            )
        )
        for h in headlines
    )


def _status_text(headline: Headline, speaker: Speaker) -> str:
    if headline.status is None:
        return speaker.say(wording.NO_PROJECT_CELL)
    return value_text(
        {
            "status": headline.status.value,
            "value": headline.value,
            "lower": headline.lower,
            "upper": headline.upper,
        },
        speaker,
    )


def _name(headline: Headline) -> str:
    return f"{headline.indicator.label}, {headline.period_label}"


def _report_marks(
    state: str,
    rows: Sequence[dict[str, Any]],
    partners: list[str],
    quarters: list[str],
    speaker: Speaker,
    narrow: bool,
) -> dict[str, Any]:
    mark = _STATE_MARKS[state]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": legend_label(speaker.say(wording.REPORT_STATES[state]), narrow),
        "showlegend": True,
        "x": [quarters.index(row["quarter"]) for row in rows],
        "y": [partners.index(row["partner_id"]) for row in rows],
        "marker": {**mark, "size": 12, "line": {"width": 2.5, "color": mark["color"]}},
        "hovertext": [
            escaped(
                speaker.say(
                    wording.REPORT_HOVER.using(
                        partner=row["partner_label"],
                        quarter=speaker.quarter(row["quarter"]),
                        state=wording.REPORT_STATES[state],
                    )
                )
            )
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _matrix_axes(labels: list[str], quarters: list[str], every: int, speaker: Speaker) -> dict[str, Any]:
    return {
        "xaxis": {
            "range": [-0.5, len(quarters) - 0.5],
            "tickmode": "array",
            "tickvals": list(range(0, len(quarters), every)),
            "ticktext": [speaker.quarter(quarter) for quarter in quarters[::every]],
            "tickangle": 0,
            "title": axis_title(speaker.say(wording.AXIS_PERIOD["quarter"])),
            "showgrid": False,
            "zeroline": False,
            "linecolor": palette.AXIS,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(labels) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
            "gridcolor": palette.GRID,
            "zeroline": False,
            "ticklabelstandoff": 4,
            "fixedrange": True,
        },
    }


def _progress_bars(
    drawn: Sequence[tuple[Headline, float]], speaker: Speaker, narrow: bool
) -> list[dict[str, Any]]:
    traces = []
    for hollow in (False, True):
        members = [(h, at) for h, at in drawn if (h.status is CellStatus.PROVISIONAL) is hollow]
        if members:
            name = wording.LEGEND_PROVISIONAL if hollow else wording.LEGEND_PROGRESS
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": legend_label(speaker.say(name), narrow),
                    "showlegend": True,
                    "x": [min(h.progress_pct or 0, MOST_PCT) for h, _ in members],
                    "y": [at for _, at in members],
                    "width": BAR,
                    "marker": {
                        "color": palette.CLEAR if hollow else palette.SERIES[0],
                        "line": {"color": palette.SERIES[0], "width": 2},
                    },
                    "hovertext": [escaped(f"{_name(h)}: {headline_text(h, speaker)}") for h, _ in members],
                    "hovertemplate": "%{hovertext}<extra></extra>",
                }
            )
    return traces


def _target_marks(bars: Sequence[float], speaker: Speaker, narrow: bool) -> list[dict[str, Any]]:
    if not bars:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": legend_label(speaker.say(wording.LEGEND_TARGET), narrow),
            "showlegend": True,
            "x": [100] * len(bars),
            "y": list(bars),
            "marker": {
                "symbol": "line-ns",
                "size": 20,
                "color": palette.INK,
                "line": {"width": 3, "color": palette.INK},
            },
            "hoverinfo": "skip",
        }
    ]


def _headline_note(name: list[str], value: list[str], at: float) -> dict[str, Any]:
    return {
        "text": f"<b>{joined(name)}</b><br>{joined(value)}",
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


def _progress_axes(height: float, reach: float, speaker: Speaker) -> dict[str, Any]:
    return {
        "xaxis": {
            "range": [0, reach],
            "tickmode": "array",
            "tickvals": [tick for tick in (0, 50, 100, 150, 200) if tick <= reach],
            "title": axis_title(speaker.say(wording.HEADLINES_AXIS)),
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
