"""Figures as SVG and PNG files, without a browser."""

from __future__ import annotations

from functools import cache

import resvg_py

from dashboard import wording
from dashboard.charts import draw
from dashboard.charts.palette import FONT
from dashboard.export.drawing import drawn_svg
from dashboard.export.metadata import described_png, described_svg
from dashboard.view import Exhibit
from pipelines.errors import OutcomesError

WIDTH = 1100
"""Width of an exported figure [px]."""
SCREEN_ZOOM = 2.0
PRINT_ZOOM = 300 / 96
"""300 dots per inch at the size of the figure."""


def svg_bytes(exhibit: Exhibit, width: int = WIDTH) -> bytes:
    """A figure as SVG; title, description, where it comes from and its cells are in the file as text.

    The same exhibit gives the same bytes.
    """
    return described_svg(drawn_svg(draw(exhibit), width), exhibit).encode("utf-8")


def png_bytes(exhibit: Exhibit, width: int = WIDTH, zoom: float = SCREEN_ZOOM) -> bytes:
    """A figure as PNG, `zoom` pixels for each of its own; where it comes from is in text chunks.

    Errors: OutcomesError when the machine has no fonts, because the picture would have no words.
    """
    if not has_fonts():
        raise OutcomesError(title=str(wording.NO_FONTS_TITLE), message=str(wording.NO_FONTS))
    png = resvg_py.svg_to_bytes(svg_string=drawn_svg(draw(exhibit), width), zoom=zoom)
    return described_png(bytes(png), exhibit, zoom)


def print_png_bytes(exhibit: Exhibit) -> bytes:
    """A figure as PNG for print."""
    return png_bytes(exhibit, zoom=PRINT_ZOOM)


@cache
def has_fonts() -> bool:
    """Whether this machine can set type: a word must leave something on the picture."""
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
    word = f'<text x="2" y="15" style="font-family:{FONT}">ABC</text>'
    return resvg_py.svg_to_bytes(svg_string=empty.format(word)) != resvg_py.svg_to_bytes(
        svg_string=empty.format("")
    )
