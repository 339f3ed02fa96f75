"""What must stay possible for each withheld cell, and which witnesses show that it does (design: the promise)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.model import Policy
from pipelines.protect.attack import Witness
from pipelines.protect.system import DIFFERENCE_OFFSET, BoolArray, IntArray, System

OUTSIDER = "outsider"


@dataclass(frozen=True)
class Goal:
    """A value that an attacker must not be able to rule out for a variable."""

    variable: int
    value: int


def primary(system: System, was_shown: BoolArray) -> BoolArray:
    """What must never be shown by itself: small counts of people, rows in one category, totals of too few partners.

    Complements and differences are never shown; what an earlier release showed is a fact and cannot be hidden.
    """
    own_risk = system.sensitive | system.one_category | system.few_contributors
    return (own_risk & ~was_shown & system.is_cell) | ~system.is_cell


def outsider_goals(system: System, variable: int) -> list[Goal]:
    """Zero must stay possible, and so must the threshold; what is true needs no witness.

    Differences of a revision: no change must stay possible, and so must a change by the threshold.
    """
    value, threshold = int(system.clear[variable]), int(system.threshold[variable])
    if system.is_difference[variable]:
        sign = 1 if value > DIFFERENCE_OFFSET else -1
        return [Goal(variable, DIFFERENCE_OFFSET), Goal(variable, DIFFERENCE_OFFSET + sign * threshold)]
    goals = [Goal(variable, 0)] if value > 0 else []
    return goals + ([Goal(variable, threshold)] if value < threshold else [])


def insider_goals(system: System, policy: Policy, variable: int) -> list[Goal]:
    """The nearest other values, as many as the policy wants to stay possible besides the true one."""
    value = int(system.clear[variable])
    near = sorted(range(policy.insider_values + value), key=lambda other: (abs(other - value), other))
    return [Goal(variable, other) for other in near[1 : policy.insider_values]]


class Evidence:
    """What the witnesses found so far leave open to one attacker; a witness counts if it leaves her own cells alone."""

    def __init__(self, system: System, attacker: str, known: BoolArray) -> None:
        self.attacker = attacker
        self.known = known
        self._system = system
        self._least = system.clear.copy()
        self._most = system.clear.copy()
        self._values: dict[int, set[int]] = {}

    def add(self, witness: Witness) -> None:
        if self.known[witness.variables].any():
            return
        values = self._system.clear[witness.variables] + witness.changes
        self._least[witness.variables] = np.minimum(self._least[witness.variables], values)
        self._most[witness.variables] = np.maximum(self._most[witness.variables], values)
        if self.attacker != OUTSIDER:
            for variable, value in zip(witness.variables.tolist(), values.tolist(), strict=True):
                self._values.setdefault(variable, set()).add(value)

    def leaves_open(self, goal: Goal) -> bool:
        """Outsider: some value at or beyond the goal was reached; insider: the value itself."""
        if self.attacker != OUTSIDER:
            return goal.value in self._values.get(goal.variable, ())
        if goal.value >= self._system.clear[goal.variable]:
            return bool(self._most[goal.variable] >= goal.value)
        return bool(self._least[goal.variable] <= goal.value)

    def is_not_determined(self, variable: int) -> bool:
        return bool(self._least[variable] < self._most[variable])


def concerns_outsider(system: System, withheld: BoolArray) -> IntArray:
    """Variables the promise to the outsider is about: withheld cells, and sensitive complements and differences."""
    return np.flatnonzero(withheld & (system.threshold > 0) & (system.is_cell | system.sensitive))


def concerns_insider(system: System, withheld: BoolArray, partner: str) -> IntArray:
    """Variables the promise about one insider is about: sensitive counts of single other partners."""
    others = np.array([owner is not None and owner != partner for owner in system.owner], dtype=bool)
    return np.flatnonzero(withheld & system.sensitive & ~system.is_difference & others)
