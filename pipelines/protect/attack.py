"""Witness tables: other tables of whole numbers that agree with everything an attacker knows.

The attacker knows the shown cells, the published relations, which withheld cells are said to be large, that
counts are whole and not negative, and (an insider) her own cells. As long as a witness gives a withheld cell another
value, she cannot rule that value out. Witnesses are found with linear programs (HiGHS) and accepted by integer
arithmetic alone: a tolerance can only make us withhold more.
Method: complementary suppression with several attackers, after Fischetti and Salazar; see the method page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from pipelines.protect.reduced import Reduction
from pipelines.protect.system import BoolArray, FloatArray, IntArray, System

NEAR = 1e-6
_OTHER_PRICES = 6
_SHIFT = 3.0
_WORTH_ASKING = 2
_HOPS = 3


@dataclass(frozen=True)
class Witness:
    """A table that differs from the clear one in `variables` by `changes`."""

    variables: IntArray
    changes: IntArray

    def table(self, system: System) -> IntArray:
        table = system.clear.copy()
        table[self.variables] += self.changes
        return table


def agrees(system: System, witness: Witness, floor: IntArray) -> bool:
    """Whether a witness is a table of whole numbers >= floor that satisfies every published relation exactly."""
    values = system.clear[witness.variables] + witness.changes
    if (values < floor[witness.variables]).any():
        return False
    return not (system.row_sums(witness.variables, witness.changes) != 0).any()


def pieces(system: System, variables: IntArray, changes: FloatArray) -> Iterator[Witness]:
    """The parts of a table of changes that no row links, as far as they are whole: each is a witness by itself."""
    for members in system.linked_parts(variables):
        whole = np.rint(changes[members]).astype(np.int64)
        if (np.abs(whole - changes[members]) <= NEAR).all():
            yield Witness(variables[members], whole)


class WitnessProgram:
    """One linear program over the changes y = up - down of some variables; others do not change.

    Its columns are those of the reduced rows: variables that can only change together have one column.
    """

    def __init__(
        self, system: System, price: FloatArray, among: IntArray, ever: BoolArray, costs_nothing: BoolArray
    ) -> None:
        """`ever` are the variables that `allow` may ever name; `costs_nothing` those whose changes have no price."""
        self._system = system
        self._price = price
        inside = np.zeros(system.size, dtype=bool)
        inside[among] = True
        self._reduced = Reduction(system, inside & ever, costs_nothing)
        self._among = self._reduced.variables
        self._column = self._reduced.column
        self._cost = price[self._among].astype(np.float64)
        self._solver = reduced_solver(self._reduced, self._reduced.sums(self._cost))
        self._open = np.zeros(system.size, dtype=bool)
        self._floor = np.zeros(system.size, dtype=np.int64)
        self._lower, self._upper = (
            np.zeros(self._reduced.width + len(self._reduced.left_row)) for _ in range(2)
        )
        self.runs = 0
        self.fractional: IntArray = np.zeros(0, dtype=np.int64)

    def allow(self, may_change: BoolArray, floor: IntArray) -> None:
        """From now on exactly these variables may change, and none may fall below its floor."""
        self._open, self._floor = may_change.copy(), floor.copy()
        is_open, room = may_change[self._among], self._system.clear[self._among] - floor[self._among]
        lower, upper = self._reduced.bounds(
            np.where(is_open, -room, 0).astype(np.float64), np.where(is_open, np.inf, 0.0)
        )
        differ = np.flatnonzero((lower != self._lower) | (upper != self._upper))
        self._lower, self._upper = lower, upper
        self._bound(differ)

    def charge(self, variables: IntArray, price: float) -> None:
        """From now on a change of one in these variables has this price."""
        is_charged = np.zeros(self._system.size, dtype=bool)
        is_charged[variables] = True
        cost = np.where(is_charged[self._among], price, self._cost)
        if (cost != self._cost).any():
            self._cost = cost
            self._set_costs(self._reduced.sums(cost))

    def cheapest(self, variable: int, value: int, *, persist: bool = False) -> Witness | None:
        """A cheap witness that gives a variable a value; null when none is found.

        `fractional` then holds the variables that a table with fractions would change, if there is one.
        """
        self.fractional = self.fractional[:0]
        change = value - int(self._system.clear[variable])
        column = int(self._column[variable])
        if column < 0 or not self._open[variable] or value < self._floor[variable]:
            return None
        by = change * int(self._reduced.sign[variable])
        if not self._lower[column] <= by <= self._upper[column]:
            return None
        at = np.array([column])
        confine(self._solver, self._reduced, at, np.array([float(by)]), np.array([float(by)]))
        try:
            if not self._solve():
                return None
            answer = self._sparser(self._values())
            changed = np.flatnonzero(np.abs(answer) > NEAR)
            self.fractional = changed
            witness = self._accepted(answer, variable, change) or self._in_whole_numbers(
                changed, variable, change
            )
            if witness is None and persist:
                witness = self._at_other_prices(variable, change) or self._nearby(changed, variable, change)
            return witness
        finally:
            self._bound(at)

    # ---- bounds and prices -------------------------------------------------------------------------------

    def _bound(self, columns: IntArray) -> None:
        confine(self._solver, self._reduced, columns, self._lower[columns], self._upper[columns])

    def _set_costs(self, cost: FloatArray) -> None:
        """Of a change of one, for each column, or for each column up and then for each down."""
        every = np.arange(2 * self._reduced.width, dtype=np.int32)
        self._solver.changeColsCost(len(every), every, np.resize(cost, len(every)))

    # ---- answers ----------------------------------------------------------------------------------------

    def _solve(self) -> bool:
        """From the clear table itself a witness is a few hundred pivots away, nearer than from the last answer."""
        self.runs += 1
        self._solver.clearSolver()
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _values(self) -> FloatArray:
        """The change of every variable."""
        solution = self._solver.getSolution()
        values, row_values = (np.array(v, dtype=np.float64) for v in (solution.col_value, solution.row_value))
        width = self._reduced.width
        return self._reduced.expanded(values[:width] - values[width:], row_values, self._system.size)

    def _accepted(self, values: FloatArray, variable: int, change: int) -> Witness | None:
        """The witness in exact arithmetic, or null when the program's answer is not a whole table as asked for."""
        changed = np.flatnonzero(np.abs(values) > NEAR)
        for witness in pieces(self._system, changed, values[changed]):
            at = np.flatnonzero(witness.variables == variable)
            if len(at):
                holds = (
                    witness.changes[at[0]] == change
                    and self._open[witness.variables].all()
                    and agrees(self._system, witness, self._floor)
                )
                return witness if holds else None
        return None

    def _sparser(self, answer: FloatArray) -> FloatArray:
        """Asked again at prices for cells instead of people, a program often changes fewer cells that are shown."""
        changes = np.abs(answer[self._among])
        is_dear = (changes > NEAR) & (self._cost >= 1)
        if is_dear.sum() < _WORTH_ASKING:
            return answer
        self._set_costs(
            self._reduced.sums(np.where(is_dear, self._cost / np.maximum(changes, 1.0), self._cost))
        )
        is_solved = self._solve()
        again = self._values()
        self._set_costs(self._reduced.sums(self._cost))
        dear_again = (np.abs(again[self._among]) > NEAR) & (self._cost >= 1)
        return again if is_solved and dear_again.sum() < is_dear.sum() else answer

    def _nearby(self, changed: IntArray, variable: int, change: int) -> Witness | None:
        """Whole numbers need more room than fractions do: what stands in the same rows may change as well."""
        system = self._system
        is_cheap = np.zeros(system.size, dtype=bool)
        is_cheap[self._among] = (self._cost < 1) & self._open[self._among]
        allowed = np.zeros(system.size, dtype=bool)
        allowed[changed] = True
        for _ in range(_HOPS):
            _, entries = system.entries_of(np.flatnonzero(allowed))
            in_row = np.zeros(len(system.rhs), dtype=bool)
            in_row[system.row_of_entry[entries]] = True
            near = system.columns[in_row[system.row_of_entry]]
            allowed[near[is_cheap[near]]] = True
            witness = self._in_whole_numbers(np.flatnonzero(allowed), variable, change)
            if witness is not None:
                return witness
        return None

    def _at_other_prices(self, variable: int, change: int) -> Witness | None:
        """Another corner of the same program is mostly whole, and found much sooner than by branching."""
        price = self._reduced.sums(self._cost)
        both = np.tile(price, 2)
        shift = np.random.default_rng(variable)
        witness = None
        for _ in range(_OTHER_PRICES):
            self._set_costs(both * (1 + _SHIFT * shift.random(len(both))))
            if not self._solve():
                break
            witness = self._accepted(self._values(), variable, change)
            if witness is not None:
                break
        self._set_costs(price)
        return witness

    def _in_whole_numbers(self, among: IntArray, variable: int, change: int) -> Witness | None:
        """The same question in whole numbers, where only some variables may change."""
        position = np.full(self._system.size, -1, dtype=np.int64)
        position[among] = np.arange(len(among))
        n = len(among)
        solver = solver_of(self._system, self._price[among], position)
        every = np.arange(2 * n, dtype=np.int32)
        up = np.where(among == variable, max(change, 0), highspy.kHighsInf)
        down = np.where(
            among == variable, max(-change, 0), self._system.clear[among] - self._floor[among]
        ).astype(np.float64)
        low = np.zeros(2 * n)
        low[:n][among == variable] = max(change, 0)
        low[n:][among == variable] = max(-change, 0)
        solver.changeColsBounds(2 * n, every, low, np.concatenate([up, down]))
        solver.changeColsIntegrality(2 * n, every, np.ones(2 * n, dtype=np.uint8))
        solver.setOptionValue("presolve", "on")
        solver.setOptionValue("mip_heuristic_effort", 0.0)
        solver.setOptionValue("mip_max_nodes", 10)
        solver.setOptionValue("mip_max_improving_sols", 1)
        solver.run()
        self.runs += 1
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if len(values) != 2 * n:
            return None
        full = np.zeros(self._system.size)
        full[among] = values[:n] - values[n:]
        return self._accepted(full, variable, change)


