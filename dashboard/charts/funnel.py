"""The way of people through an activity, one bar for each stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts import palette
from dashboard.charts.page import TICK_LINE, Sheet, figure
from dashboard.charts.text import escaped, joined, lines, value_text
from dashboard.model import CellStatus, Figure, Provenance

ROW = 44


@dataclass(frozen=True)
class Stage:
    """One stage with the published cell that says how many reached it."""

    label: str
    unit: str
    row: Mapping[str, Any]


def draw_funnel(stages: Sequence[Stage], provenance: Provenance, title: str, narrow: bool = False) -> Figure:
    """A bar for each stage; a withheld one from its lower to its upper end."""
    labels = [lines(stage.label, 16 if narrow else 28) for stage in stages]
    known = [stage.row["upper"] or stage.row["value"] or 0 for stage in stages]
    most = max([1.0, *known])
    ends = [
        (0.0, stage.row["value"])
        if stage.row["value"] is not None
        else (stage.row["lower"] or 0.0, most if stage.row["upper"] is None else stage.row["upper"])
        for stage in stages
    ]
    hidden = [stage.row["status"] == CellStatus.WITHHELD.value for stage in stages]
    trace = {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "base": [first for first, _ in ends],
        "x": [last - first for first, last in ends],
        "y": list(range(len(stages))),
        "width": 0.55,
        "marker": {
            "color": palette.SERIES[0],
            "pattern": {"shape": ["/" if each else "" for each in hidden]},
        },
        "text": [escaped(f"{value_text(stage.row, provenance.speaker)} {stage.unit}") for stage in stages],
        "textposition": "auto",
        "hoverinfo": "skip",
    }
    longest = max(len(line) for label in labels for line in label)
    sheet = Sheet(
        title=title,
        subtitle="",
        provenance=provenance,
        speaker=provenance.speaker,
        withheld_count=sum(hidden),
        plot_height=ROW * len(stages),
        axis_height=TICK_LINE + 12,
        left=24 + 7.0 * longest,
        narrow=narrow,
    )
    axes = {
        "xaxis": {"range": [0, most * 1.15], "gridcolor": palette.GRID, "fixedrange": True},
        "yaxis": {
            "range": [len(stages) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(stages))),
            "ticktext": [joined(label) for label in labels],
            "fixedrange": True,
        },
    }
    return figure(sheet, [trace], axes)
