from __future__ import annotations

import numpy as np

from pipelines.protect.intervals import UNBOUNDED, implied_intervals
from pipelines.protect.system import System


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