def reduced_solver(reduced: Reduction, price: FloatArray) -> highspy.Highs:
    """min price * (up + down) subject to reduced rows * (up - down) = 0."""
    return _solver(price, reduced.height, reduced.row, reduced.entry_column, reduced.coefficients)


def confine(
    solver: highspy.Highs, reduced: Reduction, columns: IntArray, lower: FloatArray, upper: FloatArray
) -> None:
    """Let the changes of these columns, or of what is left out, be from lower to upper."""
    is_left = columns >= reduced.width
    if not is_left.all():
        inside, low, high = columns[~is_left], lower[~is_left], upper[~is_left]
        both = np.concatenate([inside, inside + reduced.width]).astype(np.int32)
        least, most = np.concatenate([low, -high]).clip(0), np.concatenate([high, -low]).clip(0)
        solver.changeColsBounds(len(both), both, least, most)
    if is_left.any():
        number, low, high = columns[is_left] - reduced.width, lower[is_left], upper[is_left]
        is_opposite = reduced.left_sign[number] > 0
        least, most = np.where(is_opposite, -high, low), np.where(is_opposite, -low, high)
        rows = reduced.left_row[number].astype(np.int32)
        solver.changeRowsBounds(len(rows), rows, least, most)  # type: ignore[attr-defined]  # not in its stubs


