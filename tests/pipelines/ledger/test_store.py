from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import OutcomesError, StoreBusyError
from pipelines.ledger import Ledger, schema, sqlite
from pipelines.ledger.store import Store
from pipelines.model import Role

from .samples import AT, HOUR, add_draft

TABLES = sorted(table.name for table in schema.metadata.sorted_tables)


@pytest.fixture
def filled_file(ledger: Ledger, ledger_file: Path) -> Path:
    draft = add_draft(ledger)
    ledger.record_publication(1, [draft.id], "max@example.org", "First.", AT, b"audit")
    ledger.record_lift(("local", "x", "quarter", "y", "_T", "starts", "_T", "_T"), "max", "Why.", AT)
    ledger.add_account("ana@example.org", Role.MANAGER, None, AT)
    session = ledger.redeem_link(ledger.issue_link("ana@example.org", AT), AT)
    ledger.session_account(session, AT + HOUR)
    ledger.revoke_session(session, AT + HOUR)
    comment = ledger.add_comment(draft.id, None, "Is this complete?", "max", AT)
    ledger.answer_comment(comment.number, "It is.", "ana@example.org", AT)
    ledger.resolve_comment(comment.number, "max", AT)
    ledger.extend("malaga", "2018-Q2", date(2018, 8, 31), "max", "Holidays.", AT)
    ledger.save_mapping("malaga", "f" * 64, "{}", "ana@example.org", AT)
    ledger.set_language("ana@example.org", "es", AT)
    ledger.write_author_text("foreword", "en", "Read this first.", "ana@example.org", AT)
    ledger.set_language("ana@example.org", "ca", AT)
    ledger.write_author_text("annex:foreword", "ca", "Paraules.", "max", AT)
    ledger.withdraw_publication(1, "max", "A mistake.", AT)
    ledger.take_back_lift(("local", "x", "quarter", "y", "_T", "starts", "_T", "_T"), "max", "Not now.", AT)
    return ledger_file


@pytest.fixture
def intruder(filled_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(filled_file, isolation_level=None)) as connection:
        yield connection


def modes(directory: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}


def test_open_makes_a_file_and_directories_only_the_owner_can_read(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "local"

    with Ledger.open(f"sqlite:///{directory}/ledger.sqlite") as ledger:
        ledger.mark_synthetic(AT)
        assert modes(directory) == dict.fromkeys(
            ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"), 384
        )

    assert modes(tmp_path) == {"new": 0o700}
    assert modes(tmp_path / "new") == {"local": 0o700}


def test_open_again_finds_everything(ledger: Ledger, ledger_file: Path) -> None:
    draft = add_draft(ledger)
    ledger.close()

    with Ledger.open(f"sqlite:///{ledger_file}") as again:
        assert again.submissions() == (draft,)
        assert again.content(draft.upload.sha256) == b"workbook"


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_connections_are_durable_and_check_references(ledger_file: Path, kind: str) -> None:
    store = Store(f"sqlite:///{ledger_file}")
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    with store.reading() if kind == "reading" else store.writing() as connection:
        found = {name: connection.exec_driver_sql(f"pragma {name}").scalar() for name in pragmas}
    store.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize("table", TABLES)
def test_database_refuses_update_delete_and_replace(intruder: sqlite3.Connection, table: str) -> None:
    before = intruder.execute(f"select * from {table}").fetchall()
    column = intruder.execute(f"select name from pragma_table_info('{table}') limit 1").fetchone()[0]
    assert before

    for statement in (
        f"update {table} set {column} = {column}",
        f"update or replace {table} set {column} = {column}",
        f"delete from {table}",
        f"insert or replace into {table} select * from {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table}"):
            intruder.execute(statement)

    assert intruder.execute(f"select * from {table}").fetchall() == before


def test_database_refuses_replacing_through_a_second_key(intruder: sqlite3.Connection) -> None:
    columns = (
        "id, partner_id, quarter, n, upload_number, observations, findings, catalogue_sha256, created_at"
    )

    with pytest.raises(sqlite3.IntegrityError, match="append-only: submission"):
        intruder.execute(
            f"insert or replace into submission ({columns}) "
            f"select 'other', {columns.removeprefix('id, ')} from submission"
        )


def test_writing_that_fails_leaves_nothing(ledger_file: Path) -> None:
    store = Store(f"sqlite:///{ledger_file}")

    def write_and_fail() -> None:
        with store.writing() as connection:
            connection.execute(schema.blob.insert().values(sha256="x", content=b""))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()

    with store.reading() as connection:
        assert connection.execute(schema.blob.select()).all() == []
    store.close()


def test_writing_while_locked_says_try_again(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("pragma busy_timeout = 50",))
    with Ledger.open(f"sqlite:///{ledger_file}") as ledger, closing(sqlite3.connect(ledger_file)) as other:
        other.execute("begin immediate")

        with pytest.raises(StoreBusyError, match="try again"):
            ledger.receive(b"x", "a.xlsx", "ana@example.org", AT)
        assert ledger.last_event_id() == 0

        other.rollback()
        assert ledger.receive(b"x", "a.xlsx", "ana@example.org", AT).upload_id == "U000001"


def test_reading_while_somebody_writes_goes_on(ledger: Ledger, ledger_file: Path) -> None:
    draft = add_draft(ledger)
    with closing(sqlite3.connect(ledger_file)) as other:
        other.execute("begin immediate")

        assert ledger.submissions() == (draft,)


def test_many_threads_append_through_one_ledger(ledger: Ledger) -> None:
    def append(worker: int) -> None:
        for i in range(10):
            ledger.receive(f"{worker} {i}".encode(), "a.xlsx", f"{worker}@example.org", AT)

    threads = [threading.Thread(target=append, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [event.detail for event in ledger.events()] == [f"U{i:06d}" for i in range(1, 81)]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "mysql://me:secret@host/outcomes",
        "postgresql://me:secret@host:no-port/outcomes",
        "no url",
    ],
)
def test_open_what_is_not_a_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_LEDGER_URL") as refusal:
        Ledger.open(url)
    assert "secret" not in str(refusal.value)


def test_open_another_file_is_refused_and_left_alone(ledger_file: Path) -> None:
    ledger_file.write_text("not a database, but somebody's notes\n" * 100)
    before = ledger_file.read_bytes()

    with pytest.raises(OutcomesError, match="not a database"):
        Ledger.open(f"sqlite:///{ledger_file}")
    assert ledger_file.read_bytes() == before


def test_open_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")

    with pytest.raises(OutcomesError, match="cannot be opened"):
        Ledger.open(f"sqlite:///{tmp_path}/data/ledger.sqlite")


def test_fault_of_the_database_does_not_tell_what_was_stored(ledger: Ledger, ledger_file: Path) -> None:
    with closing(sqlite3.connect(ledger_file)) as other:
        other.execute("drop table blob")

    with pytest.raises(OutcomesError, match="no such table: blob") as fault:
        ledger.receive(b"secret counts", "secret.xlsx", "ana@example.org", AT)
    assert "secret" not in str(fault.value)
    assert "secret" not in str(fault.value.__cause__)
