"""Figures: pure functions of exhibits, that is of published cells and the view of them, as plain Plotly data."""

from dashboard.charts.draw import alt_text, draw, title
from dashboard.charts.theming import theme

__all__ = ["alt_text", "draw", "theme", "title"]
