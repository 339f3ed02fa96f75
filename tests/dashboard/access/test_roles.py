from __future__ import annotations

import pytest

from dashboard.access.roles import ROLES, Action, may, require
from pipelines.errors import PolicyError
from pipelines.model import Account, Role

COORDINATOR = Account("ana@example.org", Role.COORDINATOR, "city-a")
MANAGER = Account("max@example.org", Role.MANAGER, None)
EVALUATOR = Account("eva@example.org", Role.EVALUATOR, None)
ADMINISTRATOR = Account("adi@example.org", Role.ADMINISTRATOR, None)
READER = Account("rea@example.org", Role.READER, None)


def test_roles_table_names_every_action() -> None:
    assert set(ROLES) == set(Action)


@pytest.mark.parametrize(
    ("account", "allowed"),
    [
        (COORDINATOR, {Action.READ_RELEASE, Action.SUBMIT, Action.FOLLOW_REPORTS, Action.COMMENT}),
        (MANAGER, set(Action) - {Action.SUBMIT}),
        (EVALUATOR, {Action.READ_RELEASE}),
        (ADMINISTRATOR, {Action.READ_RELEASE, Action.MANAGE_ACCOUNTS, Action.READ_TRAIL}),
        (READER, {Action.READ_RELEASE}),
    ],
)
def test_may_role_has_exactly_its_actions(account: Account, allowed: set[Action]) -> None:
    assert {action for action in Action if may(account, action)} == allowed


def test_may_coordinator_of_another_partner_is_refused() -> None:
    assert may(COORDINATOR, Action.SUBMIT, "city-a")
    assert not may(COORDINATOR, Action.SUBMIT, "city-b")


def test_may_manager_is_not_bound_to_a_partner() -> None:
    assert may(MANAGER, Action.REVIEW, "city-b")


def test_require_refusal_does_not_name_what_was_asked_for() -> None:
    with pytest.raises(PolicyError) as refused:
        require(COORDINATOR, Action.SUBMIT, "city-b")

    assert "city-b" not in str(refused.value)


@pytest.mark.parametrize("action", [Action.SUBMIT, Action.COMMENT])
def test_may_coordinator_of_several_partners_acts_for_each_and_no_other(action: Action) -> None:
    account = Account("ana@example.org", Role.COORDINATOR, "city-a", ("city-b",))

    assert [may(account, action, partner) for partner in ("city-a", "city-b", "city-c")] == [
        True,
        True,
        False,
    ]


def test_may_administrator_sees_no_clear_data() -> None:
    clear = (Action.SUBMIT, Action.REVIEW, Action.PUBLISH, Action.COMMENT)

    assert not any(may(ADMINISTRATOR, action, "city-a") for action in clear)
