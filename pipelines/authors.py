"""Authors' texts for practice sheets and the annex: who may write which, and what must not be in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.catalogue import own_texts
from pipelines.errors import PolicyError
from pipelines.ledger import AuthorText, Ledger
from pipelines.model import Account, Catalogue, Finding, Severity
from pipelines.read.personal.prose import findings_in
from pipelines.roles import Act, may, refusal
from pipelines.texts import sentences, text

FOREWORD = "annex:foreword"
CONCLUSIONS = "annex:conclusions"
ANNEX_SUBJECTS = (FOREWORD, CONCLUSIONS)
_ACTIVITY = "activity:"


def subject_of(activity_id: str) -> str:
    """The subject of the text of an activity's practice sheet."""
    return f"{_ACTIVITY}{activity_id}"


def may_write(account: Account, subject: str, catalogue: Catalogue) -> bool:
    """Whether an account may write a text: that of an activity its partners and managers, the annex's managers."""
    if subject in ANNEX_SUBJECTS:
        return may(account, Act.WRITE_ANNEX)
    activity = catalogue.activities.get(subject.removeprefix(_ACTIVITY))
    if activity is None or not subject.startswith(_ACTIVITY):
        return False
    return any(may(account, Act.WRITE_SHEET, partner) for partner in activity.partners)


def findings(content: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    """What a text could tell about somebody; blocking ones stop it, the others must be confirmed."""
    return findings_in(content, own_texts(catalogue))


@dataclass(frozen=True)
class Draft:
    """A text that somebody wants to be kept."""

    subject: str
    language: str
    content: str
    names_confirmed: bool = False
    """The writer says that what looks like names is none of a participant."""


def write(ledger: Ledger, catalogue: Catalogue, account: Account, draft: Draft, at: datetime) -> AuthorText:
    """Keep a new version of a text (Markdown); a blank one takes the text out again.

    Errors: PolicyError for whoever may not write it, for what could tell who somebody is, and for what looks like a
    name unless it is confirmed that it is none of a participant.
    """
    if not may_write(account, draft.subject, catalogue):
        raise refusal(Act.WRITE_ANNEX if draft.subject in ANNEX_SUBJECTS else Act.WRITE_SHEET)
    content = draft.content.replace("\r\n", "\n").strip()
    for found in findings(content, catalogue):
        if found.severity is Severity.BLOCKING or not draft.names_confirmed:
            raise PolicyError(
                title=text("This text could tell who somebody is"),
                message=sentences(found.what, found.remedy),
            )
    return ledger.write_author_text(draft.subject, draft.language, content, account.email, at)
