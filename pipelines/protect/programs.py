"""The programs of one group: one for each quarter, which is small, and one for all, which is asked when that fails."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.protect.attack import Witness, WitnessProgram
from pipelines.protect.system import BoolArray, IntArray, System


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
        self._made: dict[int, WitnessProgram] = {}

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

    def cheapest(self, variable: int, value: int) -> Witness | None:
        """The cheapest witness within the quarter of a variable, or else anywhere; null when there is none."""
        quarter = int(self._system.quarter[variable])
        witness = self._program(quarter).cheapest(variable, value)
        return witness if witness is not None or quarter < 0 else self._program(-1).cheapest(variable, value)

    def _program(self, quarter: int) -> WitnessProgram:
        if quarter not in self._made:
            among = np.arange(self._system.size) if quarter < 0 else self._slice(quarter)
            program = WitnessProgram(self._system, self._price, self._fixed, among)
            program.close(self._known)
            program.make_free(np.flatnonzero(self._free))
            self._made[quarter] = program
        return self._made[quarter]

    def _slice(self, quarter: int) -> IntArray:
        """The variables of a quarter with the sums they go into."""
        system = self._system
        inside = system.quarter == quarter
        is_part = system.coefficients > 0
        while True:
            rows = np.zeros(len(system.rhs), dtype=bool)
            rows[system.row_of_entry[is_part & inside[system.columns]]] = True
            wholes = system.columns[~is_part & rows[system.row_of_entry]]
            wholes = wholes[~inside[wholes] & (system.quarter[wholes] < 0)]
            if len(wholes) == 0:
                return np.flatnonzero(inside)
            inside[wholes] = True
