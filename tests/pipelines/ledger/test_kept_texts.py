"""Every text that people write is kept as it is or refused, and every database says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import Role, SubmissionState

from .samples import AT, add_draft
from .whole import MAX, WOMEN

Write = Callable[[Ledger, str, str], object]


def change_state(ledger: Ledger, report: str, text: str) -> object:
    draft, submitted = SubmissionState.DRAFT, SubmissionState.SUBMITTED
    return ledger.change_state(report, expected={draft}, to=submitted, actor=MAX, comment=text, at=AT)


def answer(ledger: Ledger, report: str, text: str) -> object:
    number = ledger.add_comment(report, None, "Why?", MAX, AT).number
    return ledger.answer_comment(number, text, MAX, AT)


def withdraw(ledger: Ledger, report: str, text: str) -> object:
    ledger.record_publication(1, [report], MAX, "First.", AT, b"audit")
    return ledger.withdraw_publication(1, MAX, text, AT)


def take_back(ledger: Ledger, _: str, text: str) -> object:
    ledger.record_lift(WOMEN, MAX, "Asked for.", AT)
    return ledger.take_back_lift(WOMEN, MAX, text, AT)


WRITES: dict[str, Write] = {
    "decision": change_state,
    "comment": lambda ledger, report, text: ledger.add_comment(report, None, text, MAX, AT),
    "answer": answer,
    "more time": lambda ledger, _, text: ledger.extend("malaga", "2018-Q2", date(2018, 9, 1), MAX, text, AT),
    "publication": lambda ledger, report, text: ledger.record_publication(1, [report], MAX, text, AT, b""),
    "withdrawal": withdraw,
    "lift": lambda ledger, _, text: ledger.record_lift(WOMEN, MAX, text, AT),
    "lift taken back": take_back,
    "authors' text": lambda ledger, _, text: ledger.write_author_text("annex:foreword", "en", text, MAX, AT),
}


@pytest.mark.parametrize("hidden", ["\0", "\x1b[2J", "\x7f", "\u202e", "\ud800"], ids=ascii)
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_text_with_what_cannot_be_seen_is_refused(ledger: Ledger, write: Write, hidden: str) -> None:
    report = add_draft(ledger).id

    with pytest.raises(PolicyError, match=r"cannot be kept.*plain text"):
        write(ledger, report, f"Because{hidden} of it.")

    assert not [event for event in ledger.events() if "Because" in event.detail]
    assert ledger.verify() == ()


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_text_of_any_language_and_several_lines_is_kept(ledger: Ledger, write: Write) -> None:
    write(ledger, add_draft(ledger).id, "Málaga:\n\t“naïve” 中文 👩‍👩‍👧 ‎עברית")

    assert ledger.verify() == ()


def test_address_with_a_nul_is_nobodys(ledger: Ledger) -> None:
    ledger.add_account(MAX, Role.MANAGER, None, AT)

    assert ledger.account(f"{MAX}\0") is None
    assert ledger.links_since(f"{MAX}\0", AT) == 0
    with pytest.raises(PolicyError, match="no e-mail address"):
        ledger.add_account(f"{MAX}\0", Role.MANAGER, None, AT)
