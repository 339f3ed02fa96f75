"""The search of one file, in the child process: what was found, as the parent can take it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from pipelines.read.personal.collector import Collector
from pipelines.read.personal.kinds import TO_CONFIRM
from pipelines.read.personal.leftovers import search_leftovers
from pipelines.read.personal.ods_parts import OdsTexts
from pipelines.read.personal.places import Place, address
from pipelines.read.personal.xlsx_parts import XlsxTexts

PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")

Found = dict[str, Any]


def search_workbook(
    file_format: Literal["xlsx", "ods"], data: bytes, parts: Mapping[str, bytes], xml: Mapping[str, bytes]
) -> Found:
    """What a workbook tells: `parts` is all of it, `xml` those parts that are XML and were looked at by the guard."""
    collector = Collector()
    texts = XlsxTexts(collector) if file_format == "xlsx" else OdsTexts(collector)
    texts.read(xml)
    search_leftovers(collector, data, parts, xml)
    return _found(collector)


def search_table(
    rows: Sequence[Sequence[str]], spellings: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> Found:
    """What a table of texts tells. Plain numbers are numbers, whatever the file calls them.

    `spellings` has texts as other encodings would read them, by encoding; they are searched too.
    """
    collector = Collector()
    collector.sheets.append("")
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            stripped = text.strip()
            if not stripped:
                continue
            place = Place(1, address(row, column))
            if PLAIN_NUMBER.fullmatch(stripped) and not stripped.startswith("+"):
                collector.add_number(stripped, place, str(column))
            else:
                collector.add_cell_text(stripped, place, row, column)
            for spelt in spellings.values():
                if text in spelt:
                    collector.add_text(spelt[text].strip(), place)
    return _found(collector)


def is_hit(found: Found) -> bool:
    """Whether something was found that stops the upload."""
    return any(kind not in TO_CONFIRM for kind in found["hits"])


def _found(collector: Collector) -> Found:
    collector.finish()
    return {
        "hits": {str(kind): _encoded(places) for kind, places in collector.hits.items() if places},
        "sheets": collector.sheets,
        "pairs": [[*pair, _encoded(places)] for pair, places in collector.pairs.items()],
    }


def _encoded(places: set[Place]) -> list[list[Any]]:
    return [
        [place.sheet, place.cell, place.is_comment, place.part] for place in sorted(places, key=reading_order)
    ]


def reading_order(place: Place) -> tuple[Any, ...]:
    """Sheets in order, their cells row by row, then the rest."""
    letters = place.cell.rstrip("0123456789")
    row = int(place.cell[len(letters) :] or 0)
    return (place.sheet == 0, place.sheet, row, len(letters), letters, place.is_comment, place.part)
