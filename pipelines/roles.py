"""The one table of who may do what; the flow, pages, routes and commands ask it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipelines.errors import PolicyError
from pipelines.model import Account, Role
from pipelines.texts import Text, text


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
    """Who has a right, and what somebody reads who has not. A coordinator has it for the own partners only."""

    roles: frozenset[Role]
    refused: Text
    only: Text


_MANAGER = frozenset({Role.MANAGER})
_PARTIES = frozenset({Role.COORDINATOR, Role.MANAGER})
_KEEPERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
_ANYBODY = text("Only somebody with an account can. Ask for one.")
_A_COORDINATOR = text("Only a coordinator of the partner can. Ask one, or sign in with that account.")
_AN_IMPORTER = text("Only a coordinator of the partners can, or an administrator on their behalf.")
_A_MANAGER = text("Only a project manager can. Ask one, or sign in with that account.")
_A_PARTY = text(
    "Only a coordinator of the partner or a project manager can. Ask one, or sign in with that account."
)
_A_PARTNER_IN_IT = text(
    "Only a coordinator of a partner of the activity or a project manager can. Ask one, or sign in with that account."
)
_A_KEEPER = text("Only a project manager or an administrator can. Ask one, or sign in with that account.")

RIGHTS: Mapping[Act, Right] = MappingProxyType(
    {
        Act.READ_RELEASE: Right(frozenset(Role), text("You cannot read releases"), _ANYBODY),
        Act.FOLLOW_REPORTS: Right(_PARTIES, text("You cannot see who has reported"), _A_PARTY),
        Act.SUBMIT: Right(
            frozenset({Role.COORDINATOR}), text("You cannot upload, submit or take back this report"), _A_COORDINATOR
        ),
        Act.IMPORT: Right(
            frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
            text("You cannot import reports"),
            _AN_IMPORTER,
        ),
        Act.REVIEW: Right(_MANAGER, text("You cannot approve or return reports"), _A_MANAGER),
        Act.COMMENT: Right(_MANAGER, text("You cannot comment on reports"), _A_MANAGER),
        Act.ANSWER: Right(_PARTIES, text("You cannot see this comment"), _A_PARTY),
        Act.EXTEND: Right(_MANAGER, text("You cannot give more time"), _A_MANAGER),
        Act.PUBLISH: Right(_MANAGER, text("You cannot publish releases"), _A_MANAGER),
        Act.LIFT: Right(_MANAGER, text("You cannot lift cells"), _A_MANAGER),
        Act.WITHDRAW_RELEASE: Right(_MANAGER, text("You cannot withdraw releases"), _A_MANAGER),
        Act.MANAGE_ACCOUNTS: Right(_KEEPERS, text("You cannot manage accounts"), _A_KEEPER),
        Act.READ_TRAIL: Right(_KEEPERS, text("You cannot read the trail"), _A_KEEPER),
        Act.WRITE_SHEET: Right(
            _PARTIES, text("You cannot write the text of this practice sheet"), _A_PARTNER_IN_IT
        ),
        Act.WRITE_ANNEX: Right(_MANAGER, text("You cannot write the texts of the annex"), _A_MANAGER),
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
        title=right.refused,
        message=right.only,
    )


def only_reads(account: Account) -> bool:
    """Whether an account may read releases and nothing else, so that it never sees a clear count."""
    return [act for act in Act if may(account, act)] == [Act.READ_RELEASE]
