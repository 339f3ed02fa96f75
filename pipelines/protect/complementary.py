"""Which further cells must be withheld so that no attack on the withheld ones succeeds.

For every value that must stay possible the cheapest witness is sought. Shown cells that it changes are withheld
as well, and their own values must stay possible in turn. Prices depend on the level of a cell, never on its value,
so that the pattern tells less. At worst everything in the group is withheld, and then nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.errors import PolicyError
from pipelines.model import Policy
from pipelines.protect.attack import Witness
from pipelines.protect.intervals import implied_intervals
from pipelines.protect.programs import Programs
from pipelines.protect.promise import (
    OUTSIDER,
    Evidence,
    Goal,
    concerns_insider,
    concerns_outsider,
    insider_goals,
    outsider_goals,
    primary,
)
from pipelines.protect.system import BoolArray, IntArray, System


@dataclass(frozen=True)
class Secured:
    """The withheld pattern of one group, with the witnesses that prove it."""

    withheld: BoolArray
    witnesses: tuple[Witness, ...]
    programs: int
    ruled_out: frozenset[int]
    """Large withheld cells that earlier releases show not to be zero."""
    because: IntArray
    """For each variable, the one whose promise it was withheld for; -1 where there is none."""


def secure(
    system: System,
    policy: Policy,
    was_shown: BoolArray,
    was_withheld: BoolArray,
    inherited: Callable[[BoolArray], Sequence[Witness]] = lambda _withheld: (),
) -> Secured:
    """Withhold until outsider and insiders alike must leave every value of the promise open.

    `was_shown` are facts of earlier releases and stay shown; `was_withheld` stays withheld. `inherited` gives the
    witnesses of the release before that still hold when these cells are withheld.
    Errors: PolicyError when earlier releases alone already give a sensitive value away.
    """
    search = _Search(system, policy, was_shown, was_withheld)
    for witness in inherited(search.withheld):
        search.accept(witness)
    search.run()
    return Secured(
        search.effective(),
        tuple(search.witnesses),
        search.programs.runs,
        frozenset(search.ruled_out),
        search.because,
    )


class _Search:
    def __init__(self, system: System, policy: Policy, was_shown: BoolArray, was_withheld: BoolArray) -> None:
        self.system = system
        self.policy = policy
        self.withheld = primary(system, was_shown) | (was_withheld & ~was_shown)
        self.witnesses: list[Witness] = []
        self.because = np.full(system.size, -1, dtype=np.int64)
        self.large: set[int] = set()
        self.ruled_out: set[int] = set()
        self.has_facts = bool(was_shown.any())
        self.lower = np.zeros(system.size, dtype=np.int64)
        top = int(system.rank.max(initial=0))
        price = 1.0 + (top - system.rank).astype(np.float64)
        always_shown = was_shown | (system.is_cell & (system.threshold == 0))
        self.programs = Programs(system, price, always_shown, self.withheld)
        nobody = np.zeros(system.size, dtype=bool)
        self.outsider = Evidence(system, OUTSIDER, nobody)
        partners = sorted({owner for owner in system.owner if owner is not None})
        self.insiders = [Evidence(system, p, np.asarray(system.owner == p, dtype=bool)) for p in partners]

    def run(self) -> None:
        while True:
            before = self.effective()
            self._satisfy(self.outsider)
            for insider in self.insiders:
                self._satisfy(insider)
            if (before == self.effective()).all():
                return

    def effective(self) -> BoolArray:
        """Withheld, except totals of too few partners whose parts are all shown: those are known anyway."""
        withheld = self.withheld.copy()
        for total, parts in self.system.children_of.items():
            small = self.system.sensitive[total] or self.system.one_category[total]
            if self.system.few_contributors[total] and not small and not withheld[list(parts)].any():
                withheld[total] = False
        return withheld

    def _satisfy(self, evidence: Evidence) -> None:
        """Find a witness for every goal about one attacker, withholding what that takes."""
        self.programs.close(evidence.known)
        self.lower, _ = implied_intervals(self.system, ~self.effective())
        seen: set[int] = {v for v in self.large if self._is_known_large(evidence, v)}
        while True:
            concerned = [v for v in self._concerned(evidence) if v not in seen]
            if not concerned:
                return
            seen.update(concerned)
            for variable in concerned:
                for goal in self._goals(evidence, variable):
                    if not evidence.leaves_open(goal):
                        self._open(evidence, goal)

    def _concerned(self, evidence: Evidence) -> list[int]:
        """Finest cells first, one partner after the other; the order depends on levels and positions only."""
        withheld = self.effective()
        if evidence.attacker == OUTSIDER:
            variables = concerns_outsider(self.system, withheld)
        else:
            variables = concerns_insider(self.system, withheld, evidence.attacker)
        owner = self.system.owner
        return sorted(variables.tolist(), key=lambda v: (-self.system.rank[v], owner[v] or "", v))

    def _goals(self, evidence: Evidence, variable: int) -> list[Goal]:
        if evidence.attacker == OUTSIDER:
            return outsider_goals(self.system, variable)
        return insider_goals(self.system, self.policy, variable)

    def _open(self, evidence: Evidence, goal: Goal) -> None:
        """Make a goal possible, withholding what its cheapest witness changes."""
        is_large = self._is_about_a_large_cell(evidence, goal)
        is_bounded = is_large and self.lower[goal.variable] >= self.system.threshold[goal.variable]
        if is_bounded and self._may_stay_large(evidence, goal.variable):
            return
        witness = self.programs.cheapest(goal.variable, goal.value)
        while witness is None and not self.withheld[self.programs.fractional].all():
            # Whole numbers need more room than fractions do: give them the cells that fractions would have used.
            self._withhold(self.programs.fractional, goal.variable)
            witness = self.programs.cheapest(goal.variable, goal.value)
        if (
            witness is None
            and goal.value > self.system.clear[goal.variable]
            and evidence.attacker == OUTSIDER
        ):
            # Any value from the threshold on will do, and an even change is more often whole than an odd one.
            witness = self.programs.cheapest(goal.variable, goal.value + 1)
        witness = witness or self.programs.cheapest(goal.variable, goal.value, branch=True)
        if witness is None and is_large and self.has_facts and self._may_stay_large(evidence, goal.variable):
            self.ruled_out.add(goal.variable)
            return
        if witness is None:
            self._withhold_everything(goal.variable)
            witness = self.programs.cheapest(goal.variable, goal.value, branch=True)
        if witness is None:
            raise PolicyError(
                title="This release cannot be published safely",
                message=(
                    "Earlier releases already give too much away about a withheld cell, and withholding more "
                    "in this one does not mend it. Leave out the revision that causes it and publish again."
                ),
            )
        self.accept(witness, goal.variable)

    def accept(self, witness: Witness, because: int = -1) -> None:
        self._withhold(witness.variables, because)
        self.witnesses.append(witness)
        for each in (self.outsider, *self.insiders):
            each.add(witness)

    def _is_about_a_large_cell(self, evidence: Evidence, goal: Goal) -> bool:
        variable = goal.variable
        is_large = self.system.clear[variable] >= self.system.threshold[variable]
        return bool(evidence.attacker == OUTSIDER and is_large and not self.system.is_difference[variable])

    def _may_stay_large(self, evidence: Evidence, variable: int) -> bool:
        """Everybody may know that a cell is large where published sums say so, as long as its value stays open.

        The same holds where earlier releases rule zero out: that is a fact, and no small count.
        """
        if not evidence.is_not_determined(variable):
            value = int(self.system.clear[variable])
            nearby = self.programs.cheapest(variable, value - 1) or self.programs.cheapest(
                variable, value + 1
            )
            if nearby is None:
                return False
            self.accept(nearby, variable)
        self.large.add(variable)
        return True

    def _is_known_large(self, evidence: Evidence, variable: int) -> bool:
        threshold = int(self.system.threshold[variable])
        is_large = variable in self.ruled_out or self.lower[variable] >= threshold > 0
        return bool(is_large) and evidence.is_not_determined(variable)

    def _withhold(self, variables: IntArray, because: int) -> None:
        new = variables[~self.withheld[variables]]
        self.because[new] = because
        # A total of too few partners that is shown only because its parts are goes with the first of them.
        self.withheld[new] = True
        if len(new):
            self.programs.make_free(new)

    def _withhold_everything(self, because: int) -> None:
        rest = np.flatnonzero(self.system.is_cell & (self.system.threshold > 0) & ~self.withheld)
        self._withhold(rest, because)
