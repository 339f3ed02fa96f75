"""The sheet a figure is drawn on: title, selection, legend and source, at known heights.

All heights are known before anything is drawn, so that nothing can overlap at any width from 340 px on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from dashboard import wording
from dashboard.charts.palette import FONT, INK, PAPER, SECONDARY_INK
from dashboard.charts.text import escaped, joined, lines, rounded_note, withheld_count_text
from dashboard.model import Figure, Provenance
from pipelines.languages import Speaker

MARGIN_SIDE = 12
TICK_LINE = 15
TICK_WIDTH = 57
"""Width [px] of the label of a quarter, with some air."""
AXIS_TITLE = 26
_PAD = 10
_LINE = 1.3
"""Height of a line of text, as Plotly sets it [type size]."""


@dataclass(frozen=True)
class Size:
    """Type sizes [px] and line lengths [characters] for the narrowest width a figure must fit."""

    title: int
    title_line: int
    small: int
    subtitle_line: int
    footer_line: int
    legend_line: int
    plot_width: int
    """Width [px] that is there for a plot at least."""


WIDE = Size(
    title=18, title_line=54, small=13, subtitle_line=80, footer_line=82, legend_line=36, plot_width=610
)
NARROW = Size(
    title=15, title_line=34, small=12, subtitle_line=44, footer_line=44, legend_line=38, plot_width=316
)
LEGEND_FONT = 12
LEGEND_COLUMN = 0.5
"""Where the second column of a wide legend begins, as a share of the figure's width."""


def size_of(narrow: bool) -> Size:
    """The sizes for a phone, or for everything wider."""
    return NARROW if narrow else WIDE


@dataclass(frozen=True)
class Sheet:
    """What surrounds a plot."""

    title: str
    subtitle: str
    provenance: Provenance | None
    """Null for figures of no release; `source` says then what they are."""
    withheld_count: int | None
    """Null for figures that draw no cells."""
    plot_height: float
    axis_height: float
    """Height [px] of tick labels and axis title below the plot."""
    left: float
    narrow: bool
    speaker: Speaker
    source: str = ""
    notes: tuple[str, ...] = ()
    """What stands above the source, each on lines of its own."""
    is_synthetic: bool = False

    @property
    def synthetic(self) -> bool:
        """Whether the figure is of invented data."""
        return self.is_synthetic or (self.provenance is not None and self.provenance.synthetic)


def legend_label(text: str, narrow: bool) -> str:
    """A text as a legend shows it, cut into lines."""
    return joined(lines(text, size_of(narrow).legend_line))


def figure(sheet: Sheet, traces: list[dict[str, Any]], layout: dict[str, Any]) -> Figure:
    """The finished figure: traces and axes of a plot within its sheet.

    A trace with `showlegend` and a `legendgroup` that begins with "series" is in the legend of the series,
    any other in that of the marks; in a wide figure these stand side by side.
    """
    size = size_of(sheet.narrow)
    title = lines(_title(sheet), size.title_line)
    subtitle = lines(_capitalised(sheet.subtitle), size.subtitle_line)
    notes = [line for note in sheet.notes for line in lines(note, size.footer_line)]
    footer = [*notes, *([""] if notes else []), *lines(_footer(sheet), size.footer_line)]
    subtitle_height = len(subtitle) * size.small * _LINE
    top = _PAD + len(title) * size.title * _LINE + subtitle_height + 2 * _PAD
    legends, legend_height = _legends(traces, sheet.narrow)
    bottom = sheet.axis_height + legend_height + len(footer) * size.small * _LINE + 2 * _PAD
    height = round(top + sheet.plot_height + bottom)
    heading = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": MARGIN_SIDE - round(sheet.left)}
    annotations = [
        *layout.pop("annotations", []),
        _note(
            f"<b>{joined(title)}</b>",
            size.title,
            INK,
            round(_PAD + subtitle_height),
            is_above=True,
            place=heading,
        ),
        _note(joined(subtitle), size.small, SECONDARY_INK, _PAD, is_above=True, place=heading),
        _note(
            joined(footer),
            size.small,
            SECONDARY_INK,
            -round(sheet.axis_height + legend_height + _PAD),
            is_above=False,
            place=heading,
        ),
    ]
    return {
        "data": traces,
        "layout": {
            "autosize": True,
            "height": height,
            "margin": {
                "l": round(sheet.left),
                "r": MARGIN_SIDE,
                "t": round(top),
                "b": round(bottom),
                "autoexpand": False,
            },
            "meta": {
                "title": _title(sheet),
                "subtitle": _capitalised(sheet.subtitle),
                "source": _footer(sheet),
            },
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "font": {"family": FONT, "size": size.small, "color": INK},
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "separators": sheet.speaker.separators,
            "showlegend": bool(legends),
            "annotations": annotations,
            "bargap": 0,
            "barmode": "overlay",
            "dragmode": False,
            **{
                name: {**legend, "y": round((bottom - sheet.axis_height) / height, 5)}
                for name, legend in legends.items()
            },
            **layout,
        },
    }


