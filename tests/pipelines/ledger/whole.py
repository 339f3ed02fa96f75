"""A ledger in which every act of the program was done at least once, so that no table is empty."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.ledger import OPERATOR, EventKind, Ledger
from pipelines.model import Role, SubmissionState

from .samples import AT, HOUR, NOTICE, add_draft, screening

ANA, MAX, EVA, LEO = (f"{name}@example.org" for name in ("ana", "max", "eva", "leo"))
WOMEN = ("local", "ES_MALAGA", "quarter", "2018-Q2", "_T", "starts", "sex", "F")
OTHER = (*WOMEN[:-1], "M")


def do_everything(ledger: Ledger) -> None:
    """Acts of all kinds, one hour after the other where the order is to be seen."""
    ledger.mark_synthetic(AT)
    ledger.add_account(ANA, Role.COORDINATOR, "malaga", AT, more_partner_ids=("turin",))
    ledger.add_account(MAX, Role.MANAGER, None, AT)
    ledger.add_account(EVA, Role.EVALUATOR, None, AT, actor=MAX)
    ledger.add_account(EVA, Role.MANAGER, None, AT + HOUR, actor=MAX)
    ledger.add_account(LEO, Role.READER, None, AT)
    session = ledger.redeem_link(ledger.issue_link(ANA, AT, actor=MAX), AT)
    ledger.session_account(session, AT + timedelta(minutes=5))
    ledger.revoke_session(session, AT + timedelta(minutes=6))
    ledger.begin_session(LEO, AT)
    _reports(ledger)
    ledger.extend("malaga", "2018-Q3", date(2018, 12, 1), MAX, "The office moved.", AT + HOUR)
    ledger.record_lift(WOMEN, MAX, "Asked for.", AT + 2 * HOUR)
    ledger.record_lift(OTHER, MAX, "Asked for as well.", AT + 2 * HOUR)
    ledger.withdraw_publication(1, MAX, "A wrong figure.", AT + 3 * HOUR)
    ledger.note_about(EventKind.REMINDED, OPERATOR, AT, ANA)
    ledger.close_account(LEO, AT + HOUR, actor=MAX, forget=True)
    ledger.close_account(EVA, AT + HOUR, actor=MAX)


def _reports(ledger: Ledger) -> None:
    first = add_draft(ledger, screening(findings=(NOTICE,))).id
    _move(ledger, first, SubmissionState.DRAFT, SubmissionState.SUBMITTED, ANA, "")
    comment = ledger.add_comment(first, ("activity-0", "starts", "_T", "_T"), "Is this a sum?", MAX, AT)
    ledger.answer_comment(comment.number, "Yes, of two.", ANA, AT + HOUR)
    ledger.answer_comment(comment.number, "Thank you.", MAX, AT + HOUR)
    ledger.resolve_comment(comment.number, ANA, AT + HOUR)
    ledger.add_comment(first, None, "And the rest?", MAX, AT + HOUR)
    _move(ledger, first, SubmissionState.SUBMITTED, SubmissionState.RETURNED, MAX, "Please correct it.")
    second = add_draft(ledger, screening(values=(8, None))).id
    _move(ledger, second, SubmissionState.DRAFT, SubmissionState.SUBMITTED, ANA, "", first)
    _move(ledger, second, SubmissionState.SUBMITTED, SubmissionState.APPROVED, MAX, "Thank you.")
    third = add_draft(ledger, screening("turin", values=(3, 4))).id
    _move(ledger, third, SubmissionState.DRAFT, SubmissionState.SUBMITTED, ANA, "")
    _move(ledger, third, SubmissionState.SUBMITTED, SubmissionState.WITHDRAWN, ANA, "Mixed up.")
    fourth = add_draft(ledger, screening("turin", values=(4, 4))).id
    _move(ledger, fourth, SubmissionState.DRAFT, SubmissionState.SUBMITTED, ANA, "")
    _move(ledger, fourth, SubmissionState.SUBMITTED, SubmissionState.APPROVED, MAX, "")
    ledger.record_publication(1, [second, fourth], MAX, "First. Of many.", AT + 2 * HOUR, b"audit")


def _move(
    ledger: Ledger,
    report: str,
    before: SubmissionState,
    to: SubmissionState,
    actor: str,
    why: str,
    *older: str,
) -> None:
    gives_way = {SubmissionState.RETURNED} if older else set()
    ledger.change_state(
        report, expected={before}, to=to, actor=actor, comment=why, at=AT + HOUR, supersede=gives_way
    )


def match_headers(ledger: Ledger) -> None:
    """What an older version had not: a mapping, one in its place, and its removal."""
    for content in ("first", "second"):
        ledger.save_mapping("malaga", "f" * 64, content, ANA, AT)
    ledger.remove_mapping("malaga", "f" * 64, ANA, AT + HOUR)


def write_texts(ledger: Ledger) -> None:
    """What the fourth version could not do yet: a language chosen, and authors' texts."""
    ledger.set_language(ANA, "ca", AT)
    ledger.set_language(ANA, "es", AT + HOUR)
    for content in ("# First\n\nOne.", "# Second\n\nTwo.", ""):
        ledger.write_author_text("activity:malaga-vpn", "es", content, ANA, AT)
    ledger.write_author_text("annex:foreword", "en", "Words.", MAX, AT)


def take_back_a_lift(ledger: Ledger) -> None:
    """What the second version of the program could not do yet."""
    ledger.take_back_lift(OTHER, MAX, "It was the wrong one.", AT + 3 * HOUR)
