"""How the list of findings looks, whichever library writes it. Imports nothing, so that the child may."""

from __future__ import annotations

AUTHOR = "Outcome Monitor"
FONT_NAME = "Arial"
HEADER_FILL = "1F4E79"
LINK_COLOUR = "0563C1"
HEADER_ROW = 5
"""1-based."""
WIDTHS = (20, 14, 12, 58, 48, 30)
LINK_COLUMN = 3
"""1-based."""
LONGEST_NAME = 31
"""Of a sheet, in characters."""
