"""Whether a file that was given out is as it was, and whether what it shows still is.

Nothing of a file is read before its seal is found to be right: whatever it is, it is bytes until then, and afterwards
it is a file of our own. Nothing of it is kept.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard import export_wording as words
from dashboard import queries
from dashboard.charts.text import full_text
from dashboard.derived import exhibit_of
from dashboard.export import DRAWN_COLUMNS, drawn_csv
from dashboard.model import CellStatus
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activities_of
from dashboard.sheets.annex import ANNEX_ID
from dashboard.sheets.words import DocumentView
from dashboard.view import LANGUAGE_KEY, Exhibit, View, view_from_query
from pipelines.errors import ReleaseMissingError
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE
from pipelines.seal import Kind, Sealing, is_genuine, kind_of
from pipelines.texts import Text

LARGEST_FILE = 25 * 1024 * 1024
"""Largest file that is looked at [bytes]."""

_MARK = b'{"format":"prepare-outcome-monitor/provenance/1"'
_WITHOUT_VALUE = (CellStatus.WITHHELD.value, CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value)


class State(StrEnum):
    """What can be said about a file."""

    CURRENT = "current"
    """Genuine, and from the newest release."""
    SUPERSEDED = "superseded"
    """Genuine, and there is a newer release."""
    WITHDRAWN = "withdrawn"
    """Genuine, from a release that must not be relied on."""
    UNKNOWN = "unknown"
    """Genuine, but what it was made from is not here."""
    ALTERED = "altered"
    """Not as it was given out, or not from here."""
    TOO_LARGE = "too_large"


class Change(StrEnum):
    """What became of a cell in a newer release."""

    CHANGED = "changed"
    WITHHELD = "withheld"
    SHOWN = "shown"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class ChangedCell:
    """A cell that the newest release publishes differently; texts as published, blank where there is none."""

    where: str
    before: str
    now: str
    what: Change


@dataclass(frozen=True)
class Verdict:
    """What was found out about a file."""

    state: State
    release: int | None = None
    newest: int | None = None
    view: View | DocumentView | None = None
    """The view of the file; null for a file of a whole release."""
    newest_view: View | DocumentView | None = None
    """The same view of the newest release; null where that is the same, or has no such view."""
    changes: tuple[ChangedCell, ...] | None = ()
    """Null for a document: its cells are not compared one by one."""
    reason: str = ""
    """Why the release was withdrawn."""

    @property
    def is_good(self) -> bool:
        """Whether the file may be cited as it is."""
        return self.state is State.CURRENT


@dataclass(frozen=True)
class Shelf:
    """What a file is compared with."""

    sealing: Sealing
    newest: int | None
    open_release: Callable[[str, int], ReleaseReader]
    """Language and number -> the release. Errors: ReleaseMissingError."""
    withdrawn: Callable[[int], str | None]
    """Number -> why the release was withdrawn; null when it was not."""


@dataclass(frozen=True)
class _Claim:
    """What a genuine file says of itself."""

    release: int
    page: str = ""
    query: Mapping[str, list[str]] | None = None
    sha256: str = ""
    """Of the cells drawn or, for a document or a file of a whole release, of the cells of the release."""
    document: str = ""
    """The activity of a practice sheet, or the annex; blank for figures and whole releases."""


def examine(file: bytes, shelf: Shelf, largest: int = LARGEST_FILE) -> Verdict:
    """What can be said about a file, whatever it is; one of more than `largest` bytes is not looked at."""
    if len(file) > largest:
        return Verdict(State.TOO_LARGE)
    if not is_genuine(file, shelf.sealing):
        return Verdict(State.ALTERED)
    claim = _claim(file)
    if claim is None or shelf.newest is None:
        return Verdict(State.UNKNOWN)
    language = next(iter((claim.query or {}).get(LANGUAGE_KEY, [])), SOURCE_LANGUAGE)
    if language not in LANGUAGES:
        return Verdict(State.UNKNOWN)
    try:
        reader = shelf.open_release(language, claim.release)
        newest = shelf.open_release(language, shelf.newest)
    except ReleaseMissingError:
        return Verdict(State.UNKNOWN, claim.release, shelf.newest)
    return _compared(claim, reader, newest, shelf)


_VERDICTS = {
    State.CURRENT: words.VERIFY_CURRENT,
    State.SUPERSEDED: words.VERIFY_SUPERSEDED,
    State.WITHDRAWN: words.VERIFY_WITHDRAWN,
    State.UNKNOWN: words.VERIFY_UNKNOWN,
    State.ALTERED: words.VERIFY_ALTERED,
    State.TOO_LARGE: words.VERIFY_TOO_LARGE,
}


def verdict_text(verdict: Verdict, largest: int = LARGEST_FILE) -> Text:
    """The verdict as a sentence."""
    return _VERDICTS[verdict.state].using(
        number=verdict.release or 0, newest=verdict.newest or 0, size=largest // 2**20
    )


def _compared(claim: _Claim, reader: ReleaseReader, newest: ReleaseReader, shelf: Shelf) -> Verdict:
    if claim.document:
        return _compared_document(claim, reader, newest, shelf)
    exhibit = None if claim.query is None else _exhibit(claim, reader)
    here = reader.provenance.cells_sha256 if exhibit is None else _sha256(drawn_csv(exhibit.cells))
    if claim.sha256 != here or (claim.query is not None and exhibit is None):
        return Verdict(State.UNKNOWN, claim.release, shelf.newest)
    view = exhibit.view if exhibit else None
    newest_view: View | None = None
    changes: tuple[ChangedCell, ...] = ()
    if exhibit is not None and claim.release != shelf.newest:
        other = _exhibit(claim, newest)
        # What the newest release cannot show is not another view of it.
        if other is not None and other.view == exhibit.view.of_release(newest.provenance.release_number):
            newest_view, changes = other.view, changed_cells(exhibit, other)
    state, reason = _state(claim, shelf)
    return Verdict(state, claim.release, shelf.newest, view, newest_view, changes, reason)


def _compared_document(claim: _Claim, reader: ReleaseReader, newest: ReleaseReader, shelf: Shelf) -> Verdict:
    if claim.sha256 != reader.provenance.cells_sha256 or not _has_document(reader, claim.document):
        return Verdict(State.UNKNOWN, claim.release, shelf.newest)
    view = DocumentView(claim.document, claim.release, reader.provenance.language)
    newest_view = None
    if claim.release != shelf.newest and _has_document(newest, claim.document):
        newest_view = view.of_release(newest.provenance.release_number)
    state, reason = _state(claim, shelf)
    return Verdict(state, claim.release, shelf.newest, view, newest_view, None, reason)


def _has_document(reader: ReleaseReader, document_id: str) -> bool:
    return document_id == ANNEX_ID or any(each.id == document_id for each in activities_of(reader))


def _state(claim: _Claim, shelf: Shelf) -> tuple[State, str]:
    """The state of what is genuine and still here, and why it was withdrawn."""
    reason = shelf.withdrawn(claim.release)
    if reason is not None:
        return State.WITHDRAWN, reason
    return State.CURRENT if claim.release == shelf.newest else State.SUPERSEDED, ""


def _exhibit(claim: _Claim, reader: ReleaseReader) -> Exhibit | None:
    """The figure that a file claims to be of; null where the release cannot show it."""
    try:
        view, _ = view_from_query(claim.page, claim.query or {}, reader.options, reader.provenance)
        cells = queries.cells(reader, view.selection)
    except (ValueError, KeyError):
        return None
    return exhibit_of(cells, view, reader.provenance)


# ---- what is different now ----------------------------------------------------------------------------------


def changed_cells(before: Exhibit, now: Exhibit) -> tuple[ChangedCell, ...]:
    """Cells of the same view that two releases publish differently, in the order of the older one."""
    old, new = _by_key(before), _by_key(now)
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        row = old.get(key) or new[key]
        texts = [
            full_text(rows[key], exhibit.provenance.speaker) if key in rows else ""
            for rows, exhibit in ((old, before), (new, now))
        ]
        if texts[0] != texts[1]:
            labels = ("place_label", "activity_label", "category_label", "period_label")
            where = ", ".join(dict.fromkeys(row[name] for name in labels))
            found.append(ChangedCell(where, texts[0], texts[1], _what(old.get(key), new.get(key))))
    return tuple(found)


def _by_key(exhibit: Exhibit) -> dict[tuple[str, ...], dict[str, Any]]:
    key = ("place_id", "activity_id", "category", "period")
    return {tuple(row[name] for name in key): row for row in exhibit.cells.frame.to_dicts()}


def _what(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change:
    if old is None or new is None:
        return Change.ADDED if old is None else Change.REMOVED
    if new["status"] == CellStatus.WITHHELD.value != old["status"]:
        return Change.WITHHELD
    is_shown_now = new["value"] is not None and old["status"] in _WITHOUT_VALUE
    return Change.SHOWN if is_shown_now else Change.CHANGED


# ---- what a genuine file says of itself ------------------------------------------------------------------------


def _claim(file: bytes) -> _Claim | None:
    """What a file of our own says; null where an older program wrote what is not understood any more."""
    record = _record(file)
    if record is not None:
        return _claim_of(record)
    try:
        return _claim_of_table(file.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, KeyError, csv.Error):
        return None


def _claim_of(record: Mapping[str, Any]) -> _Claim | None:
    try:
        release = int(record["release"])
        if "query" not in record:
            return _Claim(release, sha256=str(record["cells_sha256"]))
        if "document" in record:
            sha256, document = str(record["cells_sha256"]), str(record["document"])
            return _Claim(release, record["page"], record["query"], sha256, document)
        return _Claim(release, record["page"], record["query"], str(record["drawn_sha256"]))
    except (KeyError, TypeError, ValueError):
        return None


def _claim_of_table(text: str) -> _Claim | None:
    """What a CSV file says: the link of its rows, and the cells themselves."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    first = next(reader, None)
    if first is None:
        return None
    record = first.get("provenance") or first.get("PROVENANCE")
    if record:
        return _claim_of(json.loads(record))
    rows = [first, *reader]
    link = urlsplit(rows[0]["link"])
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(DRAWN_COLUMNS)
    writer.writerows([row[name] for name in DRAWN_COLUMNS] for row in rows)
    return _Claim(
        int(rows[0]["release"]),
        link.path.rpartition("/")[2],
        parse_qs(link.query, keep_blank_values=True),
        _sha256(written.getvalue()),
    )


