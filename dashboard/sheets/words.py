"""Parts that both documents have: how figures are read, where they come from, what the authors say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl

from dashboard import sheets_wording as wording
from dashboard import wording as words
from dashboard.charts import alt_text, draw, title
from dashboard.charts.page import source_text
from dashboard.charts.text import full_text
from dashboard.export.stamp import release_record
from dashboard.export_wording import RECORD
from dashboard.model import IndicatorInfo, Provenance
from dashboard.sheets.markdown import blocks_of
from dashboard.sheets.material import Frames
from dashboard.sheets.model import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Room,
    Run,
    Runs,
    Table,
    paragraph,
    plain,
)
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY, Exhibit
from pipelines.model import LICENCES
from pipelines.texts import Text

PAGE = "sheets"
DOCUMENT_KEY = "document"
_MOST_COLUMNS = 6


@dataclass(frozen=True)
class DocumentView:
    """The page of practice sheets with one document chosen, of one release, in one language."""

    document_id: str
    """An activity, or the annex."""
    release_number: int
    language: str
    page: str = PAGE

    def to_query(self) -> dict[str, list[str]]:
        """The view as query parameters."""
        return {
            RELEASE_KEY: [str(self.release_number)],
            LANGUAGE_KEY: [self.language],
            DOCUMENT_KEY: [self.document_id],
        }

    def link(self, base_url: str | None) -> str:
        """The permanent address of the view; only its path where the dashboard's address is not known."""
        return f"{(base_url or '').rstrip('/')}/{self.page}?{urlencode(self.to_query(), doseq=True)}"

    def of_release(self, number: int) -> DocumentView:
        """The same document of another release."""
        return replace(self, release_number=number)


def document(
    provenance: Provenance,
    kind: Text,
    title: str,
    lead: Sequence[Block],
    blocks: Sequence[Block],
    document_id: str,
    contents: Text | None = None,
) -> Document:
    """The document around its blocks."""
    say = provenance.say
    release = say(release_line(provenance))
    return Document(
        title=title,
        kind=say(kind),
        subject=f"{say(kind)}. {source_text(provenance)}",
        author=provenance.project_title,
        keywords=(provenance.project_short_title, release),
        language=provenance.language,
        published_at=datetime.fromisoformat(provenance.published_at),
        mark=say(wording.SYNTHETIC_MARK) if provenance.synthetic else "",
        foot=f"{provenance.project_short_title} · {release}",
        page_of=wording_with(provenance, wording.PAGE_OF, "page", "pages"),
        figure_of=wording_with(provenance, wording.FIGURE, "number", "title"),
        table_of=wording_with(provenance, wording.TABLE, "number", "title"),
        lead=(*_synthetic_note(provenance), *lead),
        blocks=tuple(blocks),
        record=_record(provenance, document_id, say(kind), title),
        record_note=say(RECORD),
        contents=say(contents) if contents is not None else "",
    )


def wording_with(provenance: Provenance, sentence: Text, *names: str) -> str:
    """A sentence with its placeholders left open, for whoever numbers pages and figures."""
    return provenance.say(sentence.using(**{name: f"{{{name}}}" for name in names}))


def release_line(provenance: Provenance) -> Text:
    date = provenance.speaker.long_date(datetime.fromisoformat(provenance.published_at).date())
    return wording.RELEASE_LINE.using(number=provenance.release_number, date=date)


def view_of(provenance: Provenance, document_id: str) -> DocumentView:
    """Where a document can be had again."""
    return DocumentView(document_id, provenance.release_number, provenance.language)


