from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.demo.texts import comment_on_return, coordinator, locale_of
from pipelines.model import Catalogue, Role


def test_coordinator_address_is_of_a_reserved_domain(tiny: Catalogue) -> None:
    account = coordinator(replace(tiny.partners["ash"], id="Åsh Town"))
    assert account.email == "coordinator.ash-town@example.org"
    assert (account.role, account.partner_id) == (Role.COORDINATOR, "Åsh Town")


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [("nl", "BE", "nl_BE"), ("es", "XA", "es"), ("xx", "XA", "en_GB")],
    ids=["exact", "language only", "unknown"],
)
def test_locale_is_the_nearest_there_is(tiny: Catalogue, language: str, country: str, expected: str) -> None:
    locale = locale_of(replace(tiny.partners["ash"], language=language, country=country))
    assert locale.startswith(expected)


def test_comment_is_the_same_for_the_same_seed_and_says_synthetic(tiny: Catalogue) -> None:
    ash = tiny.partners["ash"]
    comment = comment_on_return(tiny, ash, "2021-Q2", 1)
    assert comment == comment_on_return(tiny, ash, "2021-Q2", 1)
    assert comment.startswith("Ashtown, 2021-Q2: ")
    assert "synthetic" in comment
