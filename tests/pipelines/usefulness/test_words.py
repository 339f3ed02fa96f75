from __future__ import annotations

import pytest

from pipelines.model import Catalogue
from pipelines.usefulness.words import as_beginning, cell_in_words, listed, seen_from, within_sentence

from .samples import Key, key

WOMEN = key(row=("sex", "F"))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (WOMEN, "Ashtown, 2021-Q1, starts: women"),
        (key(row=("sex", "_U")), "Ashtown, 2021-Q1, starts: unknown (sex)"),
        (key("PROJECT", "PROJECT"), "the whole project, the whole period, starts"),
        (key("XA", "A", "known"), "Aland of tests, First half, followed up"),
        (key(activity="ash-groups"), "Ashtown, 2021-Q1, starts of “Ashtown groups”"),
        (
            key("gone", "1999-Q1", "old", row=("shape", "ROUND")),
            "gone, 1999-Q1, old: ROUND",
        ),
    ],
)
def test_cell_in_words_names_place_period_and_figure(tiny: Catalogue, cell: Key, words: str) -> None:
    assert cell_in_words(cell, tiny) == words


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (key(row=("sex", "M")), "men of the same row"),
        (key(), "the total of the same row"),
        (key(activity="ash-groups"), "“Ashtown groups” of the same row"),
        (key(period="2021-Q2", row=("sex", "F")), "the same figure in 2021-Q2"),
        (key(period="A", row=("sex", "F")), "the same figure in First half"),
        (key("XA", row=("sex", "F")), "the same figure of Aland of tests"),
        (key("XA", row=("sex", "M")), "Aland of tests, 2021-Q1, starts: men"),
        (key(measure="leavers", row=("sex", "F")), "Ashtown, 2021-Q1, leavers: women"),
    ],
)
def test_seen_from_says_only_what_differs(tiny: Catalogue, other: Key, words: str) -> None:
    assert seen_from(other, WOMEN, tiny) == words


@pytest.mark.parametrize(
    ("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed_is_a_readable_list(parts: list[str], words: str) -> None:
    assert listed(parts) == words


def test_labels_keep_abbreviations_within_and_begin_sentences_with_a_capital() -> None:
    assert (within_sentence("Starts"), within_sentence("RAN members")) == ("starts", "RAN members")
    assert as_beginning("the whole project") == "The whole project"
