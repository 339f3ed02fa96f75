"""What the ledger hands out besides the types of `pipelines.model`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

OPERATOR = "operator"
"""Actor of acts done from the command line of the server, where nobody is signed in."""


class EventKind(StrEnum):
    """Kinds of events that are not changes of state; those are named after the new `SubmissionState`."""

    UPLOADED = "uploaded"
    UPLOAD_REFUSED = "upload_refused"
    IMPORTED = "imported"
    PUBLICATION = "publication"
    PUBLICATION_WITHDRAWN = "publication_withdrawn"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CLOSED = "account_closed"
    LINK_ISSUED = "link_issued"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    MARKED_SYNTHETIC = "marked_synthetic"
    CELL_LIFTED = "cell_lifted"
    LIFT_TAKEN_BACK = "lift_taken_back"
    EXTENDED = "extended"
    COMMENTED = "commented"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REMINDED = "reminded"
    MAPPING_SAVED = "mapping_saved"
    MAPPING_REMOVED = "mapping_removed"
    CONFIRMED = "confirmed"
    LANGUAGE_CHOSEN = "language_chosen"
    AUTHOR_TEXT_WRITTEN = "author_text_written"
    COVERED = "covered"
    """Of an older ledger, once: its rows as they were when each event began to have digests of what it writes."""


@dataclass(frozen=True)
class Confirmation:
    """Why a finding is no fault, in the words of who submitted the report."""

    reason: str
    actor: str
    at: datetime


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
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True)
class Withdrawal:
    """Why a release must no longer be relied on, or a lift was taken back."""

    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Extension:
    """More time for one report."""

    partner_id: str
    quarter: str
    until: date
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What somebody wrote below a comment."""

    text: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class Comment:
    """What a manager asks about a report, or about one cell of it, and what became of it."""

    number: int
    submission_id: str
    cell: tuple[str, str, str, str] | None
    """(activity_id, measure_id, breakdown, category); null for the whole report."""
    text: str
    actor: str
    at: datetime
    answers: tuple[Answer, ...] = ()
    resolved_by: str | None = None
    resolved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.resolved_by is None


@dataclass(frozen=True)
class Lift:
    """A cell that a manager lifted: from now on it is withheld only where the promise needs it."""

    cell_key: tuple[str, ...]
    """Values of CELL_KEY, in order."""
    actor: str
    reason: str
    at: datetime
    taken_back: Withdrawal | None = None


@dataclass(frozen=True)
class SavedMapping:
    """What the headers of a partner's own files mean, as somebody last said it."""

    partner_id: str
    fingerprint: str
    content: str
    """As the stage of recognition wrote it."""
    actor: str
    at: datetime


@dataclass(frozen=True)
class AuthorText:
    """One version of what authors wrote about a subject, in one language."""

    subject: str
    """`activity:<id>`, or a part of the annex such as `annex:foreword`."""
    language: str
    content: str
    """Markdown; blank where the text was taken out again."""
    actor: str
    at: datetime
