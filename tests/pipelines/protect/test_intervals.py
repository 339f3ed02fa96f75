from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import highspy
import numpy as np
import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_KEY, Catalogue
from pipelines.protect import intervals, narrowing, openrows, protect
from pipelines.protect.intervals import UNBOUNDED, exact_intervals, implied_intervals, proven_bounds
from pipelines.protect.margins import planned_cells
from pipelines.protect.narrowing import Bound
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.system import BoolArray, IntArray, System
from tests.pipelines.protect.oracle import NEAR, Outsider
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)


def table(clear: list[int], rows: list[list[tuple[int, int]]]) -> System:
    entries = [entry for row in rows for entry in row]
    nothing = np.zeros(len(clear), dtype=bool)
    return System(
        clear=np.array(clear, dtype=np.int64),
        row_starts=np.cumsum([0] + [len(row) for row in rows]),
        columns=np.array([v for v, _ in entries], dtype=np.int64),
        coefficients=np.array([c for _, c in entries], dtype=np.int64),
        rhs=np.zeros(len(rows), dtype=np.int64),
        threshold=np.full(len(clear), 5, dtype=np.int64),
        lowest_threshold=np.full(len(clear), 5, dtype=np.int64),
        mark=np.full(len(clear), 5, dtype=np.int64),
        rank=np.zeros(len(clear), dtype=np.int64),
        owner=np.full(len(clear), None, dtype=object),
        is_cell=~nothing,
        is_difference=nothing,
        few_contributors=nothing,
        one_category=nothing,
        quarter=np.zeros(len(clear), dtype=np.int64),
        family=np.full(len(clear), -1, dtype=np.int64),
        variable_of={},
        children_of={},
    )


def two_by_two(cells: list[int]) -> System:
    """a b | a+b; c d | c+d; a+c, b+d."""
    a, b, c, d = cells
    rows = [
        [(0, 1), (1, 1), (4, -1)],
        [(2, 1), (3, 1), (5, -1)],
        [(0, 1), (2, 1), (6, -1)],
        [(1, 1), (3, 1), (7, -1)],
    ]
    return table([a, b, c, d, a + b, c + d, a + c, b + d], rows)


def test_implied_intervals_two_by_two_block_has_the_bounds_of_its_margins() -> None:
    system = two_by_two([3, 7, 1, 4])

    lower, upper = implied_intervals(system, np.array([False] * 4 + [True] * 4))

    assert lower[:4].tolist() == [0, 6, 0, 1]
    assert upper[:4].tolist() == [4, 10, 4, 5]


def test_implied_intervals_single_hidden_part_is_determined() -> None:
    system = table([3, 4, 7], [[(0, 1), (1, 1), (2, -1)]])

    lower, upper = implied_intervals(system, np.array([False, True, True]))

    assert (lower[0], upper[0]) == (3, 3)


def test_implied_intervals_hidden_total_is_not_bounded_above() -> None:
    system = table([3, 4, 7], [[(0, 1), (1, 1), (2, -1)]])

    lower, upper = implied_intervals(system, np.array([False, True, False]))

    assert (lower[2], upper[2]) == (4, UNBOUNDED)
    assert upper[0] == UNBOUNDED


# ---- exact intervals -------------------------------------------------------------------------------------


def all_but(system: System, hidden: list[int]) -> BoolArray:
    shown = np.ones(system.size, dtype=bool)
    shown[hidden] = False
    return shown


def intervals_of(
    find: Callable[[System, BoolArray], tuple[IntArray, IntArray]], system: System, hidden: list[int]
) -> list[tuple[int, int | None]]:
    """(lower, upper) of the hidden variables; upper is null where nothing bounds it."""
    lower, upper = find(system, all_but(system, hidden))
    return [(int(lower[v]), None if upper[v] >= UNBOUNDED else int(upper[v])) for v in hidden]


