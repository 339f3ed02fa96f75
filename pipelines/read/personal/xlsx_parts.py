"""Every text of an XLSX workbook, part by part, with its place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from pipelines.read.personal.collector import Collector
from pipelines.read.personal.places import (
    DEFINED_NAME,
    DRAWING,
    OTHER_PART,
    PRINTED_PAGE,
    PROPERTIES,
    SHEET_NAME,
    Place,
)

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LOOKS = {"xl/calcchain.xml"}
"""Positions only."""
CELL_PARTS = {"c", "row", "f", "col", "xf"}
"""Elements of which there are very many, whose own properties are positions and looks."""
TEXT_CONTAINERS = {"si", "is", "text", "comment"}
"""Elements whose text is in pieces, one for each look."""
WRITTEN_BY_PROGRAM = {"creator", "lastmodifiedby", "author", "person"}
PROGRAM_ATTRIBUTES = {"displayName", "url", "typeface"}
PAGE_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
NUMBER = re.compile(r"\s*[-+]?[\d.]+(?:[eE][-+]?\d+)?%?\s*")
IN_QUOTES = re.compile(r'"([^"]*)"')
PAGE_PARTS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
READABLE_ATTRIBUTES = {
    "prompt",
    "error",
    "promptTitle",
    "errorTitle",
    "descr",
    "title",
    "tooltip",
    "display",
    "alt",
}


class Usage(NamedTuple):
    """A cell that shows a shared string."""

    sheet: int
    address: str
    string: int


class XlsxTexts:
    """Walks through the parts; the guard has seen that they are XML without a document type."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._strings: list[str] = []
        self._usages: list[Usage] = []
        self._owners: dict[str, int] = {}
        self._order: list[str] = []

    def read(self, parts: Mapping[str, bytes]) -> None:
        """Add everything to the collector."""
        by_name = {name.lower(): content for name, content in parts.items()}
        self._order = _sheet_parts(by_name)
        self._owners = _owners(by_name, self._order)
        for name, content in parts.items():
            if name.lower() not in LOOKS:
                _PartTexts(self, name.lower()).read(content)
        for usage in self._usages:
            if usage.string < len(self._strings):
                row, column = position(usage.address)
                place = Place(usage.sheet, usage.address)
                self._collector.add_cell_text(self._strings[usage.string], place, row, column)
        used = {usage.string for usage in self._usages}
        for number, text in enumerate(self._strings):
            if number not in used:  # what was deleted from the cells and is still in the file
                self._collector.add_text(text, Place(part=OTHER_PART))

    def sheet_of(self, part: str) -> int:
        """The number of the sheet that a part is, or belongs to; 0 for others."""
        return self._owners.get(part, 0)

    @property
    def collector(self) -> Collector:
        return self._collector

    def add_string(self, text: str) -> None:
        """The next shared string."""
        self._strings.append(text)

    def add_usage(self, usage: Usage) -> None:
        """A cell that shows a shared string."""
        self._usages.append(usage)


