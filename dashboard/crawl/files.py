"""Whether a file holds published cells only.

Twice, as with figures: every format is made again from published cells, with the same seal, and must be the same byte
for byte; and it is opened, every cell in it is looked up by its keys, and every word explained.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard import export
from dashboard.crawl import numerals
from dashboard.crawl.buttons import extension_of
from dashboard.crawl.capture import File
from dashboard.crawl.contents import Contents
from dashboard.crawl.published import Published
from dashboard.crawl.report import DRAWING, Tally
from dashboard.crawl.texts import Texts
from dashboard.crawl.view import View
from dashboard.export import FORMATS, ZIP
from dashboard.sheets.annex import ANNEX_ID
from dashboard.sheets.words import DOCUMENT_KEY
from pipelines.languages import LANGUAGES
from pipelines.seal import Sealing

UNKNOWN_FILE = "a file that the crawl cannot make again"
NOT_THE_SAME = "not what the published cells give"
SHEETS_PAGE, SHEET_LANGUAGE = "sheets", "in"

MakeDocument = Callable[[Published, str, str], tuple[str, bytes]]
"""Release, id of a document and format -> name and content of its file, with the authors' texts of the ledger."""


@dataclass(frozen=True)
class Makers:
    """What makes a file again, of which a release alone does not tell."""

    sealing: Sealing | None = None
    """The seal of the workspace; null where files are not compared byte for byte."""
    document: MakeDocument | None = None
    authored: tuple[str, ...] = ()
    """Texts that people wrote to be shown as they stand."""


def check_file(file: File, view: View, texts: Texts, tally: Tally, makers: Makers) -> None:
    """Check one file by what it is."""
    where, extension = _where(file), extension_of(file.button)
    if view.address.page == SHEETS_PAGE:
        _check_document(file, extension, view, tally, makers)
        return
    if view.selection is None or extension not in {*FORMATS, ZIP}:
        tally.report(str(view), where, UNKNOWN_FILE)
        return
    if file.name != export.file_name(view.given_out, extension):
        tally.report(str(view), f"{where} name")
    contents = Contents(view, texts, tally, where)
    contents.check(file.content, extension)
    if makers.sealing is None:
        return
    made = export.file_of(view.given_out, extension, makers.sealing)
    if file.content == made:
        tally.explained(DRAWING, _count(made, extension))
    else:
        tally.report(str(view), f"{where} {_difference(file.content, made, extension)}", NOT_THE_SAME)


def _where(file: File) -> str:
    """The button of a file, if it is one of ours: a label can hold a number too."""
    return f"file '{file.button}'" if extension_of(file.button) else "file"


def _check_document(file: File, extension: str, view: View, tally: Tally, makers: Makers) -> None:
    """A practice sheet or the annex: the same as made again from the release and the authors' texts."""
    asked = view.address.asked
    document = next(iter(asked.get(DOCUMENT_KEY, [])), ANNEX_ID)
    language = next((x for x in asked.get(SHEET_LANGUAGE, []) if x in LANGUAGES), view.language)
    where = _where(file)
    if makers.document is None or view.shelf is None or not extension:
        tally.report(str(view), where, UNKNOWN_FILE)
        return
    published = view.shelf.of(view.published.provenance.release_number, language)
    name, made = makers.document(published, document, extension)
    if file.name != name:
        tally.report(str(view), f"{where} name")
    if file.content == made:
        tally.explained(DRAWING)
    else:
        tally.report(str(view), where, NOT_THE_SAME)


def _count(made: bytes, extension: str) -> int:
    return len(numerals.numbers(made.decode())) if extension == "svg" else 1


def _difference(served: bytes, made: bytes, extension: str) -> str:
    if extension.endswith("png"):
        return _differing_chunks(served, made)
    return _differing_line(served, made) if extension == "svg" else "bytes"


def _differing_line(served: bytes, made: bytes) -> str:
    """Near which element of an SVG the first difference is."""
    same = next((i for i, (a, b) in enumerate(zip(served, made, strict=False)) if a != b), len(made))
    tag = served[:same].rfind(b"<")
    name = served[tag + 1 : tag + 20].split(b" ")[0].split(b">")[0].decode("utf-8", "replace")
    return f"near <{name}>"


def _differing_chunks(served: bytes, made: bytes) -> str:
    """Which chunks of a PNG are not the same."""
    one, other = list(chunks(served)), list(chunks(made))
    names = [name for name, content in one if (name, content) not in other]
    return f"chunks {', '.join(dict.fromkeys(names))}" if names else "chunks"


def chunks(png: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each chunk of a PNG, and what follows its end."""
    at = 8
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8].decode("latin-1"), png[at + 8 : at + 8 + length]
        at += length + 12
    if at != len(png):
        yield "after the end", png[at:]
