"""Nothing that can be seen depends on a withheld count, and the same reports give the same release."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines import flow, publish
from pipelines.audit import AuditReport
from pipelines.errors import PolicyError
from pipelines.model import OBSERVATION_KEY, Approved, Catalogue
from pipelines.protect import Protected
from pipelines.protect.complementary import Secured
from pipelines.protect.system import BoolArray, IntArray, System
from pipelines.publish import gate
from tests.dashboard.workspace_fixture import AT
from tests.interference import (
    Changes,
    World,
    differences,
    everything,
    hidden_changes,
    make_world,
    publish_next,
    release_files,
    run_command,
)

OF_EACH_GROUP = 2
LEAST_WORLDS = 3
# The package has a function of the same name.
PROTECTION = importlib.import_module("pipelines.protect.protect")


@dataclass(frozen=True)
class Changed:
    """A world with other withheld counts: before its last release, and after it."""

    changes: Changes
    ready: World
    published: World


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("true") / "ready", {})


@pytest.fixture(scope="module")
def published(ready: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    return publish_next(ready, tmp_path_factory.mktemp("true") / "published")


@pytest.fixture(scope="module")
def changed(published: World, tmp_path_factory: pytest.TempPathFactory) -> list[Changed]:
    worlds = []
    for changes in hidden_changes(published, OF_EACH_GROUP):
        directory = tmp_path_factory.mktemp("changed")
        ready = make_world(directory / "ready", changes)
        worlds.append(Changed(changes, ready, publish_next(ready, directory / "published")))
    return worlds


def reported(world: World) -> pl.DataFrame:
    with flow.open_workspace(world.settings, clock=lambda: AT) as workspace:
        ids = workspace.ledger.publications()[-1].submission_ids
        return workspace.ledger.observations(ids).sort(OBSERVATION_KEY)


# ---- the same reports ------------------------------------------------------------------------------------


def test_publish_same_ledger_twice_gives_the_same_bytes(ready: World, tmp_path: Path) -> None:
    one, other = (publish_next(ready, tmp_path / name) for name in ("one", "other"))

    seen = release_files(one)
    assert {"file 0002/cells.parquet", "file 0002/release.duckdb", "file 0002/manifest.json"} <= seen.keys()
    assert differences(seen, release_files(other)) == []


def test_publish_again_without_new_reports_gives_the_same_cells(published: World, tmp_path: Path) -> None:
    seen = release_files(publish_next(published, tmp_path / "again"))

    assert seen["file 0003/cells.parquet"] == seen["file 0002/cells.parquet"]
    assert seen["file 0002/cells.parquet"] != seen["file 0001/cells.parquet"]


# ---- other withheld counts -------------------------------------------------------------------------------


@pytest.mark.slow
def test_withheld_counts_changed_nothing_that_can_be_seen_changes(
    published: World, changed: list[Changed]
) -> None:
    assert len(changed) >= LEAST_WORLDS
    assert len({key[3] for world in changed for key in world.changes}) > 1  # of several measures
    seen = everything(published)
    for kind in (
        "file 0003/cells.parquet",
        "table 0002/release.duckdb published_cell",
        "page about ",
        "page places XB2",
        "document annex docx",
        "command publish",
    ):
        assert seen[kind]
    for end in (" svg", " png", " csv", " alt"):
        assert any(what.endswith(end) for what in seen)

    for world in changed:
        true, other = reported(published), reported(world.published)
        assert true.drop("value").equals(other.drop("value"))
        assert int((true["value"] != other["value"]).sum()) == len(world.changes) >= 2
        assert differences(seen, everything(world.published)) == []


@pytest.mark.slow
def test_withheld_counts_changed_refusal_to_publish_says_the_same(
    ready: World, changed: list[Changed], monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = PROTECTION.secure

    def without_witnesses(*arguments: object) -> Secured:
        return replace(secure(*arguments), witnesses=())

    monkeypatch.setattr(PROTECTION, "secure", without_witnesses)

    refusals = [run_command(world, "publish") for world in (ready, *(each.ready for each in changed))]

    assert b"The proof of this release does not hold" in refusals[0]
    assert len(set(refusals)) == 1 < len(refusals)


# ---- the test can fail -----------------------------------------------------------------------------------


def leak_in_an_interval(patch: pytest.MonkeyPatch) -> None:
    honest = PROTECTION.exact_intervals

    def leaky(system: System, shown: BoolArray, floor: IntArray) -> tuple[IntArray, IntArray]:
        lower, upper = honest(system, shown, floor)
        return lower, np.where(shown, upper, system.clear + 100)

    patch.setattr(PROTECTION, "exact_intervals", leaky)


def leak_in_a_file(patch: pytest.MonkeyPatch) -> None:
    build = publish.build_release

    def leaky(
        protected: Protected, catalogue: Catalogue, facts: publish.ReleaseFacts, directory: Path
    ) -> None:
        build(protected, catalogue, facts, directory)
        (directory / "audit").write_bytes(b"".join(report.proof for report in protected.reports))

    patch.setattr(publish, "build_release", leaky)


def leak_in_a_log(patch: pytest.MonkeyPatch) -> None:
    build = flow.build_warehouse

    def leaky(approved: Approved, directory: Path, number: int) -> Path:
        logging.getLogger("pipelines.warehouse").debug("writing %s", approved.observations["value"].to_list())
        return build(approved, directory, number)

    patch.setattr(flow, "build_warehouse", leaky)


def open_the_gate(patch: pytest.MonkeyPatch) -> None:
    """Let a release pass whatever its audit finds."""
    honest = gate.audit

    def blind(*arguments: object, **named: object) -> AuditReport:
        return replace(honest(*arguments, **named), problems=())

    patch.setattr(gate, "audit", blind)


LEAKS = {
    leak_in_an_interval: "file 0002/cells.parquet",
    leak_in_a_file: "file 0002/audit",
    leak_in_a_log: "log",
}


@pytest.mark.slow
@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_differences_program_that_leaks_is_caught(
    leak: Callable[[pytest.MonkeyPatch], None],
    ready: World,
    changed: list[Changed],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    leak(monkeypatch)
    open_the_gate(monkeypatch)

    seen = []
    for name, world in (("true", ready), ("changed", changed[0].ready)):
        leaky = publish_next(world, tmp_path / name)
        seen.append(release_files(leaky) | {"log": "\n".join(leaky.spoken).encode()})

    assert LEAKS[leak] in differences(*seen)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (leak_in_an_interval, "the published interval says more than the published numbers do"),
        (leak_in_a_file, "the file audit is no part of a release"),
    ],
    ids=["interval", "file"],
)
def test_publish_release_that_leaks_is_stopped_by_its_audit(
    leak: Callable[[pytest.MonkeyPatch], None],
    words: str,
    ready: World,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    leak(monkeypatch)

    with pytest.raises(PolicyError, match=words):
        publish_next(ready, tmp_path / "next")
