from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.protect.deduction import UNKNOWN, Deduction, Sum

A, B, C, ALL = ("a", "x"), ("b", "x"), ("c", "x"), ("all", "x")
SUM = Sum(ALL, (A, B, C))


def exactly(value: int) -> tuple[int, int]:
    return value, value


def test_deduction_only_unknown_part_is_the_rest() -> None:
    found = Deduction([SUM], {ALL: exactly(22), B: exactly(8), C: exactly(11)})

    assert found.interval(A) == (3, 3)
    step = found.chain(A)[0]
    assert (step.relation, step.value, step.used) == ("is", 3, ((ALL, 22), (B, 8), (C, 11)))


def test_deduction_unknown_whole_is_the_sum() -> None:
    found = Deduction([SUM], {A: exactly(1), B: exactly(2), C: exactly(3)})

    assert found.interval(ALL) == (6, 6)


def test_deduction_two_unknown_parts_stay_between_nothing_and_the_rest() -> None:
    found = Deduction([SUM], {ALL: exactly(22), C: exactly(11)})

    assert found.interval(A) == found.interval(B) == (0, 11)


def test_deduction_nothing_known_bounds_nothing() -> None:
    found = Deduction([SUM], {})

    assert found.interval(A) == (0, UNKNOWN)
    assert found.steps == []


def test_deduction_knowing_that_parts_are_at_least_one_pins_them_down() -> None:
    found = Deduction([SUM], {ALL: exactly(3), A: (1, 4), B: (1, 4), C: (1, 4)})

    assert found.interval(A) == (1, 1)
    assert [step.relation for step in found.chain(A)] == ["at_most"]


def test_deduction_chain_names_only_the_steps_it_rests_on_in_order() -> None:
    men, women, town = ("a", "men"), ("a", "women"), ("a", "all")
    other = Sum(("z", "all"), (("z", "men"), ("z", "women")))
    sums = [other, Sum(town, (men, women)), Sum(ALL, (women, B))]
    known = {
        town: exactly(12),
        men: exactly(9),
        ALL: exactly(20),
        ("z", "all"): exactly(2),
        ("z", "men"): exactly(1),
    }

    found = Deduction(sums, known)

    assert [step.cell for step in found.chain(B)] == [women, B]
    assert found.interval(B) == (17, 17)


@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.sets(st.sampled_from([A, B, C, ALL])))
def test_deduction_never_excludes_the_truth(counts: list[int], shown: set[tuple[str, str]]) -> None:
    truth = dict(zip((A, B, C), counts, strict=True)) | {ALL: sum(counts)}

    found = Deduction([SUM], {cell: exactly(truth[cell]) for cell in shown})

    for cell, value in truth.items():
        lower, upper = found.interval(cell)
        assert lower <= value <= upper
