"""What of a zipped workbook is in no XML part: pictures, other parts, comments of the archive, gaps between parts."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping

from pipelines.read.personal.collector import Collector
from pipelines.read.personal.kinds import Kind
from pipelines.read.personal.places import OTHER_PART, Place

PICTURE_STARTS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"\x01\0\0\0",
    b"\xd7\xcd\xc6\x9a",
)
OF_THE_FIRST_PAGE = ("docprops/thumbnail", "thumbnails/thumbnail")
"""A small picture of the first sheet, which some programs add by themselves."""
LOCAL_HEADER = struct.Struct("<26xHH")
TAG = re.compile(r"<[^>]*>")
RUN = re.compile(rb"[\x20-\x7e\x80-\xff\t]{8,}")
WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\0){8,}")
LONGEST_RUN = 2_000


def search_leftovers(
    collector: Collector, data: bytes, parts: Mapping[str, bytes], read: Mapping[str, bytes]
) -> None:
    """Add what the parts that are no XML say, as far as it is text, and that there are pictures."""
    place = Place(part=OTHER_PART)
    for name, content in parts.items():
        if name in read:
            continue
        is_picture = content.startswith(PICTURE_STARTS) or "/media/" in name.lower()
        if is_picture and not name.lower().startswith(OF_THE_FIRST_PAGE):
            collector.hits[Kind.PICTURE].add(place)
        for text in _readable(content, has_tags=name.lower().endswith(".vml")):
            collector.add_quiet_text(text, place)
    for text in _readable(_between_parts(data)):
        collector.add_quiet_text(text, place)


def _readable(content: bytes, *, has_tags: bool = False) -> Iterator[str]:
    """Runs of letters and digits that may be text, in one or two bytes each."""
    if has_tags:
        yield from TAG.sub("\n", content.decode("utf-8", "replace")).splitlines()
    for pattern, encoding in ((RUN, "utf-8"), (WIDE_RUN, "utf-16-le")):
        for found in pattern.finditer(content):
            text = found.group()
            if b"@" in text or sum(48 <= letter <= 57 for letter in text) >= 7:
                for at in range(0, len(text), LONGEST_RUN):
                    yield text[at : at + LONGEST_RUN + 64].decode(encoding, "replace")


def _between_parts(data: bytes) -> bytes:
    """Everything of the archive but the contents of its parts."""
    left: list[bytes] = []
    end = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in sorted(archive.infolist(), key=lambda each: each.header_offset):
            name_length, extra_length = LOCAL_HEADER.unpack_from(data, entry.header_offset)
            start = entry.header_offset + 30 + name_length + extra_length
            left.append(data[end:start])
            end = max(end, start + entry.compress_size)
    return b"\n".join([*left, data[end:]])
