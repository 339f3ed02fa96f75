"""What a DOCX needs that python-docx has no word for: language, styles, repeated rows, lists, links, steady bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Row as DocxRow
from docx.text.paragraph import Paragraph as DocxParagraph

from dashboard.sheets.drawing import TEXT_WIDTH
from dashboard.sheets.model import Document

_LOCALES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "es": "es-ES",
    "ca": "ca-ES",
    "nl": "nl-NL",
    "de": "de-DE",
    "sv": "sv-SE",
}
_FONT = "Arial"
_STRONG, _QUIET, _MARK, _HAIR = "0B3A6B", "4A5560", "9B1C1C", "B9C2CC"
_SIZES: Mapping[str, float] = {"Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Heading 4": 10.5}
_JSON = "application/json"
_RECORD_TYPE = "urn:prepare-outcome-monitor:provenance"
"""What the record is to the package, in its list of relations."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def set_up(file: Docx, document: Document) -> None:
    """Page, styles, language, properties, and what stands on every page."""
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    _styles(file)
    _language(file, _LOCALES[document.language])
    _properties(file, document)
    header = section.header.paragraphs[0]
    header.text = document.kind
    _tab(header)
    mark = header.add_run(f"\t{document.mark}")
    mark.bold = True
    mark.font.color.rgb = RGBColor.from_string(_MARK)
    footer = section.footer.paragraphs[0]
    footer.text = f"{document.foot}\t"
    _tab(footer)
    for part in _parts(document.page_of):
        footer.add_run(part) if part not in _FIELDS else _field(footer, _FIELDS[part])


_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def _parts(page_of: str) -> list[str]:
    """The words around the numbers of pages, and the places of these."""
    marked = page_of
    for name in _FIELDS:
        marked = marked.replace(name, f"\0{name}\0")
    return [part for part in marked.split("\0") if part]


def _styles(file: Docx) -> None:
    styles = file.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.1
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = RGBColor.from_string(_STRONG)
        style.font.italic = False
        style.paragraph_format.space_before = Pt(size)
        style.paragraph_format.space_after = Pt(5)
        style.paragraph_format.keep_with_next = True
        _own_font(style)
    for name, size, colour in (("Title", 22, _STRONG), ("Subtitle", 10.5, _QUIET), ("Caption", 9, _QUIET)):
        style = styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.italic = style.font.bold = False
        _own_font(style)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    for name in ("Header", "Footer"):
        styles[name].font.size = Pt(8.5)
        styles[name].font.color.rgb = RGBColor.from_string(_QUIET)
    _added(file, "Facts", 10.5, after=3).paragraph_format.left_indent = Mm(6)
    styles["Facts"].paragraph_format.first_line_indent = Mm(-6)
    _added(file, "Contents", 10.5, after=3)
    _added(file, "Table Text", 8.5, after=0).paragraph_format.line_spacing = 1.0
    title = _added(file, "Table Title", 9.5, after=3)
    title.font.bold, title.paragraph_format.keep_with_next = True, True
    title.paragraph_format.space_before = Pt(8)
    _added(file, "After Table", 4, after=4)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, RGBColor.from_string(_STRONG)


def _added(file: Docx, name: str, size: float, *, after: float) -> Any:  # noqa: ANN401 - python-docx has no type for it
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.space_after = Pt(after)
    return style


def _own_font(style: Any) -> None:  # noqa: ANN401
    """Without the font of the theme, which would win."""
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _language(file: Docx, locale: str) -> None:
    defaults = file.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    found = properties.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        properties.append(found)
    for name in ("val", "eastAsia", "bidi"):
        found.set(qn(f"w:{name}"), locale)


def _properties(file: Docx, document: Document) -> None:
    core = file.core_properties
    core.title, core.subject, core.author = document.title, document.subject, document.author
    core.keywords, core.category = ", ".join(document.keywords), document.kind
    core.language, core.comments = document.language, document.mark
    core.last_modified_by = document.author
    core.created = core.modified = document.published_at.replace(tzinfo=None)
    core.revision = 1


def attach(file: Docx, name: str, content: bytes) -> None:
    """A part of the package beside the document, which word processors leave alone."""
    package = file.part.package
    if package is None:
        raise ValueError("a document without a package cannot hold a part")
    package.relate_to(Part(PackURI(f"/{name}"), _JSON, content, package), _RECORD_TYPE)


def _tab(paragraph: DocxParagraph) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    if paragraph.style is not None:  # its own stops, for three columns, would come before ours
        paragraph.style.paragraph_format.tab_stops.clear_all()


def _field(paragraph: DocxParagraph, instruction: str) -> None:
    """A number that the word processor works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


# ---- tables ----------------------------------------------------------------------------------------------


def describe(table: DocxTable, title: str) -> None:
    """What the table is, for those who do not see it."""
    properties = table._tbl.tblPr
    for name in ("tblCaption", "tblDescription"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), title)
        properties.append(element)


def keep_whole(row: DocxRow) -> None:
    """A row stays on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))


def make_header(row: DocxRow) -> None:
    """The row names the columns, again on every page, in strong type above a line."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(_STRONG)
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def rule(table: DocxTable) -> None:
    """Lines between the rows, a stronger one under the header, and room within the cells."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "0")
    properties.append(
        _lines("w:tblBorders", {"top": (4, _HAIR), "bottom": (4, _HAIR), "insideH": (4, _HAIR)})
    )
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 50), ("left", 80), ("bottom", 50), ("right", 80)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(_lines("w:tcBorders", {"bottom": (10, _STRONG)}))


def _lines(name: str, lines: Mapping[str, tuple[int, str]]) -> Any:  # noqa: ANN401
    borders = OxmlElement(name)
    for side, (eighths, colour) in lines.items():
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single")
        line.set(qn("w:sz"), str(eighths))
        line.set(qn("w:color"), colour)
        borders.append(line)
    return borders


# ---- lists, headings -------------------------------------------------------------------------------------


def new_list(file: Docx, style: str, *, ordered: bool) -> int:
    """The number of a list of its own, so that every numbered one begins at 1."""
    numbering = file.part.numbering_part.element
    used = file.styles[style].element.pPr.numPr.numId.val
    abstract = next(n for n in numbering.num_lst if n.numId == used).abstractNumId.val
    made = numbering.add_num(abstract)
    if ordered:
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def number(paragraph: DocxParagraph, list_number: int) -> None:
    """The paragraph is a point of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = list_number


def bookmark(paragraph: DocxParagraph, name: str, identifier: int) -> None:
    """A place that links can lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(identifier))
    start.set(qn("w:name"), name)
    paragraph._p.insert(0 if paragraph._p.pPr is None else 1, start)
    paragraph._p.append(end)


def link_to_bookmark(paragraph: DocxParagraph, words: str, name: str) -> None:
    """Words that lead to a place in the document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    link.append(paragraph.add_run(words, style="Hyperlink")._r)
    paragraph._p.append(link)


def align_right(paragraph: DocxParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


# ---- bytes -----------------------------------------------------------------------------------------------


def steady(data: bytes) -> bytes:
    """The same archive with one date, in one order: what is in it decides its bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()
