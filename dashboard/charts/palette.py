"""Colours, marks and sizes of all figures.

Series colours are told apart with every common kind of colour blindness, have a contrast of at least 3:1 on the light
and on the dark paper (both tested), and never stand alone: every series has a marker and a line style too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FONT: Final = "Source Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif"

SERIES: Final = ("#0072b2", "#ff5511", "#889966", "#8844ee", "#aa4422", "#995577")
VIVID: Final = tuple(color for color in SERIES if color not in ("#889966", "#995577"))
"""What stands out from grey lines; the other two are too near to grey."""
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-down", "pentagon", "star", "hexagon")
"""None points upwards or to the right as the marks of withheld cells do."""
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash")

PAPER: Final = "#ffffff"
INK: Final = "#1a1d21"
SECONDARY_INK: Final = "#4a515c"
GRID: Final = "#dfe3e8"
AXIS: Final = "#8a93a0"
STRIP: Final = "#f1f3f6"
STATUS: Final = "#6b7280"
"""Marks of cells without a value."""
CLEAR: Final = "rgba(0,0,0,0)"

HEAT: Final = ("#e3eef8", "#bcd6ec", "#8fbbdd", "#5b9bc9", "#2c78ad", "#0f5488")
"""From few to many; the first four carry ink, the others paper-coloured numbers."""
HEAT_WITH_INK: Final = 4

DARK: Final = {
    PAPER: "#0e1117",
    INK: "#f0f2f5",
    SECONDARY_INK: "#bcc3cd",
    GRID: "#2c333d",
    AXIS: "#7b8491",
    STRIP: "#171c24",
    STATUS: "#9aa3b0",
    **dict(zip(HEAT, ("#15293b", "#183e5e", "#1d5480", "#266a9c", "#66a6d4", "#b4d6f0"), strict=True)),
}
"""Colour of the light theme -> its counterpart on dark paper. Series colours serve both."""

HATCH: Final = {"shape": "/", "size": 6, "solidity": 0.3}
DOTS: Final = {"shape": ".", "size": 5, "solidity": 0.4}
"""Pattern of a range, as the hatch is that of what is withheld."""

NOT_REPORTED_SYMBOL: Final = "x-thin"
CANNOT_EXIST_SYMBOL: Final = "hourglass-open"
NO_CASES_SYMBOL: Final = "circle-cross-open"
RANGE_OPEN_SYMBOL: Final = "diamond-open"
WITHHELD_OPEN_RIGHT: Final = "triangle-right-open"
WITHHELD_OPEN_UP: Final = "triangle-up-open"
BEYOND_RIGHT: Final = "arrow-right"
BEYOND_UP: Final = "arrow-up"


@dataclass(frozen=True)
class Style:
    """How a series looks: three codes, of which each is enough to tell it from its neighbours."""

    color: str
    symbol: str
    dash: str
    width: float = 2.0
    """Of its line [px]."""
    size: float = 9.0
    """Of its marks [px]."""


def median_style(index: int) -> Style:
    """The look of a median of places: never coloured, never a solid line."""
    symbols, dashes = (
        ("diamond-tall", "hexagram", "star-square", "bowtie"),
        ("dash", "dot", "dashdot", "longdash"),
    )
    return Style(INK, symbols[index % len(symbols)], dashes[index % len(dashes)])


def style(index: int, *, is_muted: bool = False, is_highlighted: bool = False) -> Style:
    """The look of the series at an index; a muted one is grey, thin and small, so that another stands out."""
    colors = VIVID if is_highlighted else SERIES
    return Style(
        AXIS if is_muted else colors[index % len(colors)],
        SYMBOLS[index % len(SYMBOLS)],
        DASHES[index % len(DASHES)],
        width=3.5 if is_highlighted else 1.25 if is_muted else 2,
        size=11 if is_highlighted else 6 if is_muted else 9,
    )
