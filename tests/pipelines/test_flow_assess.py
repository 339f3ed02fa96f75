"""Before publishing: the assessment of the next release, kept until something changes, and cells that are lifted."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines import flow
from pipelines.audit import AuditReport
from pipelines.errors import PolicyError
from pipelines.ledger import Withdrawal
from pipelines.model import CELL_KEY
from pipelines.publish import gate
from pipelines.usefulness import Assessment
from pipelines.usefulness.lifting import own_risk
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    EVALUATOR,
    MANAGER,
    add_people,
    build_workspace,
    settings_in,
    submit_report,
)

pytestmark = pytest.mark.slow

LATE = ("birch", "2021-Q3")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release 1 published; the reports of the last quarter approved, all but one; the next release assessed."""
    directory = tmp_path_factory.mktemp("built")
    build_workspace(settings_in(directory), leave_out=frozenset({LATE}))
    with flow.open_workspace(settings_in(directory), clock=lambda: AT) as ws:
        flow.assess(ws)
    return directory


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Iterator[flow.Workspace]:
    directory = Path(shutil.copytree(built, tmp_path / "data"))
    with flow.open_workspace(settings_in(directory), clock=lambda: AT) as ws:
        yield ws


@pytest.fixture
def no_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Assessment:
        raise AssertionError("it was computed already")

    monkeypatch.setattr("pipelines.usefulness.assess", refuse)
    monkeypatch.setattr("pipelines.usefulness.with_coarsenings", refuse)


def stored(workspace: flow.Workspace) -> Assessment:
    assessment = flow.stored_assessment(workspace)
    assert assessment is not None
    return assessment


def withheld(workspace: flow.Workspace) -> dict[tuple[str, ...], str | None]:
    """Cells that the current release withholds, with the rule by which each is at risk itself."""
    published = flow._earlier(workspace, workspace.ledger.publications()[-1])
    keys = published.cells.filter(
        (pl.col("obs_status") == "Q") & (pl.col("measure_id") == "known") & (pl.col("place_level") == "local")
    ).select(CELL_KEY)
    return {
        key: own_risk(key, published.approved, workspace.catalogue, published.as_of)
        for key in keys.iter_rows()
    }


def liftable(workspace: flow.Workspace) -> tuple[str, ...]:
    return next(key for key, rule in withheld(workspace).items() if rule is None)


# ---- the assessment ----------------------------------------------------------------------------------


def test_stored_assessment_before_any_was_made_is_none(workspace: flow.Workspace) -> None:
    shutil.rmtree(workspace.settings.warehouse_dir)
    assert flow.stored_assessment(workspace) is None


def test_assess_again_opens_what_was_computed(workspace: flow.Workspace, no_computing: None) -> None:
    assessment = flow.assess(workspace)
    assert (assessment.number, assessment.key) == (2, stored(workspace).key)
    assert assessment.in_force.is_possible
    assert assessment.in_force.cells.equals(stored(workspace).in_force.cells)


def test_assess_is_kept_beside_the_clear_data_for_the_operator_alone(workspace: flow.Workspace) -> None:
    kept = workspace.settings.warehouse_dir / "assessments"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in kept.rglob("*")} == {0}


def test_assess_is_out_of_date_when_another_report_is_approved(workspace: flow.Workspace) -> None:
    flow.approve(workspace, submit_report(workspace, *LATE), MANAGER)
    assert flow.stored_assessment(workspace) is None


def test_assess_is_out_of_date_when_a_cell_is_lifted(workspace: flow.Workspace) -> None:
    flow.lift(workspace, MANAGER, liftable(workspace), "Asked for.")
    assert flow.stored_assessment(workspace) is None


def test_assess_is_out_of_date_when_the_policy_or_a_quarter_changes(workspace: flow.Workspace) -> None:
    before = stored(workspace).key
    with flow.open_workspace(workspace.settings, clock=lambda: AT.replace(month=8)) as earlier:
        assert flow.stored_assessment(earlier) is None
    assert flow.assess(workspace).key == before


