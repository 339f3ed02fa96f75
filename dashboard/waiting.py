"""What waits for somebody, in sentences: for the Reports page and for mails. They name reports, never counts."""

from __future__ import annotations

from dashboard import cycle_wording as wording
from pipelines.cycle import Phase, Standing, Waiting
from pipelines.model import Catalogue
from pipelines.texts import Name, Quarter, Text


def texts(waiting: Waiting, catalogue: Catalogue) -> list[Text]:
    """One sentence for each thing that waits."""
    found = [_report(each, catalogue) for each in waiting.standings]
    for comment in waiting.comments:
        sentence = wording.WAITING_ANSWER if comment.answers else wording.WAITING_COMMENT
        found.append(sentence.using(report=comment.submission_id))
    if waiting.can_publish:
        found.append(wording.WAITING_TO_PUBLISH.using(count=waiting.can_publish))
    return found


def _report(standing: Standing, catalogue: Catalogue) -> Text:
    partner = partner_called(standing.partner_id, catalogue)
    quarter = Quarter(standing.quarter)
    if standing.phase is Phase.LATE:
        return wording.waiting_late(standing.days_late, partner=partner, quarter=quarter, due=standing.due)
    sentence = wording.WAITING_OF_PARTNER[standing.phase.value]
    return sentence.using(partner=partner, quarter=quarter, due=standing.due)


def partner_called(partner_id: str, catalogue: Catalogue) -> Name | str:
    """The name of a partner; its code where the catalogue does not have it any more."""
    partner = catalogue.partners.get(partner_id)
    return partner.called if partner else partner_id


def partner_label(partner_id: str, catalogue: Catalogue) -> str:
    """The same in the language of the catalogue."""
    partner = catalogue.partners.get(partner_id)
    return partner.label if partner else partner_id
