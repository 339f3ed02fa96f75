"""How the cells of the template look, and which of them are locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
INK = "#1B2A41"
RULE = "#B8C1CC"
HEADER_FILLS = ("#1F4E79", "#3B6C8F")
INPUT_FILL = "#FFF9DB"
LABEL_FILL = "#F6F8FA"
ALARM = "#B00020"
LIGHT_UP = 14
"""XlsxWriter's number of the hatching pattern."""


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook."""

    workbook: Workbook

    def _format(self, **properties: Any) -> Format:  # noqa: ANN401  (XlsxWriter's own property values)
        made: Format = self.workbook.add_format({**FONT, **properties})
        return made

    def title(self) -> Format:
        return self._format(bold=True, font_size=14, font_color=INK)

    def alarm(self) -> Format:
        return self._format(bold=True, font_size=14, font_color=ALARM)

    def subtitle(self) -> Format:
        return self._format(bold=True, font_size=11, font_color=INK)

    def hint(self) -> Format:
        return self._format(font_color=INK)

    def machine(self) -> Format:
        return self._format(font_color="#808080", num_format="@")

    def header(self, group: int) -> Format:
        """White on blue; the shade changes from one breakdown to the next, `group` counts them."""
        return self._format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=HEADER_FILLS[group % len(HEADER_FILLS)],
            text_wrap=True,
            align="center",
            border=1,
            border_color="#FFFFFF",
        )

    def header_left(self) -> Format:
        made = self.header(0)
        made.set_align("left")
        made.set_indent(1)
        return made

    def label(self, *, strong: bool, top: bool) -> Format:
        look = {"bold": strong, "bg_color": LABEL_FILL, "text_wrap": True, "font_color": INK, "indent": 1}
        return self._format(**look, **_borders(top))

    def input(self, *, strong: bool, top: bool) -> Format:
        return self._format(
            bold=strong, bg_color=INPUT_FILL, locked=False, align="center", num_format="0", **_borders(top)
        )

    def closed(self, *, top: bool) -> Format:
        return self._format(pattern=LIGHT_UP, fg_color="#C4C9CF", bg_color="#ECEEF0", **_borders(top))

    def invalid(self) -> Format:
        made: Format = self.workbook.add_format({"bg_color": "#FFC7CE", "font_color": ALARM, "bold": True})
        return made

    def text(self, *, strong: bool = False) -> Format:
        return self._format(text_wrap=True, valign="top", bold=strong, font_color=INK)

    def table_text(self, *, strong: bool = False) -> Format:
        look = {
            "text_wrap": True,
            "valign": "top",
            "bold": strong,
            "font_color": INK,
            "indent": 1,
            "num_format": "@",
        }
        return self._format(**look, **_borders(False))


def _borders(top: bool) -> dict[str, Any]:
    thin = {"border": 1, "border_color": RULE}
    return {**thin, "top": 1, "top_color": INK} if top else thin
