from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK_TYPE}"/></Types>'
)
ROOT_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'{DECLARATION}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="{{sheet}}"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


def sheet(rows: str) -> str:
    return f"{DECLARATION}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def cell(address: str, inside: str = "<v>1</v>", more: str = "") -> str:
    row = "".join(letter for letter in address if letter.isdigit())
    return f'<row r="{row}"><c r="{address}" {more}>{inside}</c></row>'


def workbook(
    sheet_xml: str,
    *,
    sheet_name: str = "worksheets/sheet1.xml",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": ROOT_RELATIONS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS.replace("{sheet}", sheet_name),
            f"xl/{sheet_name}": sheet_xml,
            **(parts or {}),
        }
    )


def ods(rows: str, *, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{DECLARATION}<office:document-content {names} {calcext}><office:body><office:spreadsheet>"
            f'<table:table table:name="Report">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f"{DECLARATION}<manifest/>",
            **(parts or {}),
        }
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def packed_repeating(
    parts: Mapping[str, str | bytes], name: str, start: bytes, block: bytes, times: int, end: bytes
) -> bytes:
    """An archive whose last part unpacks to far more than a test could pack: its compressed block is repeated.

    The check sum of that part is wrong; nobody gets so far as to compare it.
    """
    buffer = io.BytesIO(packed(parts))
    directory = _directory(buffer.getvalue())
    contents = buffer.getvalue()[: directory[1]]
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = compressor.compress(start) + compressor.flush(zlib.Z_FULL_FLUSH)
    middle = compressor.compress(block) + compressor.flush(zlib.Z_FULL_FLUSH)
    tail = compressor.compress(end) + compressor.flush(zlib.Z_FINISH)
    packed_size = len(head) + len(middle) * times + len(tail)
    size = min(len(start) + len(block) * times + len(end), 0xFFFFFFFE)
    fields = (20, 0, 8, 0, 0, 0, packed_size, size, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + name.encode()
    central = (
        b"PK\x01\x02"
        + struct.pack("<HHHHHHIIIHHHHHII", 20, *fields, 0, 0, 0, 0, len(contents))
        + name.encode()
    )
    listing = buffer.getvalue()[directory[1] : directory[1] + directory[0]] + central
    count = len(parts) + 1
    offset = len(contents) + len(local) + packed_size
    closing = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listing), offset, 0)
    return contents + local + head + middle * times + tail + listing + closing


def _directory(data: bytes) -> tuple[int, int]:
    """Size and offset of the list of parts."""
    at = data.rindex(b"PK\x05\x06")
    size, offset = struct.unpack_from("<II", data, at + 12)
    return size, offset


def with_lying_sizes(data: bytes) -> bytes:
    """The archive with every uncompressed size in its headers set to 16 bytes."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset : start + offset + 4] = struct.pack("<I", 16)
            start = changed.find(signature, start + 4)
    return bytes(changed)


def with_flag(data: bytes, flag: int) -> bytes:
    """The archive with a general purpose flag set on every entry."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset] |= flag
            start = changed.find(signature, start + 4)
    return bytes(changed)


