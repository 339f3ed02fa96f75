"""The commands around what a release is useful for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from pipelines import flow
from pipelines.model import CELL_KEY
from pipelines.usefulness.lifting import own_risk
from tests.dashboard.workspace_fixture import AT, MANAGER, TINY, build_workspace, settings_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release 1 published, the last quarter approved; the next release assessed, so that commands need not compute."""
    directory = tmp_path_factory.mktemp("built")
    build_workspace(settings_in(directory))
    with flow.open_workspace(settings_in(directory)) as ws:
        flow.assess(ws)
    return directory


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[flow.Workspace]:
    directory = Path(shutil.copytree(built, tmp_path / "data"))
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREPARE_DATA", str(directory))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    with flow.open_workspace(settings_in(directory), clock=lambda: AT) as ws:
        yield ws


def prepare(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def cell_withheld(workspace: flow.Workspace, rule: str) -> tuple[str, ...]:
    """A cell that release 1 withholds by a rule, by the assessment of a release from the same reports."""
    published = flow._earlier(workspace, workspace.ledger.publications()[-1])
    hidden = published.cells.filter(
        (pl.col("obs_status") == "Q") & (pl.col("measure_id") == "known") & (pl.col("place_level") == "local")
    )
    risks = {
        key: own_risk(key, published.approved, workspace.catalogue, published.as_of)
        for key in hidden.select(CELL_KEY).iter_rows()
    }
    return next(key for key, risk in risks.items() if (risk or "complementary") == rule)


def lift_arguments(key: tuple[str, ...]) -> list[str]:
    return ["lift", key[1], key[3], key[5], "--breakdown", key[6], "--category", key[7]]


# ---- what it would show ------------------------------------------------------------------------------


def test_publish_dry_run_says_what_would_be_shown_and_changed(workspace: flow.Workspace) -> None:
    done = prepare("publish", "--dry-run")
    assert done.exit_code == 0, done.output
    first, withholding, rounding, changes, *_ = done.stdout.splitlines()
    assert first == "Release 0002 would be safe to publish."
    assert withholding.startswith("  by withholding: ")
    assert "reported cells shown" in withholding
    assert "Not possible now" in rounding
    assert changes.startswith("  changes: ")
    assert len(workspace.ledger.publications()) == 1


def test_publish_dry_run_json_has_the_same_and_nothing_about_withheld_counts(
    workspace: flow.Workspace,
) -> None:
    answer = json.loads(prepare("publish", "--dry-run", "--json").stdout)
    suppress = answer["profiles"]["suppress"]
    assert set(suppress) == {
        "is_in_force",
        "is_possible",
        "problem",
        "cells",
        "shown",
        "withheld",
        "not_reported",
        "share_shown",
    }
    assert suppress["cells"] == suppress["shown"] + suppress["withheld"] + suppress["not_reported"]
    assert answer["profiles"]["round"]["is_possible"] is False
    assert sum(answer["changes"].values()) > 0


def test_utility_prints_a_table_for_each_profile(workspace: flow.Workspace) -> None:
    done = prepare("utility")
    assert done.exit_code == 0, done.output
    assert "By withholding, in force\n" in done.stdout
    assert "By rounding\n" in done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith("  each place quarters")]
    assert len(lines) == 2
    assert "small: " in lines[0]
    assert "Coarser plans" not in done.stdout


def test_utility_json_has_every_level_and_no_coarsenings_unless_asked(workspace: flow.Workspace) -> None:
    answer = json.loads(prepare("utility", "--json").stdout)
    assert answer["number"] == 2
    suppress = answer["profiles"][0]
    assert (suppress["profile"], suppress["is_in_force"], suppress["is_possible"]) == ("suppress", True, True)
    assert suppress["utility"][-1]["place_level"] == "_T"
    assert len(suppress["utility"]) > 3
    assert answer["coarsenings"] is None
    assert answer["lifts"] == []


def test_utility_coarsenings_are_computed_and_said(workspace: flow.Workspace) -> None:
    said = prepare("utility", "--coarsenings").stdout
    answer = json.loads(prepare("utility", "--json").stdout)
    for each in answer["coarsenings"]:
        assert each["what"] in said
        assert each["counts_share_after"] > each["counts_share_before"]
    assert ("No coarser plan" in said) == (answer["coarsenings"] == [])


# ---- lifting -----------------------------------------------------------------------------------------


def test_lift_then_list_and_utility_tell_of_it(workspace: flow.Workspace) -> None:
    key = cell_withheld(workspace, "complementary")

    done = prepare(*lift_arguments(key), "--reason", "The city agrees.")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Lifted: ")
    listed = json.loads(prepare("lift", "--list", "--json").stdout)["lifts"]
    assert [tuple(each[name] for name in CELL_KEY) for each in listed] == [key]
    assert (listed[0]["actor"], listed[0]["reason"]) == (MANAGER.email, "The city agrees.")
    assert "The city agrees." in prepare("lift", "--list").stdout
    assert "Lifted" in prepare("utility").stdout


def test_lift_taken_back_is_listed_with_both_reasons(workspace: flow.Workspace) -> None:
    key = cell_withheld(workspace, "complementary")
    prepare(*lift_arguments(key), "--reason", "The city agrees.")

    done = prepare(*lift_arguments(key), "--take-back", "--reason", "It does not any more.")

    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Taken back"), done.output
    (listed,) = json.loads(prepare("lift", "--list", "--json").stdout)["lifts"]
    assert (listed["reason"], listed["taken_back"]["reason"]) == ("The city agrees.", "It does not any more.")
    assert "taken back" in prepare("lift", "--list").stdout
    again = prepare(*lift_arguments(key), "--take-back", "--reason", "Once more.")
    assert (again.exit_code, again.stderr.partition(":")[0]) == (1, "This cell is not lifted")


def test_lift_of_a_small_count_is_refused_in_words_without_the_count(workspace: flow.Workspace) -> None:
    key = cell_withheld(workspace, "small")
    done = prepare(*lift_arguments(key), "--reason", "I want it.")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("This cell can never be lifted: ")
    assert workspace.ledger.lifts() == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "2021-Q1", "known"), "There is no such place"),
        (("ash", "2031-Q1", "known"), "There is no such period"),
        (("ash", "2021-Q1", "shoes"), "There is no such measure"),
        (("ash", "2021-Q1", "known", "--activity", "golf"), "There is no such activity"),
        (("ash", "2021-Q1", "known", "--breakdown", "sex"), "There is no such category"),
        (("ash", "2021-Q1", "known", "--category", "F"), "There is no such category"),
        (("XA", "A", "caseload"), "There is no such cell"),
        (("PROJECT", "PROJECT", "meetings"), "This cell is not withheld"),
    ],
)
def test_lift_of_what_is_not_there_is_refused(
    workspace: flow.Workspace, arguments: tuple[str, ...], words: str
) -> None:
    done = prepare("lift", *arguments, "--reason", "I want it.")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(words)


def test_lift_without_cell_or_reason_is_misuse(workspace: flow.Workspace) -> None:
    assert prepare("lift").exit_code == 2
    assert prepare("lift", "ash", "2021-Q1", "known").exit_code == 2


def test_lift_list_of_nothing_says_so(workspace: flow.Workspace) -> None:
    done = prepare("lift", "--list")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "No cell is lifted.\n")
