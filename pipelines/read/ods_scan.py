"""What the guard looks for in the parts of an ODS workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipelines.read.refused import Refused
from pipelines.read.xml_scan import XmlScan, percentage, whole_number

CONTENT_ATTRIBUTES = {
    "office:value-type",
    "office:value",
    "office:string-value",
    "office:boolean-value",
    "office:date-value",
    "office:time-value",
    "table:formula",
}
CELLS = {"table-cell", "covered-table-cell"}


class OdsScan(XmlScan):
    """Counts cells with content as often as they are repeated, and finds errors, percentages and booleans."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)

    def start_part(self) -> None:
        self._sheet: str | None = None
        self._row = self._column = 0
        self._row_copies = self._column_copies = 1
        self._cell: Mapping[str, str] | None = None
        self._has_content = False
        self._shown = ""

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table" and "table:name" in attributes:
            if self._sheet is not None:
                raise Refused("structure_damaged_file")
            self._sheet = attributes["table:name"]
            self._row = 0
        elif name == "table-row":
            self._row_copies = max(whole_number(attributes.get("table:number-rows-repeated", "1")), 1)
            self._row += self._row_copies
            self._column = 0
        elif name in CELLS:
            self._start_cell(attributes)
        elif self._cell is not None:
            self._count_content()
            if name == "p":
                self.begin_text()
        elif name == "user-defined":
            self.begin_property(attributes.get("meta:name", ""))

    def end_element(self, name: str) -> None:
        if name == "table":
            self._sheet = None
        elif name in CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "p" and self._cell is not None:
            self._shown = self.end_text()
        elif name == "user-defined":
            self.end_property()

    def overlays(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        return self._texts

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._column_copies = max(whole_number(attributes.get("table:number-columns-repeated", "1")), 1)
        self._column += self._column_copies
        self._cell = attributes
        self._has_content = False
        self._shown = ""
        if CONTENT_ATTRIBUTES.intersection(attributes):
            self._count_content()

    def _count_content(self) -> None:
        if not self._has_content:
            self._has_content = True
            self.count_cell(self._row, self._column, copies=self._row_copies * self._column_copies)

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        self._cell = None
        text = _text_of(cell, self._shown)
        if text is None or self._sheet is None:
            return
        for row in range(self._row - self._row_copies + 1, self._row + 1):
            for column in range(self._column - self._column_copies + 1, self._column + 1):
                self._texts[self._sheet][row, column] = text


def _text_of(cell: Mapping[str, str], shown: str) -> str | None:
    """What a cell says that a library reads otherwise; null for ordinary cells."""
    kind = cell.get("office:value-type")
    if cell.get("calcext:value-type") == "error":
        return shown or "#ERROR!"
    if "table:formula" in cell and kind is None:
        return "=" + cell["table:formula"].partition("=")[2]
    if kind == "percentage":
        return percentage(cell.get("office:value", ""))
    if kind == "boolean":
        return cell.get("office:boolean-value", "").upper()
    return None
