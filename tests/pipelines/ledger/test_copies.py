"""Copies of a ledger: from every database into one file, and from such a file into every database."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import Role

from .samples import AT, add_draft


def fill(ledger: Ledger) -> None:
    draft = add_draft(ledger)
    ledger.add_account("ana@example.org", Role.MANAGER, None, AT)
    ledger.add_comment(draft.id, None, "Is this complete?", "ana@example.org", AT)
    ledger.set_language("ana@example.org", "ca", AT)
    ledger.write_author_text("annex:foreword", "ca", "Paraules.", "ana@example.org", AT)
    ledger.record_publication(1, [draft.id], "max@example.org", "First.", AT, b"audit")


def facts(ledger: Ledger) -> tuple[object, ...]:
    return (
        ledger.trail_head(),
        ledger.events(),
        ledger.submissions(),
        ledger.accounts(),
        ledger.publications(),
        ledger.comments(),
        ledger.author_texts(),
        ledger.verify(),
    )


def test_copy_of_any_ledger_is_a_file_with_the_same_in_it(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    copy = tmp_path / "copy.sqlite"

    ledger.copy_to(copy)

    with Ledger.open(f"sqlite:///{copy}") as copied:
        assert facts(copied) == facts(ledger)
        assert copied.verify() == ()
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite"]


def test_filled_ledger_of_any_kind_has_the_same_in_it_and_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/other.sqlite") as other:
        fill(other)
        expected = facts(other)

    ledger.fill_from(tmp_path / "other.sqlite")

    assert facts(ledger) == expected
    draft = add_draft(ledger, actor="new@example.org")
    assert (draft.id, draft.upload.upload_id) == ("malaga-2018-Q2-2", "U000002")
    assert ledger.add_comment(draft.id, None, "And this?", "new@example.org", AT).number == 2
    assert ledger.verify() == ()


def test_ledger_that_is_not_empty_is_not_filled(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/other.sqlite") as other:
        fill(other)
    ledger.mark_synthetic(AT)
    before = facts(ledger)

    with pytest.raises(PolicyError, match="not empty"):
        ledger.fill_from(tmp_path / "other.sqlite")

    assert facts(ledger) == before


def test_copy_while_others_write_is_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    is_over = threading.Event()

    def write(worker: int) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            ledger.receive(f"{worker} {number}".encode() * 1000, "a.xlsx", f"{worker}@example.org", AT)

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    try:
        while ledger.last_event_id() < 20:
            pass
        for number in range(3):
            ledger.copy_to(tmp_path / f"copy-{number}.sqlite")
    finally:
        is_over.set()
        for thread in threads:
            thread.join()

    for number in range(3):
        with Ledger.open(f"sqlite:///{tmp_path}/copy-{number}.sqlite") as copied:
            assert copied.verify() == ()
            event, head = copied.trail_head()
            assert ledger.event_hash(event) == head
            for each in copied.events():
                assert each.kind == "uploaded"


def test_copy_can_be_read_by_its_owner_only(ledger: Ledger, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"

    ledger.copy_to(copy)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
