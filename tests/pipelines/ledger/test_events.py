from __future__ import annotations

from pipelines.ledger import OPERATOR, Event, Ledger

from .samples import AT, add_draft


def test_events_tell_every_act_in_order(ledger: Ledger) -> None:
    draft = add_draft(ledger)
    ledger.mark_synthetic(AT)

    assert ledger.events() == (
        Event(1, AT, "ana@example.org", "uploaded", None, "U000001"),
        Event(2, AT, "ana@example.org", "draft", draft.id, ""),
        Event(3, AT, OPERATOR, "marked_synthetic", None, ""),
    )
    assert ledger.events(draft.id) == (Event(2, AT, "ana@example.org", "draft", draft.id, ""),)
    assert ledger.last_event_id() == 3


def test_events_of_a_new_ledger_are_none(ledger: Ledger) -> None:
    assert ledger.events() == ()
    assert ledger.events("malaga-2018-Q2-1") == ()
    assert ledger.last_event_id() == 0


def test_mark_synthetic_twice_is_noted_once(ledger: Ledger) -> None:
    assert not ledger.is_synthetic()

    ledger.mark_synthetic(AT)
    ledger.mark_synthetic(AT)

    assert ledger.is_synthetic()
    assert ledger.last_event_id() == 1
