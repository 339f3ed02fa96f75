"""Colours, marks and sizes of all figures.

Series colours are told apart with every common kind of colour blindness (Okabe and Ito's set, two of them
replaced), have a contrast of at least 3:1 on the light and on the dark paper, and never stand alone: every
series has a marker and a line style too.
"""

from __future__ import annotations

from typing import Final

FONT: Final = "Source Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif"

SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a63d2", "#a5673f")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "pentagon", "star", "hexagon")
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

DARK: Final = {
    PAPER: "#0e1117",
    INK: "#f0f2f5",
    SECONDARY_INK: "#bcc3cd",
    GRID: "#2c333d",
    AXIS: "#7b8491",
    STRIP: "#171c24",
    STATUS: "#9aa3b0",
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


def color(index: int) -> str:
    """Colour of the series at an index."""
    return SERIES[index % len(SERIES)]


def symbol(index: int) -> str:
    """Marker of the series at an index."""
    return SYMBOLS[index % len(SYMBOLS)]


def dash(index: int) -> str:
    """Line style of the series at an index."""
    return DASHES[index % len(DASHES)]