def two_by_three(counts: IntArray) -> System:
    """Six leaves, the sums of both rows and of all three columns, and the total."""
    a, b, c, d, e, f, top, bottom, left, middle, right, total = range(12)
    parts = {
        top: (a, b, c),
        bottom: (d, e, f),
        left: (a, d),
        middle: (b, e),
        right: (c, f),
        total: (top, bottom),
    }
    rows = [[*((v, 1) for v in children), (whole, -1)] for whole, children in parts.items()]
    rows.append([(left, 1), (middle, 1), (right, 1), (total, -1)])
    leaves = counts.reshape(2, 3)
    return table([*counts, *leaves.sum(axis=1), *leaves.sum(axis=0), counts.sum()], rows)


def every_table(system: System, shown: BoolArray, most: int) -> IntArray:
    """All tables of whole numbers that agree with the shown cells, their leaves at most so large; one in each row."""
    leaves = np.stack([axis.ravel() for axis in np.meshgrid(*[np.arange(most + 1)] * 6)], axis=1)
    tables = np.concatenate([leaves, np.zeros((len(leaves), 6), dtype=np.int64)], axis=1)
    for start, end in pairwise(system.row_starts.tolist()):
        parts, whole = system.columns[start : end - 1], system.columns[end - 1]
        tables[:, whole] = tables[:, parts].sum(axis=1)
    return tables[(tables[:, shown] == system.clear[shown]).all(axis=1)]


@pytest.mark.parametrize("seed", range(12))
def test_exact_intervals_are_the_extremes_over_all_whole_tables(seed: int) -> None:
    rng = np.random.default_rng(seed)
    system = two_by_three(rng.multinomial(5, np.full(6, 1 / 6)))
    shown = rng.random(system.size) < 0.45
    tables = every_table(system, shown, 5)
    # No shown sum has room for a leaf of 6: what grows with one grows without end.
    is_endless = every_table(system, shown, 6).max(axis=0) > tables.max(axis=0)

    lower, upper = exact_intervals(system, shown)

    assert lower.tolist() == tables.min(axis=0).tolist()
    assert (upper >= UNBOUNDED).tolist() == is_endless.tolist()
    assert upper[~is_endless].tolist() == tables.max(axis=0)[~is_endless].tolist()


def test_exact_intervals_combine_sums_that_overlap() -> None:
    # a + b + c = 10 and b + c + d = 4, so a = d + 6
    a, b, c, d, ten, four = range(6)
    system = table(
        [7, 2, 1, 1, 10, 4], [[(a, 1), (b, 1), (c, 1), (ten, -1)], [(b, 1), (c, 1), (d, 1), (four, -1)]]
    )

    assert intervals_of(exact_intervals, system, [a, b, c, d]) == [(6, 10), (0, 4), (0, 4), (0, 4)]
    assert intervals_of(implied_intervals, system, [a]) != [(6, 10)]


def test_exact_intervals_bound_a_part_of_totals_that_nothing_bounds() -> None:
    # u = x + t, and v = u + y = t + 5, so x + y = 5 although t, u and v may be anything
    x, y, t, u, v, five = range(6)
    rows = [[(x, 1), (t, 1), (u, -1)], [(u, 1), (y, 1), (v, -1)], [(t, 1), (five, 1), (v, -1)]]
    system = table([2, 3, 9, 11, 14, 5], rows)
    hidden = [x, y, t, u, v]

    assert intervals_of(exact_intervals, system, hidden) == [(0, 5), (0, 5), (0, None), (0, None), (5, None)]
    assert intervals_of(implied_intervals, system, hidden)[0] == (0, None)


def test_exact_intervals_round_a_fraction_inward() -> None:
    # Three counts, each two of them at most 1 together: halves would add up to 1.5, whole numbers to 1.
    a, b, c, rest_ab, rest_bc, rest_ca, one, total = range(8)
    rows = [
        [(a, 1), (b, 1), (rest_ab, 1), (one, -1)],
        [(b, 1), (c, 1), (rest_bc, 1), (one, -1)],
        [(c, 1), (a, 1), (rest_ca, 1), (one, -1)],
        [(a, 1), (b, 1), (c, 1), (total, -1)],
    ]
    system = table([1, 0, 0, 0, 1, 0, 1, 1], rows)
    hidden = [total, a, b, c, rest_ab, rest_bc, rest_ca]

    assert intervals_of(exact_intervals, system, hidden)[0] == (0, 1)
    assert [b.denominator for b in bounds_of(system, all_but(system, hidden)) if b.variable == total] == [2]


