from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from pipelines.errors import PolicyError
from pipelines.languages import LANGUAGES
from pipelines.ledger import Ledger
from pipelines.model import Account, Role

from .samples import AT, HOUR
from .whole import ANA, MAX


@pytest.fixture
def ana(ledger: Ledger) -> Ledger:
    ledger.add_account(ANA, Role.COORDINATOR, "malaga", AT)
    return ledger


def test_language_of_a_new_account_is_none(ana: Ledger) -> None:
    assert ana.account(ANA) == Account(ANA, Role.COORDINATOR, "malaga", language="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_chosen_last_counts_wherever_the_account_is_read(ana: Ledger, language: str) -> None:
    ana.set_language(ANA, "sv" if language != "sv" else "nl", AT)
    ana.set_language(f" {ANA.upper()} ", language, AT + HOUR)

    session = ana.redeem_link(ana.issue_link(ANA, AT + HOUR), AT + HOUR)
    found = (ana.account(ANA), ana.session_account(session, AT + HOUR), *ana.accounts())
    assert {account.language for account in found if account is not None} == {language}


def test_language_is_an_act_of_the_person_herself_and_the_same_again_is_none(ana: Ledger) -> None:
    ana.set_language(ANA, "fr", AT)
    ana.set_language(ANA, "fr", AT + HOUR)

    assert [(e.kind, e.actor, e.detail) for e in ana.events()][1:] == [("language_chosen", ANA, "fr")]
    assert ana.verify() == ()


@pytest.mark.parametrize("language", ["", "FR", "it", "fr ", "f\0"])
def test_language_that_nobody_speaks_is_refused(ana: Ledger, language: str) -> None:
    with pytest.raises(PolicyError, match="no such language"):
        ana.set_language(ANA, language, AT)

    assert ana.account(ANA) == Account(ANA, Role.COORDINATOR, "malaga")


def test_language_without_an_account_is_refused(ana: Ledger) -> None:
    with pytest.raises(PolicyError, match="no such account"):
        ana.set_language(MAX, "fr", AT)


def test_language_stays_when_the_role_changes_and_one_of_another_is_not_touched(ana: Ledger) -> None:
    ana.add_account(MAX, Role.MANAGER, None, AT)
    ana.set_language(ANA, "ca", AT)

    ana.add_account(ANA, Role.EVALUATOR, None, AT + HOUR, actor=MAX)
    ana.add_account(ANA, Role.EVALUATOR, None, AT + HOUR, actor=MAX)

    assert [account.language for account in ana.accounts()] == ["ca", ""]
    assert [e.kind for e in ana.events()].count("account_added") == 3


def test_language_of_a_forgotten_address_is_not_that_of_a_new_one(ana: Ledger) -> None:
    ana.set_language(ANA, "ca", AT)
    ana.close_account(ANA, AT + HOUR, forget=True)
    ana.add_account(ANA, Role.READER, None, AT + 2 * HOUR)

    assert ana.account(ANA) == Account(ANA, Role.READER, None)
    assert ana.verify() == ()


def test_language_changed_behind_the_back_is_found(ana: Ledger, ledger_url: str) -> None:
    ana.set_language(ANA, "fr", AT)
    engine = create_engine(ledger_url)
    with engine.begin() as connection:
        on = " on account_language" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"drop trigger account_language_refuses_update{on}"))
        connection.execute(text("update account_language set language = 'sv'"))
    engine.dispose()

    assert [fault for fault in ana.verify() if fault.startswith("choice 1 of a language ")]
