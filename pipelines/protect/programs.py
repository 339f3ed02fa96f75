"""The programs of one group: small ones for each breakdown and each period, and one for all when those fail.

A small program leaves the sums beyond it alone, unless they are withheld anyway: what protects a quarter must not
cost the year.
"""

from __future__ import annotations

import numpy as np

from pipelines.protect.attack import Witness, WitnessProgram
from pipelines.protect.system import BoolArray, FloatArray, IntArray, System

WHOLE = -1
"""The whole project period, as in `System.quarter`."""
Part = tuple[str, int]
"""A part of the system: ("family", number) or ("period", number), as in `System`; ("beyond", number) is a period with
all sums that it goes into; ("measure", number)."""
EVERYTHING: Part = ("period", WHOLE)
PRICE_OF_WITHHELD = 0.02
"""Changing a withheld cell is almost free; the little keeps witnesses small."""


class Programs:
    """Finds cheap witnesses; made lazily, and all of them know what is withheld and what may change."""

    def __init__(self, system: System, price: FloatArray, ever: BoolArray, always: BoolArray) -> None:
        """`ever` are the variables that `allow` may ever name; `always` stay withheld as long as this is used."""
        self._system = system
        self._price = price
        self._ever, self._always = ever, always
        self._made: dict[Part, WitnessProgram] = {}
        self._core: dict[Part, BoolArray] = {}
        self._seen: dict[Part, int] = {}
        self._years: dict[int, int] = {}
        self._measure = _measures(system)
        self._version = 0
        self._runs_before = 0
        self._may_change = np.ones(system.size, dtype=bool)
        self._withheld = np.zeros(system.size, dtype=bool)
        self._floor = np.zeros(system.size, dtype=np.int64)
        self.fractional: IntArray = np.zeros(0, dtype=np.int64)

    @property
    def runs(self) -> int:
        return self._runs_before + sum(program.runs for program in self._made.values())

    def begin_again(self, ever: BoolArray, always: BoolArray) -> None:
        """The same with other variables that may ever change, or that stay withheld."""
        self._runs_before = self.runs
        self._made, self._core, self._seen = {}, {}, {}
        self._ever, self._always = ever.copy(), always.copy()

    def allow(self, may_change: BoolArray, withheld: BoolArray, floor: IntArray) -> None:
        """From now on exactly these variables may change; the withheld ones almost for free."""
        self._may_change, self._withheld, self._floor = may_change.copy(), withheld.copy(), floor.copy()
        self._version += 1

    def cheapest(self, variable: int, value: int, *, persist: bool = False) -> Witness | None:
        """A cheap witness close to a variable, or else anywhere; null when there is none.

        When only fractions are found, `fractional` holds the variables that they change.
        """
        for part in self._parts_to_ask(variable):
            program = self._program(part)
            witness = program.cheapest(variable, value, persist=persist and part == EVERYTHING)
            self.fractional = program.fractional
            if witness is not None:
                return witness
        return None

    def anywhere(self, variable: int, value: int) -> Witness | None:
        """A cheap witness, asked of the whole system at once."""
        return self._program(EVERYTHING).cheapest(variable, value)

    def _program(self, part: Part) -> WitnessProgram:
        if part not in self._made:
            kind, number = part
            if kind in {"family", "measure"}:
                among, core = self._alike(
                    (self._system.family if kind == "family" else self._measure) == number
                )
            else:
                among, core = self._slice(number)
            if kind == "beyond":
                core = np.ones(self._system.size, dtype=bool)
            self._made[part] = WitnessProgram(self._system, self._price, among, self._ever, self._always)
            self._core[part] = core
            self._seen[part] = -1
        program = self._made[part]
        if self._seen[part] != self._version:
            program.charge(np.flatnonzero(self._withheld), PRICE_OF_WITHHELD)
            program.allow(self._may_change & (self._core[part] | self._withheld), self._floor)
            self._seen[part] = self._version
        return program

    # ---- parts -------------------------------------------------------------------------------------------

    def _parts_to_ask(self, variable: int) -> list[Part]:
        """From the smallest part of the system in which a witness is likely, to the whole."""
        family, period = int(self._system.family[variable]), int(self._system.quarter[variable])
        if period not in self._years:
            self._years[period] = self._year_of(period)
        parts = [("family", family)] if family >= 0 else []
        periods = dict.fromkeys(p for p in (period, self._years[period]) if p != WHOLE)
        closed = [("period", p) for p in periods]
        beyond = [("beyond", p) for p in periods]
        measure = [("measure", int(self._measure[variable]))] if self._measure[variable] >= 0 else []
        return [*parts, *closed, *beyond, *measure, EVERYTHING]

    def _year_of(self, period: int) -> int:
        """The year that the cells of a quarter are summed into, where they are."""
        system = self._system
        rows = self._rows_with(system.quarter == period, system.coefficients > 0)
        wholes = system.columns[(system.coefficients < 0) & rows[system.row_of_entry]]
        years = system.quarter[wholes]
        years = years[years < WHOLE]
        return int(years[0]) if period >= 0 and len(years) else period

    def _slice(self, period: int) -> tuple[IntArray, BoolArray]:
        """The variables of a quarter, or of a year with its quarters, and the sums that they go into; or all."""
        system = self._system
        if period == WHOLE:
            return np.arange(system.size), np.ones(system.size, dtype=bool)
        core = system.quarter == period
        is_part = system.coefficients > 0
        if period < 0:
            rows = self._rows_with(core & (system.quarter < 0), ~is_part)
            quarters = np.unique(system.quarter[system.columns[is_part & rows[system.row_of_entry]]])
            core |= np.isin(system.quarter, quarters[quarters >= 0])
        inside = core.copy()
        while True:
            rows = self._rows_with(inside, is_part)
            wholes = system.columns[~is_part & rows[system.row_of_entry]]
            wholes = wholes[~inside[wholes] & (system.quarter[wholes] < 0)]
            if len(wholes) == 0:
                return np.flatnonzero(inside), core
            inside[wholes] = True

    def _alike(self, inside: BoolArray) -> tuple[IntArray, BoolArray]:
        """Cells of one measure, or of one breakdown of it, with the complements and differences that follow."""
        system = self._system
        rows = self._rows_with(inside, np.ones(len(system.columns), dtype=bool))
        near = system.columns[rows[system.row_of_entry]]
        inside = inside.copy()
        inside[near[~system.is_cell[near]]] = True
        return np.flatnonzero(inside), inside

    def _rows_with(self, variables: BoolArray, entries: BoolArray) -> BoolArray:
        rows = np.zeros(len(self._system.rhs), dtype=bool)
        rows[self._system.row_of_entry[entries & variables[self._system.columns]]] = True
        return rows


def _measures(system: System) -> IntArray:
    """The measure of each cell, numbered; -1 for what is no cell, and for all cells where there is only one measure."""
    numbers: dict[str, int] = {}
    measure = np.full(system.size, -1, dtype=np.int64)
    for (key, _), variable in system.variable_of.items():
        measure[variable] = numbers.setdefault(key[5], len(numbers))
    return measure if len(numbers) > 1 else np.full(system.size, -1, dtype=np.int64)