def test_exact_intervals_cell_in_no_sum_is_open() -> None:
    system = table([3, 4, 7, 2], [[(0, 1), (1, 1), (2, -1)]])

    assert intervals_of(exact_intervals, system, [3, 0, 1]) == [(0, None), (0, 7), (0, 7)]


def test_exact_intervals_nothing_related_or_nothing_hidden() -> None:
    system = table([3, 4], [])
    related = table([3, 4, 7], [[(0, 1), (1, 1), (2, -1)]])

    assert intervals_of(exact_intervals, system, [1]) == [(0, None)]
    assert [b.tolist() for b in exact_intervals(related, all_but(related, []))] == [[3, 4, 7]] * 2


# ---- exact intervals of a whole group --------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


@pytest.fixture(scope="module")
def group(tiny: Catalogue) -> System:
    """The largest group of linked measures of a small project, as its readers see it."""
    frame = planned_cells(random_reports(tiny, 3, mean=12.0), tiny, LATER)
    systems = [build_system(tiny, [frame], measures, identities=False) for measures in linked_groups(tiny)]
    return max(systems, key=lambda system: system.size)


@pytest.fixture(scope="module")
def group_shown(group: System) -> BoolArray:
    shown: BoolArray = np.random.default_rng(4).random(group.size) < 0.25
    return shown & group.is_cell


def bounds_of(system: System, shown: BoolArray) -> list[Bound]:
    return list(proven_bounds(system, shown, *implied_intervals(system, shown)))


def test_exact_intervals_lie_within_the_implied_ones_and_hold_the_truth(
    group: System, group_shown: BoolArray
) -> None:
    lower, upper = exact_intervals(group, group_shown)
    implied_lower, implied_upper = implied_intervals(group, group_shown)

    assert ((implied_lower <= lower) & (lower <= group.clear)).all()
    assert ((group.clear <= upper) & (upper <= implied_upper)).all()
    assert int((lower > implied_lower).sum()) > 10
    assert int((upper < implied_upper).sum()) > 10


def test_exact_intervals_do_not_depend_on_counts_that_are_not_shown(
    group: System, group_shown: BoolArray
) -> None:
    noise = np.random.default_rng(5).integers(0, 10_000, group.size)
    other = replace(group, clear=np.where(group_shown, group.clear, noise))

    for found, found_in_other in zip(
        exact_intervals(group, group_shown), exact_intervals(other, group_shown), strict=True
    ):
        assert found.tobytes() == found_in_other.tobytes()


def test_proven_bounds_follow_from_their_proofs(group: System, group_shown: BoolArray) -> None:
    lower, upper = implied_intervals(group, group_shown)
    bounds = bounds_of(group, group_shown)
    assert len(bounds) > 20

    for bound in bounds:
        assert bound.value == proven_value(group, lower, upper, bound)


def proven_value(system: System, lower: IntArray, upper: IntArray, bound: Bound) -> int:
    """The bound that the rows of a proof give, in fractions: x = weighted rows + what they leave, at its extreme."""
    left: dict[int, Fraction] = defaultdict(Fraction, {bound.variable: Fraction(1)})
    sign = -1 if bound.is_upper else 1
    extreme = Fraction(0)
    for row, multiplier in zip(bound.rows.tolist(), bound.multipliers.tolist(), strict=True):
        weight = Fraction(sign * multiplier, bound.denominator)
        extreme += weight * int(system.rhs[row])
        for entry in range(system.row_starts[row], system.row_starts[row + 1]):
            left[int(system.columns[entry])] -= weight * int(system.coefficients[entry])
    for variable, factor in left.items():
        known = upper if (factor > 0) == bound.is_upper else lower
        assert factor == 0 or known[variable] < UNBOUNDED
        extreme += factor * int(known[variable])
    return math.floor(extreme) if bound.is_upper else math.ceil(extreme)


