"""The guard: looks at every part of a workbook before a spreadsheet library may.

What it passes on is packed anew from the parts it has seen, so no second reader can find anything else in the file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pipelines.read.limits import PACKING_RATIO, PART_BYTES, RATIO_FREE_BYTES, UNPACKED_BYTES, ZIP_PARTS
from pipelines.read.ods_scan import OdsScan
from pipelines.read.refused import Refused
from pipelines.read.xlsx_scan import XlsxScan

XLSX_WORKBOOK = "xl/workbook.xml"
XLSB_WORKBOOK = "xl/workbook.bin"
ODS_CONTENT = "content.xml"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ACTIVE_CONTENT = ("vbaproject", "xl/embeddings/", "xl/activex/", "xl/macrosheets/", "basic/", "scripts/")
IS_ENCRYPTED = 0x1

Address = tuple[int, int]


@dataclass(frozen=True)
class GuardedWorkbook:
    """A workbook that is safe to parse, and what the library would not tell about it."""

    file_format: Literal["xlsx", "ods"]
    data: bytes
    """A workbook of the parts that were looked at."""
    overlays: Mapping[str, Mapping[Address, str]]
    """Sheet -> address -> text, for cells that the library reads as blank or as a plain number."""
    properties: Mapping[str, str]
    parts: Mapping[str, bytes]
    """All that was in the file, also what is not passed on."""
    xml: Mapping[str, bytes]
    """The parts that were looked at."""


def guard_workbook(data: bytes) -> GuardedWorkbook:
    """Look at every part of a zipped workbook.

    Errors: Refused when it is no workbook, is damaged, holds macros, or is larger than a report can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            file_format = _file_format(archive.infolist())
            parts = _unpack(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Refused("structure_damaged_file") from error
    scan = XlsxScan() if file_format == "xlsx" else OdsScan()
    seen = {name: content for name, content in parts.items() if scan.scan(name, content)}
    kind = {"mimetype": ODS_TYPE} if file_format == "ods" else {}
    return GuardedWorkbook(
        file_format=file_format,
        data=_pack({**kind, **seen}),
        overlays=scan.overlays(),
        properties=MappingProxyType(scan.properties),
        parts=MappingProxyType(parts),
        xml=MappingProxyType(seen),
    )


def _file_format(entries: list[zipfile.ZipInfo]) -> Literal["xlsx", "ods"]:
    if len(entries) > ZIP_PARTS:
        raise Refused("structure_too_many_parts")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("structure_damaged_file")
    if any(entry.flag_bits & IS_ENCRYPTED for entry in entries):
        raise Refused("structure_password")
    if any(name.startswith(ACTIVE_CONTENT) or ACTIVE_CONTENT[0] in name for name in names):
        raise Refused("structure_macros")
    if XLSB_WORKBOOK in names:
        raise Refused("structure_old_format")
    is_xlsx, is_ods = XLSX_WORKBOOK in names, ODS_CONTENT in names
    if is_xlsx and is_ods:
        raise Refused("structure_damaged_file")
    if not (is_xlsx or is_ods):
        raise Refused("structure_not_a_spreadsheet")
    return "xlsx" if is_xlsx else "ods"


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room = UNPACKED_BYTES
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            # The size in the header may be a lie: what counts is what comes out.
            content = stream.read(min(room, PART_BYTES) + 1)
        room -= len(content)
        is_packed_tightly = len(content) > PACKING_RATIO * max(entry.compress_size, 1)
        if room < 0 or len(content) > PART_BYTES or (len(content) > RATIO_FREE_BYTES and is_packed_tightly):
            raise Refused("structure_unpacks_too_large")
        parts[entry.filename] = content
    return parts


def _pack(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
