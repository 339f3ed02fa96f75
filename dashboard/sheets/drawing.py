"""Figures as they stand in a document, as wide as its text."""

from __future__ import annotations

import resvg_py

from dashboard import wording
from dashboard.export.drawing import drawn_svg
from dashboard.export.image import has_fonts
from dashboard.sheets.model import Picture
from pipelines.errors import OutcomesError

WIDTH = 800
"""Width [px] of a figure that fills the width of the text, so that its letters are a little smaller than the text's."""
TEXT_WIDTH = 170
"""Width of the text [mm]: A4 without its margins."""
PRINT_DPI = 300


def svg_of(picture: Picture) -> str:
    """The figure as lines and letters."""
    return drawn_svg(picture.figure, WIDTH)


def png_of(picture: Picture) -> bytes:
    """The figure as dots, enough of them for print.

    Errors: OutcomesError when the machine has no fonts, because the picture would have no words.
    """
    if not has_fonts():
        raise OutcomesError(title=wording.NO_FONTS_TITLE, message=wording.NO_FONTS)
    zoom = PRINT_DPI * TEXT_WIDTH / 25.4 / WIDTH
    return bytes(resvg_py.svg_to_bytes(svg_string=svg_of(picture), zoom=zoom))
