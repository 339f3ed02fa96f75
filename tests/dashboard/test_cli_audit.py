from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from pipelines import flow
from tests.dashboard.workspace_fixture import AT, MANAGER, TINY, add_people, settings_in, submit_report


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a project with one release."""
    data = tmp_path_factory.mktemp("data")
    with flow.open_workspace(settings_in(data), clock=lambda: AT) as ws:
        add_people(ws)
        quarter = ws.catalogue.project.first_quarter
        for partner in ws.catalogue.expected_partners(quarter):
            flow.approve(ws, submit_report(ws, partner.id, quarter), MANAGER)
        flow.publish(ws, MANAGER, "First release")
    return data


@pytest.fixture(autouse=True)
def environment(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREPARE_DATA", str(published))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    monkeypatch.delenv("PREPARE_LEDGER_URL", raising=False)


def prepare(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_audit_current_release_as_everybody() -> None:
    done = prepare("audit")

    assert done.exit_code == 0
    assert done.stdout.startswith("Release 0001: nothing can be recovered\n")
    assert "insiders ash, birch, cedar, office" in done.stdout


def test_audit_from_the_files_alone_as_json() -> None:
    done = prepare("audit", "1", "--outsider-only", "--json")

    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (answer["holds"], answer["attackers"], answer["problems"]) == (True, ["outsider"], [])
    assert answer["withheld"] > 0


def test_audit_of_a_directory_that_was_tampered_with_names_the_file_and_exits_with_one(
    published: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(published / "releases", tmp_path / "releases")
    cells = pl.read_parquet(copy / "0001" / "cells.parquet").with_columns(rate=pl.lit(33.3))
    cells.write_parquet(copy / "0001" / "cells.parquet")

    done = prepare("audit", "--releases", copy)

    assert done.exit_code == 1
    assert done.stdout.startswith("Release 0001: FAILED\n")
    assert "problem: the cells have the unknown column 'rate' [form]" in done.stdout
    assert "problem: cells.parquet is not the file that manifest.json names [form]" in done.stdout


def test_audit_without_a_ledger_makes_none(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(published / "releases", tmp_path / "releases")
    monkeypatch.setenv("PREPARE_DATA", str(tmp_path))

    done = prepare("audit")

    assert done.exit_code == 0
    assert "(files alone)" in done.stdout
    assert not (tmp_path / "ledger.sqlite").exists()


def test_audit_unknown_release_is_refused_in_words() -> None:
    done = prepare("audit", "7")

    assert done.exit_code == 1
    assert done.stderr.startswith("A release is missing or damaged") or "no such release" in done.stderr
    assert prepare("audit", "0").exit_code == 2
