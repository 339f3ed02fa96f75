from __future__ import annotations

import json

import pytest

from pipelines.languages import LANGUAGES, Speaker
from pipelines.texts import Either, Name, Text, decode, encode, joined, listed, plural, text, verbatim

CELLS = [f"C{row}" for row in range(7, 14)]


def cells(items: list[str]) -> Text:
    return listed("Cell {items} is empty.", "Cells {items} are empty.", items)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "Cell C7 is empty."),
        (2, "Cells C7 and C8 are empty."),
        (5, "Cells C7, C8, C9, C10 and C11 are empty."),
        (7, "Cells C7, C8, C9, C10, C11 and 2 more are empty."),
    ],
)
def test_listed_names_at_most_five(number: int, expected: str) -> None:
    assert str(cells(CELLS[:number])) == expected


@pytest.mark.parametrize("number", range(8))
def test_speaker_english_says_what_the_source_says(number: int) -> None:
    sentence = cells(CELLS[:number])

    assert Speaker("en").say(sentence) == str(sentence)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234 days"), ("de", "1.234 days"), ("sv", "1\u00a0234 days")]
)
def test_speaker_number_of_things_has_the_marks_of_the_language(language: str, said: str) -> None:
    sentence = plural("{n} day", "{n} days", 1234)

    assert Speaker(language).say(sentence) == said
    assert str(sentence) == "1,234 days"


def test_speaker_names_are_those_of_the_language() -> None:
    sentence = text("{place}: nothing.", place=Name("partner.hague.label", "The Hague"))

    assert Speaker("nl", {"partner.hague.label": "Den Haag"}).say(sentence) == "Den Haag: nothing."
    assert Speaker("nl").say(sentence) == "The Hague: nothing."


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaker_a_language_does_not_change_the_next(language: str) -> None:
    said = Speaker(language).listed(["a", "b"])

    assert Speaker("es").listed(["a", "b"]) == "a y b"
    assert Speaker(language).listed(["a", "b"]) == said


def test_either_is_a_choice_in_every_language() -> None:
    question = text("{items}?", items=Either(("a", "b", Name("x.y", "c"))))

    assert str(question) == Speaker("en").say(question) == "a, b or c?"
    assert Speaker("es").say(question) == "a, b o c?"
    assert decode(json.loads(json.dumps(encode(question)))) == question


def test_encode_what_was_stored_comes_back() -> None:
    sentence = listed(
        "{row}: {items}",
        "{row}: each of {items}",
        [text("'{what}'", what=Name("a.b", "x")), "C7"],
        row=joined(["a", verbatim("{braces} stay")]),
    )

    stored = json.loads(json.dumps(encode(sentence)))

    assert decode(stored) == sentence
    assert str(decode(stored)) == "a and {braces} stay: each of 'x' and C7"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2017-10-20", "20 October 2017"),
        ("2018-03-15/2018-03-16", "15–16 Mar 2018"),
        ("2019-11", "November 2019"),
        ("2018-Q2", "2018-Q2"),
    ],
)
def test_happened_says_no_more_than_is_known(when: str, said: str) -> None:
    assert Speaker("en").happened(when) == said


def test_happened_is_said_in_the_words_of_the_language() -> None:
    assert Speaker("fr").happened("2018-Q2") == "T2 2018"
    assert Speaker("ca").happened("2019-11") == "novembre del 2019"
