"""Betters a finished pattern: the cells of a neighbourhood are decided anew by a small program in whole numbers.

The program starts from the inequalities of the draft. What it proposes is tried on the attack questions; from each that
succeeds it learns an inequality which the proposal violates (the capacity inequalities of Fischetti and Salazar), and
proposes again. A proposal replaces the pattern only when it costs less and every goal has a witness: this can save
cells, and never weaken the promise.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from pipelines.protect.attack import NEAR, Witness, agrees, pieces
from pipelines.protect.draft import Draft
from pipelines.protect.promise import Goal
from pipelines.protect.search import Search
from pipelines.protect.system import BoolArray, FloatArray, IntArray

MOST_WORK = 4_000_000
"""Programs times variables: what a small group can afford, and no more than some seconds for a large one."""
_NEIGHBOURS = 60
"""Cells decided anew at a time."""
_STEP = 3
"""A cell that stood among the nearest of so many parts of an earlier neighbourhood is no centre of another."""
_PROPOSALS = 25
"""For one neighbourhood."""
_LESSONS = 8
"""Successful attacks that one proposal is tried on before the next is made."""
_NODES = 60
"""Branches of the program for one proposal."""
_AS_MUCH_AS = 5
"""What a program in whole numbers counts for."""
_LEVELS = 2.0
"""How much more the level to keep first costs than nothing: one cell of it is worth about three local ones."""
_SAVED = 0.5
_FAR = 1e4
"""How far a count may rise in a program; a little more than any goal asks for would do."""
_VIOLATED = 1e-4
_FEASIBLE = 2
_PRIMAL = 4


def exchange(search: Search) -> None:
    """Go around the withheld cells until no neighbourhood gives any more, or the programs are used up."""
    if search.draft is not None and (search.withheld & ~search.must).any():
        better = _Exchange(search, search.draft)
        while better.go_round():
            pass


@dataclass(frozen=True)
class _Limits:
    """The most that each cell contributes to a change when it is withheld, and when it is also said to be large."""

    plain: FloatArray
    said: FloatArray


class _Exchange:
    """The master program has the columns of the draft: first what is withheld, then what is said to be large."""

    def __init__(self, search: Search, draft: Draft) -> None:
        self._search, self._system = search, search.system
        n = self._system.size
        self._price = 1.0 + _LEVELS * search.price / search.price.max()
        self._may_be_withheld, self._may_be_said = draft.may_be_withheld, draft.may_be_said
        self._master = draft.in_whole_numbers(self._price, _NODES)
        self._cost_row = self._master.getNumRow()
        every = np.arange(n, dtype=np.int32)
        self._master.addRow(-highspy.kHighsInf, highspy.kHighsInf, n, every, self._price)
        self._attack = _FractionalAttack(search)
        self._programs = 0
        self._limit = search.free.runs + MOST_WORK // max(n, 1)
        self._spare: list[int] = []
        """Witnesses that proposals for this neighbourhood had and the pattern in force has not."""

    def go_round(self) -> bool:
        """One try around each withheld cell that might be shown; whether one of them helped."""
        search = self._search
        done, helped = np.zeros(self._system.size, dtype=bool), False
        for variable in np.flatnonzero(search.withheld & ~search.must & self._system.is_cell).tolist():
            if self._is_spent:
                return False
            if search.withheld[variable] and not done[variable]:
                near = self._around(variable)
                done[near[: len(near) // _STEP]] = True
                helped |= self._decide_anew(near)
        return helped

    @property
    def _is_spent(self) -> bool:
        return self._programs + self._search.free.runs >= self._limit

    def _around(self, variable: int) -> IntArray:
        """The variables that rows link to one, the nearest first."""
        system = self._system
        inside = np.zeros(system.size, dtype=bool)
        near = order = np.array([variable])
        while len(near) and len(order) < _NEIGHBOURS:
            inside[near] = True
            _, entries = system.entries_of(near)
            rows = np.zeros(len(system.rhs), dtype=bool)
            rows[system.row_of_entry[entries]] = True
            near = np.unique(system.columns[rows[system.row_of_entry]])
            near = near[~inside[near]]
            order = np.concatenate([order, near])
        return order[:_NEIGHBOURS]

    def _decide_anew(self, near: IntArray) -> bool:
        """Whether a cheaper pattern was found that differs from this one among these variables only."""
        search, n = self._search, self._system.size
        said = search.floor > search.was_said
        lower = np.concatenate([search.withheld, said])
        upper = lower.copy()
        lower[near], lower[n + near] = search.must[near], False
        upper[near], upper[n + near] = self._may_be_withheld[near], self._may_be_said[near]
        every = np.arange(2 * n, dtype=np.int32)
        self._master.changeColsBounds(2 * n, every, lower.astype(np.float64), upper.astype(np.float64))
        cost = float(self._price[search.withheld].sum())
        self._master.changeRowBounds(self._cost_row, -highspy.kHighsInf, cost - _SAVED)
        self._spare = []
        for _ in range(_PROPOSALS):
            if self._is_spent:
                break
            self._programs += _AS_MUCH_AS
            self._master.run()
            if self._master.getInfo().primal_solution_status != _FEASIBLE:
                break
            chosen = np.array(self._master.getSolution().col_value) > 1 / 2
            before, lessons = search.withheld, self._try(chosen[:n], chosen[n : 2 * n] & chosen[:n])
            if lessons is None:
                search.explain_changes(before)
                return True
            if lessons == 0:
                break
        return False

    # ---- proposals ---------------------------------------------------------------------------------------

    def _try(self, withheld: BoolArray, is_said: BoolArray) -> int | None:
        """Null where a proposal meets every goal: it is in force from then on. Else the inequalities learnt."""
        search, evidence = self._search, self._search.evidence
        before, floor_before, first_new = search.withheld, search.floor, len(evidence.witnesses)
        search.withheld = withheld
        search.floor = np.where(withheld, np.where(is_said, self._system.mark, search.was_said), 0)
        changed = np.flatnonzero((before & ~withheld) | (search.floor > floor_before))
        lost = [number for number in evidence.alive_touching(changed) if not self._holds(number)]
        for number in lost:
            evidence.remove(number)
        restored = [number for number in self._spare if self._holds(number)]
        for number in restored:
            evidence.restore(number)
        lessons = self._lessons()
        new = range(first_new, len(evidence.witnesses))
        if lessons is not None:
            search.withheld, search.floor = before, floor_before
            for number in (*restored, *(number for number in new if not self._holds(number))):
                evidence.remove(number)
            self._spare += [number for number in new if evidence.witnesses[number] is None]
            for number in lost:
                evidence.restore(number)
        return lessons

    def _holds(self, number: int) -> bool:
        witness = self._search.evidence.of(number)
        is_withheld = self._search.withheld[witness.variables].all()
        return bool(is_withheld) and agrees(self._system, witness, self._search.floor)

    def _lessons(self) -> int | None:
        """Meet every goal with what is withheld; null where that works, else the inequalities learnt from failures."""
        search = self._search
        learnt, failed = 0, set[int]()
        for partner in (None, *range(len(search.promise.partners))):
            known = search.known_to(partner)
            search.free.allow(search.withheld & ~known, search.withheld, search.floor)
            self._attack.allow(known)
            while goal := self._next_goal(partner, failed):
                answer = self._ask(goal, partner)
                if answer is None:
                    found = (search.free.cheapest(goal.variable, value) for value in goal.values)
                    answer = next((witness for witness in found if witness is not None), None)
                if isinstance(answer, Witness):
                    search.evidence.add(answer)
                    continue
                if answer is not None:
                    self._learn(goal, answer)
                    learnt += 1
                failed.add(goal.variable)
                if len(failed) >= _LESSONS:
                    return learnt
        return learnt if failed else None

    def _next_goal(self, partner: int | None, failed: set[int]) -> Goal | None:
        goals = self._search.all_goals(partner)
        return next((goal for goal in goals if goal.variable not in failed), None)

    def _ask(self, goal: Goal, partner: int | None) -> Witness | _Limits | None:
        """A witness for a goal, or what rules it out even in fractions; null where neither is at hand."""
        search, v = self._search, goal.variable
        clear = int(self._system.clear[v])
        if partner is None and not search.is_known_large(v):
            wanted = goal.values[0] - clear
            self._programs += 1
            return self._attack.change(v, abs(wanted), 1 if wanted > 0 else -1)
        # Any other value will do: what the ways up and down allow counts together.
        needed = 1 if partner is None else search.promise.others_needed
        both = []
        for direction in (1, -1):
            self._programs += 1
            answer = self._attack.change(v, needed, direction)
            if isinstance(answer, Witness):
                at = int(answer.changes[answer.variables == v][0])
                if clear + at in goal.values:
                    return answer
            if not isinstance(answer, _Limits):
                return None
            both.append(answer)
        up, down = both
        plain, said = np.minimum(up.plain + down.plain, 1.0), np.minimum(up.said + down.said, 1.0)
        reached = np.where(search.floor > search.was_said, said, plain)[search.withheld].sum()
        return _Limits(plain, said) if reached < 1 - _VIOLATED else None

    def _learn(self, goal: Goal, limits: _Limits) -> None:
        """An inequality of the master: withheld only if the others contribute enough, or it is said to be large."""
        search, n, v = self._search, self._system.size, goal.variable
        more = np.where(self._may_be_said, limits.said - limits.plain, 0.0)
        plain, said = np.flatnonzero(limits.plain > NEAR), np.flatnonzero(np.abs(more) > NEAR)
        is_down = goal.values[0] == search.promise.low[v] < self._system.clear[v]
        is_excused = is_down and self._may_be_said[v] and not search.is_known_large(v)
        excuse = np.full(int(is_excused), n + v)
        index = np.concatenate([plain, n + said, [v], excuse]).astype(np.int32)
        values = np.concatenate([limits.plain[plain], more[said], [-1.0], np.ones(len(excuse))])
        self._master.addRow(0.0, highspy.kHighsInf, len(index), index, values)


class _FractionalAttack:
    """How far one count can change in fractions while only withheld ones may: one program, asked again and again."""

    def __init__(self, search: Search) -> None:
        self._search, system = search, search.system
        n = system.size
        self._room = (system.clear - search.was_said).astype(np.float64)
        self._room_said = np.where(search.promise.is_large, system.clear - system.mark, self._room).clip(0)
        self._never = search.fixed.copy()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(system.rhs)
        lp.col_cost_ = lp.col_lower_ = lp.col_upper_ = np.zeros(n)
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(system.rhs))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = system.row_starts.astype(np.int32)
        lp.a_matrix_.index_ = system.columns.astype(np.int32)
        lp.a_matrix_.value_ = system.coefficients.astype(np.float64)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        options: dict[str, bool | int | str] = {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "parallel": "off",
            "presolve": "off",
            "simplex_strategy": _PRIMAL,
            # A program that cycles must end, and end the same everywhere.
            "simplex_iteration_limit": 5 * n + 1000,
        }
        for option, setting in options.items():
            self._solver.setOptionValue(option, setting)
        self._solver.passModel(lp)
        self._every = np.arange(n, dtype=np.int32)
        self._up, self._down = np.zeros(n), np.zeros(n)

    def allow(self, known: BoolArray) -> None:
        """From now on the withheld counts may change that are not known to the attacker."""
        search = self._search
        self._never = search.fixed | known
        may_change = search.withheld & ~self._never
        room = np.where(search.floor > search.was_said, self._room_said, self._room)
        self._up = np.where(may_change, _FAR, 0.0)
        self._down = np.where(may_change, np.minimum(room, _FAR), 0.0)

    def change(self, v: int, change: int, direction: int) -> Witness | _Limits | None:
        """A witness of that change, or what rules it out; null when it is possible in fractions only."""
        up, down = self._up.copy(), self._down.copy()
        up[v] = down[v] = change
        self._solver.changeColsBounds(len(up), self._every, -down, up)
        self._solver.changeColCost(v, -float(direction))
        self._solver.run()
        is_solved = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = self._solver.getSolution()
        values, weights = np.array(solution.col_value), np.array(solution.col_dual)
        self._solver.changeColCost(v, 0.0)
        if not is_solved:
            return None
        if abs(values[v]) > change - _VIOLATED:
            return self._whole(v, values)
        # The weighted changes of all others make up that of v, and upwards a count may change without end.
        pull, push = np.maximum(weights, 0.0) / change, weights < -NEAR
        push[self._never | (self._every == v)] = False
        pull[self._never | (self._every == v)] = 0.0
        plain, said = (
            np.where(push, 1.0, np.minimum(pull * room, 1.0)) for room in (self._room, self._room_said)
        )
        return _Limits(plain, said)

    def _whole(self, v: int, values: FloatArray) -> Witness | None:
        changed = np.flatnonzero(np.abs(values) > NEAR)
        for witness in pieces(self._search.system, changed, values[changed]):
            if v in witness.variables:
                holds = self._search.withheld[witness.variables].all()
                is_table = agrees(self._search.system, witness, self._search.floor)
                return witness if holds and is_table else None
        return None
