"""The one table of who may do what; pages, routes and flow calls ask it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pipelines.errors import PolicyError
from pipelines.model import Account, Role


class Action(StrEnum):
    """Something an account may want to do."""

    READ_RELEASE = "read_release"
    SUBMIT = "submit"
    REVIEW = "review"
    PUBLISH = "publish"
    COMMENT = "comment"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_TRAIL = "read_trail"


ROLES: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.READ_RELEASE: frozenset(Role),
        Action.SUBMIT: frozenset({Role.COORDINATOR}),
        Action.REVIEW: frozenset({Role.MANAGER}),
        Action.PUBLISH: frozenset({Role.MANAGER}),
        Action.COMMENT: frozenset({Role.MANAGER, Role.COORDINATOR}),
        Action.MANAGE_ACCOUNTS: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
        Action.READ_TRAIL: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    }
)


def may(account: Account, action: Action, partner_id: str | None = None) -> bool:
    """Whether an account may do something, to one partner's reports where one is named."""
    if account.role not in ROLES[action]:
        return False
    return partner_id is None or account.role is not Role.COORDINATOR or account.acts_for(partner_id)


def require(account: Account, action: Action, partner_id: str | None = None) -> None:
    """Refuse what an account may not do.

    Errors: PolicyError; it does not say whether the thing asked for exists.
    """
    if not may(account, action, partner_id):
        raise PolicyError(
            title="You cannot do this",
            message="Your account does not have this right. Ask the project manager if you think it should.",
        )
