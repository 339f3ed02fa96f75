from __future__ import annotations

from datetime import date

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger

from .samples import AT, HOUR, add_draft

CELL = ("activity-0", "starts", "_T", "_T")


def test_comment_on_a_cell_is_answered_and_resolved(ledger: Ledger) -> None:
    draft = add_draft(ledger)

    comment = ledger.add_comment(draft.id, CELL, "Is it twice?", "max@example.org", AT)
    ledger.answer_comment(comment.number, "No.", "ana@example.org", AT + HOUR)
    resolved = ledger.resolve_comment(comment.number, "max@example.org", AT + 2 * HOUR)

    assert ledger.comments([draft.id]) == (resolved,)
    assert (resolved.cell, resolved.text, resolved.actor) == (CELL, "Is it twice?", "max@example.org")
    assert [(a.text, a.actor) for a in resolved.answers] == [("No.", "ana@example.org")]
    assert not resolved.is_open
    assert [event.kind for event in ledger.events(draft.id)][1:] == ["commented", "answered", "resolved"]
    assert all("twice" not in event.detail for event in ledger.events())


def test_comment_on_the_whole_report_has_no_cell(ledger: Ledger) -> None:
    draft, other = add_draft(ledger), add_draft(ledger)

    ledger.add_comment(draft.id, None, "Thank you.", "max@example.org", AT)

    assert [comment.cell for comment in ledger.comments()] == [None]
    assert ledger.comments([other.id]) == ()


def test_comment_is_resolved_once(ledger: Ledger) -> None:
    number = ledger.add_comment(add_draft(ledger).id, None, "Why?", "max@example.org", AT).number
    ledger.resolve_comment(number, "max@example.org", AT)

    with pytest.raises(PolicyError, match="resolved already"):
        ledger.resolve_comment(number, "ana@example.org", AT)


def test_comment_on_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError):
        ledger.add_comment("malaga-2018-Q2-1", None, "Why?", "max@example.org", AT)
    with pytest.raises(PolicyError):
        ledger.answer_comment(1, "Because.", "max@example.org", AT)
    assert ledger.comments() == ()


def test_extension_is_kept_with_its_reason(ledger: Ledger) -> None:
    made = ledger.extend("malaga", "2018-Q2", date(2018, 8, 31), "max@example.org", "Holidays.", AT)

    assert ledger.extensions() == (made,)
    assert ledger.events()[-1].detail == "malaga 2018-Q2 until 2018-08-31. Holidays."


def test_publication_is_withdrawn_once_and_stays_listed(ledger: Ledger) -> None:
    ledger.record_publication(1, [add_draft(ledger).id], "max@example.org", "First.", AT, b"audit")

    ledger.withdraw_publication(1, "max@example.org", "A mistake.", AT)

    (standing,) = ledger.publications()
    assert standing.withdrawal is not None
    assert standing.withdrawal.reason == "A mistake."
    for number, words in ((1, "withdrawn already"), (2, "no such release")):
        with pytest.raises(PolicyError, match=words):
            ledger.withdraw_publication(number, "max@example.org", "Again.", AT)
