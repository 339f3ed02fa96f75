"""Files as a browser gets them: all genuine, found to be so by the page, and drawn as the page draws."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from dashboard import queries
from dashboard.components.downloads import OFTEN, RARELY
from dashboard.derived import exhibit_of
from dashboard.export import svg_bytes
from dashboard.view import view_from_query
from pipelines.publish import current_release
from pipelines.seal import is_genuine, sealing_of
from tests.browser.files import download
from tests.browser.server import Server
from tests.browser.visitor import Visitor, sign_in
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
AS_TEXTS = "layers => layers.map(layer => new XMLSerializer().serializeToString(layer))"


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Server) -> Visitor:
    return sign_in(browser, server, EVALUATOR)


def test_every_button_gives_a_genuine_file(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("explore")
    sealing = sealing_of(visitor.server.settings.data_dir)
    for extension in (*OFTEN, *RARELY):
        path = download(visitor.page, extension, tmp_path)

        assert path.name.endswith(f".{extension}")
        assert is_genuine(path.read_bytes(), sealing), extension
    visitor.photograph("downloads-1280")


@pytest.mark.parametrize("extension", ["svg", "pdf"])
def test_dropped_file_is_recognised_and_opens_its_view_again(
    browser: Browser, server: Server, tmp_path: Path, extension: str
) -> None:
    visitor = sign_in(browser, server, COORDINATOR)
    visitor.open("explore?indicator=T01&median=yes")
    path = download(visitor.page, extension, tmp_path)
    drawn = visitor.page.locator(".js-plotly-plot").get_attribute("aria-label")

    visitor.open("verify")
    visitor.page.locator("input[type=file]").set_input_files(path)
    expect(visitor.page.get_by_text("Genuine and current")).to_be_visible()
    visitor.photograph(f"verify-{extension}-1280")
    visitor.page.get_by_role("link", name=re.compile("Open this view in release")).click()
    visitor.page.locator(".js-plotly-plot").wait_for()
    visitor.wait()

    assert visitor.page.locator(".js-plotly-plot").get_attribute("aria-label") == drawn


def test_dropped_file_with_one_changed_byte_is_altered(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("explore")
    path = download(visitor.page, "png", tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])

    visitor.open("verify")
    visitor.page.locator("input[type=file]").set_input_files(path)

    expect(visitor.page.get_by_text("Altered, or not from here")).to_be_visible()
    visitor.photograph("verify-altered-1280")


@pytest.mark.parametrize("query", [{}, {"period": "2021-Q1"}], ids=["lines", "bars"])
def test_server_draws_what_the_page_draws(visitor: Visitor, query: dict[str, str]) -> None:
    reader = queries.open_release(current_release(visitor.server.settings.releases_dir).directory)
    view, _ = view_from_query("explore", query, reader.options, reader.provenance)
    exhibit = exhibit_of(queries.cells(reader, view.selection), view, reader.provenance)
    served = ElementTree.fromstring(svg_bytes(exhibit))
    reader.close()

    visitor.open(view.path)
    layers = visitor.page.locator(".js-plotly-plot .main-svg")
    own = ElementTree.fromstring(f"<figure>{''.join(layers.evaluate_all(AS_TEXTS))}</figure>")

    assert texts(served) == texts(own)
    assert marks(served) == marks(own)
    assert sum(marks(served).values()) >= 3


def test_figure_gives_no_file_but_those_of_the_buttons(visitor: Visitor) -> None:
    visitor.open("explore")
    visitor.page.locator(".js-plotly-plot").hover()

    expect(visitor.page.locator(".modebar-btn")).to_have_count(0)


def texts(root: ElementTree.Element) -> Counter[str]:
    return Counter(" ".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text"))


def marks(root: ElementTree.Element) -> Counter[str]:
    """How many points, lines and bars there are."""
    found = Counter(str(element.get("class", "")).partition(" ")[0] for element in root.iter())
    return Counter({name: found[name] for name in ("point", "js-line", "errorbar", "pattern")})
