"""Bounds that follow from the rows by whole-number arithmetic: no solver, nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.audit.system import UNBOUNDED, Terms

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
_FAR = UNBOUNDED // 2
_MAX_ROUNDS = 100


class ContradictionError(Exception):
    """No table of whole numbers satisfies the rows."""


@dataclass(frozen=True)
class Matrix:
    """Rows of signed sums: lower <= coefficients * unknowns <= upper, in compressed form."""

    starts: IntArray
    columns: IntArray
    coefficients: IntArray
    lower: IntArray
    upper: IntArray

    @property
    def height(self) -> int:
        return len(self.lower)

    def sums(self, table: IntArray) -> IntArray:
        """The left-hand sides for one table."""
        return summed(self.coefficients * table[self.columns], self.starts)

    def holds_for(self, table: IntArray) -> bool:
        """Whether a table satisfies every row, exactly."""
        sums = self.sums(table)
        return bool(((self.lower <= sums) & (sums <= self.upper)).all())


def matrix(rows: Sequence[Terms], lower: Iterable[int], upper: Iterable[int]) -> Matrix:
    entries = [entry for terms in rows for entry in terms]
    pairs = np.array(entries, dtype=np.int64).reshape(-1, 2)
    return Matrix(
        starts=np.cumsum([0, *(len(terms) for terms in rows)]).astype(np.int64),
        columns=pairs[:, 0].copy(),
        coefficients=pairs[:, 1].copy(),
        lower=np.array(list(lower), dtype=np.int64),
        upper=np.array(list(upper), dtype=np.int64),
    )


def summed(values: IntArray, starts: IntArray) -> IntArray:
    """Sums of consecutive runs; a run may be empty."""
    if len(starts) == 1:
        return np.zeros(0, dtype=np.int64)
    totals: IntArray = np.concatenate([[0], np.cumsum(values)])
    return totals[starts[1:]] - totals[starts[:-1]]


def tightened(rows: Matrix, lower: IntArray, upper: IntArray) -> tuple[IntArray, IntArray]:
    """The bounds of every unknown after each row has passed on what it implies, until nothing changes.

    Errors: ContradictionError when some unknown is left without a value.
    """
    row_of = np.repeat(np.arange(rows.height), np.diff(rows.starts))
    a, columns = rows.coefficients, rows.columns
    for _ in range(_MAX_ROUNDS):
        least = np.where(a > 0, a * lower[columns], a * upper[columns])
        most = np.where(a > 0, a * upper[columns], a * lower[columns])
        rest_least = summed(least, rows.starts)[row_of] - least
        rest_most = summed(most, rows.starts)[row_of] - most
        # row.lower - rest <= a * x <= row.upper - rest; what is far beyond any count bounds nothing
        low, high = rows.lower[row_of] - rest_most, rows.upper[row_of] - rest_least
        x_low = np.where(a > 0, -((-low) // np.abs(a)), -(high // np.abs(a)))
        x_high = np.where(a > 0, high // np.abs(a), -(low) // np.abs(a))
        new_lower, new_upper = lower.copy(), upper.copy()
        is_bound = x_low > -_FAR
        np.maximum.at(new_lower, columns[is_bound], x_low[is_bound])
        is_bound = x_high < _FAR
        np.minimum.at(new_upper, columns[is_bound], x_high[is_bound])
        if (new_lower > new_upper).any():
            raise ContradictionError
        if (new_lower == lower).all() and (new_upper == upper).all():
            break
        lower, upper = new_lower, new_upper
    return lower, upper


def reach(terms: Terms, lower: IntArray, upper: IntArray) -> tuple[int, int]:
    """The least and the greatest value of a signed sum within bounds."""
    least = sum(c * int(lower[v] if c > 0 else upper[v]) for v, c in terms)
    most = sum(c * int(upper[v] if c > 0 else lower[v]) for v, c in terms)
    return (least if least > -_FAR else -UNBOUNDED), (most if most < _FAR else UNBOUNDED)