def test_assess_looks_for_coarser_plans_only_when_asked_and_keeps_the_rest(
    workspace: flow.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not stored(workspace).has_coarsenings
    monkeypatch.setattr("pipelines.usefulness.assess", None)

    more = flow.assess(workspace, coarsenings=True)

    assert more.has_coarsenings
    assert stored(workspace).coarsenings == more.coarsenings
    assert stored(workspace).in_force.cells.equals(more.in_force.cells)


def test_assess_with_coarser_plans_is_not_computed_twice(
    workspace: flow.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.assess(workspace, coarsenings=True)
    monkeypatch.setattr("pipelines.usefulness.with_coarsenings", None)
    assert flow.assess(workspace, coarsenings=True).has_coarsenings
    assert flow.assess(workspace).has_coarsenings


def test_assess_without_approved_report_is_refused(tmp_path: Path) -> None:
    with flow.open_workspace(settings_in(tmp_path), clock=lambda: AT) as ws:
        add_people(ws)
        with pytest.raises(PolicyError, match="No report is approved yet"):
            flow.assess(ws)


def test_assess_says_what_publishing_then_does(workspace: flow.Workspace) -> None:
    assessed = stored(workspace)
    release = flow.publish(workspace, MANAGER, "Second release of the test")

    published = flow._earlier(workspace, workspace.ledger.publications()[-1])
    assert release.number == assessed.number
    assert published.cells.equals(assessed.in_force.cells)
    assert flow.stored_assessment(workspace) is None


def test_assess_says_that_a_release_would_not_pass_its_audit_and_leaves_nothing_behind(
    workspace: flow.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(workspace.settings.warehouse_dir)

    def refuse(*_: object, **__: object) -> None:
        raise PolicyError(title="This release did not pass its audit", message="Ashtown can be worked out.")

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.publish.require_audit", refuse)
        for assessment in (flow.try_next(workspace), flow.assess(workspace)):
            assert not assessment.in_force.is_possible
            assert "Ashtown can be worked out" in str(assessment.in_force.problem)
            assert assessment.changes.is_empty()
    assert [path.name for path in workspace.settings.warehouse_dir.iterdir()] == ["assessments"]
    assert sorted(path.name for path in workspace.settings.releases_dir.iterdir() if path.is_dir()) == [
        "0001"
    ]


def test_assess_attacks_what_would_be_published(
    workspace: flow.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(workspace.settings.warehouse_dir)
    attacked: list[list[str]] = []
    honest = gate.audit

    def watched(directories: list[Path], *rest: object, **more: object) -> AuditReport:
        attacked.append([path.name for path in directories])
        return honest(directories, *rest, **more)

    monkeypatch.setattr(gate, "audit", watched)

    assert flow.assess(workspace).in_force.is_possible
    assert attacked == [["0001", "0002"]]


# ---- lifting -----------------------------------------------------------------------------------------


def test_lift_is_kept_and_taken_into_the_next_assessment(workspace: flow.Workspace) -> None:
    key = liftable(workspace)

    lift = flow.lift(workspace, MANAGER, key, "  Asked for. ")

    assert (lift.cell_key, lift.actor, lift.reason, lift.at) == (key, MANAGER.email, "Asked for.", AT)
    assert workspace.ledger.lifts() == (lift,)
    row = flow.assess(workspace).lifts.row(0, named=True)
    assert tuple(row[name] for name in CELL_KEY) == key
    assert row["would_show"] or row["rule"] == "complementary"


def test_lift_reaches_protection_when_publishing(
    workspace: flow.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = liftable(workspace)
    flow.lift(workspace, MANAGER, key, "Asked for.")
    given: list[object] = []

    def stop(*_: object, lifted: object, **__: object) -> None:
        given.append(lifted)
        raise PolicyError(title="Stopped", message="Seen enough.")

    monkeypatch.setattr("pipelines.flow.protect", stop)
    with pytest.raises(PolicyError, match="Seen enough"):
        flow.publish(workspace, MANAGER, "Second release of the test")
    assert given == [frozenset({key})]


def test_lift_taken_back_withholds_again_what_no_release_has_shown(workspace: flow.Workspace) -> None:
    key = liftable(workspace)
    flow.lift(workspace, MANAGER, key, "Asked for.")

    taken = flow.take_back_lift(workspace, MANAGER, key, " It was another one. ")

    assert taken.cell_key == key
    assert flow.lifts_in_force(workspace) == ()
    (kept,) = workspace.ledger.lifts()
    assert kept.taken_back == Withdrawal(MANAGER.email, "It was another one.", AT)
    assert workspace.ledger.events()[-1].kind == "lift_taken_back"
    assert flow.stored_assessment(workspace) is not None  # as if it had never been lifted
    with pytest.raises(PolicyError, match="not lifted"):
        flow.take_back_lift(workspace, MANAGER, key, "Again.")
    assert flow.lift(workspace, MANAGER, key, "After all.").taken_back is None
    assert workspace.ledger.verify() == ()


def test_lift_taken_back_after_a_release_leaves_what_was_published(workspace: flow.Workspace) -> None:
    keys = [key for key, rule in withheld(workspace).items() if rule is None]
    for key in keys:
        flow.lift(workspace, MANAGER, key, "Asked for.")
    second = flow.publish(workspace, MANAGER, "With lifted cells.")
    before = {path.name: path.read_bytes() for path in second.directory.iterdir()}
    for key in keys:
        flow.take_back_lift(workspace, MANAGER, key, "No longer.")

    third = flow.publish(workspace, MANAGER, "Without them.")

    assert {path.name: path.read_bytes() for path in second.directory.iterdir()} == before
    assert third.number == 3
    assert flow.audit_release(workspace).holds
    assert workspace.ledger.verify() == ()


@pytest.mark.parametrize(
    ("account", "reason", "words"),
    [(COORDINATOR, "Mine.", "cannot lift"), (EVALUATOR, "Mine.", "cannot lift"), (MANAGER, " ", "reason")],
)
def test_lift_is_taken_back_by_a_manager_with_a_reason_only(
    workspace: flow.Workspace, account: flow.Account, reason: str, words: str
) -> None:
    key = liftable(workspace)
    flow.lift(workspace, MANAGER, key, "Asked for.")

    with pytest.raises(PolicyError, match=words):
        flow.take_back_lift(workspace, account, key, reason)
    assert len(flow.lifts_in_force(workspace)) == 1


def test_lift_of_a_small_count_is_refused_and_not_kept(workspace: flow.Workspace) -> None:
    small = next(key for key, rule in withheld(workspace).items() if rule == "small")
    with pytest.raises(PolicyError, match="it is a small count of people"):
        flow.lift(workspace, MANAGER, small, "Asked for.")
    assert workspace.ledger.lifts() == ()


@pytest.mark.parametrize("account", [COORDINATOR, EVALUATOR], ids=["coordinator", "evaluator"])
def test_lift_by_anybody_but_a_manager_is_refused(workspace: flow.Workspace, account: flow.Account) -> None:
    with pytest.raises(PolicyError, match="cannot lift cells"):
        flow.lift(workspace, account, liftable(workspace), "Asked for.")
    assert workspace.ledger.lifts() == ()


def test_lift_without_a_reason_is_refused(workspace: flow.Workspace) -> None:
    with pytest.raises(PolicyError, match="Say in a sentence why"):
        flow.lift(workspace, MANAGER, liftable(workspace), " ")


def test_lift_before_anything_was_published_is_refused(tmp_path: Path) -> None:
    with (
        flow.open_workspace(settings_in(tmp_path), clock=lambda: AT) as ws,
        pytest.raises(PolicyError, match="Nothing has been published yet"),
    ):
        flow.lift(ws, MANAGER, ("x",) * len(CELL_KEY), "Asked for.")
