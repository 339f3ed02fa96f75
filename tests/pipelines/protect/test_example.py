from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.catalogue import load_catalogue
from pipelines.model import PROJECT_PLACE, TOTAL
from pipelines.protect.deduction import UNKNOWN, Deduction
from pipelines.protect.example import (
    COLUMNS,
    MOST,
    OUTSIDER,
    PLACES,
    SUMS,
    TOWNS,
    Counts,
    Example,
    is_small,
    rounded,
    work_out,
)
from tests.dashboard.workspace_fixture import TINY

POLICY = load_catalogue(TINY).policy
COUNT = st.one_of(st.integers(0, 6), st.integers(0, MOST))
COUNTS = st.tuples(*[st.tuples(COUNT, COUNT)] * 3)
ONE_SMALL: Counts = ((3, 9), (8, 12), (11, 7))


def shown(example: Example) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        cell: (each.value, each.value) for cell, each in example.published.items() if each.value is not None
    }


def known(example: Example) -> dict[tuple[str, str], tuple[int, int]]:
    """What is shown, and what is published as large: an interval that begins there or above."""
    large = {
        cell: (POLICY.threshold, UNKNOWN)
        for cell, each in example.published.items()
        if each.value is None and (each.lower or 0) >= POLICY.threshold
    }
    return {**large, **shown(example)}


def test_example_has_every_cell_of_the_table() -> None:
    example = work_out(ONE_SMALL, POLICY)

    assert set(example.published) == set(example.clear) == set(product(PLACES, COLUMNS))


def test_example_without_small_counts_hides_nothing() -> None:
    example = work_out(((10, 9), (8, 12), (11, 7)), POLICY)

    assert example.hidden == example.naive == example.lookalikes == ()
    assert shown(example) == {cell: (count, count) for cell, count in example.clear.items()}


def test_example_one_small_count_explains_each_further_cell() -> None:
    example = work_out(ONE_SMALL, POLICY)

    reasons = {each.cell: each for each in example.hidden}
    assert [cell for cell, each in reasons.items() if each.is_small] == [("alder", "women")]
    leak = reasons["alder", "men"].leak
    assert leak is not None
    assert (leak.attacker, leak.target, leak.lower, leak.is_exact) == (OUTSIDER, ("alder", "women"), 3, True)
    assert [step.used for step in leak.steps] == [((("alder", TOTAL), 12), (("alder", "men"), 9))]


def test_example_names_the_coordinator_who_could_subtract() -> None:
    example = work_out(ONE_SMALL, POLICY)

    attackers = {each.leak.attacker for each in example.hidden if each.leak is not None}
    assert attackers & set(TOWNS)


def test_example_hiding_the_small_count_alone_gives_it_away() -> None:
    leak = work_out(ONE_SMALL, POLICY).naive[0]

    assert (leak.attacker, leak.target, leak.lower, leak.upper) == (OUTSIDER, ("alder", "women"), 3, 3)


def test_example_counts_of_other_towns_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        work_out(((1, 2), (3, 4)), POLICY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_no_small_count_is_shown_and_no_single_subtraction_gives_a_hidden_one(counts: Counts) -> None:
    example = work_out(counts, POLICY)

    visible = shown(example)
    assert not [cell for cell in visible if is_small(example.clear[cell], POLICY)]
    for each in SUMS:
        assert sum(cell not in visible for cell in each.cells) != 1
    for cell, published in example.published.items():
        upper = MOST * 6 if published.upper is None else published.upper
        assert published.lower <= example.clear[cell] <= upper


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_promise_holds_against_a_reader_with_a_pencil(counts: Counts) -> None:
    example = work_out(counts, POLICY)

    visible = shown(example)
    hidden = [cell for cell in example.clear if cell not in visible]
    outsider = Deduction(SUMS, known(example))
    for cell in hidden:
        lower, upper = outsider.interval(cell)
        assert (lower == 0 and upper >= POLICY.threshold) or POLICY.threshold <= lower < upper
    for town in TOWNS:
        own = {(town, column): (example.clear[town, column],) * 2 for column in COLUMNS}
        insider = Deduction(SUMS, {**known(example), **own})
        for cell in hidden:
            if cell[0] not in {town, PROJECT_PLACE} and is_small(example.clear[cell], POLICY):
                lower, upper = insider.interval(cell)
                assert upper - lower + 1 >= POLICY.insider_values


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_lookalikes_agree_with_everything_published(counts: Counts) -> None:
    example = work_out(counts, POLICY)

    for table in example.lookalikes:
        assert all(table[cell] == value for cell, (value, _) in shown(example).items())
        assert min(table.values()) >= 0
        for each in SUMS:
            assert table[each.whole] == sum(table[part] for part in each.parts)
    if example.lookalikes:
        target = next(each.cell for each in example.hidden if each.is_small)
        least, most = example.lookalikes
        assert least[target] == 0
        assert most[target] >= POLICY.threshold


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_leaks_are_true(counts: Counts) -> None:
    example = work_out(counts, POLICY)

    for leak in [*example.naive, *(each.leak for each in example.hidden if each.leak is not None)]:
        truth = example.clear[leak.target]
        assert leak.lower <= truth
        assert leak.upper is None or truth <= leak.upper
        assert leak.steps
        assert leak.steps[-1].cell == leak.target


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_rounded_holds_the_truth_in_its_interval_and_nothing_exactly(counts: Counts) -> None:
    table = rounded(counts, POLICY)

    for cell, count in work_out(counts, POLICY).clear.items():
        each = table[cell]
        assert each.value is not None
        assert each.upper is not None
        assert each.value % POLICY.rounding_base == 0
        assert each.lower <= count <= each.upper
        assert each.lower < each.upper


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_example_every_hidden_cell_has_a_reason(counts: Counts) -> None:
    example = work_out(counts, POLICY)

    hidden = {each.cell for each in example.hidden}
    for each in example.hidden:
        assert each.is_small == is_small(example.clear[each.cell], POLICY)
        if not each.is_small and each.leak is None:
            assert each.protects in hidden - {each.cell}
