"""Walks the XML parts of a workbook with limits; what an element means is for the subclasses to say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from xml.parsers import expat

from pipelines.read.limits import CELLS, COLUMNS, DECLARED_COUNT, ROWS, XML_DEPTH, XML_ELEMENTS
from pipelines.read.refused import Refused

PROPERTIES = 200
PROPERTY_CHARACTERS = 200
XML_NAMES = (".xml", ".rels")
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class XmlScan(ABC):
    """Collects from the parts of one workbook what is needed to read it safely.

    Errors: Refused from `scan` for whatever a report cannot hold.
    """

    def __init__(self) -> None:
        self.part = ""
        self.properties: dict[str, str] = {}
        self.cells = 0
        self._elements = 0
        self._depth = 0
        self._text: list[str] | None = None
        self._property: str | None = None

    def scan(self, name: str, content: bytes) -> bool:
        """Look at one part; false when it is not XML, so that nobody need read it."""
        self.part = name
        self._depth = 0
        self._text = None
        self._property = None
        self.start_part()
        if content.startswith(UTF_16_STARTS):
            # The parser would follow these whatever encoding it is told, and another reader might not.
            return self._not_xml(name)
        # The encoding is ours: a declared one could make another reader see other elements.
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _forbid_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            return self._not_xml(name)
        return True

    def begin_text(self) -> None:
        """Keep the text that follows, until `end_text`."""
        self._text = []

    def end_text(self) -> str:
        """The text since `begin_text`."""
        text = "".join(self._text or ())
        self._text = None
        return text

    def count_cell(self, row: int, column: int, *, copies: int = 1) -> None:
        """Count a cell with content, by its last row and column when it is repeated."""
        self.cells += copies
        if self.cells > CELLS or row > ROWS or column > COLUMNS:
            raise Refused("structure_too_many_cells")

    def begin_property(self, name: str) -> None:
        """Keep the text that follows as a document property."""
        if len(self.properties) < PROPERTIES:
            self._property = name
            self.begin_text()

    def end_property(self) -> None:
        """Store the property begun last."""
        if self._property is not None:
            self.properties[self._property] = self.end_text().strip()[:PROPERTY_CHARACTERS]
            self._property = None

    @abstractmethod
    def start_part(self) -> None:
        """Forget what belonged to the part before."""

    @abstractmethod
    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; `name` has no prefix, attributes have theirs."""

    @abstractmethod
    def end_element(self, name: str) -> None:
        """An element ends."""

    @abstractmethod
    def overlays(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        """Sheet -> address -> text for cells that a library does not read as they are shown."""

    def _not_xml(self, name: str) -> bool:
        if name.lower().endswith(XML_NAMES):
            raise Refused("structure_damaged_file")
        return False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth > XML_DEPTH or self._elements > XML_ELEMENTS:
            raise Refused("structure_unpacks_too_large")
        for key in ("count", "uniqueCount"):
            if key in attributes and whole_number(attributes[key]) > DECLARED_COUNT:
                raise Refused("structure_too_many_cells")
        self.start_element(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end_element(name.rpartition(":")[2])

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def whole_number(text: str) -> int:
    """The whole number in an attribute.

    Errors: Refused when it is none, or longer than any that a workbook needs.
    """
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdecimal() and len(stripped) <= 10):
        raise Refused("structure_damaged_file")
    return int(stripped)


def percentage(value: str) -> str:
    """A stored share as it is shown, such as 12.5%."""
    try:
        return f"{float(value) * 100:.10g}%"
    except ValueError as error:
        raise Refused("structure_damaged_file") from error


def _forbid_doctype(*_: object) -> None:
    raise Refused("structure_forbidden_xml")
