"""What an image file says about itself, in words that survive without its page."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from dashboard import wording
from dashboard.charts.page import source_text
from dashboard.charts.text import rounded_note
from dashboard.export.citation import long_citation
from dashboard.export.drawn import drawn_csv
from dashboard.export.stamp import Stamp, stamp_of
from dashboard.view import Exhibit
from pipelines.seal import UNSEALED

NAMESPACE = "urn:prepare-outcome-monitor:1"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = len(_PNG_SIGNATURE) + 25
"""End of the IHDR chunk, which is always first and of the same length."""
_DOTS_PER_METRE = 96 / 0.0254
"""Of a picture that is drawn one dot for each of its pixels [1/m]."""


def described_svg(svg: str, exhibit: Exhibit) -> str:
    """An SVG with title, description and metadata, and a role and label for screen readers.

    The metadata hold Dublin Core, the record of where it comes from (JSON), the cells drawn (CSV) and the place of
    the seal.
    """
    start = svg.index("<svg")
    end = svg.index(">", start)
    stamp = stamp_of(exhibit)
    label = f' role="img" aria-label={quoteattr(stamp.title)}'
    own = (
        f'<p:provenance xmlns:p="{NAMESPACE}" type="application/json">{escape(stamp.to_json())}</p:provenance>'
        f'<p:cells xmlns:p="{NAMESPACE}" type="text/csv">{escape(drawn_csv(exhibit.cells))}</p:cells>'
        f'<p:seal xmlns:p="{NAMESPACE}">{UNSEALED}</p:seal>'
    )
    head = (
        f"<title>{escape(stamp.title)}</title><desc>{escape(stamp.description)}</desc>"
        f"<metadata>{_rdf(exhibit, stamp)}{own}</metadata>"
    )
    return f"{svg[start:end]}{label}>{head}{svg[end + 1 :]}"


def described_png(png: bytes, exhibit: Exhibit, zoom: float) -> bytes:
    """A PNG with its size in print and international text chunks after its header."""
    provenance, stamp = exhibit.provenance, stamp_of(exhibit)
    texts = {
        "Title": stamp.title,
        "Description": stamp.description,
        "Comment": rounded_note(provenance),
        "Source": source_text(provenance),
        "URL": stamp.link,
        "Citation": long_citation(exhibit),
        "Copyright": " ".join(filter(None, (provenance.licence, provenance.funding_notice))),
        "Disclaimer": provenance.disclaimer,
        "Software": f"{wording.SOFTWARE} {stamp.software_version}",
        "Creation Time": provenance.published_at,
        "Provenance": stamp.to_json(),
    }
    chunks = b"".join(_text_chunk(keyword, text) for keyword, text in texts.items() if text)
    dots = round(_DOTS_PER_METRE * zoom)
    return (
        png[:_HEADER_END] + _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)) + chunks + png[_HEADER_END:]
    )


def _rdf(exhibit: Exhibit, stamp: Stamp) -> str:
    provenance = exhibit.provenance
    fields: Mapping[str, str] = {
        "title": stamp.title,
        "description": " ".join(filter(None, (stamp.description, rounded_note(provenance)))),
        "source": source_text(provenance),
        "identifier": stamp.link,
        "publisher": provenance.project_title,
        "date": provenance.published_on,
        "language": stamp.language,
        "rights": " ".join(filter(None, (provenance.funding_notice, provenance.disclaimer))),
    }
    inner = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in fields.items() if text)
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:terms="http://purl.org/dc/terms/">'
        f'<rdf:Description rdf:about="">{inner}'
        f"<terms:license>{escape(stamp.licence_url or stamp.licence)}</terms:license>"
        "</rdf:Description></rdf:RDF>"
    )


def _text_chunk(keyword: str, text: str) -> bytes:
    """An uncompressed iTXt chunk: keyword, no language, text in UTF-8."""
    return _chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
