"""Workbooks and tables with one piece of personal data planted in one place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.template import build_template
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, tiny
from tests.pipelines.read import hostile
from tests.pipelines.read.personal.secrets import SECRETS

CALC = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True)
class Planted:
    """A file, and where its secret is."""

    make: Callable[[str], bytes]
    secret: str
    """Key of SECRETS."""
    where: str
    """Words of the place, as the finding says them."""
    file_name: str = "report.xlsx"

    @property
    def text(self) -> str:
        return SECRETS[self.secret][0]

    @property
    def check(self) -> str:
        return f"personal_data_{SECRETS[self.secret][1]}"


def template() -> bytes:
    return build_template(tiny(), PARTNER, QUARTER, values=COHERENT)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def on_the_sheet(plant: Callable[[Worksheet, str], object]) -> Callable[[str], bytes]:
    def make(secret: str) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(template()))
        plant(book["Report"], secret)
        return saved(book)

    return make


def in_the_book(plant: Callable[[Workbook, str], object]) -> Callable[[str], bytes]:
    def make(secret: str) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(template()))
        plant(book, secret)
        return saved(book)

    return make


def with_part(name: str, content: str) -> Callable[[str], bytes]:
    """The template with one part more, that holds the secret where it says {secret}."""

    def make(secret: str) -> bytes:
        return with_parts(template(), {name: content.replace("{secret}", secret).encode()})

    return make


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def cell(address: str) -> Callable[[str], bytes]:
    return on_the_sheet(lambda sheet, secret: sheet.__setitem__(address, secret))


def rich_text(sheet: Worksheet, secret: str) -> None:
    middle = len(secret) // 2
    sheet["N20"] = CellRichText(secret[:middle], TextBlock(InlineFont(b=True), secret[middle:]))


def hidden_sheet(book: Workbook, secret: str) -> None:
    book.create_sheet("Working").sheet_state = "hidden"
    book["Working"]["C7"] = secret


def very_hidden_sheet(book: Workbook, secret: str) -> None:
    book.create_sheet("Old").sheet_state = "veryHidden"
    book["Old"]["B2"] = secret


def validation(sheet: Worksheet, secret: str) -> None:
    rule = DataValidation(type="whole", operator="greaterThan", formula1="0", showInputMessage=True)
    rule.promptTitle, rule.prompt = "Hint", f"Ask {secret}"
    rule.add("N30")
    sheet.add_data_validation(rule)


def choices(sheet: Worksheet, secret: str) -> None:
    rule = DataValidation(type="list", formula1=f'"one,{secret}"')
    rule.add("N31")
    sheet.add_data_validation(rule)


def column_of_numbers(sheet: Worksheet, _: str) -> None:
    for row, number in enumerate((111222333, 123456782, 100000009), start=30):
        sheet.cell(row, 14).value = number


def two_labels(sheet: Worksheet, _: str) -> None:
    sheet["N30"], sheet["O30"] = "Naam", "Adres"


def hyperlink(sheet: Worksheet, secret: str) -> None:
    sheet["N20"] = "write"
    sheet["N20"].hyperlink = f"mailto:{secret}"


def defined_name(book: Workbook, secret: str) -> None:
    book.defined_names["who"] = DefinedName("who", attr_text=f'"{secret}"')


def custom_property(book: Workbook, secret: str) -> None:
    book.custom_doc_props.append(StringProperty(name="remark", value=secret))


def archive_comment(secret: str) -> bytes:
    buffer = io.BytesIO(template())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = f"sent by {secret}".encode()
    return buffer.getvalue()


def after_the_end(secret: str) -> bytes:
    """Text between the parts and the list of parts, where no program shows it."""
    data = with_parts(template(), {"xl/leftover.dat": b""})
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    first = data.index(b"PK\x01\x02")
    gap = f" {secret} ".encode().ljust(64)
    end = data.rindex(b"PK\x05\x06")
    moved = bytearray(data[:first] + gap + data[first:])
    offset = int.from_bytes(data[end + 16 : end + 20], "little") + len(gap)
    moved[end + len(gap) + 16 : end + len(gap) + 20] = offset.to_bytes(4, "little")
    assert at >= first
    return bytes(moved)


def unused_string(secret: str) -> bytes:
    """A shared string that no cell shows any more."""
    buffer = io.BytesIO(template())
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = strings.replace(b"</sst>", f"<si><t>{secret}</t></si></sst>".encode())
    return hostile.packed(parts)


def ods(cells: str, *, meta: str = "", styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{name}="{CALC}:{name}:1.0"' for name in ("office", "table", "text", "meta", "style", "draw")
    )
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{hostile.DECLARATION}<office:document-content {names} {dc}><office:body>"
        f"<office:spreadsheet>{cells}</office:spreadsheet></office:body></office:document-content>",
        "meta.xml": f"{hostile.DECLARATION}<office:document-meta {names} {dc}><office:meta>{meta}</office:meta>"
        "</office:document-meta>",
        "styles.xml": f"{hostile.DECLARATION}<office:document-styles {names}>{styles}</office:document-styles>",
        "META-INF/manifest.xml": f"{hostile.DECLARATION}<manifest/>",
    }
    return hostile.packed(parts)


def ods_cell(text: str, inside: str = "") -> str:
    return f'<table:table-cell office:value-type="string">{inside}<text:p>{text}</text:p></table:table-cell>'


ODS_FIRST = (
    f'<table:table table:name="Report"><table:table-row>{ods_cell("Total")}</table:table-row></table:table>'
)


def csv(encoding: str, separator: str = ";") -> Callable[[str], bytes]:
    def make(secret: str) -> bytes:
        rows = [["Activity", "Starts", "Remarks"], ["Groups", "12", ""], ["Mentors", "7", secret]]
        return "\r\n".join(separator.join(row) for row in rows).encode(encoding)

    return make


def drawing(secret: str) -> str:
    return (
        f'{hostile.DECLARATION}<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="urn:a"><xdr:sp><xdr:nvSpPr>'
        f'<xdr:cNvPr id="2" name="Box"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>{secret}</a:t></a:r></a:p>'
        "</xdr:txBody></xdr:sp></xdr:wsDr>"
    )


PROPERTIES = "the properties of the document"
OTHER = "a part of the file that is in no cell"
SETTINGS = "the settings of sheet 1"
PAGE = "the header or footer of a printed page"

PLACES: dict[str, Planted] = {
    "cell_beside_the_table": Planted(cell("N20"), "dni", "N20 (sheet 1)"),
    "input_cell": Planted(cell("G17"), "swedish", "G17 (sheet 1)"),
    "label_of_a_row": Planted(cell("C8"), "italian", "C8 (sheet 1)"),
    "machine_row": Planted(cell("G2"), "email", "G2 (sheet 1)"),
    "rich_text": Planted(on_the_sheet(rich_text), "iban_fr", "N20 (sheet 1)"),
    "text_of_a_formula": Planted(
        on_the_sheet(lambda sheet, secret: sheet.__setitem__("N20", f'=IF(F8>0,"{secret}","")')),
        "phone_be",
        "N20 (sheet 1)",
    ),
    "hyperlink": Planted(on_the_sheet(hyperlink), "email", "a part of the file"),
    "comment": Planted(
        on_the_sheet(lambda sheet, secret: setattr(sheet["G9"], "comment", Comment(secret, "office"))),
        "born_nl",
        "a comment at G9 (sheet 1)",
    ),
    "author_of_a_comment": Planted(
        on_the_sheet(lambda sheet, secret: setattr(sheet["G9"], "comment", Comment("right", secret))),
        "email",
        "sheet 1",
    ),
    "threaded_comment": Planted(
        with_part(
            "xl/threadedComments/threadedComment1.xml",
            f'{hostile.DECLARATION}<ThreadedComments xmlns="urn:t"><threadedComment ref="G9" '
            'id="{00000000-0001-0000-0000-000000000000}"><text>ask {secret}</text></threadedComment>'
            "</ThreadedComments>",
        ),
        "phone_nl",
        "a comment at G9",
    ),
    "person_of_a_threaded_comment": Planted(
        with_part(
            "xl/persons/person.xml",
            f'{hostile.DECLARATION}<personList xmlns="urn:t"><person displayName="A" '
            'userId="S::{secret}::9f86d081-884c-4d65-9a2f-ea0bbd0ec15a" providerId="AD"/></personList>',
        ),
        "email",
        OTHER,
    ),
    "hidden_sheet": Planted(in_the_book(hidden_sheet), "nir", "C7 (sheet 6)"),
    "very_hidden_sheet": Planted(in_the_book(very_hidden_sheet), "bsn", "B2 (sheet 6)"),
    "name_of_a_sheet": Planted(
        in_the_book(lambda book, secret: book.create_sheet(secret)), "phone_se", "the name of sheet 6"
    ),
    "defined_name": Planted(in_the_book(defined_name), "belgian", "a defined name"),
    "title": Planted(
        in_the_book(lambda book, secret: setattr(book.properties, "title", secret)), "dni", PROPERTIES
    ),
    "subject": Planted(
        in_the_book(lambda book, secret: setattr(book.properties, "subject", secret)), "nie", PROPERTIES
    ),
    "keywords": Planted(
        in_the_book(lambda book, secret: setattr(book.properties, "keywords", secret)), "iban_nl", PROPERTIES
    ),
    "description": Planted(
        in_the_book(lambda book, secret: setattr(book.properties, "description", secret)),
        "born_de",
        PROPERTIES,
    ),
    "creator_with_an_address": Planted(
        in_the_book(lambda book, secret: setattr(book.properties, "creator", secret)), "email", PROPERTIES
    ),
    "custom_property": Planted(in_the_book(custom_property), "phone_it", PROPERTIES),
    "printed_header": Planted(
        on_the_sheet(lambda sheet, secret: setattr(sheet.oddHeader.center, "text", secret)),
        "german_tax",
        PAGE,
    ),
    "printed_footer": Planted(
        on_the_sheet(lambda sheet, secret: setattr(sheet.oddFooter.left, "text", secret)), "phone_es", PAGE
    ),
    "message_of_an_input_cell": Planted(on_the_sheet(validation), "phone_de", SETTINGS),
    "choices_of_an_input_cell": Planted(on_the_sheet(choices), "dni", SETTINGS),
    "drawing": Planted(
        with_part("xl/drawings/drawing9.xml", drawing("{secret}")), "iban_es", "a drawing or chart"
    ),
    "part_of_another_program": Planted(
        with_part("customXml/item1.xml", f"{hostile.DECLARATION}<note><by>{{secret}}</by></note>"),
        "iban_be",
        OTHER,
    ),
    "part_that_is_no_xml": Planted(with_part("xl/notes.txt", "remember {secret} please"), "phone_fr", OTHER),
    "part_with_a_strange_name": Planted(
        with_part("foo/evil.bin", f"{hostile.DECLARATION}<a><b>{{secret}}</b></a>"), "swedish_long", OTHER
    ),
    "comment_of_the_archive": Planted(archive_comment, "email", OTHER),
    "between_the_parts": Planted(after_the_end, "iban_de", OTHER),
    "string_of_a_deleted_cell": Planted(unused_string, "german_pension", OTHER),
    "column_of_numbers": Planted(on_the_sheet(column_of_numbers), "bsn", "N30 (sheet 1)"),
    "number_cell": Planted(
        on_the_sheet(lambda sheet, _: sheet.__setitem__("N20", 85073003328)),
        "belgian_digits",
        "N20 (sheet 1)",
    ),
    "two_headings": Planted(on_the_sheet(two_labels), "header_nl", "N30 (sheet 1)"),
    "file_name": Planted(lambda _: template(), "dni", "the name of the file", "alta 12345678Z.xlsx"),
    "file_name_with_underscores": Planted(
        lambda _: template(), "phone_es", "the name of the file", "informe_612_345_678_2018-Q2.xlsx"
    ),
    "ods_cell": Planted(
        lambda secret: ods(
            '<table:table table:name="Report"><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
            f"</table:table-row><table:table-row>{ods_cell('a')}{ods_cell(secret)}</table:table-row></table:table>"
        ),
        "born_it",
        "B3 (sheet 1)",
        "report.ods",
    ),
    "ods_comment": Planted(
        lambda secret: ods(
            '<table:table table:name="Report"><table:table-row>'
            + ods_cell("Total", f"<office:annotation><text:p>{secret}</text:p></office:annotation>")
            + "</table:table-row></table:table>"
        ),
        "born_fr",
        "a comment at A1 (sheet 1)",
        "report.ods",
    ),
    "ods_other_sheet": Planted(
        lambda secret: ods(
            ODS_FIRST
            + f'<table:table table:name="x"><table:table-row>{ods_cell(secret)}</table:table-row></table:table>'
        ),
        "nir_without_spaces",
        "A1 (sheet 2)",
        "report.ods",
    ),
    "ods_property": Planted(
        lambda secret: ods(ODS_FIRST, meta=f"<dc:description>{secret}</dc:description>"),
        "phone_abroad",
        PROPERTIES,
        "report.ods",
    ),
    "ods_own_property": Planted(
        lambda secret: ods(ODS_FIRST, meta=f'<meta:user-defined meta:name="x">{secret}</meta:user-defined>'),
        "born_sv",
        PROPERTIES,
        "report.ods",
    ),
    "ods_printed_footer": Planted(
        lambda secret: ods(ODS_FIRST, styles=f"<style:footer><text:p>{secret}</text:p></style:footer>"),
        "dni",
        PAGE,
        "report.ods",
    ),
    "csv": Planted(csv("utf-8"), "born_ca", "C3 (sheet 1)", "report.csv"),
    "csv_utf_16": Planted(csv("utf-16"), "email_spelt", "C3 (sheet 1)", "report.csv"),
    "csv_windows": Planted(csv("cp1252", "\t"), "born_es", "C3 (sheet 1)", "report.csv"),
    "csv_in_an_old_encoding": Planted(
        lambda _: "Activité;Prénom\n1;2\n".encode("cp850"), "header_fr", "B1 (sheet 1)", "report.csv"
    ),
    "csv_header": Planted(
        lambda secret: f"{secret};Starts\n1;2\n3;4\n".encode(), "header_sv", "A1 (sheet 1)", "report.csv"
    ),
}
"""Each place with a secret in it; and `EVERY_SECRET` with each secret in a cell."""

EVERY_SECRET = {f"cell_{name}": Planted(cell("N20"), name, "N20 (sheet 1)") for name in SECRETS}
