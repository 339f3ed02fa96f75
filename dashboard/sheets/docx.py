"""A document as DOCX, to be edited further: real headings, repeated header rows, alternative texts, one language."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from docx import Document as open_docx
from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from dashboard.sheets import docx_parts as parts
from dashboard.sheets.drawing import TEXT_WIDTH, png_of
from dashboard.sheets.model import (
    RECORD_FILE,
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Room,
    Run,
    Runs,
    Table,
)

_ROOM_LINES = 8
_DEEPEST_LIST = 3


def docx_bytes(document: Document) -> bytes:
    """The document as DOCX, on A4; the same document gives the same bytes.

    Errors: OutcomesError when the machine has no fonts, because the figures would have no words.
    """
    file = open_docx()
    parts.set_up(file, document)
    parts.attach(file, RECORD_FILE, document.record.encode())
    writer = _Writer(file, document)
    file.add_paragraph(document.kind, style="Subtitle")
    file.add_paragraph(document.title, style="Title")
    writer.write(document.lead)
    if document.contents:
        writer.write_contents()
    writer.write(document.blocks)
    buffer = io.BytesIO()
    file.save(buffer)
    return parts.steady(buffer.getvalue())


@dataclass
class _Count:
    figures: int = 0
    tables: int = 0
    headings: int = 0


class _Writer:
    """Writes blocks one after the other."""

    def __init__(self, file: Docx, document: Document) -> None:
        self._file = file
        self._document = document
        self._count = _Count()

    def write(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._heading(block)
                case Paragraph():
                    self._add(self._file.add_paragraph(style="Caption" if block.quiet else None), block.runs)
                case Listing():
                    self._listing(block, depth=1)
                case Facts():
                    for term, runs in block.pairs:
                        self._add(
                            self._file.add_paragraph(style="Facts"), (Run(f"{term}: ", bold=True), *runs)
                        )
                case Table():
                    self._table(block)
                case Picture():
                    self._picture(block)
                case Room():
                    self._room(block)

    def write_contents(self) -> None:
        """Links to the headings of the first level; then a new page."""
        self._file.add_paragraph(self._document.contents, style="Subtitle")
        titled = [block for block in self._document.blocks if isinstance(block, Heading | Room)]
        for number, block in enumerate(titled, start=1):
            if isinstance(block, Room) or block.level == 1:
                words = block.title if isinstance(block, Room) else block.text
                parts.link_to_bookmark(self._file.add_paragraph(style="Contents"), words, _anchor(number))
        self._file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _add(self, paragraph: DocxParagraph, runs: Runs) -> None:
        for run in runs:
            made = paragraph.add_run(run.text, style="Hyperlink" if run.link else None)
            made.bold, made.italic = run.bold or None, run.italic or None
            if run.link:
                target = self._file.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link = OxmlElement("w:hyperlink")
                link.set(qn("r:id"), target)
                link.append(made._r)
                paragraph._p.append(link)

    def _heading(self, block: Heading) -> None:
        self._count.headings += 1
        paragraph = self._file.add_heading(block.text, block.level)
        parts.bookmark(paragraph, _anchor(self._count.headings), self._count.headings)

    def _listing(self, block: Listing, depth: int) -> None:
        depth = min(depth, _DEEPEST_LIST)
        style = f"List {'Number' if block.ordered else 'Bullet'}{f' {depth}' if depth > 1 else ''}"
        number = parts.new_list(self._file, style, ordered=block.ordered)
        for item in block.items:
            is_first = True
            for inner in item:
                if isinstance(inner, Listing):
                    self._listing(inner, depth + 1)
                elif isinstance(inner, Paragraph):
                    continued = "List Continue" + (f" {depth}" if depth > 1 else "")
                    paragraph = self._file.add_paragraph(style=style if is_first else continued)
                    self._add(paragraph, inner.runs)
                    if is_first:
                        parts.number(paragraph, number)
                    is_first = False

    def _table(self, block: Table) -> None:
        self._count.tables += 1
        title = self._document.table_of.format(number=self._count.tables, title=block.title)
        self._file.add_paragraph(title, style="Table Title")
        table = self._file.add_table(rows=1 + len(block.rows), cols=len(block.header))
        table.autofit = False
        widths = [Mm(TEXT_WIDTH * width) for width in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, texts in zip(table.rows, (block.header, *block.rows), strict=True):
            parts.keep_whole(row)
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = widths[column]
                cell.paragraphs[0].style = "Table Text"
                cell.paragraphs[0].add_run(text)
                if column in block.figures:
                    parts.align_right(cell.paragraphs[0])
        parts.make_header(table.rows[0])
        parts.rule(table)
        parts.describe(table, title)
        self._file.add_paragraph(style="After Table")

    def _picture(self, block: Picture) -> None:
        self._count.figures += 1
        paragraph = self._file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(png_of(block)), width=Mm(TEXT_WIDTH))
        shape._inline.docPr.set("descr", block.alt)
        shape._inline.docPr.set("title", block.title)
        caption = self._document.figure_of.format(number=self._count.figures, title=block.title)
        self._file.add_paragraph(caption, style="Caption")

    def _room(self, block: Room) -> None:
        self._heading(Heading(1, block.title))
        table = self._file.add_table(rows=1, cols=1, style="Table Grid")
        parts.describe(table, block.title)
        cell = table.rows[0].cells[0]
        cell.paragraphs[0].style = "Caption"
        cell.paragraphs[0].add_run(block.note)
        for _ in range(_ROOM_LINES):
            cell.add_paragraph()
        self._file.add_paragraph(style="After Table")


def _anchor(number: int) -> str:
    return f"heading-{number}"
