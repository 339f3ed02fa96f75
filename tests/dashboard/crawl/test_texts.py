from __future__ import annotations

import pytest

from dashboard import reading_wording as reading
from dashboard import wording
from dashboard.crawl.report import Tally
from dashboard.crawl.texts import Texts
from dashboard.model import CellStatus
from pipelines.languages import LANGUAGES, Speaker
from pipelines.texts import Text

PHRASES = ("2018-Q1", "2018-Q2", "18 to 24", "Employed 6 months after release", "3", "Tiny: 2 towns", "2018")
FACTS = {
    "release": [3],
    "withheld": [12],
    "cells": [1240],
    "highest": [1062.46],
    "lowest": [5],
    "threshold": [5],
    "largest": [4],
    "contributors": [3],
}


def is_explained(text: str, language: str = "en") -> bool:
    return Texts(PHRASES, language).check(text, FACTS, Tally())


def said(sentence: Text, language: str = "en") -> str:
    return Speaker(language).say(sentence)


def release_line(number: int, project: str = "Tiny: 2 towns") -> Text:
    return reading.RELEASE_LINE.using(project=project, number=number, date="2018-Q2")


def alt_range(highest: str, where: str = "2018-Q1") -> Text:
    return wording.ALT_RANGE.using(highest=highest, highest_where=where, lowest=5, lowest_where="18 to 24")


def alt_counts(withheld: int) -> str:
    parts = wording.ALT_PARTS[CellStatus.WITHHELD](withheld)
    return f"{wording.alt_counts(1240, str(parts))} {wording.withheld_cells(withheld)}"


WHY = reading.WITHHELD_WHY.using(largest=4, contributors=3)


@pytest.mark.parametrize(
    "text",
    [
        "No number at all",
        "Employed 6 months after release",
        "Employed 6 months after release, 18 to 24, 2018-Q1",
        said(release_line(3)),
        said(reading.withheld(12, 1240)),
        said(alt_range("1,062.5")),
        said(alt_range("about 1,062.5")),
        alt_counts(12),
        said(WHY),
    ],
)
def test_listed_sentence_with_true_numbers_is_explained(text: str) -> None:
    assert is_explained(text)


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "3 of them",
        "Employed 7 months after release",
        "2018-Q11",
        "2018-Q3",
        "12018-Q1",
        said(release_line(4)),
        said(release_line(3, "Tiny (3)")),
        said(reading.withheld(11, 1240)),
        said(reading.withheld(1, 1240)),
        said(reading.withheld(12, 1240)) + " 3 are small.",
        said(alt_range("1,062.4")),
        said(alt_range("1,062.5", "3 people")),
        alt_counts(11),
        "Three of them",
    ],
)
def test_any_other_number_is_unexplained(text: str) -> None:
    assert not is_explained(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_in_every_language_is_explained_by_the_same_facts(language: str) -> None:
    speaker = Speaker(language)
    highest = speaker.number(1062.46)
    sentences = (release_line(3), reading.withheld(12, 1240), alt_range(highest), WHY)
    lies = (release_line(4), reading.withheld(11, 1240), alt_range(speaker.number(1062)))

    assert all(is_explained(speaker.say(sentence), language) for sentence in sentences)
    assert not any(is_explained(speaker.say(lie), language) for lie in lies)


def test_number_written_as_in_another_language_is_unexplained() -> None:
    assert not is_explained(Speaker("fr").say(alt_range("1,062.5")), "fr")
    assert not is_explained(said(alt_range("1.062,5")))


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "trois"), ("de", "drei"), ("sv", "tre"), ("fr", "three")]
)
def test_number_in_words_of_another_language_is_unexplained(language: str, word: str) -> None:
    assert not is_explained(f"Málaga: {word}", language)


def test_sentence_of_one_thing_needs_the_fact_to_be_one() -> None:
    one = said(wording.alt_all_shown(1))

    assert Texts(()).check(one, {"cells": [1]}, Tally())
    assert Texts(()).check(said(reading.withheld(1, 1)), {"cells": [1], "withheld": [1]}, Tally())
    assert not Texts(()).check(said(reading.withheld(1, 2)), {"cells": [2], "withheld": [2]}, Tally())


def test_fact_that_is_not_known_explains_nothing() -> None:
    assert not Texts(()).check(said(reading.withheld(12, 1240)), {}, Tally())
