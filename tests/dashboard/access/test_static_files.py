from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.access.headers import STATIC_DIR
from dashboard.access.static_files import StaticFiles, best_coding, static_files

from .asgi_client import AsgiClient

SCRIPT = b"const words = 'the same for everybody';\n" * 200


@pytest.fixture
def client(tmp_path: Path) -> AsgiClient:
    folder = tmp_path / "static" / "js"
    folder.mkdir(parents=True)
    (folder / "page.1a2b.js").write_bytes(SCRIPT)
    (folder / "tiny.js").write_bytes(b"1;")
    (folder / "font.woff2").write_bytes(bytes(4000))

    async def streamlit(_request: object) -> PlainTextResponse:
        return PlainTextResponse("from Streamlit")

    middleware = [Middleware(StaticFiles, files=static_files(tmp_path))]
    return AsgiClient(
        Starlette(routes=[Route("/{path:path}", streamlit, methods=["GET", "POST"])], middleware=middleware)
    )


def _raw(client: AsgiClient, accept: str, **headers: str) -> httpx.Response:
    return client.get("/static/js/page.1a2b.js", headers={"accept-encoding": accept, **headers})


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_static_file_is_sent_smaller_and_is_the_same_content(client: AsgiClient, coding: str) -> None:
    answer = _raw(client, coding)

    assert answer.headers["content-encoding"] == coding
    assert int(answer.headers["content-length"]) < len(SCRIPT) / 5
    assert answer.content == SCRIPT
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]


def test_static_file_for_who_takes_no_coding_comes_from_streamlit_and_says_that_it_varies(
    client: AsgiClient,
) -> None:
    answer = _raw(client, "identity")

    assert answer.text == "from Streamlit"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_static_file_that_the_browser_has_is_not_sent_again(client: AsgiClient) -> None:
    tag = _raw(client, "br").headers["etag"]

    assert _raw(client, "br", **{"if-none-match": f'"other", W/{tag}'}).status_code == 304
    assert _raw(client, "gzip", **{"if-none-match": tag}).status_code == 200


def test_static_file_head_says_the_length_and_sends_nothing(client: AsgiClient) -> None:
    answer = client.request("HEAD", "/static/js/page.1a2b.js", headers={"accept-encoding": "br"})

    assert int(answer.headers["content-length"]) == len(brotli.compress(SCRIPT, quality=9))
    assert answer.content == b""


def test_static_file_part_of_it_comes_from_streamlit(client: AsgiClient) -> None:
    assert _raw(client, "br", range="bytes=0-9").text == "from Streamlit"


@pytest.mark.parametrize(
    "path", ["/static/js/tiny.js", "/static/js/font.woff2", "/static/js/../page", "/media/x.js", "/"]
)
def test_static_files_what_is_not_worth_it_or_a_reader_s_own_is_left_alone(
    client: AsgiClient, path: str
) -> None:
    answer = client.get(path, headers={"accept-encoding": "br"})

    assert answer.text == "from Streamlit"
    assert "content-encoding" not in answer.headers


def test_static_files_a_post_is_passed_on(client: AsgiClient) -> None:
    assert client.post("/static/js/page.1a2b.js").text == "from Streamlit"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("br;q=high, gzip", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_best_coding(accepted: str, coding: str) -> None:
    assert best_coding(accepted) == coding


def test_static_files_of_this_streamlit_hold_its_largest_script() -> None:
    files = static_files(STATIC_DIR)
    largest = max((STATIC_DIR / "static").rglob("*.js"), key=lambda path: path.stat().st_size)
    file = files[f"/static/js/{largest.name}"]

    assert gzip.decompress(file.gzip) == largest.read_bytes()
    assert len(file.gzip) < largest.stat().st_size / 3