def solver_of(system: System, price: FloatArray, position: IntArray) -> highspy.Highs:
    """min price * (up + down) subject to rows * (up - down) = 0, over the variables that have a position."""
    entries = np.flatnonzero(position[system.columns] >= 0)
    rows, row = np.unique(system.row_of_entry[entries], return_inverse=True)
    return _solver(price, len(rows), row, position[system.columns[entries]], system.coefficients[entries])


def _solver(
    price: FloatArray, height: int, row: IntArray, columns: IntArray, coefficients: IntArray
) -> highspy.Highs:
    n = len(price)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * n, height
    lp.col_cost_ = np.concatenate([price, price])
    lp.col_lower_ = np.zeros(2 * n)
    lp.col_upper_ = np.zeros(2 * n)
    lp.row_lower_ = lp.row_upper_ = np.zeros(height)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = (np.searchsorted(row, np.arange(height + 1)) * 2).astype(np.int32)
    lp.a_matrix_.index_ = np.column_stack([columns, columns + n]).ravel().astype(np.int32)
    lp.a_matrix_.value_ = np.column_stack([coefficients, -coefficients]).ravel().astype(np.float64)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
    options: dict[str, bool | int | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "parallel": "off",
        "presolve": "off",
    }
    for option, value in options.items():
        solver.setOptionValue(option, value)
    # A program that cycles must end, and end the same everywhere: by its steps, never by the clock.
    solver.setOptionValue("simplex_iteration_limit", 5 * n + 1000)
    solver.passModel(lp)
    return solver
