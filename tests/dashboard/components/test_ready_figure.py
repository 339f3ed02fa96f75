from __future__ import annotations

import json

import plotly.io
import plotly.tools

from dashboard.components.ready_figure import ReadyFigure

FIGURE = {"data": [{"type": "bar", "x": ["a"], "y": [7]}], "layout": {"title": {"text": "Starts"}}}


def test_ready_figure_is_sent_as_it_was_drawn() -> None:
    sent = plotly.tools.return_figure_from_figure_or_data(ReadyFigure(FIGURE), validate_figure=True)

    assert sent is FIGURE
    assert json.loads(plotly.io.to_json(sent, validate=False)) == FIGURE
