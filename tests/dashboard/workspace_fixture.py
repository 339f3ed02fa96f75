"""A small workspace made through the real flow, from the catalogue in tests/catalogues/tiny."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipelines import flow
from pipelines.layout import report_layout
from pipelines.model import TOTAL, Account, Catalogue, Role
from pipelines.settings import Settings, load_settings
from pipelines.template import InputKey, build_template, template_file_name

TINY = Path(__file__).resolve().parents[1] / "catalogues" / "tiny"
AT = datetime(2021, 11, 2, 9, 30, tzinfo=UTC)
COORDINATOR = Account("ana@ash.example", Role.COORDINATOR, "ash")
MANAGER = Account("max@office.example", Role.MANAGER, None)
EVALUATOR = Account("eva@audit.example", Role.EVALUATOR, None)

Values = dict[InputKey, int | str]


def settings_in(directory: Path, port: int = 0) -> Settings:
    return load_settings(
        {"PREPARE_DATA": str(directory), "PREPARE_CATALOGUE": str(TINY), "PREPARE_PORT": str(port)}
    )


def coordinator_of(partner_id: str) -> Account:
    return Account(f"coordinator@{partner_id}.example", Role.COORDINATOR, partner_id)


def add_people(workspace: flow.Workspace) -> None:
    for account in (COORDINATOR, MANAGER, EVALUATOR):
        workspace.ledger.add_account(account.email, account.role, account.partner_id, AT)
    for partner in workspace.catalogue.partners.values():
        if partner.reports:
            account = coordinator_of(partner.id)
            workspace.ledger.add_account(account.email, account.role, partner.id, AT)


def filled_template(catalogue: Catalogue, partner_id: str, quarter: str) -> tuple[str, bytes]:
    """A real template with counts that no check objects to; always the same for the same quarter."""
    data = build_template(
        catalogue, partner_id, quarter, values=report_values(catalogue, partner_id, quarter)
    )
    return template_file_name(partner_id, quarter), data


def report_values(catalogue: Catalogue, partner_id: str, quarter: str) -> Values:
    """Counts of one report: caseloads follow from those of the quarters before, totals from their parts."""
    caseload: dict[str, int] = {}
    for each in catalogue.project.quarters[: catalogue.project.quarters.index(quarter) + 1]:
        if catalogue.partners[partner_id] not in catalogue.expected_partners(each):
            continue
        chance = random.Random(f"{partner_id} {each}")
        layout = report_layout(catalogue, partner_id, each)
        activities = {row.activity_id for row in layout.rows} - {TOTAL}
        starts = {a: chance.randint(0, 14) for a in sorted(activities)}
        leavers = {a: chance.randint(0, (caseload.get(a, 0) + starts[a]) // 2) for a in sorted(activities)}
        caseload = {a: caseload.get(a, 0) + starts[a] - leavers[a] for a in sorted(activities)}
    known = chance.randint(0, sum(leavers.values()))
    counts: dict[str, Mapping[str, int]] = {
        "sessions": {a: chance.randint(4, 30) for a in sorted(activities)},
        "starts": starts,
        "leavers": leavers,
        "caseload": caseload,
        "known": {TOTAL: known},
        "housed": {TOTAL: chance.randint(0, known)},
        "meetings": {TOTAL: 3},
    }
    values: Values = {}
    for row in layout.rows:
        by_activity = counts[row.measure.id]
        total = by_activity.get(row.activity_id, sum(by_activity.values()))
        values[row.activity_id, row.measure.id, TOTAL, TOTAL] = total
        if row.activity_id == TOTAL:
            for breakdown in row.measure.breakdowns:
                values |= _split(catalogue, row.measure.id, breakdown, total, chance)
    return values


def _split(
    catalogue: Catalogue, measure_id: str, breakdown_id: str, total: int, chance: random.Random
) -> Values:
    """A total over the categories of a breakdown."""
    breakdown = next(b for b in catalogue.breakdowns.values() if b.id == breakdown_id)
    parts = dict.fromkeys((category.id for category in breakdown.categories), 0)
    for _ in range(total):
        parts[chance.choice(list(parts)[:2])] += 1
    return {(TOTAL, measure_id, breakdown_id, category): count for category, count in parts.items()}


def submit_report(workspace: flow.Workspace, partner_id: str, quarter: str) -> str:
    """Hand in the report of one partner and quarter; gives the id of the submission."""
    account = coordinator_of(partner_id)
    name, data = filled_template(workspace.catalogue, partner_id, quarter)
    received = flow.receive(workspace, name, data, account, expected_quarter=quarter)
    assert received.submission is not None, received.screening.findings
    return flow.submit(
        workspace, received.submission.id, account, dict.fromkeys(received.submission.to_confirm, "So it is.")
    ).id


def build_workspace(settings: Settings, *, leave_out: frozenset[tuple[str, str]] = frozenset()) -> None:
    """All quarters but the last published as release 1; of the last, all reports but those left out approved."""
    with flow.open_workspace(settings, clock=lambda: AT) as workspace:
        workspace.ledger.mark_synthetic(AT)
        add_people(workspace)
        *earlier, last = workspace.catalogue.project.quarters
        for quarter in earlier:
            approve_reports(workspace, quarter, leave_out)
        flow.publish(workspace, MANAGER, "First release of the test")
        approve_reports(workspace, last, leave_out)


def approve_reports(workspace: flow.Workspace, quarter: str, leave_out: frozenset[tuple[str, str]]) -> None:
    for partner in workspace.catalogue.expected_partners(quarter):
        if (partner.id, quarter) not in leave_out:
            flow.approve(workspace, submit_report(workspace, partner.id, quarter), MANAGER)


def sign_in_token(settings: Settings, account: Account) -> str:
    """A sign-in link's token, valid now."""
    with flow.open_workspace(settings) as workspace:
        return workspace.ledger.issue_link(account.email, datetime.now(UTC))
