"""What must stay possible for each withheld cell, and which witnesses show that it does (design: the promise)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipelines.model import Policy
from pipelines.protect.attack import Witness
from pipelines.protect.system import DIFFERENCE_OFFSET, BoolArray, IntArray, System


@dataclass(frozen=True)
class Goal:
    """Values of which an attacker must not be able to rule out one; the first is the one to try first."""

    variable: int
    values: tuple[int, ...]


_NONE: Counter[int] = Counter()


def primary(system: System, was_shown: BoolArray) -> BoolArray:
    """What must never be shown by itself: small counts of people, rows in one category, totals of too few partners.

    Complements and differences are never shown; what an earlier release showed is a fact and cannot be hidden.
    """
    own_risk = system.sensitive | system.one_category | system.few_contributors
    return (own_risk & ~was_shown & system.is_cell) | ~system.is_cell


class Promise:
    """The goals of one system: what no attacker may be able to rule out."""

    def __init__(self, system: System, policy: Policy) -> None:
        self.system = system
        self.partners = sorted({owner for owner in system.owner if owner is not None})
        self.others_needed = policy.insider_values - 1
        t, clear = system.threshold, system.clear
        offset = np.where(system.is_difference, DIFFERENCE_OFFSET, 0)
        is_up = ~system.is_difference | (clear > DIFFERENCE_OFFSET)
        self.low = np.where(is_up, offset, offset - t)
        """Some value at or below it must stay possible."""
        self.high = np.where(is_up, offset + t, offset)
        """Some value at or above it must stay possible."""
        self.is_large = system.is_cell & (clear >= t)
        self.protects = (t > 0) & (system.is_cell | system.sensitive)
        """Variables the promise to the outsider is about, where they are not shown."""
        owned = np.array([o is not None for o in system.owner], dtype=bool)
        self.concerns_insiders = owned & system.sensitive & ~system.is_difference

    def known_to(self, partner: str) -> BoolArray:
        return np.asarray(self.system.owner == partner, dtype=bool)


class Evidence:
    """The witnesses in hand, and what they leave open to whom.

    A witness counts for an insider whose own cells it leaves alone.
    """

    def __init__(self, promise: Promise) -> None:
        size, self._promise = promise.system.size, promise
        self._clear = promise.system.clear
        self.witnesses: list[Witness | None] = []
        self.touching: dict[int, set[int]] = {}
        self._lows = np.zeros(size, dtype=np.int64)
        self._highs = np.zeros(size, dtype=np.int64)
        self._moves = np.zeros(size, dtype=np.int64)
        self._partner_of = np.array(
            [-1 if o is None else promise.partners.index(o) for o in promise.system.owner], dtype=np.int64
        )
        self._values: dict[tuple[int, int], Counter[int]] = {}
        self._open: list[list[int]] = []
        self._dead: dict[int, Witness] = {}

    def add(self, witness: Witness) -> int:
        number = len(self.witnesses)
        self.witnesses.append(witness)
        touched = set(self._partner_of[witness.variables].tolist())
        self._open.append([p for p in range(len(self._promise.partners)) if p not in touched])
        for variable in witness.variables.tolist():
            self.touching.setdefault(variable, set()).add(number)
        self._count(number, witness, 1)
        return number

    def remove(self, number: int) -> None:
        witness = self.witnesses[number]
        if witness is not None:
            self._dead[number] = witness
            self.witnesses[number] = None
            self._count(number, witness, -1)

    def restore(self, number: int) -> None:
        witness = self._dead.pop(number)
        self.witnesses[number] = witness
        self._count(number, witness, 1)

    def _count(self, number: int, witness: Witness, sign: int) -> None:
        variables = witness.variables
        values = self._clear[variables] + witness.changes
        self._lows[variables[values <= self._promise.low[variables]]] += sign
        self._highs[variables[values >= self._promise.high[variables]]] += sign
        self._moves[variables] += sign
        concerned = self._promise.concerns_insiders[variables]
        for variable, value in zip(variables[concerned].tolist(), values[concerned].tolist(), strict=True):
            for partner in self._open[number]:
                counter = self._values.setdefault((partner, variable), Counter())
                counter[value] += sign
                if counter[value] == 0:
                    del counter[value]

    def of(self, number: int) -> Witness:
        witness = self.witnesses[number]
        return self._dead[number] if witness is None else witness

    def alive(self) -> list[Witness]:
        return [w for w in self.witnesses if w is not None]

    def alive_touching(self, variables: Iterable[int]) -> list[int]:
        numbers: set[int] = set()
        for variable in map(int, variables):
            numbers |= self.touching.get(variable, set())
        return sorted(n for n in numbers if self.witnesses[n] is not None)

    # ---- what is still open to whom -----------------------------------------------------------------------

    def lacks_low(self) -> BoolArray:
        return np.asarray((self._lows == 0) & (self._clear > self._promise.low), dtype=bool)

    def lacks_high(self) -> BoolArray:
        return np.asarray((self._highs == 0) & (self._clear < self._promise.high), dtype=bool)

    def is_determined(self) -> BoolArray:
        return np.asarray(self._moves == 0, dtype=bool)

    def values(self, partner: int, variable: int) -> Counter[int]:
        """Values other than the true one that an insider cannot rule out."""
        return self._values.get((partner, variable), _NONE)

    def lacking(self, partner: int, among: IntArray) -> list[int]:
        """Counts of other partners of which the insider has too few values left to choose from."""
        needed, values = self._promise.others_needed, self._values
        others = among[self._partner_of[among] != partner].tolist()
        return [v for v in others if len(values.get((partner, v), _NONE)) < needed]
