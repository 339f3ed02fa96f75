from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.ledger import Ledger
from pipelines.ledger.ledger import SESSION_IDLE_FOR, SESSION_VALID_FOR
from pipelines.model import Role

AT = datetime(2018, 7, 2, 9, 30, tzinfo=UTC)


def _opened(tmp_path: Path) -> Ledger:
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    for name in ("ana", "eva"):
        ledger.add_account(f"{name}@example.org", Role.EVALUATOR, None, AT)
    return ledger


def test_running_sessions_leaves_out_what_ended_is_unknown_or_closed(tmp_path: Path) -> None:
    with _opened(tmp_path) as ledger:
        runs, ended = (ledger.begin_session("eva@example.org", AT) for _ in range(2))
        closed = ledger.begin_session("ana@example.org", AT)
        ledger.revoke_session(ended, AT)
        ledger.close_account("ana@example.org", AT)

        assert ledger.running_sessions([runs, ended, closed, "unknown"], AT) == {runs}


def test_running_sessions_expired_is_left_out(tmp_path: Path) -> None:
    with _opened(tmp_path) as ledger:
        session = ledger.begin_session("eva@example.org", AT, timedelta(minutes=5))

        assert ledger.running_sessions([session], AT + timedelta(minutes=4)) == {session}
        assert not ledger.running_sessions([session], AT + timedelta(minutes=5))


def test_running_sessions_asking_keeps_nothing_alive(tmp_path: Path) -> None:
    with _opened(tmp_path) as ledger:
        session = ledger.begin_session("eva@example.org", AT)
        asked = [
            session in ledger.running_sessions([session], AT + timedelta(minutes=minutes))
            for minutes in range(0, int(SESSION_IDLE_FOR.total_seconds()) // 60 + 30, 30)
        ]

        assert asked == [True, True, True, True, False]
        assert SESSION_IDLE_FOR < SESSION_VALID_FOR


def test_running_sessions_in_use_stay_and_agree_with_the_account_found(tmp_path: Path) -> None:
    with _opened(tmp_path) as ledger:
        used, idle = (ledger.begin_session("eva@example.org", AT) for _ in range(2))
        at = AT
        for _ in range(3):
            at += SESSION_IDLE_FOR - timedelta(minutes=1)
            assert ledger.session_account(used, at) is not None

        assert ledger.session_account(idle, at) is None
        assert ledger.running_sessions([used, idle], at) == {used}


def test_running_sessions_account_with_a_new_role_stays(tmp_path: Path) -> None:
    with _opened(tmp_path) as ledger:
        session = ledger.begin_session("eva@example.org", AT)
        ledger.add_account("eva@example.org", Role.MANAGER, None, AT)

        assert ledger.running_sessions([session], AT) == {session}
