"""A document before it is a file: headings, paragraphs, lists, tables and figures, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dashboard.model import Figure

RECORD_FILE = "provenance.json"


@dataclass(frozen=True)
class Run:
    """Some words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    """An http or https address; blank for none."""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; levels begin at 1 and none is left out on the way down."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `quiet` ones are notes in smaller type."""

    runs: Runs
    quiet: bool = False


@dataclass(frozen=True)
class Listing:
    """A list of points, each of one or more blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Facts:
    """Terms with what is said about each."""

    pairs: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True)
class Table:
    """A table with one row of headers; every row has as many texts."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the width, one for each column."""
    figures: tuple[int, ...]
    """The columns that have figures, which stand at their right edge; the first column is 0."""


@dataclass(frozen=True)
class Picture:
    """A figure of published cells."""

    figure: Figure
    title: str
    alt: str


@dataclass(frozen=True)
class Room:
    """A marked empty box, for people to write into; only in documents that can be written into."""

    title: str
    note: str


Block: TypeAlias = Heading | Paragraph | Listing | Facts | Table | Picture | Room


@dataclass(frozen=True)
class Document:
    """A whole document in one language, from one release."""

    title: str
    kind: str
    """What it is called above its title."""
    subject: str
    """One sentence for its properties."""
    author: str
    keywords: tuple[str, ...]
    language: str
    published_at: datetime
    """When the release was published; the document has no other date."""
    mark: str
    """Stands on every page; blank for none."""
    foot: str
    """Stands at the foot of every page."""
    page_of: str
    """How pages are numbered, with {page} and {pages}."""
    figure_of: str
    """How figures are numbered, with {number} and {title}."""
    table_of: str
    lead: tuple[Block, ...]
    """Stands below the title, before the contents."""
    blocks: tuple[Block, ...]
    record: str
    """Where the document comes from: a line of JSON, which every file of it carries as RECORD_FILE."""
    record_note: str
    """What that file is, in words."""
    contents: str = ""
    """Heading of the list of contents; blank for none."""


def plain(text: str) -> Runs:
    """A text in one style."""
    return (Run(text),)


def paragraph(text: str, *, quiet: bool = False) -> Paragraph:
    """A paragraph in one style."""
    return Paragraph(plain(text), quiet)
