"""The programs of one group: small ones for each breakdown and each period, and one for all when those fail."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.protect.attack import Witness, WitnessProgram
from pipelines.protect.system import BoolArray, IntArray, System

WHOLE = -1
"""The whole project period, as in `System.quarter`."""
Part = tuple[str, int]
"""A part of the system: ("family", number) or ("period", number), as in `System`."""
EVERYTHING: Part = ("period", WHOLE)


class Programs:
    """Finds cheapest witnesses; made lazily, and all of them know what is withheld and what is known."""

    def __init__(
        self, system: System, price: npt.NDArray[np.float64], fixed: BoolArray, withheld: BoolArray
    ) -> None:
        self._system = system
        self._price = price
        self._fixed = fixed
        self._known = fixed
        self._free = withheld.copy()
        self._made: dict[Part, WitnessProgram] = {}
        self._years: dict[int, int] = {}
        self.fractional: IntArray = np.zeros(0, dtype=np.int64)

    @property
    def runs(self) -> int:
        return sum(program.runs for program in self._made.values())

    def close(self, known: BoolArray) -> None:
        """From now on exactly the known variables may not change."""
        self._known = known
        for program in self._made.values():
            program.close(known)

    def make_free(self, variables: IntArray) -> None:
        """Withheld cells change at almost no price."""
        self._free[variables] = True
        for program in self._made.values():
            program.make_free(variables)

    def cheapest(self, variable: int, value: int, *, branch: bool = False) -> Witness | None:
        """The cheapest witness close to a variable, or else anywhere; null when there is none.

        When only fractions are found, `fractional` holds the variables that they change.
        """
        for part in self._parts_to_ask(variable):
            program = self._program(part)
            witness = program.cheapest(variable, value, branch=branch and part == EVERYTHING)
            self.fractional = program.fractional
            if witness is not None:
                return witness
        return None

    def _parts_to_ask(self, variable: int) -> list[Part]:
        """From the smallest part of the system in which a witness is likely, to the whole."""
        family, period = int(self._system.family[variable]), int(self._system.quarter[variable])
        if period not in self._years:
            self._years[period] = self._year_of(period)
        parts = [("family", family)] if family >= 0 else []
        return [*parts, *dict.fromkeys([("period", period), ("period", self._years[period]), EVERYTHING])]

    def _program(self, part: Part) -> WitnessProgram:
        if part not in self._made:
            kind, number = part
            among = self._family(number) if kind == "family" else self._slice(number)
            program = WitnessProgram(self._system, self._price, self._fixed, among)
            program.close(self._known)
            program.make_free(np.flatnonzero(self._free))
            self._made[part] = program
        return self._made[part]

    def _year_of(self, period: int) -> int:
        """The year that the cells of a quarter are summed into, where they are."""
        system = self._system
        rows = self._rows_with(system.quarter == period, system.coefficients > 0)
        wholes = system.columns[(system.coefficients < 0) & rows[system.row_of_entry]]
        years = system.quarter[wholes]
        years = years[years < WHOLE]
        return int(years[0]) if period >= 0 and len(years) else period

    def _slice(self, period: int) -> IntArray:
        """The variables of a quarter, or of a year with its quarters, and the sums that they go into; or all."""
        system = self._system
        if period == WHOLE:
            return np.arange(system.size)
        inside = system.quarter == period
        is_part = system.coefficients > 0
        if period < 0:
            rows = self._rows_with(inside & (system.quarter < 0), ~is_part)
            quarters = np.unique(system.quarter[system.columns[is_part & rows[system.row_of_entry]]])
            inside |= np.isin(system.quarter, quarters[quarters >= 0])
        while True:
            rows = self._rows_with(inside, is_part)
            wholes = system.columns[~is_part & rows[system.row_of_entry]]
            wholes = wholes[~inside[wholes] & (system.quarter[wholes] < 0)]
            if len(wholes) == 0:
                return np.flatnonzero(inside)
            inside[wholes] = True

    def _family(self, family: int) -> IntArray:
        """The cells of one measure and breakdown, with the complements and differences that follow from them."""
        system = self._system
        inside = system.family == family
        rows = self._rows_with(inside, np.ones(len(system.columns), dtype=bool))
        near = system.columns[rows[system.row_of_entry]]
        inside[near[~system.is_cell[near]]] = True
        return np.flatnonzero(inside)

    def _rows_with(self, variables: BoolArray, entries: BoolArray) -> BoolArray:
        rows = np.zeros(len(self._system.rhs), dtype=bool)
        rows[self._system.row_of_entry[entries & variables[self._system.columns]]] = True
        return rows
