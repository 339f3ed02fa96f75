"""The formats in which a figure is given out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import typst

from dashboard.export.bundle import archive
from dashboard.export.document import pdf_bytes
from dashboard.export.drawing import drawn_svg
from dashboard.export.image import png_bytes, print_png_bytes, svg_bytes
from dashboard.export.names import file_name
from dashboard.export.specification import json_bytes
from dashboard.export.table import csv_bytes, csvw_bytes
from dashboard.export.workbook import xlsx_bytes
from dashboard.view import Exhibit
from pipelines.seal import Sealing, sealed

ZIP = "zip"
CSVW = "csv-metadata.json"


@dataclass(frozen=True)
class Format:
    """One format: its media type, and the function that makes a file of it, not yet sealed."""

    mime: str
    make: Callable[[Exhibit], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "svg": Format("image/svg+xml", svg_bytes),
        "png": Format("image/png", png_bytes),
        "print.png": Format("image/png", print_png_bytes),
        "pdf": Format("application/pdf", pdf_bytes),
        "csv": Format("text/csv", csv_bytes),
        CSVW: Format("application/csvm+json", lambda exhibit: csvw_bytes(exhibit, file_name(exhibit, "csv"))),
        "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
        "json": Format("application/json", json_bytes),
    }
)
"""Extension of the file's name -> the format. All of them together are the archive, ZIP."""
ZIP_MIME = "application/zip"


def warm() -> None:
    """Start what draws and sets type, so that the first export does not wait for it."""
    drawn_svg({"data": [], "layout": {"height": 100}}, 100)
    typst.compile(b"x", format="pdf")


def mime_of(extension: str) -> str:
    """The media type of a format, or of the archive."""
    return ZIP_MIME if extension == ZIP else FORMATS[extension].mime


def file_of(exhibit: Exhibit, extension: str, sealing: Sealing) -> bytes:
    """A sealed file of a figure with cells, in a format of FORMATS or as the archive.

    Errors: KeyError for another format; OutcomesError where this machine cannot make it.
    """
    if extension != ZIP:
        return sealed(FORMATS[extension].make(exhibit), sealing)
    members = {name: (file_name(exhibit, name), file_of(exhibit, name, sealing)) for name in FORMATS}
    return sealed(archive(exhibit, members), sealing)
