"""Figures: pure functions of published cells, as plain Plotly data.

One module for each kind: `compare`, `participation`, `overview`.
"""

from dashboard.charts.alt import alt_text
from dashboard.charts.theming import theme

__all__ = ["alt_text", "theme"]
