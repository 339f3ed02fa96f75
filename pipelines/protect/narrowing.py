"""Proven bounds: how small and how large a count that is not shown can be, from sums of published relations.

A linear program (HiGHS) finds for each bound the combination of rows it follows from. The program is not trusted:
the multipliers of the rows are rounded to small fractions, and what follows from them is worked out in whole numbers.
Any multipliers give a valid bound, so a tolerance can only leave an interval wider than it could be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.openrows import Part
from pipelines.protect.system import BoolArray, IntArray

UNBOUNDED = np.int64(2**40)

_NEAR = 1e-6
_DENOMINATORS = (1, 2, 3, 4, 6, 12)
_ROUNDS = 4
_PRIMAL = 4
"""Primal simplex: the table before still satisfies all rows when only the question changes."""
_SURCHARGE_STEPS, _SURCHARGE_SIZE = 50, 300
"""What starting a program costs besides, so that equal work takes about equal time whatever the size."""


@dataclass(frozen=True)
class Bound:
    """A bound with its proof: `multipliers / denominator` times the `rows`, summed, and the bounds of the rest."""

    variable: int
    is_upper: bool
    value: int
    rows: IntArray
    multipliers: IntArray
    denominator: int


class Work:
    """What may still be spent on programs, in steps times variables and not in seconds: the same on any machine."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_done(self) -> bool:
        return self._left <= 0

    def steps(self, size: int) -> int:
        return max(self._left // (size + _SURCHARGE_SIZE), 1)

    def spend(self, steps: int, size: int) -> None:
        self._left -= (steps + _SURCHARGE_STEPS) * (size + _SURCHARGE_SIZE)


def narrower_bounds(
    part: Part, lower: IntArray, upper: IntArray, wanted: BoolArray, work: Work
) -> Iterator[Bound]:
    """Bounds of the wanted variables of a part that are narrower than the known ones (all by system number)."""
    yield from _Narrowing(part, lower[part.variables], upper[part.variables], wanted, work).bounds()


class _Narrowing:
    def __init__(self, part: Part, lower: IntArray, upper: IntArray, wanted: BoolArray, work: Work) -> None:
        self._part = part
        self._lower, self._upper = lower, upper
        self._work = work
        self._size = len(lower)
        self._is_endless = upper >= UNBOUNDED
        self._wanted = np.zeros(self._size, dtype=bool)
        self._wanted[: part.finished] = wanted[part.variables[: part.finished]]
        self._can_grow = self._wanted & self._find_growing()
        ceiling = np.where(self._is_endless, highspy.kHighsInf, upper.astype(np.float64))
        self._solver = _program(part, lower, ceiling, part.rhs)
        self._least = np.full(self._size, np.inf)
        self._most = np.full(self._size, -np.inf)

    def bounds(self) -> Iterator[Bound]:
        self._reach_many()
        for variable in np.flatnonzero(self._wanted).tolist():
            for is_upper in (False, True):
                if not self._work.is_done and self._is_in_doubt(is_upper)[variable]:
                    bound = self._tightest(variable, is_upper)
                    known = int((self._upper if is_upper else self._lower)[variable])
                    if bound is not None and _is_narrower(bound, known):
                        yield bound

    def _is_in_doubt(self, is_upper: bool) -> BoolArray:
        """Where no table found so far reaches the known bound."""
        if is_upper:
            return self._wanted & ~self._can_grow & (self._most < self._upper - _NEAR)
        return self._wanted & (self._least > self._lower + _NEAR)

    # ---- programs ---------------------------------------------------------------------------------------

    def _find_growing(self) -> BoolArray:
        """Variables that can grow without end while all rows hold."""
        growing = np.zeros(self._size, dtype=bool)
        candidates = self._is_endless & self._wanted
        if not candidates.any():
            return growing
        no_room, one = np.zeros(self._size, dtype=np.int64), self._is_endless.astype(np.float64)
        solver = _program(self._part, no_room, one, np.zeros_like(self._part.rhs))
        while candidates.any():
            values = self._solve(solver, -candidates.astype(np.float64))
            if values is None or not (values[candidates] > _NEAR).any():
                break
            growing |= candidates & (values > _NEAR)
            candidates &= ~growing
        return growing

    def _reach_many(self) -> None:
        """Tables with many counts as small, or as large, as can be: most reach their known bounds in one of them."""
        for _ in range(_ROUNDS):
            for is_upper in (False, True):
                doubtful = self._is_in_doubt(is_upper)
                if doubtful.any():
                    self._reach(doubtful.astype(np.float64) * (-1 if is_upper else 1))

    def _tightest(self, variable: int, is_upper: bool) -> Bound | None:
        cost = np.zeros(self._size)
        cost[variable] = -1 if is_upper else 1
        if not self._reach(cost):
            return None
        duals = np.array(self._solver.getSolution().row_dual, dtype=np.float64)
        return self._best_proof(variable, is_upper, duals)

    def _reach(self, cost: npt.NDArray[np.float64]) -> bool:
        values = self._solve(self._solver, cost)
        if values is None:
            return False
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)
        return True

    def _solve(self, solver: highspy.Highs, cost: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
        """The cheapest table, from the one before; null when the work is used up or the solver gives up."""
        if self._work.is_done:
            return None
        solver.setOptionValue("simplex_iteration_limit", self._work.steps(self._size))
        solver.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), cost)
        solver.run()
        self._work.spend(solver.getInfo().simplex_iteration_count, self._size)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value, dtype=np.float64)

    # ---- proofs -----------------------------------------------------------------------------------------

    def _best_proof(self, variable: int, is_upper: bool, duals: npt.NDArray[np.float64]) -> Bound | None:
        """The narrowest bound that the duals give when rounded to small fractions."""
        best = None
        for denominator in _DENOMINATORS:
            multipliers = np.rint(duals * denominator).astype(np.int64)
            bound = self._proof(variable, is_upper, multipliers, denominator)
            if bound is not None and (best is None or _is_narrower(bound, best.value)):
                best = bound
            if (np.abs(duals * denominator - multipliers) < _NEAR).all():
                break
        return best

    def _proof(self, variable: int, is_upper: bool, multipliers: IntArray, denominator: int) -> Bound | None:
        """Weak duality in whole numbers: denominator * (+-x) = multipliers * rhs + rest * all variables."""
        part = self._part
        sign = -1 if is_upper else 1
        rest = np.zeros(self._size, dtype=np.int64)
        rest[variable] = sign * denominator
        np.subtract.at(rest, part.column, part.coefficients * multipliers[part.row])
        if (self._is_endless & (rest < 0)).any():
            return None
        worst = np.where(rest > 0, self._lower, self._upper)
        used = np.flatnonzero(rest)
        rows = np.flatnonzero(multipliers)
        least = _product(multipliers[rows], part.rhs[rows]) + _product(rest[used], worst[used])
        value = sign * -(-least // denominator)
        return Bound(
            int(part.variables[variable]), is_upper, value, part.rows[rows], multipliers[rows], denominator
        )


def _product(a: IntArray, b: IntArray) -> int:
    """In Python's whole numbers, which have no greatest."""
    return sum(x * y for x, y in zip(a.tolist(), b.tolist(), strict=True))


def _is_narrower(bound: Bound, known: int) -> bool:
    return bound.value < known if bound.is_upper else bound.value > known


def _program(part: Part, lower: IntArray, upper: npt.NDArray[np.float64], rhs: IntArray) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(part.variables), len(part.rows)
    lp.col_cost_ = np.zeros(len(part.variables))
    lp.col_lower_ = lower.astype(np.float64)
    lp.col_upper_ = upper
    lp.row_lower_ = lp.row_upper_ = rhs.astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(part.row, np.arange(len(part.rows) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = part.column.astype(np.int32)
    lp.a_matrix_.value_ = part.coefficients.astype(np.float64)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
    options: tuple[tuple[str, bool | int | str], ...] = (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("parallel", "off"),
        ("presolve", "off"),
        ("simplex_strategy", _PRIMAL),
    )
    for option, value in options:
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    return solver
