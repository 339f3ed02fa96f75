from __future__ import annotations

import pytest

from dashboard.components import example_words
from pipelines.catalogue import load_catalogue
from pipelines.protect.deduction import Deduction, Sum
from pipelines.protect.example import OUTSIDER, HiddenCell, Leak, PublishedCell, work_out
from tests.dashboard.workspace_fixture import TINY

POLICY = load_catalogue(TINY).policy
WOMEN, MEN, ALL = ("alder", "women"), ("alder", "men"), ("alder", "_T")
TOWN = Sum(ALL, (WOMEN, MEN))


def _leak(attacker: str, lower: int, upper: int | None) -> Leak:
    found = Deduction([TOWN], {ALL: (12, 12), MEN: (9, 9)})
    return Leak(attacker, WOMEN, lower, upper, found.chain(WOMEN))


@pytest.mark.parametrize(
    ("attacker", "lower", "upper", "text"),
    [
        (OUTSIDER, 3, 3, "If it were shown, anybody could work out women in Alder: "),
        (OUTSIDER, 2, 9, "If it were shown, anybody would know that women in Alder cannot be 0: "),
        (OUTSIDER, 0, 3, "If it were shown, anybody would know that women in Alder cannot be 5 or more: "),
        (
            "cedar",
            2,
            3,
            "If it were shown, the coordinator of Cedar, who knows her own counts, would know women in Alder nearly "
            "exactly: ",
        ),
    ],
)
def test_reason_says_who_could_tell_what(attacker: str, lower: int, upper: int | None, text: str) -> None:
    hidden = HiddenCell(MEN, is_small=False, leak=_leak(attacker, lower, upper))

    assert str(example_words.reason(hidden, POLICY)) == (
        f"{text}all people in Alder (12) − men in Alder (9) = women in Alder (3)."
    )


def test_reason_small_count_and_cells_that_stay_open_together() -> None:
    assert str(example_words.reason(HiddenCell(WOMEN, is_small=True, leak=None), POLICY)) == (
        "It is small: from 1 to 4."
    )
    together = HiddenCell(WOMEN, is_small=False, leak=None, protects=MEN)
    assert str(example_words.reason(together, POLICY)).startswith("It leaves room for men in Alder: ")
    alone = HiddenCell(WOMEN, is_small=False, leak=None)
    assert "only together" in str(example_words.reason(alone, POLICY))


@pytest.mark.parametrize(
    ("known", "cell", "text"),
    [
        (
            {WOMEN: (1, 1), MEN: (2, 2)},
            ALL,
            "women in Alder (1) + men in Alder (2) = all people in Alder (3)",
        ),
        (
            {WOMEN: (1, 4), MEN: (2, 4)},
            ALL,
            "women in Alder and men in Alder together are at least 3, so all people in Alder are at least 3; then "
            "women in Alder and men in Alder together are at most 8, so all people in Alder are at most 8",
        ),
        (
            {ALL: (6, 6), MEN: (2, 4), WOMEN: (0, 4)},
            WOMEN,
            "all people in Alder are 6, and men in Alder at most 4, so women in Alder are at least 2",
        ),
        (
            {ALL: (5, 6), MEN: (3, 4), WOMEN: (1, 9)},
            WOMEN,
            "all people in Alder are at most 6, and men in Alder at least 3, so women in Alder are at most 3",
        ),
    ],
)
def test_chain_each_kind_of_step(
    known: dict[tuple[str, str], tuple[int, int]], cell: tuple[str, str], text: str
) -> None:
    assert str(example_words.chain(Deduction([TOWN], known).chain(cell))) == text


def test_published_cells_show_a_value_or_what_they_can_be() -> None:
    example = work_out(((0, 0), (0, 0), (0, 1)), POLICY)

    texts = example_words.published(example)

    assert str(texts[ALL]) == "0"
    assert str(texts["cedar", "men"]) == "hidden: 0 or more"


def test_rounded_cells_say_what_they_can_be() -> None:
    assert str(example_words.rounded({WOMEN: PublishedCell(10, 6, 14)})[WOMEN]) == "10 (6 to 14)"


def test_naive_leak_that_rests_on_being_hidden_says_so() -> None:
    example = work_out(((1, 1), (1, 1), (1, 1)), POLICY)

    text = str(example_words.naive_leak(next(leak for leak in example.naive if leak.target == WOMEN)))

    assert text.startswith("**Anybody could work out women in Alder:** ")
    assert text.endswith("so women in Alder are at most 1; being hidden, they are at least 1 too.")
