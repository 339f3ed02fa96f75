"""Every text of an ODS workbook, part by part, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

from pipelines.read.personal.collector import Collector
from pipelines.read.personal.places import (
    DRAWING,
    OTHER_PART,
    PRINTED_PAGE,
    PROPERTIES,
    SHEET_NAME,
    Place,
    address,
)
from pipelines.read.personal.xlsx_parts import IN_QUOTES, is_number

CELLS = {"table-cell", "covered-table-cell"}
PARAGRAPHS = {"p", "h"}
PAGE_PARTS = {"header", "footer", "header-left", "footer-left", "header-first", "footer-first"}
WRITTEN_BY_PROGRAM = {"creator", "initial-creator", "printed-by", "sender-initials", "creator-initials"}
CONTENT, SETTINGS = "content.xml", "settings.xml"
NUMBERS = {
    "office:value",
    "office:date-value",
    "office:time-value",
    "office:boolean-value",
    "office:value-type",
}
SEARCHED_IN_CELLS = {"office:string-value", "table:content-validation-name"}
READABLE_ATTRIBUTES = {
    "table:title",
    "table:name",
    "table:display-list",
    "xlink:title",
    "svg:title",
    "office:name",
}


class OdsTexts:
    """Walks through the parts; the guard has seen that they are XML without a document type."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def read(self, parts: Mapping[str, bytes]) -> None:
        """Add everything to the collector."""
        for name, content in parts.items():
            _PartTexts(self._collector, name.lower()).read(content)


class _PartTexts:
    """One part."""

    def __init__(self, collector: Collector, name: str) -> None:
        self._collector = collector
        self._name = name
        self._path: list[str] = []
        self._text: list[str] = []
        self._sheet = self._row = self._column = 0
        self._row_copies = self._column_copies = 1
        self._cell: Mapping[str, str] | None = None
        self._paragraph = 0
        self._paragraphs: list[str] = []
        self._annotation = False

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(content, True)

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        name = full_name.rpartition(":")[2]
        self._path.append(name)
        if name == "table" and "table:name" in attributes:
            if self._name == CONTENT:
                self._sheet, self._row = self._sheet + 1, 0
                self._collector.sheets.append(attributes["table:name"])
            self._collector.add_text(attributes["table:name"], Place(self._sheet, part=SHEET_NAME))
            return
        if name == "table-row":
            self._row += self._row_copies
            self._row_copies = _copies(attributes, "table:number-rows-repeated")
            self._column, self._column_copies = 1, 0
            if self._row == 0:
                self._row = 1
            return
        if name in CELLS:
            self._start_cell(attributes)
            return
        if name == "annotation":
            self._flush()
            self._annotation = True
        if name in PARAGRAPHS:
            if self._paragraph == 0:
                self._text.clear()
            self._paragraph += 1
        if name in ("s", "tab", "line-break") and self._paragraph:
            self._text.append(" ")
        for key, value in attributes.items():
            if len(value) > 3 and not is_number(value):
                self._add_attribute(key, value)

    def _end(self, full_name: str) -> None:
        name = self._path.pop()
        if name in PARAGRAPHS:
            self._paragraph -= 1
            if self._paragraph == 0:
                self._end_paragraph()
        elif name in CELLS:
            self._end_cell()
        elif name == "annotation":
            self._annotation = False
        elif not self._paragraph and (text := "".join(self._text).strip()):
            self._text.clear()
            if not is_number(text) and self._name != SETTINGS:
                self._collector.add_text(text, self._place(), by_program=name in WRITTEN_BY_PROGRAM)
            elif not is_number(text):
                self._collector.add_quiet_text(text[:2000], self._place())
        elif not self._paragraph:
            self._text.clear()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._column += self._column_copies
        self._column_copies = _copies(attributes, "table:number-columns-repeated")
        self._cell = attributes
        self._paragraphs = []
        for key, value in attributes.items():
            if key == "table:formula":
                for words in IN_QUOTES.findall(value):
                    self._collector.add_text(words, self._place())
            elif key in SEARCHED_IN_CELLS:
                self._paragraphs.append(value)

    def _end_paragraph(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if self._cell is not None and not self._annotation and "shapes" not in self._path:
            self._paragraphs.append(text)
        elif text.strip():
            self._collector.add_text(text, self._place())

    def _end_cell(self) -> None:
        place = self._place()
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text = "\n".join(self._paragraphs).strip()
        if cell.get("office:value-type") in ("float", "currency", "percentage"):
            self._collector.add_number(cell.get("office:value", ""), place, str(self._column))
        elif cell.get("office:value-type") not in ("date", "time", "boolean") and text:
            self._collector.add_cell_text(text, place, self._row, self._column)

    def _flush(self) -> None:
        self._text.clear()

    def _add_attribute(self, key: str, value: str) -> None:
        if key in READABLE_ATTRIBUTES:
            self._collector.add_text(value, self._place())
        else:
            self._collector.add_quiet_text(value, self._place())

    def _place(self) -> Place:
        if self._sheet and self._cell is not None:
            return Place(self._sheet, address(self._row, self._column), is_comment=self._annotation)
        if self._name == "meta.xml":
            return Place(part=PROPERTIES)
        if PAGE_PARTS.intersection(self._path):
            return Place(part=PRINTED_PAGE)
        if "shapes" in self._path or self._name.startswith("object"):
            return Place(self._sheet, part=DRAWING)
        return Place(self._sheet if self._cell is not None else 0, part=OTHER_PART)


def _copies(attributes: Mapping[str, str], key: str) -> int:
    text = attributes.get(key, "1").strip()
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1
