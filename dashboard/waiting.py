"""What waits for somebody, in sentences: for the Reports page and for mails. They name reports, never counts."""

from __future__ import annotations

from dashboard import cycle_wording as wording
from pipelines.cycle import Waiting
from pipelines.model import Catalogue


def texts(waiting: Waiting, catalogue: Catalogue) -> list[str]:
    """One sentence for each thing that waits."""
    found = [
        wording.WAITING_OF_PARTNER[each.phase.value].format(
            partner=partner_label(each.partner_id, catalogue),
            quarter=each.quarter,
            due=each.due,
            days=days_text(each.days_late),
        )
        for each in waiting.standings
    ]
    for comment in waiting.comments:
        text = wording.WAITING_ANSWER if comment.answers else wording.WAITING_COMMENT
        found.append(text.format(report=comment.submission_id))
    if waiting.can_publish:
        found.append(wording.WAITING_TO_PUBLISH.format(count=waiting.can_publish))
    return found


def days_text(count: int) -> str:
    return wording.DAY if count == 1 else wording.DAYS.format(count=count)


def partner_label(partner_id: str, catalogue: Catalogue) -> str:
    """The name of a partner; its code where the catalogue does not have it any more."""
    partner = catalogue.partners.get(partner_id)
    return partner.label if partner else partner_id
