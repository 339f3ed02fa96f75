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
import numpy.typing as npt

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
    """One linear program over the changes y = up - down of some variables; others do not change."""

    def __init__(self, system: System, price: FloatArray, among: IntArray) -> None:
        self._system = system
        self._among = among
        self._position = np.full(system.size, -1, dtype=np.int64)
        self._position[among] = np.arange(len(among))
        self._price = price
        self._solver = solver_of(system, price[among], self._position)
        self._open = np.zeros(system.size, dtype=bool)
        self._floor = np.zeros(system.size, dtype=np.int64)
        self.runs = 0
        self.fractional: IntArray = np.zeros(0, dtype=np.int64)

    def allow(self, may_change: BoolArray, floor: IntArray) -> None:
        """From now on exactly these variables may change, and none may fall below its floor."""
        differ = (self._open[self._among] != may_change[self._among]) | (
            self._floor[self._among] != floor[self._among]
        )
        self._open, self._floor = may_change.copy(), floor.copy()
        self._bound(self._among[differ])

    def charge(self, variables: IntArray, price: float) -> None:
        columns = self._columns(variables)
        self._solver.changeColsCost(len(columns), columns, np.full(len(columns), price))

    def cheapest(self, variable: int, value: int, *, persist: bool = False) -> Witness | None:
        """A cheap witness that gives a variable a value; null when none is found.

        `fractional` then holds the variables that a table with fractions would change, if there is one.
        """
        self.fractional = self.fractional[:0]
        change = value - int(self._system.clear[variable])
        if self._position[variable] < 0 or not self._open[variable] or value < self._floor[variable]:
            return None
        self._pin(variable, change)
        try:
            if not self._solve():
                return None
            answer = self._values()
            changed = np.flatnonzero(np.abs(answer) > NEAR)
            answer, changed = self._sparser(answer, changed)
            self.fractional = self._among[changed]
            witness = self._accepted(answer, variable, change) or self._in_whole_numbers(
                changed, variable, change
            )
            if witness is None and persist:
                witness = self._at_other_prices(variable, change) or self._nearby(changed, variable, change)
            return witness
        finally:
            self._bound(np.array([variable]))

    # ---- bounds ------------------------------------------------------------------------------------------

    def _columns(self, variables: IntArray) -> npt.NDArray[np.int32]:
        """Columns of the changes up, then of the changes down, of those variables that may change here."""
        inside = self._position[variables]
        inside = inside[inside >= 0]
        return np.concatenate([inside, inside + len(self._among)]).astype(np.int32)

    def _bound(self, variables: IntArray) -> None:
        is_open = self._open[variables]
        up = np.where(is_open, highspy.kHighsInf, 0.0)
        down = np.where(is_open, self._system.clear[variables] - self._floor[variables], 0).astype(np.float64)
        columns = self._columns(variables)
        if len(columns):
            self._solver.changeColsBounds(
                len(columns), columns, np.zeros(len(columns)), np.concatenate([up, down])
            )

    def _pin(self, variable: int, change: int) -> None:
        exact = np.array([max(change, 0), max(-change, 0)], dtype=np.float64)
        self._solver.changeColsBounds(2, self._columns(np.array([variable])), exact, exact)

    # ---- answers ----------------------------------------------------------------------------------------

    def _solve(self) -> bool:
        """From the clear table itself a witness is a few hundred pivots away, nearer than from the last answer."""
        self.runs += 1
        self._solver.clearSolver()
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _values(self) -> FloatArray:
        values = np.array(self._solver.getSolution().col_value, dtype=np.float64)
        return values[: len(self._among)] - values[len(self._among) :]

    def _accepted(self, values: FloatArray, variable: int, change: int) -> Witness | None:
        """The witness in exact arithmetic, or null when the program's answer is not a whole table as asked for."""
        changed = np.flatnonzero(np.abs(values) > NEAR)
        for witness in pieces(self._system, self._among[changed], values[changed]):
            at = np.flatnonzero(witness.variables == variable)
            if len(at):
                holds = (
                    witness.changes[at[0]] == change
                    and self._open[witness.variables].all()
                    and agrees(self._system, witness, self._floor)
                )
                return witness if holds else None
        return None

    def _sparser(self, answer: FloatArray, changed: IntArray) -> tuple[FloatArray, IntArray]:
        """Asked again at prices for cells instead of people, a program often changes fewer cells that are shown."""
        n = len(self._among)
        cost = np.array(self._solver.getLp().col_cost_)
        dear = changed[cost[changed] >= 1]
        if len(dear) < _WORTH_ASKING:
            return answer, changed
        columns = np.concatenate([dear, dear + n]).astype(np.int32)
        people = np.maximum(np.abs(answer[dear]), 1.0)
        self._solver.changeColsCost(len(columns), columns, cost[columns] / np.tile(people, 2))
        is_solved = self._solve()
        again = self._values()
        self._solver.changeColsCost(len(columns), columns, cost[columns])
        changed_again = np.flatnonzero(np.abs(again) > NEAR)
        is_sparser = is_solved and (cost[changed_again] >= 1).sum() < len(dear)
        return (again, changed_again) if is_sparser else (answer, changed)

    def _nearby(self, changed: IntArray, variable: int, change: int) -> Witness | None:
        """Whole numbers need more room than fractions do: what stands in the same rows may change as well."""
        system = self._system
        cost = np.array(self._solver.getLp().col_cost_)[: len(self._among)]
        allowed = np.zeros(len(self._among), dtype=bool)
        allowed[changed] = True
        for _ in range(_HOPS):
            _, entries = system.entries_of(self._among[allowed])
            in_row = np.zeros(len(system.rhs), dtype=bool)
            in_row[system.row_of_entry[entries]] = True
            near = self._position[system.columns[in_row[system.row_of_entry]]]
            near = near[near >= 0]
            allowed[near[(cost[near] < 1) & self._open[self._among[near]]]] = True
            witness = self._in_whole_numbers(np.flatnonzero(allowed), variable, change)
            if witness is not None:
                return witness
        return None

    def _at_other_prices(self, variable: int, change: int) -> Witness | None:
        """Another corner of the same program is mostly whole, and found much sooner than by branching."""
        every = np.arange(2 * len(self._among), dtype=np.int32)
        price = np.array(self._solver.getLp().col_cost_)
        shift = np.random.default_rng(variable)
        witness = None
        for _ in range(_OTHER_PRICES):
            self._solver.changeColsCost(len(every), every, price * (1 + _SHIFT * shift.random(len(every))))
            if not self._solve():
                break
            witness = self._accepted(self._values(), variable, change)
            if witness is not None:
                break
        self._solver.changeColsCost(len(every), every, price)
        return witness

    def _in_whole_numbers(self, allowed: IntArray, variable: int, change: int) -> Witness | None:
        """The same question in whole numbers, where only some variables may change."""
        among = self._among[allowed]
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
        full = np.zeros(len(self._among))
        full[allowed] = values[:n] - values[n:]
        return self._accepted(full, variable, change)


def solver_of(system: System, price: FloatArray, position: IntArray) -> highspy.Highs:
    """min price * (up + down) subject to rows * (up - down) = 0, over the variables that have a position."""
    n = len(price)
    entries = np.flatnonzero(position[system.columns] >= 0)
    rows, row = np.unique(system.row_of_entry[entries], return_inverse=True)
    columns, coefficients = position[system.columns[entries]], system.coefficients[entries]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * n, len(rows)
    lp.col_cost_ = np.concatenate([price, price])
    lp.col_lower_ = np.zeros(2 * n)
    lp.col_upper_ = np.zeros(2 * n)
    lp.row_lower_ = lp.row_upper_ = np.zeros(len(rows))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = (np.searchsorted(row, np.arange(len(rows) + 1)) * 2).astype(np.int32)
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
