from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from pipelines.errors import PolicyError
from pipelines.ledger import AuthorText, Ledger
from pipelines.ledger.author_texts import LONGEST

from .samples import AT, HOUR
from .whole import ANA, LEO

SUBJECT = "activity:malaga-vpn"


def test_author_text_of_a_new_ledger_is_none(ledger: Ledger) -> None:
    assert ledger.author_text(SUBJECT, "en") is None
    assert ledger.author_texts() == ()


def test_author_text_is_kept_for_its_subject_and_language_with_who_and_when(ledger: Ledger) -> None:
    made = ledger.write_author_text(SUBJECT, "fr", "# Bilan\n\nL'équipe.", ANA, AT)

    assert made == AuthorText(SUBJECT, "fr", "# Bilan\n\nL'équipe.", ANA, AT)
    assert ledger.author_text(SUBJECT, "fr") == made
    assert ledger.author_text(SUBJECT, "en") is None
    assert ledger.author_text("annex:foreword", "fr") is None


def test_author_text_newest_before_a_moment_counts_and_all_versions_stay(ledger: Ledger) -> None:
    first = ledger.write_author_text(SUBJECT, "en", "First.", ANA, AT)
    second = ledger.write_author_text(SUBJECT, "en", "Second.", LEO, AT + HOUR)
    ledger.write_author_text("annex:foreword", "en", "Other.", LEO, AT + 2 * HOUR)

    found = [ledger.author_text(SUBJECT, "en", AT + n * HOUR / 2) for n in range(5)]
    assert found == [None, first, first, second, second]
    assert ledger.author_text(SUBJECT, "en") == second
    assert ledger.author_texts(SUBJECT) == (first, second)
    assert [version.content for version in ledger.author_texts()] == ["First.", "Second.", "Other."]


def test_author_text_blank_takes_it_out_again(ledger: Ledger) -> None:
    ledger.write_author_text(SUBJECT, "en", "First.", ANA, AT)
    ledger.write_author_text(SUBJECT, "en", "", ANA, AT + HOUR)

    assert ledger.author_text(SUBJECT, "en") is None
    assert ledger.author_text(SUBJECT, "en", AT + HOUR) is not None
    assert [version.content for version in ledger.author_texts()] == ["First.", ""]


def test_author_text_that_is_too_long_is_refused(ledger: Ledger) -> None:
    ledger.write_author_text(SUBJECT, "en", "x" * LONGEST, ANA, AT)
    with pytest.raises(PolicyError, match="too long"):
        ledger.write_author_text(SUBJECT, "en", "x" * (LONGEST + 1), ANA, AT)

    assert len(ledger.author_texts()) == 1


def test_author_text_in_a_language_that_nobody_speaks_is_refused(ledger: Ledger) -> None:
    with pytest.raises(PolicyError, match="no such language"):
        ledger.write_author_text(SUBJECT, "it", "Ciao.", ANA, AT)


def test_author_text_is_named_in_the_trail_without_its_words(ledger: Ledger) -> None:
    ledger.write_author_text(SUBJECT, "en", "Words.", ANA, AT)

    (event,) = ledger.events()
    assert (event.kind, event.actor) == ("author_text_written", ANA)
    assert event.detail == "Text 1 on activity:malaga-vpn in en"
    assert ledger.verify() == ()


def test_author_text_changed_behind_the_back_is_found(ledger: Ledger, ledger_url: str) -> None:
    ledger.write_author_text(SUBJECT, "en", "Words.", ANA, AT)
    engine = create_engine(ledger_url)
    with engine.begin() as connection:
        on = " on author_text" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"drop trigger author_text_refuses_update{on}"))
        connection.execute(text("update author_text set content = 'other'"))
    engine.dispose()

    assert [fault for fault in ledger.verify() if fault.startswith("authors' text 1 ")]
