from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipelines.errors import PolicyError
from pipelines.model import Account, Role
from pipelines.roles import RIGHTS, Act, may, only_reads, refusal, require

COORDINATOR = Account("ana@example.org", Role.COORDINATOR, "city-a")
MANAGER = Account("max@example.org", Role.MANAGER, None)
EVALUATOR = Account("eva@example.org", Role.EVALUATOR, None)
ADMINISTRATOR = Account("adi@example.org", Role.ADMINISTRATOR, None)
READER = Account("rea@example.org", Role.READER, None)


def test_roles_table_names_every_act() -> None:
    assert set(RIGHTS) == set(Act)


@pytest.mark.parametrize(
    ("account", "allowed"),
    [
        (
            COORDINATOR,
            {
                Act.READ_RELEASE,
                Act.SUBMIT,
                Act.IMPORT,
                Act.FOLLOW_REPORTS,
                Act.ANSWER,
                Act.WRITE_SHEET,
            },
        ),
        (MANAGER, set(Act) - {Act.SUBMIT, Act.IMPORT}),
        (EVALUATOR, {Act.READ_RELEASE}),
        (ADMINISTRATOR, {Act.READ_RELEASE, Act.IMPORT, Act.MANAGE_ACCOUNTS, Act.READ_TRAIL}),
        (READER, {Act.READ_RELEASE}),
    ],
)
def test_may_role_has_exactly_its_acts(account: Account, allowed: set[Act]) -> None:
    assert {act for act in Act if may(account, act)} == allowed


def test_may_coordinator_of_another_partner_is_refused() -> None:
    assert may(COORDINATOR, Act.SUBMIT, "city-a")
    assert not may(COORDINATOR, Act.SUBMIT, "city-b")


def test_may_manager_is_not_bound_to_a_partner() -> None:
    assert may(MANAGER, Act.REVIEW, "city-b")


def test_require_refusal_does_not_name_what_was_asked_for() -> None:
    with pytest.raises(PolicyError) as refused:
        require(COORDINATOR, Act.SUBMIT, "city-b")

    assert "city-b" not in str(refused.value)


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.ANSWER, Act.FOLLOW_REPORTS, Act.WRITE_SHEET])
def test_may_coordinator_of_several_partners_acts_for_each_and_no_other(act: Act) -> None:
    account = Account("ana@example.org", Role.COORDINATOR, "city-a", ("city-b",))

    assert [may(account, act, partner) for partner in ("city-a", "city-b", "city-c")] == [
        True,
        True,
        False,
    ]


def test_may_administrator_sees_no_clear_data() -> None:
    clear = (Act.SUBMIT, Act.REVIEW, Act.PUBLISH, Act.COMMENT, Act.ANSWER)

    assert not any(may(ADMINISTRATOR, act, "city-a") for act in clear)


@pytest.mark.parametrize("act", Act)
def test_refusal_says_what_and_who_can(act: Act) -> None:
    error = refusal(act)

    assert error.title.startswith("You cannot ")
    assert error.message.startswith("Only ")


def test_only_reads_is_true_of_those_who_never_see_a_clear_count() -> None:
    accounts = (COORDINATOR, MANAGER, EVALUATOR, ADMINISTRATOR, READER)

    assert [only_reads(each) for each in accounts] == [False, False, True, False, True]


# ---- nobody decides by the role but the table -----------------------------------------------------------

ROOT = Path(__file__).parents[2]
MAY_NAME_A_ROLE = {
    "pipelines/roles.py": "the table",
    "pipelines/model.py": "the type, and whom a coordinator acts for",
    "pipelines/ledger/accounts.py": "a coordinator has partners and nobody else has",
    "pipelines/demo/texts.py": "accounts of the demo",
    "dashboard/reading_wording.py": "what the roles are called, and a hint for each",
}
PACKAGES = ("pipelines", "dashboard")


def names_a_role(tree: ast.AST) -> list[int]:
    """Lines that name one of the roles, or compare what an account's role is."""
    roles = {role.name for role in Role}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "Role" and node.attr in roles:
                found.append(node.lineno)
        elif isinstance(node, ast.Compare | ast.Match):
            sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node.subject]
            texts = {n.value for side in sides for n in ast.walk(side) if isinstance(n, ast.Constant)}
            is_of_account = any(
                isinstance(n, ast.Attribute)
                and n.attr == "role"
                and isinstance(n.value, ast.Name)
                and ("account" in n.value.id or n.value.id == "wanted")
                for side in sides
                for n in ast.walk(side)
            )
            # "reader" is also what reads a release.
            if is_of_account or texts & {role.value for role in Role} - {"coordinator", "reader"}:
                found.append(node.lineno)
    return found


def test_roles_are_compared_in_the_table_only() -> None:
    deciding = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if names_a_role(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert deciding == set(MAY_NAME_A_ROLE)


@pytest.mark.parametrize(
    "code",
    [
        "if account.role is Role.MANAGER: pass",
        "managers = [a for a in accounts if a.role in {Role.MANAGER}]",
        "if account.role.value == 'manager': pass",
        "match account.role:\n    case _: pass",
        "if role == 'evaluator': pass",
    ],
)
def test_comparison_of_a_role_is_found(code: str) -> None:
    assert names_a_role(ast.parse(code))
