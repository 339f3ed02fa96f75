from __future__ import annotations

import hashlib
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from dashboard.charts import compare, theme
from dashboard.export import image, png_bytes, svg_bytes
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, cells
from pipelines.errors import OutcomesError
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, EXAMPLES, SEXES, compared

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
SOURCE = "Source: Tiny project: an invented network of three places, release 3 of 2019-02-01, reports up to 2018-Q4."


def svg_of(reader: ReleaseReader, figure: Figure, title: str = "Starts (persons)") -> ElementTree.Element:
    return ElementTree.fromstring(svg_bytes(figure, reader.provenance, title, "One withheld."))


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


@pytest.mark.parametrize("name", EXAMPLES)
def test_svg_says_title_source_and_release(reader: ReleaseReader, name: str) -> None:
    root = svg_of(reader, EXAMPLES[name](reader))

    assert root[0].tag == f"{SVG}title"
    assert root.findtext(f"{SVG}title") == "Starts (persons) (SYNTHETIC)"
    assert root.findtext(f"{SVG}desc") == "One withheld."
    metadata = {
        element.tag.removeprefix(DC): element.text for element in root.iter() if element.tag.startswith(DC)
    }
    assert metadata["source"] == SOURCE
    assert metadata["identifier"] == "Tiny project, release 3"
    assert metadata["rights"] == "Funded by nobody. This content is invented."
    assert root.get("role") == "img"


def test_svg_draws_the_words_of_the_figure(reader: ReleaseReader) -> None:
    words = drawn_text(svg_of(reader, compared(reader, SEXES)))

    assert "Starts (persons) (SYNTHETIC)" in words
    assert "Women: withheld: 0 to 31" in words
    assert "release 3" in words
    assert "2 cells withheld" in words


def test_svg_draws_the_withheld_interval_hatched(reader: ReleaseReader) -> None:
    root = svg_of(reader, compared(reader, ACTIVITIES_OVER_TIME))

    assert list(root.iter(f"{SVG}pattern"))


def test_svg_markup_in_labels_stays_text(reader: ReleaseReader) -> None:
    found = cells(reader, SEXES)
    hostile = replace(found, indicator=replace(found.indicator, label="<script>R&D</script> ]]> \"'"))
    root = svg_of(reader, compare.figure(hostile, SEXES, reader.provenance), title=hostile.indicator.label)

    assert root.findtext(f"{SVG}title") == "<script>R&D</script> ]]> \"' (SYNTHETIC)"
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>R&D</script>" in drawn_text(root)


def test_svg_same_figure_gives_the_same_bytes_from_every_thread(reader: ReleaseReader) -> None:
    figure, other = compared(reader, SEXES), compared(reader, ACTIVITIES_OVER_TIME)

    def digest(drawn: Figure) -> str:
        return hashlib.sha256(svg_bytes(drawn, reader.provenance, "t", "d")).hexdigest()

    with ThreadPoolExecutor(4) as pool:
        digests = list(pool.map(digest, [figure, other] * 6))

    assert len(set(digests)) == 2
    assert digests[0] != digests[1]


def test_svg_figure_after_a_broken_one_is_as_before(reader: ReleaseReader) -> None:
    figure = compared(reader, SEXES)
    before = svg_bytes(figure, reader.provenance, "t", "d")

    with pytest.raises(Exception, match="Plotly render failed"):
        svg_bytes({"data": [None], "layout": {"height": 100}}, reader.provenance, "t", "d")

    assert svg_bytes(figure, reader.provenance, "t", "d") == before


def test_svg_real_data_do_not_say_synthetic(reader: ReleaseReader) -> None:
    provenance = replace(reader.provenance, synthetic=False)
    figure = compare.figure(cells(reader, SEXES), SEXES, provenance)

    assert b"synthetic" not in svg_bytes(figure, provenance, "t", "d").lower()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_png_says_title_source_and_release(reader: ReleaseReader, dark: bool) -> None:
    figure = theme(compared(reader, SEXES), dark)
    png = png_bytes(figure, reader.provenance, "Starts in Málaga", "Two withheld.", zoom=1)

    kinds = [kind for kind, _ in chunks(png)]
    texts = dict(body.split(b"\0\0\0\0\0") for kind, body in chunks(png) if kind == b"iTXt")
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    assert texts[b"Title"].decode() == "Starts in Málaga (SYNTHETIC)"
    assert texts[b"Source"].decode() == SOURCE
    assert texts[b"Description"] == b"Two withheld."
    assert struct.unpack(">II", chunks(png)[0][1][:8]) == (1100, figure["layout"]["height"])


def test_png_is_drawn_in_more_pixels_on_request(reader: ReleaseReader) -> None:
    figure = compared(reader, SEXES, narrow=True)
    png = png_bytes(figure, reader.provenance, "t", "d", width=360, zoom=2)

    assert struct.unpack(">II", chunks(png)[0][1][:8]) == (720, 2 * figure["layout"]["height"])


def test_png_without_fonts_is_refused(reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "has_fonts", lambda: False)

    with pytest.raises(OutcomesError, match="has no fonts"):
        png_bytes(compared(reader, SEXES), reader.provenance, "t", "d")


def test_fonts_are_found_on_this_machine() -> None:
    assert image.has_fonts()