def _record(provenance: Provenance, document_id: str, kind: str, title: str) -> str:
    view = view_of(provenance, document_id)
    record = {
        **release_record(provenance),
        "document": document_id,
        "kind": kind,
        "title": title,
        "page": view.page,
        "query": view.to_query(),
        "link": view.link(provenance.base_url),
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _synthetic_note(provenance: Provenance) -> list[Block]:
    """That the figures are invented, where they are."""
    if not provenance.synthetic:
        return []
    return [Paragraph((Run(provenance.say(wording.SYNTHETIC_NOTE), bold=True),))]


def authors_words(provenance: Provenance, heading: Text, content: str) -> list[Block]:
    """What the authors wrote; without a text, room for it."""
    if not content.strip():
        return [Room(provenance.say(wording.ROOM), provenance.say(wording.ROOM_NOTE))]
    return [Heading(1, provenance.say(heading)), *blocks_of(content, below=1)]


def picture(exhibit: Exhibit) -> Picture:
    """A figure with its alternative text."""
    return Picture(draw(exhibit), title(exhibit), alt_text(exhibit))


def method(provenance: Provenance) -> list[Block]:
    """How the figures are read, in plain words."""
    base = provenance.rounded_to
    protection = (
        wording.METHOD_ROUNDED.using(base=base)
        if base
        else wording.METHOD_WITHHELD.using(most=provenance.threshold - 1)
    )
    sentences = (wording.METHOD_SOURCE, protection, wording.METHOD_PERCENTAGES)
    return [
        Heading(1, provenance.say(wording.METHOD)),
        *(paragraph(provenance.say(each)) for each in sentences),
    ]


def statuses(provenance: Provenance) -> Facts:
    """What stands in place of a figure, and what it means."""
    return Facts(
        tuple(
            (
                provenance.say(words.STATUS_LABELS[status]),
                plain(provenance.say(words.STATUS_EXPLAINED[status])),
            )
            for status in wording.IN_PLACE_OF_A_FIGURE
        )
    )


def about(provenance: Provenance, document_id: str) -> list[Block]:
    """Where the document comes from, who paid for it and what others may do with it."""
    link = view_of(provenance, document_id).link(provenance.base_url)
    date = provenance.speaker.long_date(datetime.fromisoformat(provenance.published_at).date())
    released = (
        wording.RELEASED.using(date=date, quarter=provenance.speaker.quarter(provenance.last_reported))
        if provenance.last_reported
        else wording.RELEASED_EMPTY.using(date=date)
    )
    pairs = [
        (wording.PROJECT, plain(provenance.project_title)),
        (wording.RELEASE, plain(f"{provenance.release_number}. {provenance.say(released)}")),
        (wording.PERMANENT_LINK, (Run(link, link=link if provenance.base_url else ""),)),
        (wording.LICENCE, _licence(provenance)),
        (wording.FUNDING, plain(provenance.funding_notice)),
        (wording.DISCLAIMER, plain(provenance.disclaimer)),
    ]
    return [
        Heading(1, provenance.say(wording.ABOUT)),
        Facts(tuple((provenance.say(term), runs) for term, runs in pairs if runs[0].text)),
    ]


def _licence(provenance: Provenance) -> Runs:
    return (Run(provenance.licence, link=LICENCES.get(provenance.licence, "")),)


# ---- tables of cells -------------------------------------------------------------------------------------


def indicator_label(provenance: Provenance, info: IndicatorInfo) -> str:
    """An indicator with its unit."""
    return provenance.say(wording.UNIT_OF.using(label=info.label, unit=info.unit))


def values(provenance: Provenance, cells: pl.DataFrame, *key: str) -> dict[tuple[Any, ...], str]:
    """What is said of each cell, by the columns that tell the cells apart; a withheld one as its range."""
    return {tuple(row[name] for name in key): full_text(row, provenance.speaker) for row in cells.to_dicts()}


def even_widths(first: float, columns: int) -> tuple[float, ...]:
    """Shares of the width: the first column, and the others alike."""
    return (first, *([(1 - first) / max(columns - 1, 1)] * (columns - 1)))


def cut(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], first: float) -> list[Table]:
    """One table, or several beside their first column where there are too many columns for a page."""
    others = range(1, len(header))
    parts = [others[start : start + _MOST_COLUMNS] for start in range(0, len(others), _MOST_COLUMNS)]
    return [
        Table(
            title,
            (header[0], *(header[i] for i in part)),
            tuple((row[0], *(row[i] for i in part)) for row in rows),
            even_widths(first, len(part) + 1),
            tuple(range(1, len(part) + 1)),
        )
        for part in parts
    ]


def periods(
    frames: Frames, indicators: Sequence[IndicatorInfo], levels: Sequence[str]
) -> list[tuple[str, str, str]]:
    """(kind, period, label) of every period of some kinds that an indicator has a cell of; oldest first."""
    found: dict[tuple[str, str], str] = {}
    for info in indicators:
        for level, period, label in (
            frames[info.id].select("period_level", "period", "period_label").iter_rows()
        ):
            found[level, period] = label
    return [
        (level, period, found[level, period])
        for wanted in levels
        for level, period in sorted(found)
        if level == wanted
    ]
