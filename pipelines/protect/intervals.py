"""The interval that published cells alone imply for each withheld cell.

Computed from the shown values and the public rules only, never from a clear count of a withheld cell, so it tells
nothing new. Bounds are propagated through the published sums until nothing changes: they may be wider than the
tightest ones, never narrower than the truth.
"""

from __future__ import annotations

import numpy as np

from pipelines.protect.system import BoolArray, IntArray, System

UNBOUNDED = np.int64(2**40)
_MAX_ROUNDS = 50


def implied_intervals(system: System, shown: BoolArray) -> tuple[IntArray, IntArray]:
    """Lower and upper bound of every variable; upper is UNBOUNDED where nothing published bounds it."""
    lower = np.where(shown, system.clear, 0)
    upper = np.where(shown, system.clear, UNBOUNDED)
    if len(system.rhs) == 0:
        return lower, upper
    row_of = np.repeat(np.arange(len(system.rhs)), np.diff(system.row_starts))
    a, columns = system.coefficients, system.columns
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
