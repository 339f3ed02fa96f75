from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.authors import (
    ANNEX_SUBJECTS,
    CONCLUSIONS,
    FOREWORD,
    Draft,
    findings,
    may_write,
    subject_of,
    write,
)
from pipelines.catalogue import load_catalogue
from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import Account, Catalogue, Role, Severity
from pipelines.settings import REPOSITORY_ROOT

AT = datetime(2018, 7, 2, 9, 30, tzinfo=UTC)
SHEET = subject_of("catalonia-vpn")
OF_CATALONIA = Account("ana@example.org", Role.COORDINATOR, "catalonia")
OF_VPN_TOO = Account("leo@example.org", Role.COORDINATOR, "malaga", ("vpn",))
OF_MALAGA = Account("pia@example.org", Role.COORDINATOR, "malaga")
MANAGER = Account("max@example.org", Role.MANAGER, None)
OTHERS = tuple(
    Account("x@example.org", role, None) for role in (Role.EVALUATOR, Role.READER, Role.ADMINISTRATOR)
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(REPOSITORY_ROOT / "data" / "catalogue")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")


def test_sheet_is_written_by_coordinators_of_its_partners_and_by_managers(catalogue: Catalogue) -> None:
    everybody = (OF_CATALONIA, OF_VPN_TOO, OF_MALAGA, MANAGER, *OTHERS)

    assert [may_write(each, SHEET, catalogue) for each in everybody] == [
        True,
        True,
        False,
        True,
        *[False] * 3,
    ]


@pytest.mark.parametrize("subject", ANNEX_SUBJECTS)
def test_annex_is_written_by_managers_only(catalogue: Catalogue, subject: str) -> None:
    everybody = (MANAGER, OF_CATALONIA, OF_VPN_TOO, OF_MALAGA, *OTHERS)

    assert [may_write(each, subject, catalogue) for each in everybody] == [True, *[False] * 6]


@pytest.mark.parametrize(
    "subject", ["activity:unknown", "catalonia-vpn", "annex:else", "annex", "", "activity:"]
)
def test_subject_that_is_none_is_written_by_nobody(
    ledger: Ledger, catalogue: Catalogue, subject: str
) -> None:
    with pytest.raises(PolicyError, match="You cannot write"):
        write(ledger, catalogue, MANAGER, Draft(subject, "en", "Words."), AT)

    assert ledger.author_texts() == ()


def test_text_is_kept_without_the_space_around_it(ledger: Ledger, catalogue: Catalogue) -> None:
    kept = write(
        ledger, catalogue, OF_VPN_TOO, Draft(SHEET, "ca", "\n# Què hem après\r\n\r\nUn protocol.\n"), AT
    )

    assert kept.content == "# Què hem après\n\nUn protocol."
    assert ledger.author_text(SHEET, "ca") == kept


@pytest.mark.parametrize(
    ("content", "check"),
    [
        ("# Contact\n\nWrite to ana@example.org.", "personal_data_email"),
        ("Call +34 612 34 56 78.", "personal_data_phone"),
        ("He was born on 3 May 1990.", "personal_data_birth_date"),
        ("IBAN: ES91 2100 0418 4502 0005 1332", "personal_data_bank_account"),
        ("- **Date of birth**", "personal_data_header"),
    ],
)
def test_text_that_could_tell_who_somebody_is_is_refused(
    ledger: Ledger, catalogue: Catalogue, content: str, check: str
) -> None:
    assert check in [finding.check for finding in findings(content, catalogue)]
    with pytest.raises(PolicyError, match="could tell who somebody is") as refused:
        write(ledger, catalogue, MANAGER, Draft(FOREWORD, "en", content, names_confirmed=True), AT)

    assert "line " in refused.value.message
    assert not any(part in refused.value.message for part in ("ana@", "612", "1990", "2100"))
    assert ledger.author_texts() == ()
    assert ledger.events() == ()


def test_text_with_what_looks_like_a_name_asks(ledger: Ledger, catalogue: Catalogue) -> None:
    content = "Words.\n\nThen Thomas Martin came."
    (found,) = findings(content, catalogue)
    assert (found.severity, "line 3" in found.message) == (Severity.CONFIRM, True)

    with pytest.raises(PolicyError, match="say so below"):
        write(ledger, catalogue, MANAGER, Draft(CONCLUSIONS, "en", content), AT)
    assert ledger.author_texts() == ()

    assert write(ledger, catalogue, MANAGER, Draft(CONCLUSIONS, "en", content, names_confirmed=True), AT)


def test_text_of_ordinary_work_passes(catalogue: Catalogue) -> None:
    content = """# What we did

The Department of Justice, the Mossos d'Esquadra and **two city councils** met in 2018 and 2019. See the
[protocol](https://example.org/protocol/2018/12345678). Málaga and The Hague visited.

1. 24 meetings
2. a protocol, 2018-Q2 to 2019-Q4"""

    assert findings(content, catalogue) == ()
