"""The one table of who may do what; the flow, pages, routes and commands ask it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipelines.errors import PolicyError
from pipelines.model import Account, Role


class Act(StrEnum):
    """Something an account may want to do."""

    READ_RELEASE = "read_release"
    FOLLOW_REPORTS = "follow_reports"
    SUBMIT = "submit"
    IMPORT = "import"
    REVIEW = "review"
    COMMENT = "comment"
    ANSWER = "answer"
    EXTEND = "extend"
    PUBLISH = "publish"
    LIFT = "lift"
    WITHDRAW_RELEASE = "withdraw_release"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_TRAIL = "read_trail"
    WRITE_SHEET = "write_sheet"
    WRITE_ANNEX = "write_annex"


@dataclass(frozen=True)
class Right:
    """Who has a right, and how it is called in a refusal. A coordinator has it for the own partners only."""

    roles: frozenset[Role]
    act: str
    who: str


_MANAGER = frozenset({Role.MANAGER})
_PARTIES = frozenset({Role.COORDINATOR, Role.MANAGER})
_KEEPERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
_A_MANAGER = "a project manager"
_A_PARTY = "a coordinator of the partner or a project manager"
_A_KEEPER = "a project manager or an administrator"

RIGHTS: Mapping[Act, Right] = MappingProxyType(
    {
        Act.READ_RELEASE: Right(frozenset(Role), "read releases", "somebody with an account"),
        Act.FOLLOW_REPORTS: Right(_PARTIES, "see who has reported", _A_PARTY),
        Act.SUBMIT: Right(
            frozenset({Role.COORDINATOR}), "upload, submit or take back this report", "a coordinator of the partner"
        ),
        Act.IMPORT: Right(
            frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
            "import reports",
            "a coordinator of the partners, or an administrator on their behalf,",
        ),
        Act.REVIEW: Right(_MANAGER, "approve or return reports", _A_MANAGER),
        Act.COMMENT: Right(_MANAGER, "comment on reports", _A_MANAGER),
        Act.ANSWER: Right(_PARTIES, "see this comment", _A_PARTY),
        Act.EXTEND: Right(_MANAGER, "give more time", _A_MANAGER),
        Act.PUBLISH: Right(_MANAGER, "publish releases", _A_MANAGER),
        Act.LIFT: Right(_MANAGER, "lift cells", _A_MANAGER),
        Act.WITHDRAW_RELEASE: Right(_MANAGER, "withdraw releases", _A_MANAGER),
        Act.MANAGE_ACCOUNTS: Right(_KEEPERS, "manage accounts", _A_KEEPER),
        Act.READ_TRAIL: Right(_KEEPERS, "read the trail", _A_KEEPER),
        Act.WRITE_SHEET: Right(
            _PARTIES,
            "write the text of this practice sheet",
            "a coordinator of a partner of the activity or a project manager",
        ),
        Act.WRITE_ANNEX: Right(_MANAGER, "write the texts of the annex", _A_MANAGER),
    }
)  # fmt: skip


def may(account: Account, act: Act, partner_id: str | None = None) -> bool:
    """Whether an account may do something, to one partner's reports where one is named."""
    if account.role not in RIGHTS[act].roles:
        return False
    return partner_id is None or account.role is not Role.COORDINATOR or account.acts_for(partner_id)


def require(account: Account, act: Act, partner_id: str | None = None) -> None:
    """Refuse what an account may not do.

    Errors: PolicyError; it does not say whether the thing asked for exists.
    """
    if not may(account, act, partner_id):
        raise refusal(act)


def refusal(act: Act) -> PolicyError:
    """What somebody reads who may not do something."""
    right = RIGHTS[act]
    return PolicyError(
        title=f"You cannot {right.act}",
        message=f"Only {right.who} can. Ask one, or sign in with that account.",
    )


def only_reads(account: Account) -> bool:
    """Whether an account may read releases and nothing else, so that it never sees a clear count."""
    return [act for act in Act if may(account, act)] == [Act.READ_RELEASE]