def _record(file: bytes) -> Mapping[str, Any] | None:
    """The record of where a file comes from, wherever it stands in it."""
    kind = kind_of(file)
    if kind is Kind.ARCHIVE:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            names = archive.namelist()
            if "provenance.json" in names:
                return _parsed(archive.read("provenance.json"))
            strings = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
        # A long record stands in several cells, one after the other.
        texts = re.findall(r"<t[^>]*>([^<]*)</t>", strings.decode())
        mark = _MARK.decode()
        starts = [number for number, text in enumerate(texts) if unescape(text).startswith(mark)]
        return _parsed("".join(map(unescape, texts[starts[0] :])).encode()) if starts else None
    if kind is Kind.PDF:
        for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL):
            try:
                content = zlib.decompress(found[1])
            except zlib.error:
                content = found[1]
            if content.startswith(_MARK):
                return _parsed(content)
        return None
    if kind is Kind.PNG or file.startswith(b"PAR1"):
        at = file.find(_MARK)
        return _parsed(file[at:]) if at >= 0 else None
    return _record_of_text(file)


def _record_of_text(file: bytes) -> Mapping[str, Any] | None:
    if file.startswith(b"{"):
        content = json.loads(file)
        notes = content.get("notes") or [content]
        return next((note["provenance"] for note in notes if "provenance" in note), None)
    found = re.search(r"<p:provenance [^>]*>([^<]*)</p:provenance>", file.decode("utf-8", "replace"))
    return _parsed(unescape(found[1]).encode()) if found else None


def _parsed(content: bytes) -> Mapping[str, Any] | None:
    """The JSON object that some bytes begin with."""
    try:
        record, _ = json.JSONDecoder().raw_decode(content.decode("utf-8", "replace"))
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
