"""Whether a withheld pattern keeps the promise: attacks on it by linear and whole-number programs.

For patterns of any program, ours and others', so it takes nothing from the engine but the system of cells. Variables
are the withheld counts themselves; whatever is shown is a number in the right-hand sides. A table of whole numbers
that was found answers every question it can.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.system import BoolArray, IntArray, System

_NEAR = 1e-6
_SMALL = 32
"""Values from here on count as one: enough to tell three values of a sensitive count apart."""
_VALUES = 3
"""What an insider must find possible for a sensitive count of another partner."""


@dataclass(frozen=True)
class Failures:
    """Variables for which an attack succeeds."""

    determined: tuple[int, ...]
    known_small: tuple[int, ...]
    """Known to be below the threshold."""
    known_not_zero: tuple[int, ...]
    """Known not to be zero, and not known to be large."""

    @property
    def all(self) -> frozenset[int]:
        return frozenset({*self.determined, *self.known_small, *self.known_not_zero})


def outsider_failures(system: System, withheld: BoolArray, floor: IntArray | None = None) -> Failures:
    """Withheld cells of people that are neither open to zero and the threshold, nor provably large and open.

    `floor` is what withheld cells are published to be at least; null when nothing is.
    """
    attack = Attack(system, ~withheld, floor)
    determined, small, not_zero = [], [], []
    for variable in np.flatnonzero(withheld & system.is_cell & (system.threshold > 0)).tolist():
        threshold, clear = int(system.threshold[variable]), int(system.clear[variable])
        if not attack.can_be_at_least(variable, threshold):
            small.append(variable)
        if not attack.can_be_at_most(variable, 0) and attack.can_be_at_most(variable, threshold - 1):
            not_zero.append(variable)
        if not (attack.can_be_at_most(variable, clear - 1) or attack.can_be_at_least(variable, clear + 1)):
            determined.append(variable)
    return Failures(tuple(determined), tuple(small), tuple(not_zero))


def insider_failures(
    system: System, withheld: BoolArray, floor: IntArray | None = None
) -> dict[str, tuple[int, ...]]:
    """For each partner the sensitive counts of single other partners that have fewer than three possible values."""
    failures = {}
    for partner in sorted({owner for owner in system.owner if owner is not None}):
        own = np.asarray(system.owner == partner, dtype=bool)
        of_others = np.array([owner is not None and owner != partner for owner in system.owner], dtype=bool)
        attack = Attack(system, ~withheld | own, floor)
        sensitive = np.flatnonzero(withheld & system.sensitive & of_others & system.is_cell).tolist()
        failures[partner] = tuple(v for v in sensitive if not attack.has_values(v, _VALUES))
    return failures


class Attack:
    """The tables of whole numbers in which some variables have their true value."""

    def __init__(self, system: System, known: BoolArray, floor: IntArray | None = None) -> None:
        self._system = system
        self._open = np.flatnonzero(~known)
        self._floor = np.zeros(len(self._open), dtype=np.int64) if floor is None else floor[self._open]
        self._position = np.full(system.size, -1, dtype=np.int64)
        self._position[self._open] = np.arange(len(self._open))
        self._clear = system.clear[self._open].astype(np.int64)
        self._rows, self._columns, self._signs, self._rhs = self._equations(known)
        self._solver = self._program()
        self._least, self._most = self._clear.copy(), self._clear.copy()
        self._seen = np.zeros((len(self._open), _SMALL), dtype=bool)
        self._see(self._clear)
        self.programs = 0

    def can_be_at_least(self, variable: int, value: int) -> bool:
        position = int(self._position[variable])
        if self._most[position] >= value:
            return True
        return self._reaches(position, value, +1)

    def can_be_at_most(self, variable: int, value: int) -> bool:
        if value < 0:
            return False
        position = int(self._position[variable])
        if self._least[position] <= value:
            return True
        return self._reaches(position, value, -1)

    def has_values(self, variable: int, count: int) -> bool:
        """Whether so many values are possible; the true one is."""
        position = int(self._position[variable])
        while True:
            seen = np.flatnonzero(self._seen[position])
            if len(seen) >= count:
                return True
            least, most = int(seen[0]), int(seen[-1])
            if not (self.can_be_at_least(variable, most + 1) or self.can_be_at_most(variable, least - 1)):
                break
        between = [value for value in range(least, most) if not self._seen[position, value]]
        return len(seen) + sum(self._solve(position, (v, v), 0) is not None for v in between) >= count

    # ---- programs ----------------------------------------------------------------------------------------

    def _reaches(self, position: int, value: int, sign: int) -> bool:
        """Whether a whole number from `value` on (upwards or downwards) is possible."""
        floor = int(self._floor[position])
        bounds = (max(value, floor), np.inf) if sign > 0 else (floor, value)
        return bounds[0] <= bounds[1] and self._solve(position, bounds, sign) is not None

    def _solve(self, position: int, bounds: tuple[float, float], sign: int) -> IntArray | None:
        """A table in which a variable lies within bounds; the program pulls it there and others apart."""
        solver = self._solver
        solver.changeColBounds(position, *bounds)
        solver.changeColCost(position, -1.0 * sign)
        try:
            solver.run()
            self.programs += 1
            if solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
                # Upwards without end: the threshold itself will do.
                solver.changeColCost(position, 0.0)
                solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            table = self._whole(np.array(solver.getSolution().col_value))
            return table if table is not None else self._in_whole_numbers()
        finally:
            solver.changeColCost(position, 0.0)
            solver.changeColBounds(position, float(self._floor[position]), highspy.kHighsInf)

    def _in_whole_numbers(self) -> IntArray | None:
        n = len(self._open)
        every = np.arange(n, dtype=np.int32)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        _quiet(solver)
        solver.passModel(self._solver.getLp())
        solver.changeColsIntegrality(n, every, np.ones(n, dtype=np.uint8))
        solver.changeColsCost(n, every, np.zeros(n))
        solver.run()
        self.programs += 1
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self._whole(np.array(solver.getSolution().col_value))

    def _whole(self, values: npt.NDArray[np.float64]) -> IntArray | None:
        """The table in exact arithmetic, kept for later questions; null when it is none."""
        table = np.rint(values).astype(np.int64)
        if (np.abs(values - table) > _NEAR).any() or (table < self._floor).any():
            return None
        sums = np.bincount(self._rows, self._signs * table[self._columns], len(self._rhs))
        if (sums.astype(np.int64) != self._rhs).any():
            return None
        self._least, self._most = np.minimum(self._least, table), np.maximum(self._most, table)
        self._see(table)
        return table

    def _see(self, table: IntArray) -> None:
        self._seen[np.arange(len(table)), np.minimum(table, _SMALL - 1)] = True

    def _equations(self, known: BoolArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Row, column and sign of every entry of an open variable, and what each row must add up to."""
        system = self._system
        inside = ~known[system.columns]
        row, columns, signs = (
            system.row_of_entry[inside],
            system.columns[inside],
            system.coefficients[inside],
        )
        rows, row = np.unique(row, return_inverse=True)
        rhs = np.bincount(row, signs * system.clear[columns], len(rows)).astype(np.int64)
        return row, self._position[columns], signs, rhs

    def _program(self) -> highspy.Highs:
        n = len(self._open)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(self._rhs)
        lp.col_cost_, lp.col_lower_ = np.zeros(n), self._floor.astype(np.float64)
        lp.col_upper_ = np.full(n, highspy.kHighsInf)
        lp.row_lower_ = lp.row_upper_ = self._rhs.astype(np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.searchsorted(self._rows, np.arange(len(self._rhs) + 1))
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = self._columns.astype(np.int32)
        lp.a_matrix_.value_ = self._signs.astype(np.float64)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        _quiet(solver)
        solver.passModel(lp)
        return solver


def _quiet(solver: highspy.Highs) -> None:
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(option, value)
