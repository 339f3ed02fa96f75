"""Whether a file holds published cells only.

A table is read row by row and looked up by its keys. A picture is drawn again from published cells: it must be the
same byte for byte, with every word about itself and nothing beside.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard import export
from dashboard.crawl import numerals
from dashboard.crawl.buttons import extension_of
from dashboard.crawl.capture import File
from dashboard.crawl.report import CELL, CONSTANT, DRAWING, UNEXPLAINED, Tally
from dashboard.crawl.texts import Texts
from dashboard.crawl.view import View

KEYS = ("place_id", "period", "activity_id", "category")
FIXED = ("place_level", "period_level", "breakdown")
LABELS = ("place_label", "period_label", "activity_label", "category_label", "status")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
ABOUT = (
    "indicator_id", "indicator", "unit", "title", "release", "published_on", "source", "rounding", "synthetic",
    "disclaimer", "link", "seal",
)  # fmt: skip
WORDS = ("title", "source", "rounding", "disclaimer")
"""Texts about the file, which are explained as any other."""
COLUMNS = frozenset((*KEYS, *FIXED, *LABELS, *NUMBERS, *ABOUT))

UNKNOWN_FILE = "a file that the crawl cannot make again"
UNKNOWN_COLUMN = "a column that is not listed"
UNNAMED = "a row that names no published cell, or one that is there already"
MISSING = "a published cell that the page shows is not in the file"
NOT_THE_SAME = "not what the published cells give"


def check_file(file: File, view: View, texts: Texts, tally: Tally) -> None:
    """Check one file by what it is."""
    where = _where(file)
    extension = file.name.rpartition(".")[2]
    if view.selection is None or extension not in {"csv", "svg", "png"}:
        tally.report(str(view), where, UNKNOWN_FILE)
        return
    if file.name != export.file_name(view.exhibit, extension):
        tally.report(str(view), f"{where} name")
    if extension == "csv":
        for place, problem in _csv_faults(file.content, view, texts, tally):
            tally.report(str(view), f"{where} {place}", problem)
    else:
        _check_picture(file, extension, view, tally)


def _where(file: File) -> str:
    """The button of a file, if it is one of ours: a label can hold a number too."""
    return f"file '{file.button}'" if extension_of(file.button) else "file"


def _csv_faults(content: bytes, view: View, texts: Texts, tally: Tally) -> Iterator[tuple[str, str]]:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    columns = lines[0] if lines else []
    for column in columns:
        if column not in COLUMNS or columns.count(column) > 1:
            yield f"column {columns.index(column) + 1}", UNKNOWN_COLUMN
    explained: set[str] = set()
    left = {tuple(row[key] for key in KEYS): row for row in view.rows}
    for i, line in enumerate(lines[1:], start=2):
        said = dict(zip(columns, line, strict=False))
        row = left.pop(tuple(said.get(key, "") for key in KEYS), None)
        if row is None or len(line) != len(columns):
            yield f"line {i}", UNNAMED
            continue
        for name, problem in _line_faults(said, row, view):
            yield f"line {i}, {name}", problem
        for name in WORDS:
            text = said.get(name, "")
            if text not in explained and not texts.check(text, view.facts, tally):
                yield f"line {i}, {name}", UNEXPLAINED
            explained.add(text)
        tally.explained(CELL, sum(1 for name in NUMBERS if said.get(name)))
        tally.explained(CONSTANT)
    if left:
        yield "end", MISSING


def _line_faults(said: Mapping[str, str], row: Mapping[str, Any], view: View) -> Iterator[tuple[str, str]]:
    info, provenance = view.exhibit.cells.indicator, view.published.provenance
    words = {name: str(row[name]) for name in (*FIXED, *LABELS)} | {
        "indicator_id": info.id,
        "indicator": info.label,
        "unit": info.unit,
        "release": str(provenance.release_number),
        "published_on": provenance.published_on,
    }
    for name, word in words.items():
        # A text that a spreadsheet would take for a formula begins with an apostrophe.
        if said.get(name, "").removeprefix("'") != word:
            yield name, NOT_THE_SAME
    for name in NUMBERS:
        expected = row[name]
        text = said.get(name, "")
        if (text == "") is not (expected is None) or (text and not _is_exactly(text, expected)):
            yield name, NOT_THE_SAME


def _is_exactly(text: str, expected: float) -> bool:
    try:
        return abs(float(text) - float(expected)) < 1e-9
    except ValueError:
        return False


def _check_picture(file: File, extension: str, view: View, tally: Tally) -> None:
    made = export.svg_bytes(view.exhibit) if extension == "svg" else export.png_bytes(view.exhibit)
    if file.content == made:
        tally.explained(DRAWING, len(numerals.numbers(made.decode())) if extension == "svg" else 1)
        return
    parts = (
        _differing_chunks(file.content, made) if extension == "png" else _differing_line(file.content, made)
    )
    tally.report(str(view), f"{_where(file)} {parts}", NOT_THE_SAME)


def _differing_line(served: bytes, made: bytes) -> str:
    """Near which element of an SVG the first difference is."""
    same = next((i for i, (a, b) in enumerate(zip(served, made, strict=False)) if a != b), len(made))
    tag = served[:same].rfind(b"<")
    name = served[tag + 1 : tag + 20].split(b" ")[0].split(b">")[0].decode("utf-8", "replace")
    return f"near <{name}>"


def _differing_chunks(served: bytes, made: bytes) -> str:
    """Which chunks of a PNG are not the same."""
    one, other = list(_chunks(served)), list(_chunks(made))
    names = [name for name, content in one if (name, content) not in other]
    return f"chunks {', '.join(dict.fromkeys(names))}" if names else "chunks"


def _chunks(png: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8].decode("latin-1"), png[at + 8 : at + 8 + length]
        at += length + 12
    if at != len(png):
        yield "after the end", png[at:]
