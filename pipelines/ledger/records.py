"""What the ledger hands out besides the types of `pipelines.model`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPERATOR = "operator"
"""Actor of acts done from the command line of the server, where nobody is signed in."""


class EventKind(StrEnum):
    """Kinds of events that are not changes of state; those are named after the new `SubmissionState`."""

    UPLOADED = "uploaded"
    PUBLICATION = "publication"
    ACCOUNT_ADDED = "account_added"
    LINK_ISSUED = "link_issued"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    MARKED_SYNTHETIC = "marked_synthetic"
    CELL_LIFTED = "cell_lifted"


@dataclass(frozen=True)
class Event:
    """Something that somebody did, as it was appended to the ledger."""

    id: int
    """Grows with every event; gaps are possible."""
    at: datetime
    actor: str
    kind: str
    """A value of `SubmissionState` (the state a submission came into) or of `EventKind`."""
    submission_id: str | None
    detail: str
    """The comment of a change of state; otherwise what the act was about."""


@dataclass(frozen=True)
class Publication:
    """A release that was published, with the submissions it was built from."""

    number: int
    submission_ids: tuple[str, ...]
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Lift:
    """A cell that a manager lifted: from now on it is withheld only where the promise needs it."""

    cell_key: tuple[str, ...]
    """Values of CELL_KEY, in order."""
    actor: str
    reason: str
    at: datetime
