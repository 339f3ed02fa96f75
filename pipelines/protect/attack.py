"""Witness tables: other tables of whole numbers that agree with everything an attacker knows.

The attacker knows the shown cells, the published relations, that counts are whole and not negative, and (an
insider) her own cells. As long as a witness gives a withheld cell another value, she cannot rule that value out.
The cheapest witness is found with a linear program (HiGHS) that may also change shown cells at a price; those
it changes must be withheld. It is accepted by integer arithmetic alone: a tolerance can only make us withhold more.
Method: complementary suppression with several attackers, after Fischetti and Salazar; see the method page.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.system import BoolArray, IntArray, System

_NEAR = 1e-6
_PRICE_OF_WITHHELD = 1e-3
"""Changing a withheld cell is almost free; the little keeps witnesses small."""
_OTHER_PRICES = 12
_SHIFT = 3.0


@dataclass(frozen=True)
class Witness:
    """A table that differs from the clear one in `variables` by `changes`."""

    variables: IntArray
    changes: IntArray

    def table(self, system: System) -> IntArray:
        table = system.clear.copy()
        table[self.variables] += self.changes
        return table


class WitnessProgram:
    """One linear program over the changes y = up - down of some variables, 0 <= down <= clear; others do not change."""

    def __init__(
        self, system: System, price: npt.NDArray[np.float64], fixed: BoolArray, among: IntArray
    ) -> None:
        self._system = system
        self._among = among
        self._position = np.full(system.size, -1, dtype=np.int64)
        self._position[among] = np.arange(len(among))
        self._solver = _program(system, price[among], self._position)
        # From the clear table itself a witness is a few hundred pivots away; presolving would cost more than that.
        self._solver.setOptionValue("presolve", "off")
        self._closed = np.zeros(system.size, dtype=bool)
        self._fixed = fixed
        self.runs = 0
        self.fractional: IntArray = np.zeros(0, dtype=np.int64)
        self.close(fixed)

    def close(self, known: BoolArray) -> None:
        """From now on exactly the known variables may not change (facts of earlier releases never may)."""
        self._closed = known | self._fixed
        self._bound(self._among)

    def make_free(self, variables: IntArray) -> None:
        """Withheld cells change at almost no price."""
        columns = self._columns(variables)
        self._solver.changeColsCost(len(columns), columns, np.full(len(columns), _PRICE_OF_WITHHELD))

    def cheapest(self, variable: int, value: int, *, branch: bool = False) -> Witness | None:
        """The cheapest witness that gives a variable a value; null when none is found.

        To `branch` over all withheld cells for whole numbers is slow, and a last resort.
        `fractional` then holds the variables that a table with fractions would change, if there is one.
        """
        self._pin(variable, value - int(self._system.clear[variable]))
        self.fractional = self.fractional[:0]
        try:
            self.runs += 1
            self._solver.clearSolver()
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            answer = self._values()
            self.fractional = self._among[np.abs(answer) > _NEAR]
            return (
                self._accepted(answer, variable, value)
                or self._in_whole_numbers(np.abs(answer) > _NEAR, variable, value)
                or self._at_other_prices(variable, value)
                or (branch and self._in_whole_numbers(self._is_free(), variable, value))
                or None
            )
        finally:
            self._bound(np.array([variable]))

    # ---- bounds ------------------------------------------------------------------------------------------

    def _columns(self, variables: IntArray) -> npt.NDArray[np.int32]:
        """Columns of the changes up, then of the changes down, of those variables that may change here."""
        inside = self._position[variables]
        inside = inside[inside >= 0]
        return np.concatenate([inside, inside + len(self._among)]).astype(np.int32)

    def _bound(self, variables: IntArray) -> None:
        variables = variables[self._position[variables] >= 0]
        is_open = ~self._closed[variables]
        up = np.where(is_open, highspy.kHighsInf, 0.0)
        down = np.where(is_open, self._system.clear[variables], 0).astype(np.float64)
        columns = self._columns(variables)
        self._solver.changeColsBounds(
            len(columns), columns, np.zeros(len(columns)), np.concatenate([up, down])
        )

    def _pin(self, variable: int, change: int) -> None:
        exact = np.array([max(change, 0), max(-change, 0)], dtype=np.float64)
        self._solver.changeColsBounds(2, self._columns(np.array([variable])), exact, exact)

    # ---- answers ----------------------------------------------------------------------------------------

    def _values(self) -> npt.NDArray[np.float64]:
        values = np.array(self._solver.getSolution().col_value, dtype=np.float64)
        return values[: len(self._among)] - values[len(self._among) :]

    def _accepted(self, values: npt.NDArray[np.float64], variable: int, value: int) -> Witness | None:
        """The witness in exact arithmetic, or null when the program's answer is not a whole table as asked for."""
        changes = np.rint(values).astype(np.int64)
        changed = np.flatnonzero(changes)
        variables = self._among[changed]
        if (np.abs(values - changes) > _NEAR).any() or self._closed[variables].any():
            return None
        witness = Witness(variables, changes[changed])
        holds = agrees(self._system, witness) and witness.table(self._system)[variable] == value
        return witness if holds else None

    def _at_other_prices(self, variable: int, value: int) -> Witness | None:
        """Another corner of the same program is mostly whole, and found much sooner than by branching."""
        every = np.arange(2 * len(self._among), dtype=np.int32)
        price = np.array(self._solver.getLp().col_cost_)
        shift = np.random.default_rng(variable)
        witness = None
        for _ in range(_OTHER_PRICES):
            self._solver.changeColsCost(len(every), every, price * (1 + _SHIFT * shift.random(len(every))))
            self._solver.clearSolver()
            self._solver.run()
            self.runs += 1
            witness = self._accepted(self._values(), variable, value)
            if witness is not None:
                break
        self._solver.changeColsCost(len(every), every, price)
        return witness

    def _is_free(self) -> BoolArray:
        return self._cost() <= _PRICE_OF_WITHHELD

    def _cost(self) -> npt.NDArray[np.float64]:
        return np.array(self._solver.getLp().col_cost_)[: len(self._among)]

    def _in_whole_numbers(self, allowed: BoolArray, variable: int, value: int) -> Witness | None:
        """The same question in whole numbers, where only some variables may change."""
        n = len(self._among)
        lp = self._solver.getLp()
        low, high = np.array(lp.col_lower_), np.array(lp.col_upper_)
        every = np.arange(2 * n, dtype=np.int32)
        solver = _program(self._system, self._cost(), self._position)
        solver.changeColsIntegrality(2 * n, every, np.ones(2 * n, dtype=np.uint8))
        solver.changeColsBounds(2 * n, every, low, np.where(np.tile(allowed, 2), high, low))
        solver.setOptionValue("mip_max_nodes", 10)
        solver.setOptionValue("mip_max_improving_sols", 1)
        solver.run()
        self.runs += 1
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if len(values) != 2 * n:
            return None
        return self._accepted(values[:n] - values[n:], variable, value)


def agrees(system: System, witness: Witness) -> bool:
    """Whether a witness is a table of whole numbers >= 0 that satisfies every published relation exactly."""
    table = witness.table(system)
    return bool((table >= 0).all() and not (system.residuals(table) != 0).any())


def _program(system: System, price: npt.NDArray[np.float64], position: IntArray) -> highspy.Highs:
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
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    return solver
