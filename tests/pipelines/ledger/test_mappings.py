from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from pipelines.errors import PolicyError
from pipelines.ledger import Ledger, SavedMapping

from .samples import AT, HOUR

PRINT = "f" * 64


def test_mappings_of_a_new_ledger_are_none(ledger: Ledger) -> None:
    assert ledger.mappings("malaga") == ()


def test_mapping_is_kept_for_its_partner_with_who_and_when(ledger: Ledger) -> None:
    made = ledger.save_mapping("malaga", PRINT, '{"headers": []}', "ana@example.org", AT)

    assert made == SavedMapping("malaga", PRINT, '{"headers": []}', "ana@example.org", AT)
    assert ledger.mappings("malaga") == (made,)
    assert ledger.mappings("turin") == ()


def test_mapping_saved_again_takes_the_place_of_the_first(ledger: Ledger) -> None:
    ledger.save_mapping("malaga", PRINT, "first", "ana@example.org", AT)
    second = ledger.save_mapping("malaga", PRINT, "second", "leo@example.org", AT + HOUR)

    assert ledger.mappings("malaga") == (second,)


def test_mapping_removed_counts_no_more_and_may_be_saved_again(ledger: Ledger) -> None:
    ledger.save_mapping("malaga", PRINT, "first", "ana@example.org", AT)
    ledger.remove_mapping("malaga", PRINT, "ana@example.org", AT + HOUR)
    assert ledger.mappings("malaga") == ()

    ledger.save_mapping("malaga", PRINT, "again", "ana@example.org", AT + 2 * HOUR)
    assert [saved.content for saved in ledger.mappings("malaga")] == ["again"]


def test_mapping_that_is_not_there_cannot_be_removed(ledger: Ledger) -> None:
    ledger.save_mapping("turin", PRINT, "first", "leo@example.org", AT)
    with pytest.raises(PolicyError, match="Load the page again"):
        ledger.remove_mapping("malaga", PRINT, "ana@example.org", AT)


def test_mapping_every_change_is_an_event(ledger: Ledger) -> None:
    ledger.save_mapping("malaga", PRINT, "first", "ana@example.org", AT)
    ledger.remove_mapping("malaga", PRINT, "leo@example.org", AT + HOUR)

    assert [(e.kind, e.actor, e.detail) for e in ledger.events()] == [
        ("mapping_saved", "ana@example.org", "Mapping 1 of malaga for ffffffffffffffff"),
        ("mapping_removed", "leo@example.org", "Mapping 2 of malaga for ffffffffffffffff"),
    ]
    assert ledger.verify() == ()


def test_mapping_changed_behind_the_back_is_found(ledger: Ledger, ledger_url: str) -> None:
    ledger.save_mapping("malaga", PRINT, "first", "ana@example.org", AT)
    engine = create_engine(ledger_url)
    with engine.begin() as connection:
        drop = "drop trigger mapping_refuses_update" + (
            " on mapping" if engine.dialect.name == "postgresql" else ""
        )
        connection.execute(text(drop))
        connection.execute(text("update mapping set content = 'other'"))
    engine.dispose()

    assert [fault for fault in ledger.verify() if fault.startswith("mapping 1 ")]
