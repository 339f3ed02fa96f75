from __future__ import annotations

import random

import pytest

from pipelines.read.personal.detect import kinds_in, kinds_in_column, kinds_in_number
from pipelines.read.personal.headers import TOGETHER_ONLY, UNMISTAKABLE
from pipelines.read.personal.kinds import Kind
from pipelines.read.personal.names import likely_names
from tests.pipelines.read.personal.secrets import HONEST, SECRETS


@pytest.mark.parametrize("name", SECRETS)
def test_kinds_in_secret_is_the_kind_that_it_is(name: str) -> None:
    text, kind = SECRETS[name]
    assert kinds_in(text) == {Kind(kind)}


@pytest.mark.parametrize("text", HONEST)
def test_kinds_in_honest_text_is_nothing(text: str) -> None:
    assert not kinds_in(text)


@pytest.mark.parametrize(
    "text", ["６１２３４５６７８", "612\u00a0345\u00a0678", "612\u200b345678", "612‑345‑678"]
)
def test_kinds_in_number_in_other_letters_is_found(text: str) -> None:
    assert kinds_in(text) == {Kind.PHONE}


def test_kinds_in_counts_of_up_to_seven_digits_is_nothing() -> None:
    chance = random.Random(5)
    for _ in range(5_000):
        number = chance.randrange(10 ** chance.randint(1, 7))
        for text in (
            str(number),
            f"{number:,}",
            f"{number:,}".replace(",", " "),
            f"{number:,}".replace(",", "."),
        ):
            assert not kinds_in(text), text


def test_kinds_in_number_one_long_number_with_right_check_digits_is_found() -> None:
    assert kinds_in_number("8112189876") == {Kind.NATIONAL_ID}
    assert kinds_in_number("85073003328") == {Kind.NATIONAL_ID}
    assert not kinds_in_number("111222333")
    assert not kinds_in_number("1234567890")


def test_kinds_in_column_needs_each_number_to_be_of_the_kind() -> None:
    assert kinds_in_column(["111222333", "123456782"]) == {Kind.NATIONAL_ID}
    assert kinds_in_column(["612345678", "600123456"]) == {Kind.PHONE}
    assert not kinds_in_column(["111222333", "123456789"])


def test_headers_are_written_as_they_are_compared() -> None:
    from pipelines.read.personal.folding import folded

    assert {word for word in UNMISTAKABLE | TOGETHER_ONLY if folded(word) != word} == set()
    assert not UNMISTAKABLE & TOGETHER_ONLY


@pytest.mark.parametrize(
    "pair", [("Juan", "García"), ("GARCIA", "Juan"), ("Kévin", "Lefèvre"), ("Anna", "Andersson")]
)
def test_likely_names_first_and_last_name_in_any_order_and_case(pair: tuple[str, str]) -> None:
    assert likely_names([pair], ()) == {pair}


def test_likely_names_words_of_the_project_are_none() -> None:
    assert likely_names([("Juan", "García"), ("Total", "Number")], ["Centro Juan García"]) == frozenset()
