from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl
import pytest
from openpyxl import load_workbook

from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.layout import report_layout
from pipelines.model import TOTAL, Account, Role
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    EVALUATOR,
    MANAGER,
    add_people,
    filled_template,
    submit_report,
)

QUARTER = "2021-Q3"
CELL = (TOTAL, "starts", "sex", "F")


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        yield opened


@pytest.fixture
def returned(workspace: flow.Workspace) -> str:
    submission_id = submit_report(workspace, "ash", QUARTER)
    number = flow.comment(workspace, submission_id, MANAGER, "Please count again.", CELL).number
    flow.answer_comment(workspace, number, COORDINATOR, "We did.")
    flow.return_(workspace, submission_id, MANAGER, "One question.")
    return submission_id


def test_marked_report_has_what_the_manager_said_at_its_cell(
    workspace: flow.Workspace, returned: str
) -> None:
    name, data = flow.marked_report(workspace, returned, COORDINATOR, "en")
    workbook = load_workbook(io.BytesIO(data))
    layout = report_layout(workspace.catalogue, "ash", QUARTER)
    row = 6 + [(r.activity_id, r.measure.id) for r in layout.rows].index(CELL[:2])
    note = workbook["Report"].cell(row, 6 + layout.columns.index(CELL[2:])).comment.text

    assert name.endswith("-checked.xlsx")
    assert "Please count again." in note
    assert "We did." in note
    said = [line[3].value for line in workbook.worksheets[0].iter_rows(min_row=6)]
    assert "One question." in said


def test_marked_report_a_resolved_comment_is_left_out(workspace: flow.Workspace, returned: str) -> None:
    (comment,) = workspace.ledger.comments([returned])
    flow.resolve_comment(workspace, comment.number, COORDINATOR)

    _, data = flow.marked_report(workspace, returned, COORDINATOR, "en")
    said = [line[3].value for line in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=6)]
    assert "One question." in said
    assert not [each for each in said if each and "Please count again." in each]


@pytest.mark.parametrize("account", [EVALUATOR, Account("bo@birch.example", Role.COORDINATOR, "birch")])
def test_marked_report_is_nobody_elses(workspace: flow.Workspace, returned: str, account: Account) -> None:
    with pytest.raises(PolicyError):
        flow.marked_report(workspace, returned, account, "en")


def test_foresee_says_what_the_current_release_shows(workspace: flow.Workspace) -> None:
    for partner in ("ash", "birch", "cedar"):
        flow.approve(workspace, submit_report(workspace, partner, QUARTER), MANAGER)
    flow.publish(workspace, MANAGER, "First.")
    name, data = filled_template(workspace.catalogue, "ash", QUARTER)
    screening = flow.check(workspace, name, data)

    cells = flow.foresee(workspace, screening)

    assert set(cells["place_id"]) == {workspace.catalogue.partners["ash"].place_id}
    assert set(cells["so_far"]) == {"A", "Q"}
    assert cells.filter(pl.col("obs_status") == "Q")["rule"].null_count() == 0
    assert not cells.filter((pl.col("obs_status") == "Q") & pl.col("value").is_not_null()).height
