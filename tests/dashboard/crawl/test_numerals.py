from __future__ import annotations

import pytest

from dashboard.crawl import numerals


@pytest.mark.parametrize("text", ["3", "x3", "³", "½", "٣", "Ⅳ", "three people", "One of them"])
def test_number_in_any_form_is_seen(text: str) -> None:
    assert numerals.has_number(text)


@pytest.mark.parametrize("text", ["", "withheld", "none of them", "someone", "tense"])
def test_text_without_a_number_has_none(text: str) -> None:
    assert not numerals.has_number(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"release\-0003 \(synthetic\)", "release-0003 (synthetic)"),
        ("<b>Málaga</b><br>withheld, between 0 &amp; 12", "Málaga withheld, between 0 & 12"),
        ("  **12**\n of\u00a03 ", "12 of 3"),
    ],
)
def test_plain_text_is_as_people_read_it(text: str, read: str) -> None:
    assert numerals.plain(text) == read


def test_numbers_are_read_with_separators_and_decimals() -> None:
    assert numerals.numbers("1,234 of 62.5, then 7.") == [1234, 62.5, 7]


@pytest.mark.parametrize(
    ("text", "allowed", "is_right"),
    [
        ("withheld: 0 to 12", [[0, 12]], True),
        ("withheld: 0 to 12 (3)", [[0, 12]], False),
        ("withheld: 12 to 0", [[0, 12]], False),
        ("withheld", [[0, 12], []], True),
        ("3", [[]], False),
        ("66.7", [[200 / 3]], True),
        ("66.67", [[200 / 3]], False),
        ("0 to 12³", [[0, 12]], False),
        ("0 to 12, two", [[0, 12]], False),
        ("1.2.3", [[1.2]], False),
    ],
)
def test_numbers_of_a_text_must_be_exactly_the_allowed_ones(
    text: str, allowed: list[list[float]], is_right: bool
) -> None:
    assert numerals.only_numbers_are(text, allowed) is is_right
