"""What a real server sends of a release in which every kind of cell is at a known place, fetched once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import duckdb
import pytest

from dashboard import export
from dashboard.crawl.addresses import Address, Device
from dashboard.crawl.answers import constant_texts
from dashboard.crawl.capture import Answer, Visit, fetch, reading
from dashboard.crawl.checking import Checker
from dashboard.crawl.files import Makers
from dashboard.crawl.published import Published, Shelf, open_published
from dashboard.crawl.report import Tally
from dashboard.crawl.server import HOST, serving
from pipelines.catalogue import load_catalogue
from pipelines.ledger import Ledger
from pipelines.seal import sealing_of
from pipelines.settings import Settings
from tests.dashboard.release_fixture import Cell, Key, withheld, write_release
from tests.dashboard.workspace_fixture import EVALUATOR, TINY, settings_in

FILES = frozenset({"svg", "png", "pdf", "xlsx", "json", "zip"})
LOCAL = "indicator=PA02&level=local&time=quarter&activity=_T"
EACH = "activity=boxing&activity=mentoring"
ADDRESSES = {
    "overview": Address(""),
    "about": Address("about"),
    "bars": Address("explore", f"indicator=PA02&level=local&time=project&{EACH}", pictures=FILES),
    "lines": Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}"),
    "running": Address("explore", f"{LOCAL}&activity=boxing&count=running", pictures=frozenset({"xlsx"})),
    "median": Address("explore", f"{LOCAL}&median=yes&chart=dot&order=value"),
    "heat map": Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}&chart=heat"),
    "columns in panels": Address("explore", f"{LOCAL}&chart=bar&panels=place&highlight=malaga"),
    "in French": Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}&lang=fr"),
    "overview in German": Address("", "lang=de"),
    "earlier": Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}&release=2"),
    "releases": Address("releases", "from=2&to=3"),
    "places": Address("places", "level=local&place=malaga"),
    "activity": Address("activities", "activity=boxing"),
    "process": Address("process"),
    "quality": Address("quality"),
    "by sex": Address("explore", "indicator=PA02&level=local&time=project&by=sex"),
    "ratio": Address("explore", "indicator=PA07&level=local&time=project&activity=_T"),
    "ratio over time": Address("participation", "indicator=PA07&level=local&time=quarter&activity=_T"),
    "on a phone": Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}", Device.PHONE),
    "in the dark": Address("explore", "indicator=PA02&level=local&time=quarter", Device.DARK),
}


@dataclass(frozen=True)
class Captured:
    """One release, and what a server sent of it."""

    published: Published
    visits: Mapping[str, Visit]
    sign_in: Answer
    here: str
    """The address of the server."""
    makers: Makers

    def checker(self) -> Checker:
        """The check of this release, with nothing counted yet."""
        self._checker.tally = Tally()
        return self._checker

    @cached_property
    def _checker(self) -> Checker:
        return Checker(
            Shelf(self.published, here=self.here), (*constant_texts(), self.here), makers=self.makers
        )


def write_files(
    releases_dir: Path,
    *,
    number: int = 3,
    overrides: dict[Key, Cell] | None = None,
    rounded_to: int = 0,
) -> Path:
    """The release with all its files; gives its directory."""
    release = write_release(releases_dir, number=number, overrides=overrides, rounded_to=rounded_to)
    with duckdb.connect(str(release / "release.duckdb"), read_only=True) as connection:
        connection.sql("from published_cell").pl().write_parquet(release / "cells.parquet")
    return release


EARLIER: dict[Key, Cell] = {
    ("local", "malaga", "quarter", "2018-Q4", "_T", "starts", "_T", "_T"): withheld(0, 40),
    ("local", "liege", "quarter", "2018-Q4", "_T", "starts", "_T", "_T"): (9, 9, 9, "A", "F"),
}
"""What the release before stated otherwise."""


def make_data(settings: Settings) -> None:
    """A data directory with the release, the one before it, and an evaluator."""
    write_files(settings.releases_dir, number=2, overrides=EARLIER)
    write_files(settings.releases_dir)
    with Ledger.open(settings.ledger_url) as ledger:
        ledger.add_account(EVALUATOR.email, EVALUATOR.role, None, datetime.now(UTC))


def sign_in(settings: Settings) -> str:
    now = datetime.now(UTC)
    with Ledger.open(settings.ledger_url) as ledger:
        return ledger.redeem_link(ledger.issue_link(EVALUATOR.email, now), now)


def serve(port: int) -> list[str]:
    return serve_factory("dashboard.asgi:app", port)


def serve_factory(factory: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        factory,
        "--port",
        str(port),
        "--log-level",
        "critical",
    ]


@pytest.fixture
def published(tmp_path: Path) -> Published:
    return open_published(write_files(tmp_path), load_catalogue(TINY).policy)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a data directory that a server finds by its environment."""
    settings = settings_in(tmp_path_factory.mktemp("crawl") / "data")
    make_data(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREPARE_DATA", str(settings.data_dir))
        patch.setenv("PREPARE_CATALOGUE", str(TINY))
        patch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
        for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
            patch.delenv(name, raising=False)
        yield settings


@pytest.fixture(scope="module")
def captured(data: Settings) -> Captured:
    # The engine begins as that of the server.
    export.warm()
    published = open_published(data.releases_dir / "0003", load_catalogue(TINY).policy)
    token = sign_in(data)
    visits = {}
    with serving(serve) as port:
        for device in Device:
            with reading(port, token, device) as reader:
                for name, address in ADDRESSES.items():
                    if address.device is device:
                        visits[name] = reader.visit(address)
        answer = fetch(port, "/account/sign-in")
    return Captured(published, visits, answer, f"http://{HOST}:{port}", Makers(sealing_of(data.data_dir)))
