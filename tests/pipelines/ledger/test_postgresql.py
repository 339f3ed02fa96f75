"""What the database itself promises where the ledger is in PostgreSQL; what it keeps, the other tests say of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from sqlalchemy.engine import make_url

from pipelines.errors import StoreBusyError
from pipelines.ledger import Ledger, postgresql, schema
from pipelines.ledger.store import Store
from pipelines.model import Role

from .samples import AT, HOUR, add_draft

Intruder = psycopg.Connection[tuple[object, ...]]


def connect(url: str) -> Intruder:
    parsed = make_url(url)
    return psycopg.connect(
        host=str(parsed.query["host"]), user=parsed.username, dbname=parsed.database, autocommit=True
    )


@pytest.fixture
def ledger(postgresql_url: str) -> Iterator[Ledger]:
    with Ledger.open(postgresql_url) as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
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
    ledger.save_mapping("malaga", "f" * 64, "{}", "ana@example.org", AT)
    ledger.extend("malaga", "2018-Q2", date(2018, 8, 31), "max", "Holidays.", AT)
    ledger.withdraw_publication(1, "max", "A mistake.", AT)
    ledger.take_back_lift(("local", "x", "quarter", "y", "_T", "starts", "_T", "_T"), "max", "Not now.", AT)
    ledger.set_language("ana@example.org", "ca", AT)
    ledger.write_author_text("annex:foreword", "ca", "Paraules.", "max", AT)
    return ledger


@pytest.fixture
def intruder(filled: Ledger, postgresql_url: str) -> Iterator[Intruder]:
    with connect(postgresql_url) as connection:
        yield connection


def test_database_refuses_update_delete_and_truncate_of_every_table(intruder: Intruder) -> None:
    for table in schema.metadata.sorted_tables:
        before = intruder.execute(f"select * from {table.name}".encode()).fetchall()
        keys = ", ".join(column.name for column in table.primary_key.columns)
        column = next(iter(table.columns)).name
        assert before, table.name

        for statement in (
            f"update {table.name} set {column} = {column}",
            f"delete from {table.name}",
            f"truncate {table.name} cascade",
            f"insert into {table.name} select * from {table.name} "
            f"on conflict ({keys}) do update set {column} = excluded.{column}",
        ):
            with pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
                intruder.execute(statement.encode())

        assert intruder.execute(f"select * from {table.name}".encode()).fetchall() == before


@pytest.mark.parametrize(
    "change", ["email = 'eve@example.org'", "number = 9, email = null", "number = number", "email = email"]
)
def test_database_lets_an_address_be_forgotten_and_nothing_else(intruder: Intruder, change: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError, match="append-only: person"):
        intruder.execute(f"update person set {change} where email = 'ana@example.org'".encode())


def test_address_is_forgotten_and_the_trail_stays_valid(filled: Ledger) -> None:
    filled.close_account("ana@example.org", AT, forget=True)

    assert filled.verify() == ()
    assert "ana@example.org" not in {event.actor for event in filled.events()}


def test_trigger_that_was_switched_off_is_back_at_the_next_opening(
    intruder: Intruder, postgresql_url: str
) -> None:
    intruder.execute("alter table event disable trigger event_refuses_update")
    intruder.execute("drop trigger event_refuses_delete on event")

    Ledger.open(postgresql_url).close()

    for statement in ("update event set detail = ''", "delete from event"):
        with pytest.raises(psycopg.errors.IntegrityError, match="append-only: event"):
            intruder.execute(statement.encode())


def test_changed_event_is_found_and_named(filled: Ledger, intruder: Intruder) -> None:
    intruder.execute("alter table event disable trigger event_refuses_update")
    intruder.execute("update event set detail = 'Something else' where id = 3")

    assert filled.verify() == ("event 3 was changed, or the one before it",)


def test_writing_while_somebody_writes_waits_and_then_says_try_again(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "BUSY_SECONDS", 1)
    with Ledger.open(postgresql_url) as ledger:
        other = Store(postgresql_url)
        with other.writing(), pytest.raises(StoreBusyError, match="try again"):
            ledger.receive(b"x", "a.xlsx", "ana@example.org", AT)
        other.close()
        assert ledger.receive(b"x", "a.xlsx", "ana@example.org", AT).upload_id == "U000001"


def test_reading_is_one_view_while_somebody_writes(ledger: Ledger, postgresql_url: str) -> None:
    store = Store(postgresql_url)
    with store.reading() as connection:
        assert connection.execute(schema.event.select()).all() == []
        ledger.mark_synthetic(AT)
        assert connection.execute(schema.event.select()).all() == []
    with store.reading() as connection:
        assert len(connection.execute(schema.event.select()).all()) == 1
    store.close()


def test_reading_cannot_write(ledger: Ledger, postgresql_url: str) -> None:
    store = Store(postgresql_url)
    with pytest.raises(Exception, match="read-only transaction"), store.reading() as connection:
        connection.execute(schema.blob.insert().values(sha256="x", content=b""))
    store.close()


def test_server_that_does_not_answer_is_said_in_words() -> None:
    with pytest.raises(StoreBusyError, match="does not answer") as refusal:
        Ledger.open("postgresql+psycopg://me:secret@127.0.0.1:1/outcomes")
    assert "PREPARE_LEDGER_URL" in refusal.value.message
    assert "secret" not in str(refusal.value)


def test_fault_of_the_database_does_not_tell_what_was_stored(filled: Ledger, intruder: Intruder) -> None:
    intruder.execute("alter table upload drop column actor")

    with pytest.raises(Exception, match="actor") as fault:
        filled.receive(b"secret counts", "secret.xlsx", "ana@example.org", AT)
    assert "secret" not in str(fault.value)


def test_server_that_went_away_and_came_back_is_used_again(filled: Ledger, intruder: Intruder) -> None:
    intruder.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )

    assert filled.verify() == ()
