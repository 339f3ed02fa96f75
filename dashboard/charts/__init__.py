"""Figures: pure functions of exhibits, that is of published cells and the view of them, as plain Plotly data."""

from dashboard.charts.alt import alt_text
from dashboard.charts.draw import draw
from dashboard.charts.theming import theme
from dashboard.charts.titles import subtitle, title

__all__ = ["alt_text", "draw", "subtitle", "theme", "title"]
