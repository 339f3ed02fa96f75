"""A figure, its cells and where they come from, for programs."""

from __future__ import annotations

import json

from dashboard.charts import draw
from dashboard.export.citation import datacite
from dashboard.export.drawn import DRAWN_COLUMNS, typed
from dashboard.export.stamp import stamp_of
from dashboard.view import Exhibit
from pipelines.seal import UNSEALED

_LABELS = ("place_label", "period_label", "activity_label", "category_label")


def json_bytes(exhibit: Exhibit) -> bytes:
    """The specification: Plotly's data and layout, the cells drawn as rows, the record of where it all comes from."""
    table = typed(exhibit.cells).select(*DRAWN_COLUMNS, *_LABELS)
    figure = draw(exhibit)
    content = {
        "provenance": json.loads(stamp_of(exhibit).to_json()),
        "seal": UNSEALED,
        "datacite": datacite(exhibit),
        "cells": {"columns": table.columns, "rows": [list(row) for row in table.iter_rows()]},
        "figure": {"data": figure["data"], "layout": figure["layout"]},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
