"""The gate in publishing: what an engine gone wrong would publish never gets a number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines import flow
from pipelines import publish as releases
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.protect import Protected
from tests.dashboard.workspace_fixture import AT, MANAGER, add_people, settings_in, submit_report
from tests.pipelines.audit.cases import put_back


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with flow.open_workspace(settings_in(tmp_path), clock=lambda: AT) as ws:
        add_people(ws)
        quarter = ws.catalogue.project.first_quarter
        for partner in ws.catalogue.expected_partners(quarter):
            flow.approve(ws, submit_report(ws, partner.id, quarter), MANAGER)
        yield ws


def test_publish_engine_that_withholds_nothing_is_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "_protect", careless(flow._protect))

    with pytest.raises(PolicyError, match="did not pass its audit") as refused:
        flow.publish(workspace, MANAGER, "A test")

    kept = workspace.settings.releases_dir
    assert workspace.ledger.publications() == ()
    assert releases.current_number(kept) is None
    assert [path.name for path in kept.iterdir() if path.name.isdecimal()] == []
    assert [path.name[:13] for path in (kept / ".unpublished").iterdir()] == ["building-0001"]
    assert "Ashtown" in refused.value.message or "Aland" in refused.value.message


def careless(protect: object) -> object:
    """The engine with the last step gone wrong: its certificate held, its cells are clear."""

    def leaking(*arguments: object) -> object:
        protected, approved, reports = protect(*arguments)  # type: ignore[operator]
        every_cell = pl.lit(value=True)
        return (
            Protected(put_back(protected.cells, approved, every_cell), protected.reports),
            approved,
            reports,
        )

    return leaking


def test_publish_keeps_the_report_of_its_audit_beside_the_proofs(workspace: Workspace) -> None:
    flow.publish(workspace, MANAGER, "A test")

    kept = json.loads(workspace.ledger.publication_audit(1))

    assert kept["groups"]
    assert kept["audit"]["holds"] is True
    assert kept["audit"]["adjudicated"] is True
    assert kept["audit"]["attackers"][:2] == ["outsider", "ash"]


def test_audit_release_attacks_what_was_published_again(workspace: Workspace) -> None:
    flow.publish(workspace, MANAGER, "A test")

    again = flow.audit_release(workspace)
    outside = flow.audit_release(workspace, 1, insiders=False)

    assert again.digest == json.loads(workspace.ledger.publication_audit(1))["audit"]["digest"]
    assert outside.attackers == ("outsider",)
    assert outside.holds
