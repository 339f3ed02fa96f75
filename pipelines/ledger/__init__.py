"""The append-only ledger: uploads, submissions, publications, accounts, and the trail of all of it."""

from pipelines.ledger.accounts import is_whole_token
from pipelines.ledger.ledger import Ledger
from pipelines.ledger.records import (
    OPERATOR,
    Answer,
    AuthorText,
    Comment,
    Confirmation,
    Event,
    EventKind,
    Extension,
    Lift,
    Publication,
    SavedMapping,
    Withdrawal,
)

__all__ = [
    "OPERATOR",
    "Answer",
    "AuthorText",
    "Comment",
    "Confirmation",
    "Event",
    "EventKind",
    "Extension",
    "Ledger",
    "Lift",
    "Publication",
    "SavedMapping",
    "Withdrawal",
    "is_whole_token",
]
