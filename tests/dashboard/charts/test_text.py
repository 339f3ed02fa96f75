from __future__ import annotations

import pytest

from dashboard.charts.text import escaped, hover_text, lines, number, value_text

WITHHELD = {"status": "withheld", "value": None, "lower": 0.0, "upper": 1200.0, "denominator": None}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (12.0, "12"), (1234.0, "1,234"), (62.46, "62.5"), (99.97, "100"), (0.04, "0")],
)
def test_number_is_short(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"status": "shown", "value": 12.0}, "12"),
        ({"status": "provisional", "value": 12.0}, "12 (provisional)"),
        (WITHHELD, "withheld: 0 to 1,200"),
        ({**WITHHELD, "upper": None}, "withheld: 0 or more"),
        ({**WITHHELD, "lower": None, "upper": None}, "withheld"),
        ({"status": "not_reported"}, "not reported"),
        ({"status": "cannot_exist"}, "too early"),
        ({"status": "no_cases"}, "no cases"),
    ],
)
def test_value_text_says_value_or_why_there_is_none(row: dict[str, object], text: str) -> None:
    assert value_text(row) == text


def test_hover_text_escapes_labels() -> None:
    assert hover_text(WITHHELD, "R&D <b>", "") == "R&amp;D &lt;b&gt;<br>withheld, between 0 and 1,200"


def test_lines_cut_texts_at_words() -> None:
    assert lines("one two three", 7) == ["one two", "three"]
    assert lines("", 7) == [""]
    assert lines("a" * 10, 7) == ["a" * 7, "a" * 3]


def test_escaped_text_is_no_markup() -> None:
    assert escaped("<br>&") == "&lt;br&gt;&amp;"
