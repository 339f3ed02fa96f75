from __future__ import annotations

import polars as pl
import pytest

from pipelines.model import Catalogue
from pipelines.usefulness.changes import CHANGE_SCHEMA, changes_between, in_words

from .samples import about, cells, explanations, key, missing, shown, withheld

WOMEN, MEN = key(row=("sex", "F")), key(row=("sex", "M"))
NO_REASONS = explanations()


def only(changes: pl.DataFrame) -> dict[str, object]:
    assert changes.height == 1
    assert dict(changes.schema) == dict(CHANGE_SCHEMA)
    return changes.row(0, named=True)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (missing(WOMEN), shown(WOMEN, 9), "added"),
        (missing(WOMEN, "M"), shown(WOMEN, 9), "added"),
        (shown(WOMEN, 9), shown(WOMEN, 11), "amended"),
        (shown(WOMEN, 9, "P"), shown(WOMEN, 9), "amended"),
        (about(WOMEN, 5), about(WOMEN, 10), "amended"),
        (shown(WOMEN, 9), missing(WOMEN), "removed"),
        (withheld(WOMEN), missing(WOMEN), "removed"),
        (shown(WOMEN, 9), withheld(WOMEN), "newly_withheld"),
        (missing(WOMEN), withheld(WOMEN), "newly_withheld"),
        (withheld(WOMEN), shown(WOMEN, 9), "newly_shown"),
    ],
)
def test_changes_cell_that_differs_has_one_kind(
    before: tuple[object, ...], after: tuple[object, ...], change: str
) -> None:
    row = only(changes_between(cells(before), cells(after), NO_REASONS))
    assert row["change"] == change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (shown(WOMEN, 9), shown(WOMEN, 9)),
        (withheld(WOMEN, 0, 9), withheld(WOMEN, 0, 7)),
        (missing(WOMEN, "M"), missing(WOMEN)),
    ],
)
def test_changes_same_figure_other_interval_or_still_missing_is_none(
    before: tuple[object, ...], after: tuple[object, ...]
) -> None:
    assert changes_between(cells(before), cells(after), NO_REASONS).is_empty()


def test_changes_values_are_there_only_where_both_were_published() -> None:
    before = cells(shown(WOMEN, 9), shown(MEN, 7))
    after = cells(withheld(WOMEN), shown(MEN, 8))
    changes = changes_between(before, after, explanations((WOMEN, "small", None)))
    assert changes.select("change", "value_before", "value_after").rows() == [
        ("newly_withheld", None, None),
        ("amended", 7, 8),
    ]


def test_changes_cell_that_left_the_plan_is_removed_and_a_new_one_added() -> None:
    changes = changes_between(cells(shown(WOMEN, 9)), cells(shown(MEN, 9)), NO_REASONS)
    assert changes.select("category", "change").rows() == [("F", "removed"), ("M", "added")]


def test_changes_before_the_first_release_are_everything_that_has_something() -> None:
    after = cells(shown(MEN, 9), withheld(WOMEN), missing(key()))
    changes = changes_between(None, after, explanations((WOMEN, "complementary", MEN)))
    assert changes.select("category", "change", "rule").rows() == [
        ("F", "newly_withheld", "complementary"),
        ("M", "added", None),
    ]


def test_changes_reasons_stand_at_newly_withheld_cells_only() -> None:
    still = explanations((WOMEN, "small", None), (MEN, "complementary", WOMEN))
    changes = changes_between(
        cells(withheld(WOMEN), shown(MEN, 7)), cells(withheld(WOMEN), withheld(MEN)), still
    )
    assert only(changes)["because"] == list(WOMEN)


def sentence(changes: pl.DataFrame, tiny: Catalogue) -> str:
    return str(in_words(only(changes), tiny))


def test_in_words_complementary_names_the_cell_it_protects(tiny: Catalogue) -> None:
    changes = changes_between(
        cells(shown(WOMEN, 9)), cells(withheld(WOMEN)), explanations((WOMEN, "complementary", MEN))
    )
    assert sentence(changes, tiny) == (
        "Withheld from now on, because otherwise “Sex: Men” of the same row could be worked out"
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("small", "it is a small count of people"),
        ("one_category", "all people of the row are in this one category"),
        ("few_contributors", "fewer than 3 partners contribute to it"),
        ("earlier", "it was withheld before and nobody has lifted it"),
        ("complementary", "otherwise another figure could be worked out"),
    ],
)
def test_in_words_every_rule_has_its_own(tiny: Catalogue, rule: str, words: str) -> None:
    changes = changes_between(None, cells(withheld(WOMEN)), explanations((WOMEN, rule, None)))
    assert sentence(changes, tiny) == f"Withheld, because {words}"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (missing(WOMEN), shown(WOMEN, 9), "New"),
        (shown(WOMEN, 9), shown(WOMEN, 11), "Amended from 9 to 11"),
        (
            shown(WOMEN, 9, "P"),
            shown(WOMEN, 9),
            "The same figure, with more or fewer of the reports that belong to it",
        ),
        (shown(WOMEN, 9), missing(WOMEN), "No longer reported"),
        (withheld(WOMEN), shown(WOMEN, 9), "Shown again"),
    ],
)
def test_in_words_says_what_happened(
    tiny: Catalogue, before: tuple[object, ...], after: tuple[object, ...], words: str
) -> None:
    changes = changes_between(cells(before), cells(after), NO_REASONS)
    assert sentence(changes, tiny) == words
