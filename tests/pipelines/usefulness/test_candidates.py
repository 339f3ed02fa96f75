from __future__ import annotations

import pytest

from pipelines.model import Breakdown, Catalogue, Category
from pipelines.protect.margins import planned_cells
from pipelines.usefulness.candidates import MOST, best_candidates, sensible_mergers
from tests.pipelines.protect.synthetic import random_reports

from .samples import LATER, cells, key, planned, shown, withheld

NOTHING_WITHHELD = cells()


def breakdown(*ids: str) -> Breakdown:
    return Breakdown("b", "B", tuple(Category(i, i) for i in ids), "Invented.")


@pytest.mark.parametrize(
    ("ids", "pairs"),
    [
        (("F", "M", "_O", "_U"), [("_O", "_U")]),
        (("F", "M", "_U"), []),
        (("A", "B", "C", "_U"), [("A", "B"), ("A", "C"), ("B", "C")]),
        (
            ("A", "B", "C", "_O"),
            [("A", "B"), ("A", "C"), ("B", "C"), ("A", "_O"), ("B", "_O"), ("C", "_O")],
        ),
        (
            ("Y_LT18", "Y18T24", "Y25T34", "Y_GE35", "_U"),
            [("Y_LT18", "Y18T24"), ("Y18T24", "Y25T34"), ("Y25T34", "Y_GE35")],
        ),
    ],
)
def test_sensible_mergers_leave_a_breakdown_that_says_something(
    ids: tuple[str, ...], pairs: list[tuple[str, str]]
) -> None:
    assert sensible_mergers(breakdown(*ids)) == pairs


def test_best_candidates_are_few_ranked_and_of_each_kind(tiny: Catalogue) -> None:
    planned = planned_cells(random_reports(tiny, 3, mean=8.0), tiny, LATER)

    found = best_candidates(planned, NOTHING_WITHHELD, tiny)

    for kind, most in MOST.items():
        estimates = [each.small_counts_less for each in found if each.kind == kind]
        assert 0 < len(estimates) <= most
        assert estimates == sorted(estimates, reverse=True)
        assert min(estimates) > 0


def test_best_candidates_do_not_depend_on_the_order_of_rows(tiny: Catalogue) -> None:
    planned = planned_cells(random_reports(tiny, 3, mean=8.0), tiny, LATER)
    shuffled = planned.sample(fraction=1.0, shuffle=True, seed=1)
    assert best_candidates(shuffled, NOTHING_WITHHELD, tiny) == best_candidates(
        planned, NOTHING_WITHHELD, tiny
    )


def test_best_candidates_estimate_is_the_small_counts_that_disappear(tiny: Catalogue) -> None:
    planned = planned_cells(random_reports(tiny, 3, mean=8.0), tiny, LATER)
    merger = next(each for each in best_candidates(planned, NOTHING_WITHHELD, tiny) if each.kind == "merge")
    assert merger.categories == ("_O", "_U")
    cells = planned.filter(planned["breakdown"] == merger.breakdown)
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    for row in cells.iter_rows(named=True):
        rest = tuple(row[n] for n in ("place_id", "period_level", "period", "measure_id"))
        if row["clear"] is not None and row["category"] in merger.categories:
            counts.setdefault(rest, {})[row["category"]] = row["clear"]
    before = sum(0 < count < 5 for pair in counts.values() for count in pair.values())
    after = sum(0 < sum(pair.values()) < 5 for pair in counts.values() if len(pair) == 2)
    assert merger.small_counts_less == before - after


def test_best_candidates_merger_of_the_only_withheld_two_wins_the_row(tiny: Catalogue) -> None:
    """Other and unknown reasons are withheld beneath a shown total, so that their sum is known already."""
    total, moved, other, unknown = (
        key(measure="leavers", row=row)
        for row in (("_T", "_T"), ("reason", "MOVED"), ("reason", "_O"), ("reason", "_U"))
    )
    counts = planned((total, 20), (moved, 13), (other, 3), (unknown, 4))
    open_total = cells(shown(total, 20), shown(moved, 13), withheld(other), withheld(unknown))
    hidden_total = cells(withheld(total), shown(moved, 13), withheld(other), withheld(unknown))
    three_hidden = cells(shown(total, 20), withheld(moved), withheld(other), withheld(unknown))

    won = [
        next(each for each in best_candidates(counts, protected, tiny) if each.kind == "merge").rows_won
        for protected in (open_total, hidden_total, three_hidden)
    ]

    assert won == [1, 0, 0]