def minimal(*, without: str = "xl/worksheets/sheet1.xml") -> dict[str, str | bytes]:
    """The parts of a small workbook but one."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS.replace("{sheet}", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet(cell("A1")),
    }
    del parts[without]
    return parts


MEGABYTE = 1024 * 1024
SHEET_START = f"{DECLARATION}<worksheet {MAIN}><sheetData>".encode()
SHEET_END = b"</sheetData></worksheet>"
QUADRATIC = f'{DECLARATION}<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>'
LAUGHING_PARTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
    "xl/comments1.xml",
    "customXml/item1.xml",
)


HOSTILE: dict[str, tuple[str, bytes]] = {
    "two_gibibytes_of_spaces": (
        "structure_unpacks_too_large",
        packed_repeating(
            minimal(), "xl/worksheets/sheet1.xml", SHEET_START, b" " * MEGABYTE, 2048, SHEET_END
        ),
    ),
    "cell_of_two_gibibytes": (
        "structure_unpacks_too_large",
        packed_repeating(
            minimal(),
            "xl/worksheets/sheet1.xml",
            SHEET_START + b'<row r="1"><c r="A1" t="inlineStr"><is><t>',
            b"x" * MEGABYTE,
            2048,
            b"</t></is></c></row>" + SHEET_END,
        ),
    ),
    "millions_of_strings": (
        "structure_unpacks_too_large",
        packed_repeating(
            {**minimal(without="xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml": sheet(cell("A1"))},
            "xl/sharedStrings.xml",
            f"{DECLARATION}<sst {MAIN}>".encode(),
            b"<si/>" * 200_000,
            335,
            b"</sst>",
        ),
    ),
    "strings_in_the_limit_of_sizes": (
        "structure_too_much_text",
        workbook(
            sheet(cell("A1")),
            parts={"xl/sharedStrings.xml": f"{DECLARATION}<sst {MAIN}>" + "<si/>" * 150_000 + "</sst>"},
        ),
    ),
    "far_column": ("structure_too_many_cells", workbook(sheet(cell("A1") + cell("XFD1000")))),
    "merged_sheet": (
        "structure_too_many_cells",
        workbook(
            sheet(cell("A1")).replace(
                "</worksheet>",
                '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
            )
        ),
    ),
    "quadratic_blow_up": (
        "structure_forbidden_xml",
        workbook(sheet(cell("A1")), parts={"xl/sharedStrings.xml": QUADRATIC}),
    ),
    **{
        f"billion_laughs_in_{name}": (
            "structure_forbidden_xml",
            packed(
                {
                    **minimal(without="xl/worksheets/sheet1.xml"),
                    "xl/worksheets/sheet1.xml": sheet(cell("A1")),
                    name: f"{DECLARATION}{LAUGHS}<x>&j;</x>",
                }
            ),
        )
        for name in LAUGHING_PARTS
    },
    "billion_laughs_in_ods": (
        "structure_forbidden_xml",
        ods("", parts={"meta.xml": f"{DECLARATION}{LAUGHS}<x>&j;</x>"}),
    ),
    "external_entity_in_the_web": (
        "structure_forbidden_xml",
        workbook(
            sheet(cell("A1")),
            parts={
                "xl/sharedStrings.xml": f'{DECLARATION}<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><sst {MAIN}/>'
            },
        ),
    ),
    "sixty_thousand_empty_parts": (
        "structure_file_too_large",
        workbook(sheet(cell("A1")), parts={f"x/{number}.xml": b"" for number in range(60_000)}),
    ),
    "ods_rows_and_columns_repeated": (
        "structure_too_many_cells",
        ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
    ),
    "ods_column_repeated": (
        "structure_too_many_cells",
        ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
            'office:value="1"/></table:table-row>'
        ),
    ),
    "elements_without_end": (
        "structure_unpacks_too_large",
        workbook(sheet("".join(f'<x a="{number % 5003}"/>' for number in range(1_600_000)))),
    ),
    "one_attribute_of_many_megabytes": (
        "structure_unpacks_too_large",
        packed_repeating(
            minimal(), "xl/worksheets/sheet1.xml", b'<worksheet a="', b"x" * MEGABYTE, 60, b'"/>'
        ),
    ),
    "far_cell": ("structure_too_many_cells", workbook(sheet(cell("A1") + cell("XFD1048576")))),
    "impossible_cell": ("structure_too_many_cells", workbook(sheet(cell("A1") + cell("ZZZZZ4294967290")))),
    "impossible_row": ("structure_too_many_cells", workbook(sheet(cell("A1") + cell("A4294967290")))),
    "far_row_without_addresses": (
        "structure_too_many_cells",
        workbook(sheet('<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>')),
    ),
    "single_quotes": (
        "structure_too_many_cells",
        workbook(sheet("<row r='1'><c r='XFD1048576'><v>1</v></c></row>")),
    ),
    "far_cell_in_bin_part": (
        "structure_too_many_cells",
        workbook(sheet(cell("A1") + cell("XFD1048576")), sheet_name="foo/evil.bin"),
    ),
    "far_cell_with_prefix": (
        "structure_too_many_cells",
        workbook(
            f"{DECLARATION}<x:worksheet {MAIN.replace('xmlns', 'xmlns:x')}><x:sheetData><x:row>"
            '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        ),
    ),
    "unique_count": (
        "structure_too_many_cells",
        workbook(
            sheet(cell("A1", "<v>0</v>", 't="s"')),
            parts={
                "xl/sharedStrings.xml": f'{DECLARATION}<sst {MAIN} count="1" uniqueCount="4294967295">'
                "<si><t>x</t></si></sst>"
            },
        ),
    ),
    "billion_laughs": (
        "structure_forbidden_xml",
        workbook(
            sheet(cell("A1", "<v>0</v>", 't="s"')),
            parts={"xl/sharedStrings.xml": f"{DECLARATION}{LAUGHS}<sst {MAIN}><si><t>&j;</t></si></sst>"},
        ),
    ),
    "billion_laughs_in_content_types": (
        "structure_forbidden_xml",
        workbook(sheet(cell("A1")), parts={"[Content_Types].xml": f"{DECLARATION}{LAUGHS}<Types/>"}),
    ),
    "external_entity": (
        "structure_forbidden_xml",
        workbook(
            f'{DECLARATION}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
        ),
    ),
    "other_encoding": ("structure_damaged_file", workbook(sheet(cell("A1")).encode("utf-16"))),
    "packed_spaces": ("structure_unpacks_too_large", workbook(sheet(" " * 30_000_000))),
    "huge_part": (
        "structure_unpacks_too_large",
        workbook(sheet(cell("A1")), parts={"x.png": bytes(49 * 1024 * 1024)}),
    ),
    "lying_sizes": (
        "structure_damaged_file",
        with_lying_sizes(workbook(sheet(cell("A1") + " " * 4_000_000))),
    ),
    "many_parts": (
        "structure_too_many_parts",
        workbook(sheet(cell("A1")), parts={f"x/{number}.xml": "<x/>" for number in range(500)}),
    ),
    "many_merges": (
        "structure_too_many_cells",
        workbook(
            sheet(cell("A1")).replace("</worksheet>", '<mergeCell ref="A1:B2"/>' * 6_000 + "</worksheet>")
        ),
    ),
    "many_strings": (
        "structure_too_much_text",
        workbook(
            sheet(cell("A1")),
            parts={"xl/sharedStrings.xml": f"{DECLARATION}<sst {MAIN}>" + "<si/>" * 200_001 + "</sst>"},
        ),
    ),
    "deep_xml": ("structure_unpacks_too_large", workbook(f"{DECLARATION}{'<a>' * 90}{'</a>' * 90}")),
    "encrypted_part": ("structure_password", with_flag(workbook(sheet(cell("A1"))), 0x1)),
    "same_part_twice": (
        "structure_damaged_file",
        workbook(sheet(cell("A1")), parts={"XL/WORKSHEETS/SHEET1.XML": sheet(cell("XFD1048576"))}),
    ),
    "two_formats": ("structure_damaged_file", workbook(sheet(cell("A1")), parts={"content.xml": "<x/>"})),
    "ods_far_repeat": (
        "structure_too_many_cells",
        ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
        ),
    ),
    "ods_far_cell": (
        "structure_too_many_cells",
        ods(
            '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
            "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
        ),
    ),
    "macros": ("structure_macros", workbook(sheet(cell("A1")), parts={"xl/vbaProject.bin": b"\x00"})),
    "embedding": (
        "structure_macros",
        workbook(sheet(cell("A1")), parts={"xl/embeddings/oleObject1.bin": b"\x00"}),
    ),
    "ods_macros": ("structure_macros", ods("", parts={"Basic/script-lc.xml": "<x/>"})),
    "binary_workbook": (
        "structure_old_format",
        packed({"xl/workbook.bin": b"\x00", "[Content_Types].xml": "<x/>"}),
    ),
    "word_document": ("structure_not_a_spreadsheet", packed({"word/document.xml": "<x/>"})),
    "cut_off": ("structure_damaged_file", workbook(sheet(cell("A1")))[:400]),
    "old_xls": ("structure_old_format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "password": (
        "structure_password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    ),
    "pdf": ("structure_not_a_spreadsheet", b"%PDF-1.7\nhello"),
    "picture": ("structure_not_a_spreadsheet", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "html": (
        "structure_not_a_spreadsheet",
        b"<!doctype html><html><table><tr><td>1</td></tr></table></html>",
    ),
    "empty": ("structure_empty_file", b""),
    "blank_text": ("structure_empty_file", b" \n ; \n"),
    "no_cells": ("structure_empty_file", workbook(sheet(""))),
    "too_large": ("structure_file_too_large", b"1;2\n" * 2_000_000),
    "open_quotes": ("structure_bad_csv", b'a;b\n"c;d\n'),
    "csv_far_row": ("structure_too_many_cells", b"\n" * 30_000 + b"a;b\n"),
    "csv_long_cell": ("structure_too_much_text", b"a;b\n" + b"x" * 40_000 + b";1\n"),
    "only_hidden_sheets": (
        "structure_no_sheet",
        workbook(
            sheet(cell("A1")),
            parts={"xl/workbook.xml": WORKBOOK.replace('name="Report"', 'name="Other" state="hidden"')},
        ),
    ),
}
