from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger

from .samples import AT


def test_receive_keeps_the_exact_bytes_and_proves_it(ledger: Ledger) -> None:
    data = bytes(range(256)) * 100

    receipt = ledger.receive(data, "Málaga 2018-Q2.xlsx", "ana@example.org", AT)

    assert receipt.upload_id == "U000001"
    assert receipt.sha256 == hashlib.sha256(data).hexdigest()
    assert (receipt.file_name, receipt.actor, receipt.received_at) == (
        "Málaga 2018-Q2.xlsx",
        "ana@example.org",
        AT,
    )
    assert ledger.content(receipt.sha256) == data


def test_receive_same_bytes_twice_is_two_uploads_of_one_content(ledger: Ledger, ledger_file: Path) -> None:
    first = ledger.receive(b"same", "a.xlsx", "ana@example.org", AT)
    second = ledger.receive(b"same", "b.xlsx", "leo@example.org", AT)

    assert (first.upload_id, second.upload_id) == ("U000001", "U000002")
    assert first.sha256 == second.sha256
    with closing(sqlite3.connect(ledger_file)) as connection:
        assert connection.execute("select count(*) from blob").fetchall() == [(1,)]


def test_receive_empty_file_is_kept(ledger: Ledger) -> None:
    receipt = ledger.receive(b"", "empty.xlsx", "ana@example.org", AT)

    assert ledger.content(receipt.sha256) == b""


def test_receive_file_name_that_is_not_unicode_is_kept_readable(ledger: Ledger) -> None:
    receipt = ledger.receive(b"x", "M\udce1laga.xlsx", "ana@example.org", AT)

    assert receipt.file_name == "M?laga.xlsx"


@pytest.mark.parametrize("hidden", ["\0", "\n", "\x1b", "\x85", "\u202e"])
def test_receive_file_name_with_what_cannot_be_seen_is_refused(ledger: Ledger, hidden: str) -> None:
    with pytest.raises(PolicyError, match=r"another name.*nothing was stored"):
        ledger.receive(b"x", f"report{hidden}.xlsx", "ana@example.org", AT)

    assert ledger.events() == ()


def test_receive_time_of_another_zone_is_the_same_moment(ledger: Ledger) -> None:
    at = AT.astimezone(timezone(timedelta(hours=2)))

    ledger.receive(b"x", "a.xlsx", "ana@example.org", at)

    [event] = ledger.events()
    assert event.at == AT
    assert event.at.utcoffset() == timedelta(0)


def test_receive_time_without_zone_is_refused_and_nothing_kept(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="needs a time zone"):
        ledger.receive(b"x", "a.xlsx", "ana@example.org", datetime(2018, 7, 2))

    assert ledger.last_event_id() == 0
    with pytest.raises(PolicyError):
        ledger.content(hashlib.sha256(b"x").hexdigest())


def test_content_unknown_hash_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError, match="no such file"):
        ledger.content("0" * 64)
