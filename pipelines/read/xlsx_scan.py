"""What the guard looks for in the parts of an XLSX workbook."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping

from pipelines.read.limits import MERGED_CELLS, MERGES, STRINGS
from pipelines.read.refused import Refused
from pipelines.read.xml_scan import XmlScan, percentage, whole_number

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
BUILT_IN_PERCENT = {"9", "10"}
COLUMN_LETTERS = 3


class XlsxScan(XmlScan):
    """Counts cells with content, and finds errors, percentages and formulas that have no result.

    Any part may be a sheet, whatever its name, so every part is looked at in the same way.
    """

    def __init__(self) -> None:
        super().__init__()
        self._strings = 0
        self._merges = 0
        self._merged_cells = 0
        self._sheets: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        self._percent_formats = set(BUILT_IN_PERCENT)
        self._percent_styles: set[int] = set()
        self._styles = 0
        self._in_cell_styles = False
        self._texts: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        self._shares: list[tuple[str, tuple[int, int], int, str]] = []

    def start_part(self) -> None:
        self._row = 0
        self._column = 0
        self._cell: Mapping[str, str] | None = None
        self._has_content = False
        self._formula: str | None = None
        self._value: str | None = None

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._cell is not None:
            self._start_in_cell(name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = whole_number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif name == "si":
            self._strings += 1
            if self._strings > STRINGS:
                raise Refused("structure_too_much_text")
        elif name == "mergeCell":
            self._merges += 1
            self._merged_cells += _area(attributes.get("ref", ""))
            if self._merges > MERGES or self._merged_cells > MERGED_CELLS:
                raise Refused("structure_too_many_cells")
        else:
            self._start_elsewhere(name, attributes)

    def end_element(self, name: str) -> None:
        if self._cell is None:
            self._end_elsewhere(name)
        elif name == "v":
            self._value = self.end_text()
        elif name == "f":
            self._formula = self.end_text()
        elif name == "c":
            self._end_cell(self._cell)

    def overlays(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        for part, address, style, value in self._shares:
            if style in self._percent_styles:
                self._texts[part][address] = percentage(value)
        parts = {name: self._targets.get(relation, "") for name, relation in self._sheets.items()}
        return {name: self._texts[part] for name, part in parts.items() if part in self._texts}

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if "r" in attributes:
            self._row, self._column = _row_and_column(attributes["r"])
        else:
            self._column += 1
        self._cell = attributes
        self._has_content = False
        self._formula = None
        self._value = None

    def _start_in_cell(self, name: str) -> None:
        # Cells that only have a look may be anywhere: programs style whole rows, and readers skip them.
        if not self._has_content:
            self._has_content = True
            self.count_cell(self._row, self._column)
        if name in ("v", "f"):
            self.begin_text()

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        self._cell = None
        address = (self._row, self._column)
        part = self.part.lower()
        kind = cell.get("t", "n")
        # An empty number is no result either; an empty text (kind "str") is one.
        has_result = self._value is not None and (kind != "n" or self._value.strip() != "")
        if self._formula is not None and not has_result:
            self._texts[part][address] = f"={self._formula}"
        elif kind == "e" and self._value:
            self._texts[part][address] = self._value.strip()
        elif kind == "n" and self._value and "s" in cell:
            self._shares.append((part, address, whole_number(cell["s"]), self._value))

    def _start_elsewhere(self, name: str, attributes: Mapping[str, str]) -> None:
        part = self.part.lower()
        if part == STYLES:
            self._start_style(name, attributes)
        elif part == WORKBOOK and name == "sheet":
            relation = next((text for key, text in attributes.items() if key.endswith(":id")), "")
            self._sheets[attributes.get("name", "")] = relation
        elif part == RELATIONS and name == "Relationship":
            target = attributes.get("Target", "")
            self._targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", target)
            ).lower()[1:]
        elif part == "docprops/custom.xml" and name == "property":
            self.begin_property(attributes.get("name", ""))

    def _start_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            self._percent_formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            if attributes.get("numFmtId") in self._percent_formats:
                self._percent_styles.add(self._styles)
            self._styles += 1

    def _end_elsewhere(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cell_styles = False
        elif name == "property":
            self.end_property()


def _area(reference: str) -> int:
    """How many cells a range such as A1:C7 has."""
    first, _, last = reference.replace("$", "").partition(":")
    if not (first and last):
        return 1
    (top, left), (bottom, right) = _row_and_column(first), _row_and_column(last)
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)


def _row_and_column(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    if not (0 < len(letters) <= COLUMN_LETTERS and letters.isascii() and letters.isalpha()):
        raise Refused("structure_too_many_cells")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return whole_number(address[len(letters) :]), column