class LyingSolver:
    """A solver whose tables are right and whose multipliers are noise."""

    def __init__(self, solver: highspy.Highs) -> None:
        self._solver = solver
        self._noise = np.random.default_rng(6)

    def __getattr__(self, name: str) -> object:
        return getattr(self._solver, name)

    def getSolution(self) -> SimpleNamespace:
        solution = self._solver.getSolution()
        noise = self._noise.normal(0, 1, len(solution.row_dual))
        return SimpleNamespace(col_value=solution.col_value, row_dual=solution.row_dual + noise)


def test_exact_intervals_solver_that_lies_makes_them_wider_and_never_wrong(
    group: System, group_shown: BoolArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower, upper = exact_intervals(group, group_shown)
    honest = narrowing._program
    monkeypatch.setattr(narrowing, "_program", lambda *arguments: LyingSolver(honest(*arguments)))

    wider_lower, wider_upper = exact_intervals(group, group_shown)

    implied_lower, implied_upper = implied_intervals(group, group_shown)
    assert ((implied_lower <= wider_lower) & (wider_lower <= lower)).all()
    assert ((upper <= wider_upper) & (wider_upper <= implied_upper)).all()
    assert int((wider_lower < lower).sum() + (wider_upper > upper).sum()) > 10


def test_exact_intervals_that_run_out_of_work_are_wider_and_the_same_every_time(
    group: System, group_shown: BoolArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower, upper = exact_intervals(group, group_shown)
    implied_lower, implied_upper = implied_intervals(group, group_shown)
    monkeypatch.setattr(intervals, "MOST_WORK", 3_000_000)

    some_lower, some_upper = exact_intervals(group, group_shown)

    assert ((implied_lower <= some_lower) & (some_lower <= lower)).all()
    assert ((upper <= some_upper) & (some_upper <= implied_upper)).all()
    narrowed = int((some_lower > implied_lower).sum() + (some_upper < implied_upper).sum())
    assert 0 < narrowed < int((lower > implied_lower).sum() + (upper < implied_upper).sum())
    again = exact_intervals(group, group_shown)
    assert (some_lower.tobytes(), some_upper.tobytes()) == tuple(found.tobytes() for found in again)


def test_exact_intervals_of_parts_that_were_cut_off_are_wider(
    group: System, group_shown: BoolArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower, upper = exact_intervals(group, group_shown)
    implied_lower, implied_upper = implied_intervals(group, group_shown)
    monkeypatch.setattr(openrows, "MOST_LINKED", 60)
    monkeypatch.setattr(openrows, "MOST_NEAR", 30)

    near_lower, near_upper = exact_intervals(group, group_shown)

    assert ((implied_lower <= near_lower) & (near_lower <= lower)).all()
    assert ((upper <= near_upper) & (near_upper <= implied_upper)).all()
    assert int((near_lower > implied_lower).sum() + (near_upper < implied_upper).sum()) > 0


# ---- published intervals ---------------------------------------------------------------------------------


def rounded_inward(bounds: tuple[float, float]) -> tuple[int, int | None]:
    least, greatest = bounds
    return math.ceil(least - NEAR), None if math.isinf(greatest) else math.floor(greatest + NEAR)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "mean"), [(0, 6.0), (1, 15.0)])
def test_published_intervals_are_what_readers_can_work_out_and_tell_them_no_more(
    tiny: Catalogue, seed: int, mean: float
) -> None:
    approved = random_reports(tiny, seed, mean=mean)
    cells = protect(approved, tiny, LATER).cells
    published = {
        row[:-2]: row[-2:]
        for row in cells.filter(pl.col("obs_status") == "Q").select(*CELL_KEY, "lower", "upper").iter_rows()
    }
    reader = Outsider(tiny, [(approved, cells)])
    tried = list(published)[:: len(published) // 200]

    worked_out = {key: rounded_inward(reader.bounds(key)) for key in tried}
    for key, (lower, upper) in published.items():
        members = dict.fromkeys(reader.members[key], 1.0)
        reader.rows.append((members, lower, highspy.kHighsInf if upper is None else upper))
    told = {key: rounded_inward(reader.bounds(key)) for key in tried}

    assert len(tried) >= 200
    assert any(lower >= tiny.policy.threshold for lower, _ in worked_out.values())
    assert worked_out == {key: published[key] for key in tried}
    assert told == worked_out
