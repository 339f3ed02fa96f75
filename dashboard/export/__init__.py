"""Files of what a figure shows, in every format; each says where it comes from and can be verified."""

from dashboard.export.citation import bibtex, datacite, long_citation, short_citation
from dashboard.export.document import pdf_bytes
from dashboard.export.drawn import DRAWN_COLUMNS, drawn_csv
from dashboard.export.formats import FORMATS, ZIP, file_of, mime_of, warm
from dashboard.export.image import png_bytes, print_png_bytes, svg_bytes
from dashboard.export.names import file_name
from dashboard.export.specification import json_bytes
from dashboard.export.stamp import Stamp, stamp_of
from dashboard.export.table import csv_bytes, csvw_bytes
from dashboard.export.workbook import xlsx_bytes

__all__ = [
    "DRAWN_COLUMNS",
    "FORMATS",
    "ZIP",
    "Stamp",
    "bibtex",
    "csv_bytes",
    "csvw_bytes",
    "datacite",
    "drawn_csv",
    "file_name",
    "file_of",
    "json_bytes",
    "long_citation",
    "mime_of",
    "pdf_bytes",
    "png_bytes",
    "print_png_bytes",
    "short_citation",
    "stamp_of",
    "svg_bytes",
    "warm",
    "xlsx_bytes",
]