def axis_title(text: str) -> dict[str, Any]:
    """The title of an axis that Plotly places itself."""
    return {"text": escaped(text), "standoff": 8, "font": {"family": FONT, "size": 13, "color": INK}}


def label_above(text: str, at: float, shift: int, *, is_heading: bool) -> dict[str, Any]:
    """The label of a group, or a heading, on a line of its own; `at` is its top on the vertical axis [px]."""
    return {
        "text": f"<b>{text}</b>" if is_heading else text,
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": shift,
        "yref": "y",
        "y": at,
        "yanchor": "top",
        "borderpad": 0,
        "font": {"family": FONT, "size": 13 if is_heading else 12, "color": INK},
    }


def _title(sheet: Sheet) -> str:
    return f"{sheet.title} ({sheet.speaker.say(wording.SYNTHETIC)})" if sheet.synthetic else sheet.title


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_text(provenance: Provenance) -> str:
    """Project, release and date, as a source is cited."""
    facts = {
        "project": provenance.project_title,
        "number": str(provenance.release_number),
        "date": provenance.published_on,
    }
    if not provenance.last_reported:
        return provenance.say(wording.SOURCE_LINE.using(**facts))
    quarter = provenance.speaker.quarter(provenance.last_reported)
    return provenance.say(wording.SOURCE_LINE_UP_TO.using(**facts, quarter=quarter))


def _footer(sheet: Sheet) -> str:
    parts = [sheet.source if sheet.provenance is None else source_text(sheet.provenance)]
    if sheet.withheld_count is not None:
        parts.append(withheld_count_text(sheet.withheld_count, sheet.speaker))
        if sheet.provenance is not None:
            parts.append(rounded_note(sheet.provenance))
    if sheet.synthetic:
        parts.append(sheet.speaker.say(wording.SYNTHETIC_NOTE))
    return " ".join(filter(None, parts))


def _note(
    text: str, font_size: int, color: str, shift: int, *, is_above: bool, place: dict[str, Any]
) -> dict[str, Any]:
    """A text above or below the plot, `shift` pixels from it."""
    return {
        "text": text,
        "font": {"family": FONT, "size": font_size, "color": color},
        "showarrow": False,
        "align": "left",
        "borderpad": 0,
        **place,
        "yref": "paper",
        "y": 1 if is_above else 0,
        "yanchor": "bottom" if is_above else "top",
        "yshift": shift,
    }


def _legends(traces: list[dict[str, Any]], narrow: bool) -> tuple[dict[str, dict[str, Any]], float]:
    """The legends of some traces by name, and the height [px] they take; marks the traces accordingly."""
    named = [trace for trace in traces if trace["showlegend"]]
    series = [trace for trace in named if str(trace.get("legendgroup", "")).startswith("series")]
    marks = [trace for trace in named if trace not in series]
    if not named:
        return {}, 0
    if narrow or not series or not marks:
        return {"legend": _legend(0)}, _legend_height(named)
    for trace in marks:
        trace["legend"] = "legend2"
    heights = _legend_height(series), _legend_height(marks)
    return {"legend": _legend(0), "legend2": _legend(LEGEND_COLUMN)}, max(heights)


def _legend_height(traces: Sequence[dict[str, Any]]) -> float:
    """Height [px] of a legend with one trace below the other, each as high as its label."""
    line_counts = [1 + str(trace["name"]).count("<br>") for trace in traces]
    return sum(max(19.0, count * LEGEND_FONT * _LINE + 3) for count in line_counts) + 2 * _PAD


def _legend(x: float) -> dict[str, Any]:
    return {
        "orientation": "v",
        "xref": "container",
        "x": x,
        "xanchor": "left",
        "yref": "container",
        "yanchor": "top",
        "maxheight": 1,
        "font": {"family": FONT, "size": LEGEND_FONT, "color": INK},
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        "tracegroupgap": 0,
        "bgcolor": "rgba(0,0,0,0)",
    }


def rows_needed(count: int, columns: int) -> int:
    """Rows of a grid."""
    return ceil(count / columns)
