from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import create_engine, text

from pipelines.errors import OutcomesError
from pipelines.ledger import OPERATOR, Event, Ledger, Lift, Publication, migrations, schema, sqlite
from pipelines.model import Account, Role, SubmissionState
from pipelines.settings import REPOSITORY_ROOT

from .samples import AT, HOUR, NOTICE, add_draft
from .whole import OTHER, do_everything, match_headers, take_back_a_lift, write_texts

VERSION_1 = Path(__file__).with_name("version_1.sql")
"""Written by the first version of the program, after acts of all its kinds."""
VERSION_2 = Path(__file__).with_name("version_2.sql")
"""Written by the second version, by `do_everything`."""


def _written(script: Path, ledger_file: Path) -> Path:
    with closing(sqlite3.connect(ledger_file)) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
        connection.execute("pragma journal_mode = wal")
    return ledger_file


@pytest.fixture
def old_file(ledger_file: Path) -> Path:
    return _written(VERSION_1, ledger_file)


@pytest.fixture
def second_file(ledger_file: Path) -> Path:
    return _written(VERSION_2, ledger_file)


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return sorted(connection.iterdump())


def rows(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement).fetchall()


def test_first_version_reads_the_same_afterwards(old_file: Path) -> None:
    events = rows(old_file, "select id, at, actor, kind, submission_id, detail from event order by id")

    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        *older, last = ledger.events()
        assert [
            (e.id, e.at.isoformat(timespec="microseconds"), e.actor, e.kind, e.submission_id, e.detail)
            for e in older
        ] == events
        assert (last.kind, last.actor) == ("covered", OPERATOR)
        assert [(s.id, s.state, s.changed_by, s.upload.actor) for s in ledger.submissions()] == [
            ("malaga-2018-Q2-1", SubmissionState.SUPERSEDED, "max@example.org", "ana@example.org"),
            ("malaga-2018-Q2-2", SubmissionState.PUBLISHED, "max@example.org", "ana@example.org"),
            ("turin-2018-Q2-1", SubmissionState.SUBMITTED, "leo@example.org", "leo@example.org"),
        ]
        (finding,) = ledger.submission("malaga-2018-Q2-1").findings
        assert (
            finding.check,
            finding.severity,
            finding.message,
            finding.advice,
            finding.sheet,
            finding.cells,
        ) == (
            NOTICE.check,
            NOTICE.severity,
            NOTICE.message,
            NOTICE.advice,
            NOTICE.sheet,
            NOTICE.cells,
        )
        assert ledger.observations(["malaga-2018-Q2-2"])["value"].to_list() == [8, None]
        assert ledger.accounts() == (
            Account("ana@example.org", Role.COORDINATOR, "malaga"),
            Account("eva@example.org", Role.MANAGER, None),
            Account("max@example.org", Role.MANAGER, None),
        )
        assert ledger.publications() == (
            Publication(1, ("malaga-2018-Q2-2",), "max@example.org", "First. Of many.", AT + 2 * HOUR),
        )
        assert ledger.publication_audit(1) == b"audit"
        assert [(lift.actor, lift.reason) for lift in ledger.lifts()] == [("eva@example.org", "Why not.")]
        assert ledger.is_synthetic()


def test_first_version_has_a_chain_over_its_events_afterwards(old_file: Path) -> None:
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.verify() == ()

    assert rows(old_file, "select count(*) from event where content_sha256 is null and kind in "
                "('uploaded', 'draft', 'publication')") == [(0,)]  # fmt: skip
    with closing(sqlite3.connect(old_file)) as connection:
        connection.execute("drop trigger event_refuses_update")
        connection.execute("update event set detail = 'Very good.' where detail = 'Thank you.'")
        connection.commit()
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.verify() == ("event 19 was changed, or the one before it",)


def test_first_version_has_no_address_but_in_one_table_afterwards(old_file: Path) -> None:
    Ledger.open(f"sqlite:///{old_file}").close()

    with closing(sqlite3.connect(old_file)) as connection:
        for table in schema.metadata.sorted_tables:
            stored = str(connection.execute(f"select * from {table.name}").fetchall())
            # What somebody wrote into a comment is theirs; it stays as it was written.
            assert table.name == "person" or "@" not in stored.replace("ask eva@example.org", ""), table.name


