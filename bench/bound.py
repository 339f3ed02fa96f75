"""How little any pattern that keeps the promise can withhold: a lower bound to measure ours by.

Which cells to withhold is a whole-number program with one variable per cell. That a value must stay possible is written
as inequalities, added where a solution violates them (the capacity cuts of Fischetti and Salazar, Management Science
47, 2001): any sum of published relations gives one, and those that a linear program finds are the useful ones. A
withheld cell that is not sensitive may instead be provably large; `large` says where a pattern relies on that.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.system import BoolArray, IntArray, System

FloatArray = npt.NDArray[np.float64]

_NEAR = 1e-6
_VIOLATED = 1e-4
_LITTLE = 1e-3


@dataclass(frozen=True)
class Bound:
    """The least cost found to be unavoidable, and whether some pattern has it."""

    value: float
    is_optimum: bool
    pattern: BoolArray | None
    """A pattern of that cost that keeps the promise, where one was found."""
    rounds: int
    cuts: int


@dataclass(frozen=True)
class Limits:
    """When to stop: counts, not seconds, so that the answer is the same on any machine."""

    rounds: int
    whole_rounds: int
    """Rounds in whole numbers after those in fractions; 0 gives the bound of the fractions alone."""


def least_cost(system: System, cost: FloatArray, limits: Limits) -> Bound:
    """A lower bound of the cost of all patterns that keep the promise to the outsider; the optimum where reached."""
    search = _Search(system, cost)
    return search.run(limits)


class _Search:
    """Columns 0..n-1 of the master say what is withheld, columns n..2n-1 which withheld cells are provably large."""

    def __init__(self, system: System, cost: FloatArray) -> None:
        self.system = system
        self.cost = cost
        self.size = system.size
        self.could_be_large = ~system.sensitive & (system.clear >= system.threshold)
        self.master = self._master()
        self.flow = _Flow(system)
        self.cuts = 0
        self.known: set[tuple[tuple[int, float], ...]] = set()

    def run(self, limits: Limits) -> Bound:
        x, z, value = self._solve()
        rounds = 0
        for _ in range(limits.rounds):
            rounds += 1
            before = value
            added = self._separate(x, z)
            if not added:
                break
            x, z, value = self._solve()
            if value < before + 1e-3 * max(before, 1.0) and rounds > 8:
                break
        if limits.whole_rounds == 0:
            return Bound(value, False, None, rounds, self.cuts)
        n = self.size
        every = np.arange(2 * n, dtype=np.int32)
        self.master.changeColsIntegrality(2 * n, every, np.ones(2 * n, dtype=np.uint8))
        for _ in range(limits.whole_rounds):
            rounds += 1
            x, z, value = self._solve()
            if not self._separate(x, z):
                return Bound(value, True, x > 0.5, rounds, self.cuts)
        return Bound(value, False, None, rounds, self.cuts)

    def _separate(self, x: FloatArray, z: FloatArray) -> int:
        """Add the inequalities that a solution violates; their number."""
        system, added = self.system, 0
        threshold, clear = system.threshold, system.clear
        for v in np.flatnonzero(x > _VIOLATED).tolist():
            share = x[v]
            if clear[v] < threshold[v]:
                added += self._reach(v, int(threshold[v] - clear[v]), +1, x, share, ())
            if clear[v] > 0 and share - z[v] > _VIOLATED:
                large = (v,) if self.could_be_large[v] else ()
                added += self._reach(v, int(clear[v]), -1, x, share - z[v], large)
            if z[v] > _VIOLATED:
                added += self._stay_open(v, x)
                added += self._stay_large(v, x, z[v])
        return added

    def _reach(
        self, v: int, change: int, sign: int, x: FloatArray, share: float, large: tuple[int, ...]
    ) -> int:
        """A change of so many in one direction must be possible for v, to the share that it is withheld."""
        weights = self.flow.bottleneck(v, change, sign, x, share)
        if weights is None:
            return 0
        coefficients = self.flow.capacities(weights, v, change, sign) / change
        return self._add(coefficients, v, x, share, large)

    def _stay_open(self, v: int, x: FloatArray) -> int:
        """Some change must be possible for v."""
        total = np.zeros(self.size)
        for sign in (+1, -1):
            weights = self.flow.bottleneck(v, 1, sign, x, x[v])
            if weights is None:
                return 0
            total = np.maximum(total, self.flow.capacities(weights, v, 1, sign))
        return self._add(total, v, x, x[v], ())

    def _stay_large(self, v: int, x: FloatArray, share: float) -> int:
        """v may count as provably large only where some cell of each change that makes it small is shown."""
        change = int(self.system.clear[v] - self.system.threshold[v] + 1)
        support = self.flow.likely_change(v, change, x)
        if support is None or len(support) - x[support].sum() > share - _VIOLATED:
            return 0
        index = np.append(support, self.size + v).astype(np.int32)
        self.master.addRow(-highspy.kHighsInf, float(len(support)), len(index), index, np.ones(len(index)))
        self.cuts += 1
        return 1

    def _add(
        self, coefficients: FloatArray, v: int, x: FloatArray, share: float, large: tuple[int, ...]
    ) -> int:
        """sum of coefficients * x >= x_v (less z_v); refused where the solution satisfies it."""
        coefficients = np.minimum(coefficients, 1.0)
        coefficients[v] = 0.0
        if coefficients @ x > share - _VIOLATED:
            return 0
        index = np.flatnonzero(coefficients > _NEAR)
        entries = [*zip(index.tolist(), coefficients[index].tolist(), strict=True), (v, -1.0)]
        entries += [(self.size + w, 1.0) for w in large]
        key = tuple((i, round(c, 9)) for i, c in entries)
        if key in self.known:
            return 0
        self.known.add(key)
        columns = np.array([i for i, _ in entries], dtype=np.int32)
        values = np.array([c for _, c in entries])
        self.master.addRow(0.0, highspy.kHighsInf, len(columns), columns, values)
        self.cuts += 1
        return 1

    def _master(self) -> highspy.Highs:
        n = self.size
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n, n
        lp.col_cost_ = np.concatenate([self.cost, np.zeros(n)])
        lp.col_lower_ = np.concatenate([self.system.sensitive.astype(float), np.zeros(n)])
        lp.col_upper_ = np.concatenate([np.ones(n), self.could_be_large.astype(float)])
        lp.row_lower_, lp.row_upper_ = np.zeros(n), np.full(n, highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.arange(0, 2 * n + 1, 2).astype(np.int32)
        lp.a_matrix_.index_ = np.column_stack([np.arange(n), np.arange(n) + n]).ravel().astype(np.int32)
        lp.a_matrix_.value_ = np.tile([1.0, -1.0], n)
        solver = _quiet()
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.passModel(lp)
        return solver

    def _solve(self) -> tuple[FloatArray, FloatArray, float]:
        self.master.run()
        solution = np.array(self.master.getSolution().col_value)
        info = self.master.getInfo()
        return solution[: self.size], solution[self.size :], float(info.objective_function_value)


class _Flow:
    """The changes of a table that all published relations allow, as far as cells are withheld."""

    def __init__(self, system: System) -> None:
        self.system = system
        n = system.size
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(system.rhs)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(n), np.zeros(n), np.zeros(n)
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(system.rhs))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = system.row_starts.astype(np.int32)
        lp.a_matrix_.index_ = system.columns.astype(np.int32)
        lp.a_matrix_.value_ = system.coefficients.astype(np.float64)
        self.solver = _quiet()
        self.solver.setOptionValue("presolve", "off")
        self.solver.passModel(lp)
        self.every = np.arange(n, dtype=np.int32)
        self.both = self._up_and_down()

    def bottleneck(self, v: int, change: int, sign: int, x: FloatArray, share: float) -> FloatArray | None:
        """Weights of the cells that keep v from changing so far; null when nothing keeps it.

        As far as a cell is withheld it may change by `change`, or down to zero.
        """
        up = change * x
        down = np.minimum(self.system.clear, change) * x
        up[v] = down[v] = 2 * change
        self.solver.changeColsBounds(len(self.every), self.every, -down, up)
        self.solver.changeColCost(v, -1.0 * sign)
        self.solver.run()
        reached = -self.solver.getInfo().objective_function_value
        duals = np.array(self.solver.getSolution().col_dual)
        self.solver.changeColCost(v, 0.0)
        if reached > change * share - _VIOLATED:
            return None
        return duals

    def capacities(self, weights: FloatArray, v: int, change: int, sign: int) -> FloatArray:
        """What each cell can contribute to a change of v when it is withheld.

        The weighted changes of all other cells make up the change of v. Upwards a cell may change without end, so
        that it alone may do for all of it.
        """
        down = np.maximum(weights, 0.0) * self.system.clear
        up = np.where(weights < -_NEAR, float(change), 0.0)
        found: FloatArray = np.minimum(np.where(weights > _NEAR, down, up), float(change))
        found[v] = 0.0
        return found

    def likely_change(self, v: int, change: int, x: FloatArray) -> IntArray | None:
        """The other cells of a change that takes v down so far, in cells that are withheld as far as can be."""
        n = self.system.size
        cost = np.tile(1.0 - x + _LITTLE, 2)
        every = np.arange(2 * n, dtype=np.int32)
        solver = self.both
        solver.changeColsCost(2 * n, every, cost)
        solver.changeColBounds(n + v, float(change), float(change))
        solver.changeColBounds(v, 0.0, 0.0)
        solver.run()
        is_found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        answer = np.array(solver.getSolution().col_value)
        solver.changeColBounds(v, 0.0, highspy.kHighsInf)
        solver.changeColBounds(n + v, 0.0, float(self.system.clear[v]))
        if not is_found:
            return None
        answer[[v, n + v]] = 0
        return np.flatnonzero((answer[:n] > _NEAR) | (answer[n:] > _NEAR))

    def _up_and_down(self) -> highspy.Highs:
        """Changes up, then changes down."""
        system, n = self.system, self.system.size
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n, len(system.rhs)
        lp.col_cost_, lp.col_lower_ = np.ones(2 * n), np.zeros(2 * n)
        lp.col_upper_ = np.concatenate([np.full(n, highspy.kHighsInf), system.clear.astype(float)])
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(system.rhs))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = (2 * system.row_starts).astype(np.int32)
        lp.a_matrix_.index_ = np.column_stack([system.columns, system.columns + n]).ravel().astype(np.int32)
        signs = system.coefficients.astype(np.float64)
        lp.a_matrix_.value_ = np.column_stack([signs, -signs]).ravel()
        solver = _quiet()
        solver.setOptionValue("presolve", "off")
        solver.passModel(lp)
        return solver


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(option, value)
    return solver
