"""Files of what a figure shows: the cells as CSV, the figure as SVG and PNG, each saying where it comes from."""

from dashboard.export.image import png_bytes, svg_bytes, warm
from dashboard.export.names import file_name
from dashboard.export.table import csv_bytes

__all__ = ["csv_bytes", "file_name", "png_bytes", "svg_bytes", "warm"]