def test_first_version_sessions_and_links_go_on(old_file: Path) -> None:
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.session_account("token-2", AT + HOUR) == Account(
            "ana@example.org", Role.COORDINATOR, "malaga"
        )
        assert ledger.session_account("token-4", AT + HOUR) is None
        assert ledger.redeem_link("token-5", AT + HOUR)
        with pytest.raises(OutcomesError, match="works once"):
            ledger.redeem_link("token-1", AT + HOUR)


def test_first_version_is_written_on_and_refuses_changes_afterwards(old_file: Path) -> None:
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        draft = add_draft(ledger, actor="new@example.org")
        assert (draft.id, draft.upload.upload_id) == ("malaga-2018-Q2-3", "U000004")
        ledger.close_account("eva@example.org", AT, forget=True)
        assert ledger.lifts()[0].actor.startswith("former account")
        assert ledger.verify() == ()

    triggers = {name for (name,) in rows(old_file, "select name from sqlite_master where type = 'trigger'")}
    assert triggers == {
        f"{table.name}_refuses_{act}"
        for table in schema.metadata.sorted_tables
        for act in ("update", "delete", "replace")
    }


def test_ledger_of_the_newest_tables_that_does_not_say_so_is_recognised(
    ledger: Ledger, ledger_file: Path
) -> None:
    add_draft(ledger)
    events = ledger.events()
    ledger.close()
    with closing(sqlite3.connect(ledger_file)) as connection:
        connection.execute("drop table alembic_version")

    with Ledger.open(f"sqlite:///{ledger_file}") as again:
        assert again.events() == events
        assert again.verify() == ()
    assert rows(ledger_file, "select version_num from alembic_version") == [(migrations.NEWEST,)]


def test_ledger_of_a_newer_program_is_refused_and_left_alone(ledger: Ledger, ledger_url: str) -> None:
    ledger.mark_synthetic(AT)
    engine = create_engine(ledger_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))

    with pytest.raises(OutcomesError, match=r"of a newer program.*Install the newer program"):
        Ledger.open(ledger_url)

    with engine.connect() as connection:
        assert connection.scalar(text("select version_num from alembic_version")) == "9999"
        assert connection.scalar(text("select kind from event")) == "marked_synthetic"
    engine.dispose()


def test_step_that_fails_leaves_the_old_ledger(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(old_file)

    def fail(*_: object) -> NoReturn:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "refuse_changes", fail)
        with pytest.raises(LookupError):
            Ledger.open(f"sqlite:///{old_file}")
    assert dump(old_file) == before

    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.verify() == ()


@pytest.mark.parametrize("place", ["alembic.op.bulk_insert", "pipelines.ledger.sqlite.refuse_changes"])
def test_step_that_is_killed_leaves_the_old_ledger(old_file: Path, place: str) -> None:
    before = dump(old_file)
    module, _, name = place.rpartition(".")
    program = (
        f"import os, signal, {module}\n"
        f"{module}.{name} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pipelines.ledger import Ledger\n"
        f"Ledger.open('sqlite:///{old_file}')"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY_ROOT, check=False)

    assert done.returncode == -signal.SIGKILL
    assert dump(old_file) == before
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.verify() == ()


def test_first_version_opened_by_many_threads_at_once_is_upgraded_once(old_file: Path) -> None:
    found: list[tuple[Event, ...]] = []

    def open_it() -> None:
        with Ledger.open(f"sqlite:///{old_file}") as ledger:
            found.append(ledger.events())

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 6
    assert len(set(found)) == 1


def test_lift_is_imported_as_it_was(old_file: Path) -> None:
    with Ledger.open(f"sqlite:///{old_file}") as ledger:
        assert ledger.lifts() == (
            Lift(
                ("local", "x", "quarter", "y", "_T", "starts", "_T", "_T"),
                "eva@example.org",
                "Why not.",
                AT + 2 * HOUR,
            ),
        )


# ---- from the second version ----------------------------------------------------------------------------

HEAD_OF_VERSION_2 = (42, "f249ac01d2799bd66cd559e7297f2159d07cc3e2d054eed6eed144a1f6b49c57")
"""As a release that was published with it says."""


