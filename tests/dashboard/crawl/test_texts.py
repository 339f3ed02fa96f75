from __future__ import annotations

import pytest

from dashboard import page_wording, wording
from dashboard.crawl.report import Tally
from dashboard.crawl.texts import Texts

PHRASES = ("2018-Q1", "2018-Q2", "18 to 24", "Employed 6 months after release", "3", "Tiny: 2 towns", "2018")
FACTS = {
    "release": [3],
    "withheld": [12],
    "cells": [40],
    "highest": [62.46],
    "lowest": [5],
    "threshold": [5],
    "largest": [4],
    "contributors": [3],
}


def is_explained(text: str) -> bool:
    return Texts(PHRASES).check(text, FACTS, Tally())


@pytest.mark.parametrize(
    "text",
    [
        "No number at all",
        "Employed 6 months after release",
        "Employed 6 months after release, 18 to 24, 2018-Q1",
        page_wording.RELEASE_LINE.format(project="Tiny: 2 towns", number=3, date="2018-Q2"),
        page_wording.WITHHELD_MANY.format(count=12, total=40),
        wording.ALT_RANGE.format(highest="62.5", highest_where="2018-Q1", lowest=5, lowest_where="18 to 24"),
        f"{wording.ALT_COUNTS.format(cells=40, parts='12 withheld')} {wording.WITHHELD_MANY.format(count=12)}",
        page_wording.WITHHELD_WHY.format(largest=4, threshold=5, contributors=3),
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
        page_wording.RELEASE_LINE.format(project="Tiny", number=4, date="2018-Q2"),
        page_wording.RELEASE_LINE.format(project="Tiny (3)", number=3, date="2018-Q2"),
        page_wording.WITHHELD_MANY.format(count=11, total=40),
        page_wording.WITHHELD_MANY.format(count=12, total=40) + " 3 are small.",
        wording.ALT_RANGE.format(highest="62.4", highest_where="2018-Q1", lowest=5, lowest_where="18 to 24"),
        wording.ALT_RANGE.format(highest="62.5", highest_where="3 people", lowest=5, lowest_where="18 to 24"),
        "Three of them",
    ],
)
def test_any_other_number_is_unexplained(text: str) -> None:
    assert not is_explained(text)


def test_fact_that_is_not_known_explains_nothing() -> None:
    text = page_wording.WITHHELD_MANY.format(count=12, total=40)

    assert not Texts(()).check(text, {}, Tally())
