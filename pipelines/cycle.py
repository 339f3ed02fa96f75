"""The reporting calendar: for each partner and quarter when its report is due, where it stands, and who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipelines.errors import PolicyError
from pipelines.ledger import Comment, Extension, Ledger
from pipelines.model import Catalogue, SubmissionState, quarter_end
from pipelines.texts import text

HANDED_IN = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED})


class Phase(StrEnum):
    """Where a report stands in the calendar."""

    NOT_OPEN = "not_open"
    """The quarter is not over."""
    OPEN = "open"
    """It can be handed in and is not due yet."""
    LATE = "late"
    CLOSED = "closed"
    """It was never handed in, and the quarter is locked."""
    RETURNED = "returned"
    """The manager gave it back, and it waits for its partner."""
    SUBMITTED = "submitted"
    """It waits for a decision."""
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Standing:
    """One partner's report of one quarter, as it stands on a day."""

    partner_id: str
    quarter: str
    phase: Phase
    due: date
    """With the time that a manager gave."""
    closes: date | None
    first_handed_in: date | None
    """When the first report of the quarter was handed in that was not taken back, whatever was decided about it."""
    days_late: int
    """Of the first report, or until the day where there is none; 0 when it was in time or is not due."""
    submission_id: str | None
    """The newest report of the quarter that is more than a draft."""

    @property
    def waits_for_partner(self) -> bool:
        return self.phase in {Phase.OPEN, Phase.LATE, Phase.RETURNED}


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody: reports by what must be done with them, and comments."""

    standings: tuple[Standing, ...]
    comments: tuple[Comment, ...]
    can_publish: int = 0
    """Approved reports that no release has yet; for managers."""

    @property
    def is_empty(self) -> bool:
        return not (self.standings or self.comments or self.can_publish)


def standings(ledger: Ledger, catalogue: Catalogue, today: date) -> tuple[Standing, ...]:
    """Every report that is expected, by partner and quarter; of quarters that are over."""
    newest = {(s.partner_id, s.quarter): s for s in ledger.submissions() if s.state not in _NO_REPORT}
    first = ledger.first_handed_in()
    extended = newest_extensions(ledger.extensions())
    found = []
    for quarter in catalogue.project.quarters:
        if quarter_end(quarter) >= today:
            continue
        for partner in catalogue.expected_partners(quarter):
            key = (partner.id, quarter)
            submission = newest.get(key)
            due, closes = dates(catalogue, quarter, extended.get(key))
            handed_in = first[key].date() if key in first else None
            found.append(
                Standing(
                    partner.id,
                    quarter,
                    _phase(submission.state if submission else None, today, due, closes),
                    due,
                    closes,
                    handed_in,
                    max(0, ((handed_in or today) - due).days),
                    submission.id if submission else None,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.partner_id, each.quarter)))


def dates(catalogue: Catalogue, quarter: str, extension: Extension | None) -> tuple[date, date | None]:
    """When a report is due and when it is locked, with the time that was given."""
    due, closes = catalogue.project.due_date(quarter), catalogue.project.closing_date(quarter)
    if extension is None:
        return due, closes
    return max(due, extension.until), None if closes is None else max(closes, extension.until)


def require_open(ledger: Ledger, catalogue: Catalogue, partner_id: str, quarter: str, today: date) -> None:
    """Refuse a report of a quarter that is locked. Errors: PolicyError."""
    if quarter not in catalogue.project.quarters:
        return  # said by whoever looks at the catalogue
    _, closes = dates(catalogue, quarter, newest_extensions(ledger.extensions()).get((partner_id, quarter)))
    if closes is not None and today > closes:
        raise PolicyError(
            title=text("This quarter is closed"),
            message=text(
                "Reports of {quarter} were taken until {closes}. Ask the project manager for more time.",
                quarter=quarter,
                closes=closes,
            ),
        )


_NO_REPORT = frozenset({SubmissionState.DRAFT, SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN})


def newest_extensions(extensions: Iterable[Extension]) -> Mapping[tuple[str, str], Extension]:
    """(partner, quarter) -> the extension that counts."""
    return {(each.partner_id, each.quarter): each for each in extensions}


def _phase(state: SubmissionState | None, today: date, due: date, closes: date | None) -> Phase:
    if state is not None:
        return Phase(state.value)
    if closes is not None and today > closes:
        return Phase.CLOSED
    return Phase.LATE if today > due else Phase.OPEN
