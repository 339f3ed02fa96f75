from __future__ import annotations

import pytest

from dashboard.charts.text import escaped, full_text, hover_text, in_words, lines, value_text
from pipelines.languages import Speaker

ENGLISH = Speaker("en")

WITHHELD = {"status": "withheld", "value": None, "lower": 0.0, "upper": 1200.0, "denominator": None}

SHOWN = {"status": "shown", "value": 12.0, "lower": 12.0, "upper": 12.0, "denominator": None}
ROUNDED = {"status": "shown", "value": 1200.0, "lower": 1196.0, "upper": 1204.0, "denominator": None}
RANGE = {
    "status": "range",
    "value": None,
    "lower": 46.0,
    "upper": 93.76,
    "numerator": 15,
    "denominator": 20,
}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (12.0, "12"), (1234.0, "1,234"), (62.46, "62.5"), (99.97, "100"), (0.04, "0")],
)
def test_number_is_short(value: float, text: str) -> None:
    assert ENGLISH.number(value) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (SHOWN, "12"),
        ({**SHOWN, "status": "provisional"}, "12 (provisional)"),
        (ROUNDED, "≈ 1,200"),
        ({**ROUNDED, "status": "provisional"}, "≈ 1,200 (provisional)"),
        (RANGE, "46 to 93.8"),
        ({**RANGE, "status": "provisional_range"}, "46 to 93.8 (provisional)"),
        ({**RANGE, "upper": None}, "46 or more"),
        (WITHHELD, "withheld: 0 to 1,200"),
        ({**WITHHELD, "upper": None}, "withheld"),
        ({**WITHHELD, "lower": 3, "upper": None}, "withheld: 3 or more"),
        ({**WITHHELD, "lower": None, "upper": None}, "withheld"),
        ({"status": "not_reported"}, "not reported"),
        ({"status": "cannot_exist"}, "too early"),
        ({"status": "no_cases"}, "no cases"),
    ],
)
def test_value_text_says_value_or_why_there_is_none(row: dict[str, object], text: str) -> None:
    assert value_text(row, ENGLISH) == text


def test_hover_text_escapes_labels() -> None:
    assert (
        hover_text(WITHHELD, ENGLISH, "R&D <b>", "") == "R&amp;D &lt;b&gt;<br>withheld, between 0 and 1,200"
    )


def test_rounded_value_is_told_with_the_counts_it_stands_for() -> None:
    assert full_text(ROUNDED, ENGLISH) == "≈ 1,200 (1,196 to 1,204)"
    assert hover_text(ROUNDED, ENGLISH, "Malaga") == "Malaga<br>about 1,200, between 1,196 and 1,204"
    assert in_words(ROUNDED, ENGLISH) == "about 1,200"
    assert full_text(SHOWN, ENGLISH) == in_words(SHOWN, ENGLISH) == "12"


def test_range_is_told_with_the_rounded_counts_behind_it() -> None:
    assert hover_text(RANGE, ENGLISH) == "46 to 93.8 (about 15 of about 20)"


def test_lines_cut_texts_at_words() -> None:
    assert lines("one two three", 7) == ["one two", "three"]
    assert lines("", 7) == [""]
    assert lines("a" * 10, 7) == ["a" * 7, "a" * 3]


def test_escaped_text_is_no_markup() -> None:
    assert escaped("<br>&") == "&lt;br&gt;&amp;"


def test_numbers_have_the_separators_of_the_language() -> None:
    assert value_text({**SHOWN, "value": 1234.5}, Speaker("de")) == "1.234,5"
    assert value_text({**SHOWN, "value": 1234.5}, Speaker("fr")) == "1\u202f234,5"
