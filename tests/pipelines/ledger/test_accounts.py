from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import Account, Role

from .samples import AT, HOUR, add_draft

ANA = Account("ana@example.org", Role.COORDINATOR, "malaga")
SECOND = timedelta(seconds=1)


@pytest.fixture
def link(ledger: Ledger) -> str:
    ledger.add_account(ANA.email, ANA.role, ANA.partner_id, AT)
    return ledger.issue_link(ANA.email, AT)


def refusal_of(ledger: Ledger, token: str, hours: float = 1) -> tuple[str, str]:
    with pytest.raises(PolicyError) as refusal:
        ledger.redeem_link(token, AT + hours * HOUR)
    return refusal.value.title, refusal.value.message


def test_account_is_found_whatever_the_capitals(ledger: Ledger) -> None:
    ledger.add_account(" Ana@Example.org ", Role.COORDINATOR, "malaga", AT)

    assert ledger.account("ANA@example.org") == ANA
    assert ledger.account("leo@example.org") is None


def test_account_added_again_has_the_new_role(ledger: Ledger) -> None:
    ledger.add_account(ANA.email, ANA.role, ANA.partner_id, AT)
    ledger.add_account("leo@example.org", Role.EVALUATOR, None, AT)
    ledger.add_account(ANA.email, Role.MANAGER, None, AT)

    changed = Account(ANA.email, Role.MANAGER, None)
    assert ledger.account(ANA.email) == changed
    assert ledger.accounts() == (changed, Account("leo@example.org", Role.EVALUATOR, None))


def test_account_added_again_unchanged_leaves_no_trace(ledger: Ledger) -> None:
    ledger.add_account(ANA.email, ANA.role, ANA.partner_id, AT)
    ledger.add_account(ANA.email, ANA.role, ANA.partner_id, AT)

    assert [event.detail for event in ledger.events()] == ["ana@example.org as coordinator for malaga"]


@pytest.mark.parametrize("email", ["", "ana", "@example.org", "ana@", "a@b@c.org", "a na@b.org", "a\n@b.org"])
def test_account_with_no_address_is_refused(ledger: Ledger, email: str) -> None:
    with pytest.raises(PolicyError, match="e-mail"):
        ledger.add_account(email, Role.MANAGER, None, AT)


@pytest.mark.parametrize(
    ("role", "partner_id"), [(Role.COORDINATOR, None), (Role.MANAGER, "malaga"), (Role.EVALUATOR, "malaga")]
)
def test_account_role_and_partner_must_go_together(
    ledger: Ledger, role: Role, partner_id: str | None
) -> None:
    with pytest.raises(PolicyError, match="go together"):
        ledger.add_account("ana@example.org", role, partner_id, AT)

    assert ledger.accounts() == ()


def test_issue_link_without_account_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError, match="Add the account first"):
        ledger.issue_link("ana@example.org", AT)


def test_redeem_link_begins_a_session_of_the_account(ledger: Ledger, link: str) -> None:
    session = ledger.redeem_link(link, AT + HOUR)

    assert session != link
    assert ledger.session_account(session, AT + HOUR) == ANA
    assert [event.kind for event in ledger.events()] == ["account_added", "link_issued", "signed_in"]


def test_redeem_link_used_expired_or_unknown_is_refused_alike(ledger: Ledger, link: str) -> None:
    late = ledger.issue_link(ANA.email, AT)
    ledger.redeem_link(link, AT)

    refusals = {
        refusal_of(ledger, link),
        refusal_of(ledger, late, hours=24),
        refusal_of(ledger, "unknown"),
        refusal_of(ledger, ""),
        refusal_of(ledger, "\ud800"),
    }

    assert len(refusals) == 1


def test_redeem_link_lasts_until_its_last_second(ledger: Ledger, link: str) -> None:
    assert ledger.redeem_link(link, AT + 24 * HOUR - SECOND)


def test_redeem_link_own_time_limit_counts(ledger: Ledger, link: str) -> None:
    short = ledger.issue_link(ANA.email, AT, valid_for=HOUR)

    assert refusal_of(ledger, short, hours=1)
    assert ledger.redeem_link(link, AT + HOUR)


def test_redeem_link_by_many_threads_works_once(ledger: Ledger, link: str) -> None:
    outcomes: list[str] = []

    def redeem() -> None:
        try:
            ledger.redeem_link(link, AT)
        except PolicyError:
            outcomes.append("refused")
        else:
            outcomes.append("signed in")

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 7 + ["signed in"]


