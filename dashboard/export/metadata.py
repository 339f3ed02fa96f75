"""What an image file says about itself, in words that survive without its page."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from dashboard import wording
from dashboard.charts.page import source_text
from dashboard.charts.text import rounded_note
from dashboard.model import Provenance

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = len(_PNG_SIGNATURE) + 25
"""End of the IHDR chunk, which is always first and of the same length."""


def described_svg(svg: str, provenance: Provenance, title: str, description: str) -> str:
    """An SVG with title, description and Dublin Core metadata, and a role and label for screen readers."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    title = _labelled(title, provenance)
    label = f' role="img" aria-label={quoteattr(title)}'
    head = (
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"<metadata>{_rdf(provenance, title, description)}</metadata>"
    )
    return f"{svg[start:end]}{label}>{head}{svg[end + 1 :]}"


def described_png(png: bytes, provenance: Provenance, title: str, description: str) -> bytes:
    """A PNG with international text chunks after its header."""
    texts = {
        "Title": _labelled(title, provenance),
        "Description": description,
        "Comment": rounded_note(provenance),
        "Source": source_text(provenance),
        "Copyright": provenance.funding_notice,
        "Disclaimer": provenance.disclaimer,
        "Software": f"{wording.SOFTWARE} {provenance.software_version}",
        "Creation Time": provenance.published_at,
    }
    chunks = b"".join(_text_chunk(keyword, text) for keyword, text in texts.items() if text)
    return png[:_HEADER_END] + chunks + png[_HEADER_END:]


def _labelled(title: str, provenance: Provenance) -> str:
    """The title; synthetic data say so even where only the file's name for itself is read."""
    label = provenance.say(wording.SYNTHETIC)
    is_unlabelled = provenance.synthetic and label not in title
    return f"{title} ({label})" if is_unlabelled else title


def _rdf(provenance: Provenance, title: str, description: str) -> str:
    fields: Mapping[str, str] = {
        "title": title,
        "description": " ".join(filter(None, (description, rounded_note(provenance)))),
        "source": source_text(provenance),
        "identifier": provenance.identifier,
        "publisher": provenance.project_title,
        "date": provenance.published_on,
        "rights": " ".join(filter(None, (provenance.funding_notice, provenance.disclaimer))),
    }
    inner = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in fields.items() if text)
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about="">{inner}</rdf:Description></rdf:RDF>'
    )


def _text_chunk(keyword: str, text: str) -> bytes:
    """An uncompressed iTXt chunk: keyword, no language, text in UTF-8."""
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8")
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
