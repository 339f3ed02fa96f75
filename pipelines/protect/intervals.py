"""The interval that published cells alone imply for each withheld cell.

Computed from the shown values and the public rules only, never from a clear count of a withheld cell, so it tells
nothing new. Bounds are first propagated through the published sums until nothing changes, which may leave them wider
than the tightest ones; then each is narrowed as far as a proof in whole numbers goes. None is narrower than the truth.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.protect.narrowing import UNBOUNDED, Bound, Work, narrower_bounds
from pipelines.protect.openrows import OpenRows
from pipelines.protect.system import BoolArray, IntArray, System

__all__ = ["UNBOUNDED", "exact_intervals", "implied_intervals", "proven_bounds"]

_MAX_ROUNDS = 50
MOST_WORK = 1_000_000_000
"""Programs of one group may take so many steps times variables: some seconds. What is left keeps its wider bounds."""


def exact_intervals(
    system: System, shown: BoolArray, floor: IntArray | None = None
) -> tuple[IntArray, IntArray]:
    """The tightest proven lower and upper bound of every cell that is not shown; else what is implied.

    `floor` is what withheld cells are published to be at least; null when none is.

    Shape: one value per variable of the system. Units: people, as the system.
    Nulls: upper is UNBOUNDED where nothing published bounds it.
    """
    lower, upper = implied_intervals(system, shown, floor)
    narrowed = list(proven_bounds(system, shown, lower, upper))
    for bound in narrowed:
        (upper if bound.is_upper else lower)[bound.variable] = bound.value
    return lower, upper


def proven_bounds(system: System, shown: BoolArray, lower: IntArray, upper: IntArray) -> Iterator[Bound]:
    """Bounds narrower than the given ones, each with its proof: the bounds of linear programs in whole numbers."""
    unknown = system.is_cell & ~shown & (lower < upper)
    rows, work = OpenRows(system, lower, upper), Work(MOST_WORK)
    for variable in sorted(np.flatnonzero(unknown).tolist(), key=lambda v: (system.rank[v], v)):
        if unknown[variable] and not work.is_done:
            part = rows.near(variable)
            yield from narrower_bounds(part, lower, upper, unknown, work)
            unknown[part.variables[: part.finished]] = False


def implied_intervals(
    system: System, shown: BoolArray, floor: IntArray | None = None
) -> tuple[IntArray, IntArray]:
    """Lower and upper bound of every variable; upper is UNBOUNDED where nothing published bounds it."""
    lower = np.where(shown, system.clear, 0 if floor is None else floor)
    upper = np.where(shown, system.clear, UNBOUNDED)
    if len(system.rhs) == 0:
        return lower, upper
    row_of, a, columns = system.row_of_entry, system.coefficients, system.columns
    for _ in range(_MAX_ROUNDS):
        least, most = _term_bounds(a, lower[columns], upper[columns])
        tight_low = lower.copy()
        tight_high = upper.copy()
        others_least = np.add.reduceat(least, system.row_starts[:-1])[row_of] - least
        others_most = np.add.reduceat(most, system.row_starts[:-1])[row_of] - most
        # a * x = rhs - others, and a is 1 or -1
        left, right = system.rhs[row_of] - others_most, system.rhs[row_of] - others_least
        low = np.where(a > 0, left, -right)
        high = np.where(a > 0, right, -left)
        np.maximum.at(tight_low, columns, np.maximum(low, 0))
        np.minimum.at(tight_high, columns, np.maximum(high, 0))
        tight_high = np.where(tight_high >= UNBOUNDED // 2, UNBOUNDED, tight_high)
        if (tight_low == lower).all() and (tight_high == upper).all():
            break
        lower, upper = tight_low, tight_high
    return lower, upper


def _term_bounds(a: IntArray, lower: IntArray, upper: IntArray) -> tuple[IntArray, IntArray]:
    return np.where(a > 0, a * lower, a * upper), np.where(a > 0, a * upper, a * lower)
