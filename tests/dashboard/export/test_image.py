from __future__ import annotations

import hashlib
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from dashboard.charts import alt_text, draw
from dashboard.export import image, png_bytes, svg_bytes
from dashboard.export.drawing import drawn_svg
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from dashboard.view import Exhibit
from pipelines.errors import OutcomesError
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, PANELS, SEXES, exhibit_of

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
SOURCE = "Source: Tiny project: an invented network of three places, release 3 of 2019-02-01, reports up to 2018-Q4."


def svg_of(exhibit: Exhibit) -> ElementTree.Element:
    return ElementTree.fromstring(svg_bytes(exhibit))


def drawn_text(root: ElementTree.Element) -> str:
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")).replace("\u00a0", " ")


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        found.append((kind, body))
        at += 12 + length
    return found


@pytest.mark.parametrize("selection", [SEXES, ACTIVITIES_OVER_TIME, PANELS], ids=["bars", "lines", "panels"])
def test_svg_says_title_source_and_release(reader: ReleaseReader, selection: Selection) -> None:
    exhibit = exhibit_of(reader, selection)
    root = svg_of(exhibit)

    assert root[0].tag == f"{SVG}title"
    assert root.findtext(f"{SVG}title") == "Starts (persons) (SYNTHETIC)"
    assert root.findtext(f"{SVG}desc") == alt_text(exhibit)
    metadata = {
        element.tag.removeprefix(DC): element.text for element in root.iter() if element.tag.startswith(DC)
    }
    assert metadata["source"] == SOURCE
    assert metadata["identifier"] == exhibit.link
    assert metadata["rights"] == "Funded by nobody. This content is invented."
    assert root.get("role") == "img"


def test_svg_draws_the_words_of_the_figure(reader: ReleaseReader) -> None:
    words = drawn_text(svg_of(exhibit_of(reader, SEXES)))

    assert "Starts (persons) (SYNTHETIC)" in words
    assert "Women: withheld: 0 to 31" in words
    assert "release 3" in words
    assert "2 cells withheld" in words


def test_svg_draws_the_withheld_interval_hatched(reader: ReleaseReader) -> None:
    root = svg_of(exhibit_of(reader, ACTIVITIES_OVER_TIME))

    assert list(root.iter(f"{SVG}pattern"))


def test_svg_markup_in_labels_stays_text(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)
    found = exhibit.cells
    hostile = replace(found, indicator=replace(found.indicator, label="<script>R&D</script> ]]> \"'"))
    root = svg_of(replace(exhibit, cells=hostile))

    assert root.findtext(f"{SVG}title") == "<script>R&D</script> ]]> \"' (persons) (SYNTHETIC)"
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>R&D</script>" in drawn_text(root)


def test_svg_same_figure_gives_the_same_bytes_from_every_thread(reader: ReleaseReader) -> None:
    exhibit, other = exhibit_of(reader, SEXES), exhibit_of(reader, ACTIVITIES_OVER_TIME)

    def digest(drawn: Exhibit) -> str:
        return hashlib.sha256(svg_bytes(drawn)).hexdigest()

    with ThreadPoolExecutor(4) as pool:
        digests = list(pool.map(digest, [exhibit, other] * 6))

    assert len(set(digests)) == 2
    assert digests[0] != digests[1]


def test_svg_figure_after_a_broken_one_is_as_before(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)
    before = svg_bytes(exhibit)

    with pytest.raises(Exception, match="Plotly render failed"):
        drawn_svg({"data": [None], "layout": {"height": 100}}, 100)

    assert svg_bytes(exhibit) == before


def test_svg_real_data_do_not_say_synthetic(reader: ReleaseReader) -> None:
    real = replace(exhibit_of(reader, SEXES), provenance=replace(reader.provenance, synthetic=False))

    said = svg_bytes(real).lower()

    assert said.count(b"synthetic") == said.count(b'"synthetic":false') == 1


def test_png_says_title_source_and_release(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)
    png = png_bytes(exhibit, zoom=1)

    kinds = [kind for kind, _ in chunks(png)]
    texts = dict(body.split(b"\0\0\0\0\0") for kind, body in chunks(png) if kind == b"iTXt")
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    assert texts[b"Title"].decode() == "Starts (persons) (SYNTHETIC)"
    assert texts[b"Source"].decode() == SOURCE
    assert texts[b"Description"].decode() == alt_text(exhibit)
    assert struct.unpack(">II", chunks(png)[0][1][:8]) == (1100, draw(exhibit)["layout"]["height"])


def test_png_is_drawn_in_more_pixels_on_request(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)
    png = png_bytes(exhibit, zoom=2)

    assert struct.unpack(">II", chunks(png)[0][1][:8]) == (2200, 2 * draw(exhibit)["layout"]["height"])


def test_png_without_fonts_is_refused(reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "has_fonts", lambda: False)

    with pytest.raises(OutcomesError, match="has no fonts"):
        png_bytes(exhibit_of(reader, SEXES))


def test_fonts_are_found_on_this_machine() -> None:
    assert image.has_fonts()