class _PartTexts:
    """One part."""

    def __init__(self, book: XlsxTexts, name: str) -> None:
        self._book = book
        self._name = name
        self._sheet = book.sheet_of(name)
        self._path: list[str] = []
        self._text: list[str] = []
        self._container = ""
        self._address = ""
        self._kind = "n"
        self._comment = ""

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
        if not self._container:
            self._flush_mixed(name)
        if name == "c" and "r" in attributes:
            self._address, self._kind = attributes["r"], attributes.get("t", "n")
            return
        if name in CELL_PARTS:
            return
        if name in TEXT_CONTAINERS and not self._container:
            self._container = name
        if name in ("comment", "threadedComment"):
            self._comment = attributes.get("ref", "")
        for key, value in attributes.items():
            if len(value) > 3:
                self._add_attribute(name, key, value)

    def _end(self, full_name: str) -> None:
        name = self._path.pop()
        if self._container and name != self._container:
            return
        text = "".join(self._text)
        self._text.clear()
        if text:
            self._add(name, text)
        if name == "si" and not text:
            self._book.add_string("")
        if name == self._container:
            self._container = ""
        if name == "c":
            self._address, self._kind = "", "n"
        elif name in ("comment", "threadedComment"):
            self._comment = ""

    def _flush_mixed(self, name: str) -> None:
        """Text before a child element, as in drawings of old kind."""
        text = "".join(self._text).strip()
        self._text.clear()
        if text:
            self._add(name, text)

    def _add(self, name: str, text: str) -> None:
        collector = self._book.collector
        if name == "si":
            self._book.add_string(text)
        elif name == "v" and self._address:
            self._add_value(text)
        elif name == "is" and self._address:
            collector.add_cell_text(text, Place(self._sheet, self._address), *position(self._address))
        elif name == "f":
            place = Place(self._sheet, self._address)
            for words in IN_QUOTES.findall(text):
                collector.add_text(words, place)
        elif self._comment:
            collector.add_text(text, Place(self._sheet, self._comment, is_comment=True))
        elif text.strip():
            shown = PAGE_CODES.sub(" ", text) if name in PAGE_PARTS else text.strip()
            if not is_number(shown):
                by_program = name.lower() in WRITTEN_BY_PROGRAM
                collector.add_text(shown, self._place(name), by_program=by_program)

    def _add_value(self, text: str) -> None:
        place = Place(self._sheet, self._address)
        if self._kind == "s":
            if text.strip().isdecimal():
                self._book.add_usage(Usage(self._sheet, self._address, int(text)))
        elif self._kind == "n":
            self._book.collector.add_number(text, place, self._address.rstrip("0123456789"))
        elif self._kind not in ("b", "e"):
            self._book.collector.add_cell_text(text, place, *position(self._address))

    def _add_attribute(self, name: str, key: str, value: str) -> None:
        if is_number(value):
            return
        local = key.rpartition(":")[2]
        if name == "sheet" and key == "name" and self._name == WORKBOOK:
            sheets = self._book.collector.sheets
            sheets.append(value)
            self._book.collector.add_text(value, Place(len(sheets), part=SHEET_NAME))
        elif local in READABLE_ATTRIBUTES:
            self._book.collector.add_text(value, self._place(name))
        elif local not in PROGRAM_ATTRIBUTES or "@" in value:
            self._book.collector.add_quiet_text(value, self._place(name))

    def _place(self, name: str) -> Place:
        if self._comment:
            return Place(self._sheet, self._comment, is_comment=True)
        if name in PAGE_PARTS:
            return Place(self._sheet, part=PRINTED_PAGE)
        if self._name.startswith("docprops/"):
            return Place(part=PROPERTIES)
        if name == "definedName":
            return Place(part=DEFINED_NAME)
        if self._name.startswith(("xl/drawings/", "xl/charts/", "xl/diagrams/")):
            return Place(self._sheet, part=DRAWING)
        return Place(self._sheet, part=OTHER_PART)


def position(address: str) -> tuple[int, int]:
    """1-based row and column of an address."""
    column = 0
    for at, letter in enumerate(address):
        if letter.isdigit():
            return int(address[at:]), column
        column = column * 26 + ord(letter.upper()) - 64
    return 0, column


def is_number(text: str) -> bool:
    """Whether a text is a number as programs write them, and so a size or a position."""
    return NUMBER.fullmatch(text) is not None


def _sheet_parts(parts: Mapping[str, bytes]) -> list[str]:
    """The names of the parts of the sheets, in the order of the workbook."""
    targets = _relations(parts, RELATIONS, "xl")
    return [
        targets.get(next((value for key, value in attributes.items() if key.endswith(":id")), ""), "")
        for name, attributes in _elements(parts.get(WORKBOOK, b""))
        if name == "sheet"
    ]


def _owners(parts: Mapping[str, bytes], sheets: list[str]) -> dict[str, int]:
    """Part -> the number of the sheet that it is, or that leads to it."""
    owners: dict[str, int] = {}
    for number, sheet in enumerate(sheets, start=1):
        waiting = [sheet]
        while waiting:
            part = waiting.pop()
            if part and part not in owners:
                owners[part] = number
                folder, _, name = part.rpartition("/")
                waiting += _relations(parts, f"{folder}/_rels/{name}.rels", folder).values()
    return owners


def _relations(parts: Mapping[str, bytes], name: str, folder: str) -> dict[str, str]:
    """Id -> the part it stands for, of those that are in the file."""
    return {
        attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/" + folder, attributes.get("Target", ""))
        )[1:].lower()
        for element, attributes in _elements(parts.get(name, b""))
        if element == "Relationship" and attributes.get("TargetMode") != "External"
    }


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    if content:
        parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler = lambda name, attributes: found.append(
            (name.rpartition(":")[2], attributes)
        )
        parser.Parse(content, True)
    return found
