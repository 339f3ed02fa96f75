"""What is inside the files of a figure: cells by their keys, words as any other words, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from openpyxl import load_workbook

from dashboard import export
from dashboard import export_wording as words
from dashboard.crawl import numerals
from dashboard.crawl.looks import key_of
from dashboard.crawl.published import Row
from dashboard.crawl.report import CELL, CONSTANT, UNEXPLAINED, Tally
from dashboard.crawl.spec import Json, leaves
from dashboard.crawl.texts import Texts
from dashboard.crawl.view import View
from dashboard.export import FORMATS, ZIP
from dashboard.export.bundle import README, RECORD
from dashboard.wording import SOFTWARE
from pipelines.seal import PREFIX

KEYS = ("place_id", "activity_id", "period", "category")
FIXED = ("place_level", "period_level", "breakdown")
LABELS = ("place_label", "period_label", "activity_label", "category_label", "status")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
ABOUT = (
    "indicator_id", "indicator", "unit", "title", "release", "published_on", "source", "rounding", "synthetic",
    "disclaimer", "link", "seal",
)  # fmt: skip
WORDS = ("title", "source", "rounding", "disclaimer", "synthetic")
"""Texts about the file, which are explained as any other."""
COLUMNS = frozenset((*KEYS, *FIXED, *LABELS, *NUMBERS, *ABOUT))
DRAWN = export.DRAWN_COLUMNS

UNKNOWN_COLUMN = "a column that is not listed"
UNKNOWN_PART = "a part of a file that is not listed"
UNNAMED = "a row that names no published cell, or one that is there already"
MISSING = "a published cell that the page shows is not in the file"
NOT_THE_SAME = "not what the published cells give"
OTHER_NUMBER = "a number that no published cell gives"
UNREADABLE = "a file that cannot be read"

_SEAL = re.compile(rf"{PREFIX}[0-9a-f]{{64}}")
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_CHART = re.compile(r"xl/charts/chart\d+\.xml")
_OF_THE_FORMAT = ("0", "12.0000", "4")
"""Numbers in the properties of every workbook: of the program, and how many sheets there are."""
_OF_A_TABLE = ("http://www.w3.org/ns/csvw", "utf-8")
"""What every description of a table says."""
SHEETS = (words.SHEET_CHART, words.SHEET_DATA, words.SHEET_CELLS, words.SHEET_ABOUT)


class Contents:
    """The check of one file of a figure; the members of an archive are files too."""

    def __init__(self, view: View, texts: Texts, tally: Tally, where: str) -> None:
        self._view = view
        self._texts = texts
        self._tally = tally
        self._where = where
        self._said: set[str] = set()
        self._said_of_the_file = _said_of_the_file(view)

    def check(self, content: bytes, extension: str) -> None:
        """Check a file by its format."""
        checks: Mapping[str, Callable[[bytes], None]] = {
            "csv": self._csv,
            "csv-metadata.json": self._json,
            "json": self._json,
            "xlsx": self._workbook,
            "svg": self._svg,
            "png": self._png,
            "print.png": self._png,
            "pdf": self._pdf,
            ZIP: self._archive,
        }
        try:
            checks[extension](content)
        except (ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError, struct.error):
            self._report("content", UNREADABLE)

    # ---- cells -------------------------------------------------------------------------------------------

    def _csv(self, content: bytes) -> None:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        self._rows(lines[0] if lines else [], lines[1:], COLUMNS)

    def _rows(self, columns: Sequence[str], lines: Sequence[Sequence[Any]], known: Any) -> None:  # noqa: ANN401
        """Rows of a table: each a cell that its keys name, all of them and none twice."""
        for column in columns:
            if column not in known or list(columns).count(column) > 1:
                self._report(f"column {list(columns).index(column) + 1}", UNKNOWN_COLUMN)
        left = {key_of(row): row for row in self._view.rows}
        for i, line in enumerate(lines, start=2):
            said = {
                name: "" if text is None else str(text) for name, text in zip(columns, line, strict=False)
            }
            row = left.pop(tuple(said.get(key, "") for key in KEYS), None)
            if row is None or len(line) != len(columns):
                self._report(f"line {i}", UNNAMED)
                continue
            for name, problem in self._faults(said, row):
                self._report(f"line {i}, {name}", problem)
            self._tally.explained(CELL, sum(1 for name in NUMBERS if said.get(name)))
            self._tally.explained(CONSTANT)
        if left:
            self._report("end", MISSING)

    def _faults(self, said: Mapping[str, str], row: Row) -> Iterator[tuple[str, str]]:
        exhibit = self._view.given_out
        info, provenance = exhibit.cells.indicator, exhibit.provenance
        expected = {name: str(row[name]) for name in (*FIXED, *LABELS)} | {
            "indicator_id": info.id,
            "indicator": info.label,
            "unit": info.unit,
            "release": str(provenance.release_number),
            "published_on": provenance.published_on,
            "link": exhibit.link,
        }
        for name, word in expected.items():
            # A text that a spreadsheet would take for a formula begins with an apostrophe.
            if name in said and said[name].removeprefix("'") != word:
                yield name, NOT_THE_SAME
        if "seal" in said and not _SEAL.fullmatch(said["seal"]):
            yield "seal", UNEXPLAINED
        for name in NUMBERS:
            fact, text = row[name], said.get(name, "")
            if (text == "") is not (fact is None) or (text and not _is_exactly(text, fact)):
                yield name, NOT_THE_SAME
        for name in WORDS:
            if name in said and not self._is_explained(said[name]):
                yield name, UNEXPLAINED

    # ---- words -------------------------------------------------------------------------------------------

    def _is_explained(self, text: str) -> bool:
        if text in self._said or text in self._said_of_the_file:
            return True
        left = _SEAL.sub(" ", text)
        if not self._texts.check(left, self._view.facts, self._tally, self._view.names):
            return False
        self._said.add(text)
        return True

    def _words(self, text: str, where: str) -> None:
        if not self._is_explained(text):
            self._report(where)

    def _leaves(self, value: Json, path: str) -> None:
        """Every text of a JSON value; its numbers must be counts or constants of the release."""
        exhibit = self._view.given_out
        provenance = exhibit.provenance
        allowed = {
            float(provenance.release_number),
            float(len(self._view.rows)),
            float(exhibit.cells.withheld_count),
            float(provenance.published_on[:4]),
        }
        number = str(provenance.release_number)
        for below, leaf in leaves(_with_addresses(value), path):
            if isinstance(leaf, str) and below.endswith(".version") and leaf == number:
                self._tally.explained(CONSTANT)
            elif isinstance(leaf, str):
                self._words(leaf, below)
            elif not isinstance(leaf, bool) and leaf not in allowed:
                self._report(below, OTHER_NUMBER)

    # ---- formats -----------------------------------------------------------------------------------------

    def _json(self, content: bytes) -> None:
        value = json.loads(content)
        cells, figure = value.pop("cells", None), value.pop("figure", None)
        if cells is not None:
            self._rows(cells["columns"], cells["rows"], {*DRAWN, *LABELS})
        # The figure is that of the page, which is checked there; the bytes are compared as well.
        if figure is not None and set(figure) != {"data", "layout"}:
            self._report("figure", UNKNOWN_PART)
        self._leaves(value, "content")

    def _svg(self, content: bytes) -> None:
        root = ElementTree.fromstring(content)
        for element in root.iter():
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"
            text = (element.text or "").strip()
            if name == "cells":
                lines = list(csv.reader(io.StringIO(text, newline="")))
                self._rows(lines[0], lines[1:], set(DRAWN))
            elif name == "provenance":
                self._leaves(json.loads(text), "provenance")
            elif name in ("title", "desc") or (
                text and element.tag.startswith(("{http://purl", "{urn:prepare"))
            ):
                self._words(text, f"<{name}>")

    def _png(self, content: bytes) -> None:
        from dashboard.crawl.files import chunks

        for name, body in chunks(content):
            if name == "iTXt":
                keyword, _, text = body.partition(b"\0\0\0\0\0")
                said = text.decode("utf-8")
                if keyword == b"Provenance":
                    self._leaves(json.loads(said), "Provenance")
                else:
                    self._words(said, f"chunk {name}")
            elif name not in ("IHDR", "pHYs", "IDAT", "IEND", "seAL"):
                self._report(f"chunk {name}", UNKNOWN_PART)

    def _pdf(self, content: bytes) -> None:
        """What is attached, and the metadata; what is set on the page is compared byte for byte."""
        records = [json.loads(part) for part in _streams(content) if part.startswith(b'{"format"')]
        for record in records:
            self._leaves(record, "provenance")
        if len(records) != 1:
            self._report("attachment", UNKNOWN_PART)

    def _archive(self, content: bytes) -> None:
        exhibit = self._view.given_out
        formats = {export.file_name(exhibit, extension): extension for extension in FORMATS}
        citation = next(iter(formats)).partition(".")[0] + ".bib"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                data = archive.read(member)
                if member.filename in formats:
                    inner = Contents(self._view, self._texts, self._tally, f"{self._where} {member.filename}")
                    inner.check(data, formats[member.filename])
                elif member.filename == RECORD:
                    self._leaves(json.loads(data), RECORD)
                elif member.filename in (README, citation):
                    for line in data.decode("utf-8-sig").split(
                        "\r\n" if member.filename == README else "\n\n"
                    ):
                        self._words(line, member.filename)
                else:
                    self._report("member", UNKNOWN_PART)
                if member.comment or member.extra:
                    self._report(f"{member.filename} header", UNKNOWN_PART)

    def _workbook(self, content: bytes) -> None:
        say = self._view.published.say
        book = load_workbook(io.BytesIO(content))
        if [sheet.title for sheet in book.worksheets] != [say(name)[:31] for name in SHEETS]:
            self._report("sheets", UNKNOWN_PART)
        for sheet in book.worksheets:
            lines = [list(line) for line in sheet.iter_rows(values_only=True)]
            if sheet.sheet_state != "visible":
                self._report("sheet that is hidden", UNKNOWN_PART)
            if sheet.title == say(words.SHEET_CELLS):
                self._rows([str(name) for name in lines[0]], lines[1:], COLUMNS - {"seal"})
            elif sheet.title == say(words.SHEET_ABOUT):
                self._record(lines)
            else:
                self._sheet(lines, f"sheet {book.worksheets.index(sheet) + 1}")
            if any(cell.comment for line in sheet.iter_rows() for cell in line):
                self._report("comment", UNKNOWN_PART)
        for name in book.defined_names:
            self._words(name, "name")
        self._package(content)

    def _record(self, lines: Sequence[Sequence[object]]) -> None:
        """The sheet that says where the workbook comes from: what each fact is called, and the fact."""
        for i, line in enumerate(lines, start=1):
            said = [value for value in line if value is not None]
            if len(said) == 2 and str(said[1]).startswith('{"format"'):
                self._leaves(json.loads(str(said[1])), RECORD)
            elif said:
                self._words(": ".join(map(str, said)), f"record row {i}")

    def _sheet(self, lines: Sequence[Sequence[object]], where: str) -> None:
        """A sheet that is no table of cells: words, and numbers that a cell of the figure gives."""
        below = {value for line in lines for value in line if isinstance(value, (int, float)) and value < 0}
        # What has no value is marked below zero, everything on one line.
        allowed = _given(self._view.rows) | (below if len(below) == 1 else set())
        for i, line in enumerate(lines, start=1):
            for j, value in enumerate(line, start=1):
                if isinstance(value, str):
                    self._said_of_a_cell(value, f"{where} row {i}, column {j}")
                elif isinstance(value, (int, float)) and round(float(value), 6) not in allowed:
                    self._report(f"{where} row {i}, column {j}", OTHER_NUMBER)

    def _said_of_a_cell(self, text: str, where: str) -> None:
        """A text, which may say in words what is published of a cell of the figure."""
        language = self._view.language
        said = numerals.plain(text, language)
        if not numerals.has_number(said, language) or said in self._in_words:
            return
        self._words(text, where)

    @property
    def _in_words(self) -> frozenset[str]:
        if not hasattr(self, "_kept"):
            self._kept = frozenset(_in_words(self._view))
        return self._kept

    def _package(self, content: bytes) -> None:
        """The parts of a workbook that no sheet shows: properties, and what charts keep of their numbers."""
        allowed = _given(self._view.rows)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if _CHART.fullmatch(name):
                    texts = list(_cached(package.read(name)))
                    below = {text for text in texts if _NUMERIC.fullmatch(text) and float(text) < 0}
                    for text in texts:
                        is_given = _NUMERIC.fullmatch(text) and round(float(text), 6) in allowed
                        if not is_given and not (len(below) == 1 and text in below):
                            self._said_of_a_cell(text, "chart")
                elif name.startswith("docProps/"):
                    for text in _properties(package.read(name)):
                        self._words(text, name)

    def _report(self, place: str, problem: str = UNEXPLAINED) -> None:
        self._tally.report(str(self._view), f"{self._where} {place}", problem)


def _with_addresses(value: Json) -> Json:
    """JSON in which the query of a view is the address that it stands for."""
    if isinstance(value, dict):
        return {
            key: urlencode(item, doseq=True)
            if key == "query" and isinstance(item, dict)
            else _with_addresses(item)
            for key, item in value.items()
        }
    return [_with_addresses(item) for item in value] if isinstance(value, list) else value


def _is_exactly(text: str, expected: float) -> bool:
    try:
        return abs(float(text) - float(expected)) < 1e-9
    except ValueError:
        return False


def _given(rows: Sequence[Row]) -> frozenset[float]:
    """Numbers that a chart of these cells needs: values, bounds, and how long a bar between bounds is."""
    found: set[float] = {0.0}
    for row in rows:
        value, lower, upper = row["value"], row["lower"], row["upper"]
        ends = [x for x in (value, lower, upper) if x is not None]
        found |= {*ends, *(abs(one - other) for one in ends for other in ends)}
    return frozenset(round(float(x), 6) for x in found)


def _in_words(view: View) -> Iterator[str]:
    """What may be said of the cells of a figure: alone, and beside their names."""
    from dashboard.charts.text import full_text

    language, speaker = view.language, view.published.provenance.speaker
    for row in view.rows:
        said = numerals.plain(full_text(row, speaker), language)
        yield said
        for name in {row["place_label"], row["activity_label"], row["category_label"], row["period_label"]}:
            yield f"{numerals.plain(name, language)} ({said})"
        parts = [row[f"{name}_label"] for name in ("place", "activity", "category")]
        for first in range(len(parts)):
            for last in range(first + 1, len(parts) + 1):
                yield f"{numerals.plain(' · '.join(parts[first:last]), language)} ({said})"
        yield f"{numerals.plain(f'{parts[0]} · {parts[2]}', language)} ({said})"


def _said_of_the_file(view: View) -> frozenset[str]:
    """What the record of a file says of it in numbers: how many cells there are, and of which release and program."""
    speaker, exhibit = view.published.provenance.speaker, view.exhibit
    provenance = exhibit.provenance
    counts = {
        "cells": len(view.rows),
        "withheld": exhibit.cells.withheld_count,
        "release": provenance.release_number,
    }
    properties = {"Cells": "cells", "Withheld cells": "withheld", "Release": "release"}
    labelled = {f"{speaker.say(words.FACTS[name])}: {speaker.number(n)}" for name, n in counts.items()}
    labelled |= {f"{name}: {counts[key]}" for name, key in properties.items()}
    for program in (provenance.software_version, version("prepare-outcome-monitor")):
        label = speaker.say(words.FACTS["software_version"])
        labelled |= {program, f"{label}: {program}", f"Software version: {program}", f"{SOFTWARE} {program}"}
    at = provenance.published_at.replace("+00:00", "Z")
    return frozenset({*labelled, at, f"release {provenance.release_number}", *_OF_A_TABLE})


def _cached(chart: bytes) -> Iterator[str]:
    """Numbers and texts that a chart of a workbook keeps."""
    for element in ElementTree.fromstring(chart).iter():
        name = str(element.tag).rpartition("}")[2]
        if name in ("v", "t") and element.text:
            yield element.text


def _properties(part: bytes) -> Iterator[str]:
    """What a workbook says of itself; of those that only a program reads, with their names."""
    root = ElementTree.fromstring(part)
    for element in root.iter():
        text, parents = (element.text or "").strip(), [each for each in root if element in each]
        if text and text not in _OF_THE_FORMAT:
            yield ": ".join([*(parent.get("name", "") for parent in parents if parent.get("name")), text])


def _streams(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF, inflated where they are deflated."""
    for found in re.finditer(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            yield found[1]