def test_session_expires_however_busy(ledger: Ledger, link: str) -> None:
    session = ledger.redeem_link(link, AT)

    for hour in range(12):
        assert ledger.session_account(session, AT + hour * HOUR) == ANA
    assert ledger.session_account(session, AT + 12 * HOUR - SECOND) == ANA
    assert ledger.session_account(session, AT + 12 * HOUR) is None


def test_session_ends_when_it_is_idle(ledger: Ledger, link: str) -> None:
    session = ledger.redeem_link(link, AT)

    assert ledger.session_account(session, AT + 2 * HOUR - SECOND) == ANA
    assert ledger.session_account(session, AT + 4 * HOUR - 2 * SECOND) == ANA
    assert ledger.session_account(session, AT + 6 * HOUR) is None
    assert ledger.session_account(session, AT + 6 * HOUR) is None


def test_begin_session_without_account_is_refused(ledger: Ledger, link: str) -> None:
    assert ledger.session_account(ledger.begin_session(ANA.email, AT), AT) == ANA
    with pytest.raises(PolicyError, match="Add the account first"):
        ledger.begin_session("eve@example.org", AT)


def test_coordinator_of_several_partners_acts_for_each(ledger: Ledger) -> None:
    ledger.add_account(ANA.email, ANA.role, "malaga", AT, more_partner_ids=("turin",))

    found = ledger.account(ANA.email)
    assert found is not None
    assert found.partner_ids == ("malaga", "turin")
    assert [found.acts_for(p) for p in ("malaga", "turin", "rennes")] == [True, True, False]


def test_closed_account_signs_in_no_more(ledger: Ledger, link: str) -> None:
    session = ledger.redeem_link(link, AT)
    unused = ledger.issue_link(ANA.email, AT)

    ledger.close_account(ANA.email, AT, actor="max@example.org")

    assert ledger.session_account(session, AT) is None
    assert ledger.account(ANA.email) is None
    assert ledger.accounts() == ()
    assert refusal_of(ledger, unused)
    with pytest.raises(PolicyError, match="Add the account first"):
        ledger.close_account(ANA.email, AT)


def test_forgotten_address_is_nowhere_in_the_file_and_the_trail_stays_valid(
    ledger: Ledger, ledger_file: Path, link: str
) -> None:
    draft = add_draft(ledger, actor=ANA.email)
    ledger.redeem_link(link, AT)

    ledger.close_account(ANA.email, AT, forget=True)

    assert ledger.verify() == ()
    assert ledger.submission(draft.id).upload.actor == "former account 1"
    assert {event.actor for event in ledger.events(draft.id)} == {"former account 1"}
    ledger.close()
    with closing(sqlite3.connect(ledger_file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    assert ANA.email.encode() not in b"".join(path.read_bytes() for path in ledger_file.parent.iterdir())


def test_session_of_unknown_token_is_nobodys(ledger: Ledger, link: str) -> None:
    assert ledger.session_account(link, AT) is None
    assert ledger.session_account("", AT) is None


def test_session_follows_a_change_of_role_at_once(ledger: Ledger, link: str) -> None:
    session = ledger.redeem_link(link, AT)
    ledger.add_account(ANA.email, Role.EVALUATOR, None, AT)

    assert ledger.session_account(session, AT) == Account(ANA.email, Role.EVALUATOR, None)


def test_revoke_session_ends_only_that_one(ledger: Ledger, link: str) -> None:
    ended = ledger.redeem_link(link, AT)
    kept = ledger.redeem_link(ledger.issue_link(ANA.email, AT), AT)

    ledger.revoke_session(ended, AT)
    ledger.revoke_session(ended, AT)
    ledger.revoke_session("unknown", AT)

    assert ledger.session_account(ended, AT) is None
    assert ledger.session_account(kept, AT) == ANA
    assert [event.kind for event in ledger.events()].count("signed_out") == 1


def test_tokens_are_nowhere_in_the_file(ledger: Ledger, ledger_file: Path, link: str) -> None:
    session = ledger.redeem_link(link, AT)
    ledger.close()

    stored = b"".join(path.read_bytes() for path in ledger_file.parent.iterdir())
    assert ANA.email.encode() in stored
    assert link.encode() not in stored
    assert session.encode() not in stored