def without_times(ledger: Ledger) -> tuple[object, ...]:
    return (
        [(e.actor, e.kind, e.submission_id, e.detail) for e in ledger.events() if e.kind != "covered"],
        [replace(report, findings=()) for report in ledger.submissions()],
        # The second version kept findings as they read in English.
        [(f.check, f.message, f.advice, f.cells) for report in ledger.submissions() for f in report.findings],
        ledger.accounts(),
        ledger.publications(),
        ledger.comments(),
        ledger.extensions(),
        ledger.lifts(),
    )


def test_second_version_says_the_same_afterwards(second_file: Path, tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/new.sqlite") as new:
        do_everything(new)
        expected = without_times(new)

    with Ledger.open(f"sqlite:///{second_file}") as ledger:
        found = without_times(ledger)
        # Which address was removed is noted since the third version.
        assert str(found).replace(", address removed", "") == str(expected).replace(", address removed", "")
        assert ledger.verify() == ()


def test_second_version_keeps_the_heads_that_releases_were_published_with(second_file: Path) -> None:
    number, head = HEAD_OF_VERSION_2
    with Ledger.open(f"sqlite:///{second_file}") as ledger:
        assert ledger.event_hash(number) == head
        assert ledger.trail_head()[0] == number + 1


@pytest.mark.parametrize(
    "statement",
    [
        "update account set role = 'manager' where role = 'coordinator'",
        "update account set partner_ids = 'rennes' where role = 'coordinator'",
        "update submission set findings = '[]' where findings <> '[]'",
        "update upload set file_name = 'another.xlsx'",
        "update extension set until = '2031-01-01'",
        "update lift set reason = 'Another.'",
        "update person set email = 'mallory@example.org' where email = 'max@example.org'",
        "delete from publication_submission where position = 1",
    ],
)
@pytest.mark.parametrize("version", [VERSION_1, VERSION_2], ids=["1", "2"])
def test_older_version_is_covered_afterwards(ledger_file: Path, version: Path, statement: str) -> None:
    _written(version, ledger_file)
    with Ledger.open(f"sqlite:///{ledger_file}") as ledger:
        assert ledger.verify() == ()
    with closing(sqlite3.connect(ledger_file)) as connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        changed = connection.execute(statement).rowcount
        connection.commit()

    with Ledger.open(f"sqlite:///{ledger_file}") as ledger:
        assert bool(ledger.verify()) == bool(changed)
        assert changed or version is VERSION_1


def test_second_version_goes_on_and_forgets_for_ever(second_file: Path) -> None:
    with Ledger.open(f"sqlite:///{second_file}") as ledger:
        take_back_a_lift(ledger)
        write_texts(ledger)
        assert [text.content for text in ledger.author_texts()][-1] == "Words."
        ledger.close_account("ana@example.org", AT + 2 * HOUR, forget=True)
        assert ledger.record_lift(OTHER, "max@example.org", "After all.", AT).taken_back is None
        assert ledger.verify() == ()


def test_second_version_restored_into_any_database_is_covered(ledger: Ledger, tmp_path: Path) -> None:
    ledger.fill_from(_written(VERSION_2, tmp_path / "old.sqlite"))

    assert ledger.verify() == ()
    take_back_a_lift(ledger)
    write_texts(ledger)
    assert ledger.verify() == ()


# ---- from the fourth version ----------------------------------------------------------------------------


def _as_the_fourth_version_left_it(url: str) -> None:
    """Take out what came after it; of the fourth version the tables that stay are the same."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("author_text", "account_language"):
            connection.execute(text(f"drop table {table}"))
        connection.execute(text("update alembic_version set version_num = '0004'"))
    engine.dispose()


def test_fourth_version_on_any_database_keeps_every_row_and_goes_on(ledger: Ledger, ledger_url: str) -> None:
    do_everything(ledger)
    take_back_a_lift(ledger)
    match_headers(ledger)
    head, said = ledger.trail_head(), without_times(ledger)
    ledger.close()
    _as_the_fourth_version_left_it(ledger_url)

    with Ledger.open(ledger_url) as again:
        assert (again.trail_head(), without_times(again)) == (head, said)
        assert again.verify() == ()
        write_texts(again)
        assert again.verify() == ()
