from __future__ import annotations

import pytest

from pipelines.languages import Speaker
from pipelines.model import Catalogue
from pipelines.usefulness.words import cell_in_words, seen_from

from .samples import Key, key

WOMEN = key(row=("sex", "F"))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (WOMEN, "Ashtown, 2021-Q1, Starts, Sex: Women"),
        (key(row=("sex", "_U")), "Ashtown, 2021-Q1, Starts, Sex: Unknown"),
        (key("PROJECT", "PROJECT"), "Whole project, Whole period, Starts"),
        (key("XA", "A", "known"), "Aland of tests, First half, Followed up"),
        (key(activity="ash-groups"), "Ashtown, 2021-Q1, Starts, Ashtown groups"),
        (
            key("gone", "1999-Q1", "old", row=("shape", "ROUND")),
            "gone, 1999-Q1, old, ROUND",
        ),
    ],
)
def test_cell_in_words_names_place_period_and_figure(tiny: Catalogue, cell: Key, words: str) -> None:
    assert str(cell_in_words(cell, tiny)) == words


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (key(row=("sex", "M")), "“Sex: Men” of the same row"),
        (key(), "the total of the same row"),
        (key(activity="ash-groups"), "“Ashtown groups” of the same row"),
        (key(period="2021-Q2", row=("sex", "F")), "the same figure in 2021-Q2"),
        (key(period="A", row=("sex", "F")), "the same figure in First half"),
        (key("XA", row=("sex", "F")), "the same figure of Aland of tests"),
        (key("XA", row=("sex", "M")), "Aland of tests, 2021-Q1, Starts, Sex: Men"),
        (key(measure="leavers", row=("sex", "F")), "Ashtown, 2021-Q1, Leavers, Sex: Women"),
    ],
)
def test_seen_from_says_only_what_differs(tiny: Catalogue, other: Key, words: str) -> None:
    assert str(seen_from(other, WOMEN, tiny)) == words


def test_cell_in_words_quarters_are_written_as_the_reader_writes_them(tiny: Catalogue) -> None:
    assert Speaker("fr", {"partner.ash.label": "Frêneville"}).say(cell_in_words(key(), tiny)) == (
        "Frêneville, T1 2021, Starts"
    )
