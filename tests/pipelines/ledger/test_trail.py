"""The chain of the trail: any byte changed behind our back is found."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.ledger import Ledger, schema
from pipelines.model import Role, SubmissionState

from .samples import AT, add_draft

COLUMNS = [c.name for c in schema.event.columns if c.name not in {"id", "submission_id"}]


@pytest.fixture
def filled_file(ledger: Ledger, ledger_file: Path) -> Path:
    draft = add_draft(ledger)
    ledger.add_account("ana@example.org", Role.MANAGER, None, AT)
    ledger.change_state(
        draft.id,
        expected={SubmissionState.DRAFT},
        to=SubmissionState.SUBMITTED,
        actor="ana@example.org",
        comment="",
        at=AT,
    )
    comment = ledger.add_comment(draft.id, ("a", "starts", "_T", "_T"), "Why?", "max@example.org", AT)
    ledger.answer_comment(comment.number, "Because.", "ana@example.org", AT)
    ledger.record_publication(1, [draft.id], "max@example.org", "First.", AT, b"audit")
    assert ledger.verify() == ()
    ledger.close()
    return ledger_file


def tampered(ledger_file: Path, statement: str, *values: object) -> tuple[str, ...]:
    """What verification says after somebody with the file in hand did something to it."""
    with closing(sqlite3.connect(ledger_file)) as connection:
        for (trigger,) in connection.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {trigger}")
        connection.execute(statement, values)
        connection.commit()
    with Ledger.open(f"sqlite:///{ledger_file}") as ledger:
        return ledger.verify()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("number", [1, 3, 7])
def test_any_changed_column_of_any_event_is_found_and_named(
    filled_file: Path, column: str, number: int
) -> None:
    found = tampered(filled_file, f"update event set {column} = {column} || 'x' where id = ?", number)

    if found == ():  # a null stays null, whatever is added to it
        assert column == "content_sha256"
    else:
        assert re.match(rf"event {number} was changed", found[0])


def test_changed_byte_anywhere_in_an_event_is_found(filled_file: Path) -> None:
    with closing(sqlite3.connect(filled_file)) as connection:
        texts = connection.execute("select id, detail from event where detail <> ''").fetchall()
    number, detail = random.Random(4).choice(texts)
    at = random.Random(5).randrange(len(detail))
    other = detail[:at] + chr(ord(detail[at]) ^ 1) + detail[at + 1 :]

    assert tampered(filled_file, "update event set detail = ? where id = ?", other, number)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("change", ["cast({} as blob)", "cast(x'ff' || substr({}, 2) as text)"])
def test_event_that_is_no_text_any_more_is_found_and_named(
    filled_file: Path, column: str, change: str
) -> None:
    found = tampered(filled_file, f"update event set {column} = {change.format(column)} where id = 7")

    assert found[0].startswith("event 7 ")


def test_other_text_for_the_same_moment_is_found(filled_file: Path) -> None:
    found = tampered(filled_file, "update event set at = replace(at, '+00:00', '-00:00') where id = 2")

    assert found == ("event 2 was changed, or the one before it",)


@pytest.mark.parametrize("number", [1, 4])
def test_event_taken_out_is_found(filled_file: Path, number: int) -> None:
    assert tampered(filled_file, "delete from event where id = ?", number) == (f"event {number} is missing",)


def test_last_event_taken_out_differs_from_the_head_that_was_published(filled_file: Path) -> None:
    with Ledger.open(f"sqlite:///{filled_file}") as ledger:
        before = ledger.trail_head()
    tampered(filled_file, "delete from event where id = (select max(id) from event)")
    with Ledger.open(f"sqlite:///{filled_file}") as ledger:
        assert ledger.trail_head() != before


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update blob set content = x'00'", "upload U000001 is not what event 1 says"),
        ("update submission set observations = x'00'", "is not what event 2 says"),
        ("update publication set audit = x'00'", "release 0001 is not what event"),
        ("update comment set text = 'Something else'", "comment 1 is not what event"),
        ("update comment_answer set text = 'Something else'", "answer 1 is not what event"),
    ],
)
def test_changed_content_of_an_event_is_found(filled_file: Path, statement: str, words: str) -> None:
    assert any(words in fault for fault in tampered(filled_file, statement))


def test_two_ledgers_with_the_same_acts_have_different_heads(tmp_path: Path) -> None:
    heads = set()
    for name in ("one", "other"):
        with Ledger.open(f"sqlite:///{tmp_path / name}.sqlite") as ledger:
            add_draft(ledger)
            heads.add(ledger.trail_head())
    assert len(heads) == 2
