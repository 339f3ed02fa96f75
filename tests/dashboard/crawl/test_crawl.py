"""The whole crawl of a running server: quiet about the real program, and loud about a leaking one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.crawl import CrawlReport, Makers, crawl
from pipelines.catalogue import load_catalogue
from pipelines.ledger import Ledger
from pipelines.seal import sealing_of
from pipelines.settings import Settings
from tests.dashboard.crawl.conftest import serve_factory, sign_in
from tests.dashboard.workspace_fixture import TINY, build_workspace, settings_in

pytestmark = pytest.mark.slow

LEAKS = {
    "tooltip": "hovertext",
    "axis range": "axis.range",
    "alt text": "plotly_chart.alt",
    "note below a figure": "markdown.body",
    "table": " table row",
    "running sum": "count=running: ",
    "place beside others": "/places",
    "column of a file": "file 'CSV (cells)' column",
    "sheet of a workbook": "file 'Excel (cells and chart)' sheet",
    "metadata of a picture": "file 'SVG (drawing)'",
    "comment in a page": "/account/sign-in (stranger): comment",
}


@pytest.fixture(scope="module")
def leaking(data: Settings) -> CrawlReport:
    return crawl(
        lambda port: serve_factory("tests.dashboard.crawl.leaky:app", port),
        sign_in(data),
        data.releases_dir / "0003",
        load_catalogue(TINY),
        makers=Makers(sealing_of(data.data_dir)),
        quick=True,
    )


@pytest.mark.parametrize("leak", LEAKS)
def test_crawl_of_a_leaking_server_reports_every_leak(leaking: CrawlReport, leak: str) -> None:
    assert any(LEAKS[leak] in str(place) for place in leaking.unexplained)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A project made and released by the real flow, found by its environment."""
    settings = settings_in(tmp_path / "data")
    build_workspace(settings)
    monkeypatch.setenv("PREPARE_DATA", str(settings.data_dir))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return settings


def test_audit_of_what_an_untouched_program_serves_finds_nothing_and_signs_out(project: Settings) -> None:
    done = CliRunner().invoke(main, ["audit", "--served", "--quick", "--json"], catch_exceptions=False)

    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["unexplained"] == []
    assert {"", "explore", "participation", "method", "about"} <= set(answer["pages"])
    assert answer["is_same_catalogue"]
    assert answer["selections"] > 0
    assert answer["files"] > answer["selections"]
    assert answer["numbers"]["cell"] > 0
    with Ledger.open(project.ledger_url) as ledger:
        assert ledger.events()[-1].kind == "signed_out"


def test_audit_of_what_is_served_names_no_release() -> None:
    done = CliRunner().invoke(main, ["audit", "3", "--served"])

    assert done.exit_code == 2
