"""The search for witnesses, and what must be withheld to have them.

For every value that must stay possible a cheap witness is sought. Shown cells that it changes are withheld as
well. A withheld count that is large need not look as if it might be zero: where that would take more than a cell, it
is published as `at least the threshold`, a fact like a shown value. Prices depend on the level of a cell, never on its
value, so that the pattern tells less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from pipelines.errors import PolicyError
from pipelines.model import Policy
from pipelines.protect.attack import Witness, agrees
from pipelines.protect.draft import Draft
from pipelines.protect.excuses import find_excuses
from pipelines.protect.programs import Programs
from pipelines.protect.promise import Evidence, Goal, Promise, primary
from pipelines.protect.sweep import sweep
from pipelines.protect.system import BoolArray, IntArray, System
from pipelines.texts import text

_BATCH = 200
"""Goals met one by one before it is tried again to meet many at once."""
_WORTH_A_SWEEP = 12
_LARGEST_SWEEP = 2_500
"""With more variables than that, single goals are met sooner in small parts of the system."""
_WORTH_OPENING = 1
"""Shown cells that may be given up so that a large one looks as if it might be zero."""
_NEARLY_LARGE = 2
"""A count of fewer than so many thresholds may be opened at that price; a larger one is published as large."""


class Search:
    """The state of the search: what is withheld, what is said to be large, and the witnesses in hand."""

    def __init__(
        self,
        system: System,
        policy: Policy,
        was_shown: BoolArray,
        was_withheld: BoolArray,
        was_said: IntArray | None = None,
    ) -> None:
        self.system = system
        self.promise = Promise(system, policy)
        self.evidence = Evidence(self.promise)
        self.must = primary(system, was_shown) | (was_withheld & ~was_shown)
        self.withheld = self.must.copy()
        self.was_said = np.zeros(system.size, dtype=np.int64) if was_said is None else was_said
        """Floors that earlier releases published: facts."""
        self.floor = self.was_said.copy()
        self.must_open = (system.mark == 0) | (system.clear < system.mark)
        """Large counts that cannot be published as large: the newest release has no such cell, or that would give a
        small one away."""
        self.excuses = find_excuses(system, was_shown, self.was_said)
        self.excused = np.zeros(system.size, dtype=bool)
        """Counts of which earlier releases rule out that they are zero, large under some threshold that was in force;
        those that are not large now with a proof in `excuses`."""
        self.excused[[excuse.variable for excuse in self.excuses]] = True
        self.has_past = bool((was_shown & (system.threshold > 0)).any() or self.was_said.any())
        self.fixed = was_shown | (system.is_cell & (system.threshold == 0))
        self.because: dict[int, int] = {}
        top = int(system.rank.max(initial=0))
        self._price = 1.0 + (top - system.rank).astype(np.float64)
        self.programs = Programs(system, self._price, ~self.fixed, self.must)
        self.free = Programs(system, self._price, ~self.fixed, self.must)
        """The same where nothing but what is withheld may change: what it finds costs no cell."""
        self.sweeps = 0
        own_risk = system.sensitive | system.one_category
        ways = [
            (total, parts)
            for total, each in system.children_of.items()
            for parts in each
            if system.few_contributors[total] and not own_risk[total]
        ]
        self._sums_of_few = np.array([total for total, _ in ways], dtype=np.int64)
        self._parts_of_few = np.array([part for _, parts in ways for part in parts], dtype=np.int64)
        sizes = [len(parts) for _, parts in ways]
        self._starts_of_few = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)
        self._nobody = np.zeros(system.size, dtype=bool)

    def run(self) -> None:
        self._start_from_draft()
        while True:
            before = self.withheld.sum() + (self.floor > 0).sum()
            self.programs.begin_again(~self.fixed, self.withheld)
            for partner in range(len(self.promise.partners)):
                self._cover(partial(self.insider_goals, partner), self.known_to(partner))
            self._cover_outsider()
            if before == self.withheld.sum() + (self.floor > 0).sum():
                break

    def _start_from_draft(self) -> None:
        """Only where nothing was published before: after that a draft was measured to cost cells."""
        if self.has_past:
            return
        draft = Draft(self.promise, self.must, self.fixed, self.was_said, ~self.must_open)
        drafted, is_said = draft.pattern(self._price)
        new = np.flatnonzero(drafted & ~self.withheld)
        self.withheld |= drafted
        self.because.update((v, self._neighbour(v)) for v in new.tolist())
        self._say_large(is_said)

    def _neighbour(self, variable: int) -> int:
        """A withheld variable of the same row, which could be worked out otherwise; one that must be, if any."""
        _, entries = self.system.entries_of(np.array([variable]))
        is_near = np.zeros(len(self.system.rhs), dtype=bool)
        is_near[self.system.row_of_entry[entries]] = True
        near = self.system.columns[is_near[self.system.row_of_entry]]
        near = near[self.withheld[near] & (near != variable)]
        is_best = self.must[near] & self.system.is_cell[near]
        return int(near[np.argmax(is_best)]) if len(near) else variable

    def effective(self) -> BoolArray:
        """Withheld, except totals of too few partners that follow from what is shown: those are known anyway."""
        withheld = self.withheld.copy()
        while len(self._sums_of_few):
            is_open = np.logical_or.reduceat(withheld[self._parts_of_few], self._starts_of_few)
            known = self._sums_of_few[~is_open]
            if not withheld[known].any():
                break
            withheld[known] = False
        return withheld

    def known_to(self, partner: int | None) -> BoolArray:
        """What an attacker knows herself; the outsider (null) knows nothing."""
        return self._nobody if partner is None else self.promise.known_to(self.promise.partners[partner])

    # ---- goals -------------------------------------------------------------------------------------------

    def outsider_goals(self, among: BoolArray | None = None) -> list[Goal]:
        """Unmet goals but for large counts, which may be published as such."""
        concerned = self._concerned() & ~self.promise.is_large
        if among is not None:
            concerned &= among
        low = np.flatnonzero(concerned & self.evidence.lacks_low() & ~self.excused).tolist()
        high = np.flatnonzero(concerned & self.evidence.lacks_high()).tolist()
        goals = [Goal(v, (int(self.promise.low[v]),)) for v in low]
        for v in high:
            value = int(self.promise.high[v])
            beyond = (value + 1, value + 2) if value > self.system.clear[v] else ()
            goals.append(Goal(v, (value, *beyond)))
        return self._in_order(goals)

    def closed_goals(self, among: BoolArray | None = None) -> list[Goal]:
        """Cells known to be large whose value is still determined: some other value must be possible."""
        closed = self._concerned() & ((self.floor > 0) | self.excused) & self.evidence.is_determined()
        if among is not None:
            closed &= among
        clear = self.system.clear
        return self._in_order(
            [Goal(v, (int(clear[v]) + 1, int(clear[v]) - 1)) for v in np.flatnonzero(closed).tolist()]
        )

    def insider_goals(self, partner: int, among: BoolArray | None = None) -> list[Goal]:
        """For each sensitive count of another partner the nearest values not shown to be possible yet."""
        concerned = self.withheld & self.promise.concerns_insiders
        if among is not None:
            concerned &= among
        goals = []
        for variable in self.evidence.lacking(partner, np.flatnonzero(concerned)):
            clear = int(self.system.clear[variable])
            reached = self.evidence.values(partner, variable)
            near = (clear + 1, clear - 1, clear + 2, clear - 2, clear + 3, clear + 4, clear - 3)
            goals.append(Goal(variable, tuple(v for v in near if v >= 0 and v not in reached)))
        return self._in_order(goals)

    def _concerned(self) -> BoolArray:
        return self.effective() & self.promise.protects

    def _in_order(self, goals: list[Goal]) -> list[Goal]:
        """Sums before what they are made of; the order depends on levels and positions only."""
        rank = self.system.rank
        return sorted(goals, key=lambda g: (rank[g.variable], -g.variable, g.values))

    # ---- outsider and insiders ---------------------------------------------------------------------------

    def _cover_outsider(self) -> None:
        while True:
            self._cover(self.outsider_goals, self._nobody)
            news = self._settle_large()
            self._cover(self.closed_goals, self._nobody)
            if not news:
                return

    def _settle_large(self) -> bool:
        """Large withheld cells: open down to zero where that is cheap, else published as large."""
        lacking = self.lacking_zero()
        if not lacking.any():
            return False
        self._sweep([Goal(v, (0,)) for v in np.flatnonzero(lacking).tolist()], self._nobody)
        self._open_cheaply()
        self._say_large(self.lacking_zero() & ~self.must_open)
        self._allow(self._nobody)
        for variable in np.flatnonzero(self.lacking_zero() & self.must_open).tolist():
            if self.evidence.lacks_low()[variable]:
                self._open_to_zero(variable)
        return True

    def _say_large(self, variables: BoolArray) -> None:
        self.floor[variables] = self.system.mark[variables]
        for number in self.evidence.alive_touching(np.flatnonzero(variables)):
            if not agrees(self.system, self.evidence.of(number), self.floor):
                self.evidence.remove(number)

    def _open_to_zero(self, variable: int) -> None:
        """For a large count that cannot be published as large; what earlier releases rule out is let be."""
        goal = Goal(variable, (0,))
        witness = self._find(goal) or self._find_below_floors(goal, self._nobody)
        if witness is not None:
            self._accept(witness, variable, self._nobody)
        elif self.has_past and len(self.programs.fractional) == 0:
            self.excused[variable] = True
        else:
            self._open(goal, self._nobody)

    def lacking_zero(self) -> BoolArray:
        open_low = (self.floor > 0) | self.excused | ~self.evidence.lacks_low()
        return np.asarray(self._concerned() & self.promise.is_large & ~open_low, dtype=bool)

    def _open_cheaply(self) -> None:
        """Open counts that are hardly large down to zero where that takes a cell at most."""
        limit = _NEARLY_LARGE * self.system.threshold
        self._allow(self._nobody)
        for variable in np.flatnonzero(self.lacking_zero() & (self.system.clear < limit)).tolist():
            if self.evidence.lacks_low()[variable]:
                witness = self._find_free(Goal(variable, (0,))) or self.programs.cheapest(variable, 0)
                if witness is not None and (~self.withheld[witness.variables]).sum() <= _WORTH_OPENING:
                    self._accept(witness, variable, self._nobody)

    # ---- finding witnesses -------------------------------------------------------------------------------

    def _cover(self, unmet: Callable[[BoolArray | None], list[Goal]], known: BoolArray) -> None:
        """Find a witness for every goal, withholding what that takes."""
        while goals := unmet(None):
            if len(goals) >= _WORTH_A_SWEEP:
                self._sweep(goals, known)
                goals = unmet(None)
            wanted = np.zeros(self.system.size, dtype=bool)
            wanted[[goal.variable for goal in goals[:_BATCH]]] = True
            self._allow(known)
            while batch := unmet(wanted):
                self._open(batch[0], known)

    def _allow(self, known: BoolArray) -> None:
        may_change = ~(self.fixed | known)
        self.programs.allow(may_change, self.withheld, self.floor)
        self.free.allow(may_change & self.withheld, self.withheld, self.floor)

    def _sweep(self, goals: Sequence[Goal], known: BoolArray) -> None:
        """Meet as many goals as the withheld cells alone allow."""
        may_change = self.withheld & ~known
        if may_change.sum() > _LARGEST_SWEEP:
            return
        self.sweeps += 1
        for wanted in (
            [g for g in goals if g.values[0] > self.system.clear[g.variable]],
            [g for g in goals if g.values[0] < self.system.clear[g.variable]],
        ):
            for witness in sweep(self.system, may_change, self.floor, wanted):
                self.evidence.add(witness)

    def _open(self, goal: Goal, known: BoolArray) -> None:
        """Make a value possible, withholding what its witness changes."""
        witness = self._find(goal)
        while witness is None and not self.withheld[self.programs.fractional].all():
            # Whole numbers need more room than fractions do: give them the cells that fractions would have used.
            self._withhold(self.programs.fractional, goal.variable, known)
            witness = self.programs.cheapest(goal.variable, goal.values[0], persist=True)
        if witness is None:
            witness = self._find_anywhere(goal, known)
        if witness is None:
            raise PolicyError(
                title=text("This release cannot be published safely"),
                message=(
                    text(
                        "Earlier releases already give too much away about a withheld cell, and withholding more in "
                        "this one does not mend it. Leave out the revision that causes it and publish again."
                    )
                ),
            )
        self._accept(witness, goal.variable, known)

    def _find(self, goal: Goal) -> Witness | None:
        """A witness from anywhere that costs no cell, or else one that is cheap nearby."""
        witness = self._find_free(goal)
        if witness is not None:
            return witness
        for persist in (False, True):
            for value in goal.values:
                witness = self.programs.cheapest(goal.variable, value, persist=persist)
                if witness is not None:
                    return witness
        return None

    def _find_free(self, goal: Goal) -> Witness | None:
        """A witness that changes withheld cells only; after earlier releases programs are too large to ask again."""
        if self.has_past:
            return None
        found = (self.free.anywhere(goal.variable, value) for value in goal.values)
        return next((witness for witness in found if witness is not None), None)

    def _find_anywhere(self, goal: Goal, known: BoolArray) -> Witness | None:
        """With every cell as good as withheld; afterwards only those are that the witness needs."""
        before = self.withheld.copy()
        rest = self.system.is_cell & (self.system.threshold > 0) & ~self.fixed
        self.withheld |= rest
        self._allow(known)
        witness = self._find(goal) or self._find_below_floors(goal, known)
        self.withheld = before
        self._allow(known)
        return witness

    def _find_below_floors(self, goal: Goal, known: BoolArray) -> Witness | None:
        """Where counts that this release would publish as large leave no room, some of them are not published so."""
        self.programs.allow(~(self.fixed | known), self.withheld, self.was_said)
        witness = self._find(goal)
        if witness is not None:
            too_low = self.system.clear[witness.variables] + witness.changes < self.floor[witness.variables]
            self.floor[witness.variables[too_low]] = self.was_said[witness.variables[too_low]]
            self.must_open[witness.variables[too_low]] = True
        self._allow(known)
        return witness

    def _accept(self, witness: Witness, because: int, known: BoolArray) -> None:
        self._withhold(witness.variables, because, known)
        self.evidence.add(witness)

    def _withhold(self, variables: IntArray, because: int, known: BoolArray) -> None:
        new = variables[~self.withheld[variables]]
        if len(new):
            self.withheld[new] = True
            self.because.update(dict.fromkeys(new.tolist(), because))
            self._allow(known)
