from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger, Lift

from .samples import AT, HOUR

WOMEN = ("local", "ES_MALAGA", "quarter", "2018-Q2", "_T", "starts", "sex", "F")
MEN = (*WOMEN[:-1], "M")


def test_lifts_of_a_new_ledger_are_none(ledger: Ledger) -> None:
    assert ledger.lifts() == ()


def test_lift_is_kept_with_who_when_and_why(ledger: Ledger) -> None:
    made = ledger.record_lift(WOMEN, "max@example.org", "Asked for.", AT)
    ledger.record_lift(MEN, "mia@example.org", "As well.", AT + HOUR)

    assert made == Lift(WOMEN, "max@example.org", "Asked for.", AT)
    assert ledger.lifts() == (made, Lift(MEN, "mia@example.org", "As well.", AT + HOUR))


def test_lift_is_an_event_of_the_trail(ledger: Ledger) -> None:
    ledger.record_lift(WOMEN, "max@example.org", "Asked for.", AT)

    event = ledger.events()[-1]
    assert (event.kind, event.actor, event.at) == ("cell_lifted", "max@example.org", AT)
    assert event.detail == "local/ES_MALAGA/quarter/2018-Q2/_T/starts/sex/F. Asked for."


def test_lift_of_a_lifted_cell_is_refused_and_names_who(ledger: Ledger) -> None:
    ledger.record_lift(WOMEN, "max@example.org", "Asked for.", AT)

    with pytest.raises(PolicyError, match=r"max@example\.org lifted it on 2 July 2018"):
        ledger.record_lift(WOMEN, "mia@example.org", "Again.", AT + timedelta(days=1))

    assert len(ledger.lifts()) == 1
    assert len(ledger.events()) == 1
