"""How little any pattern that keeps the promise can withhold: a lower bound to measure ours by.

Which cells to withhold, and which withheld ones to publish as large, is a whole-number program with two variables per
cell. That a value must stay possible is written as inequalities, added where a solution violates them (the capacity
cuts of Fischetti and Salazar, Management Science 47, 2001): any sum of published relations gives one, and those that a
linear program finds are the useful ones. Those of single relations are there from the start. A cell that some other
cells must make provably large can as well be published as large, so that a bound of these patterns is one of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from bench.panels import POLICY
from pipelines.protect.draft import Draft
from pipelines.protect.promise import Promise
from pipelines.protect.system import BoolArray, System

FloatArray = npt.NDArray[np.float64]

_NEAR = 1e-6
_VIOLATED = 1e-4
_PRIMAL = 4
_ALL_BUT_ONE = 0.99
"""Costs are whole numbers: a pattern within less than one of the bound is the best."""


@dataclass(frozen=True)
class Bound:
    """The least cost found to be unavoidable, and whether some pattern has it in fractions of people."""

    value: float
    is_optimum: bool
    pattern: BoolArray | None
    """A pattern of that cost against which no linear program attacks with success, where one was found."""
    rounds: int
    cuts: int


@dataclass(frozen=True)
class Limits:
    """When to stop: counts, not seconds, so that the answer is the same on any machine."""

    rounds: int
    whole_rounds: int
    """Rounds in whole numbers after those in fractions; 0 gives the bound of the fractions alone."""


def least_cost(system: System, cost: FloatArray, limits: Limits) -> Bound:
    """A lower bound of the cost of all patterns that keep the promise to the outsider, and to every owner of a cell.

    Costs are whole numbers. The optimum where no inequality is left that a pattern violates.
    """
    return _Search(system, cost).run(limits)


class _Search:
    """Columns 0..n-1 of the master say what is withheld, columns n..2n-1 what of it is published as large."""

    def __init__(self, system: System, cost: FloatArray) -> None:
        self.system = system
        self.size = system.size
        self.promise = Promise(system, POLICY)
        self.could_be_large = system.clear >= system.threshold
        self.attackers = [
            np.zeros(system.size, dtype=bool),
            *map(self.promise.known_to, self.promise.partners),
        ]
        self.attack = _Attack(system)
        self.master = self._master(cost)
        self.cuts = 0

    def run(self, limits: Limits) -> Bound:
        x, said, value = self._solve()
        rounds = 0
        for _ in range(limits.rounds):
            rounds += 1
            before = value
            if not self._separate(x, said):
                break
            x, said, value = self._solve()
            if value < before + 1e-3 * max(before, 1.0) and rounds > 8:
                break
        if limits.whole_rounds == 0:
            return Bound(value, False, None, rounds, self.cuts)
        every = np.arange(2 * self.size, dtype=np.int32)
        self.master.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
        for _ in range(limits.whole_rounds):
            rounds += 1
            x, said, _ = self._solve()
            value = float(self.master.getInfo().mip_dual_bound)
            x, said = np.rint(x), np.rint(said)
            if not self._separate(x, said):
                return Bound(value, True, x > 0, rounds, self.cuts)
        return Bound(value, False, None, rounds, self.cuts)

    def _separate(self, x: FloatArray, said: FloatArray) -> int:
        """Add the inequalities that a solution violates; their number."""
        added = 0
        for number, known in enumerate(self.attackers):
            for v in np.flatnonzero((x > _VIOLATED) & ~known).tolist():
                if number == 0:
                    added += self._outside(v, x, said)
                elif self.promise.concerns_insiders[v]:
                    needed = self.promise.others_needed
                    added += self._another_value(v, needed, known, x, said)
        return added

    def _outside(self, v: int, x: FloatArray, said: FloatArray) -> int:
        threshold, clear, added = int(self.system.threshold[v]), int(self.system.clear[v]), 0
        nothing = self.attackers[0]
        if clear < threshold:
            change = threshold - clear
            limits = self.attack.limits(v, change, 1, nothing, x, said, x[v])
            added += self._add(limits, v, x, said, is_excused=False)
        if clear > 0 and x[v] - said[v] > _VIOLATED:
            limits = self.attack.limits(v, clear, -1, nothing, x, said, x[v] - said[v])
            added += self._add(limits, v, x, said, is_excused=bool(self.could_be_large[v]))
        if said[v] > _VIOLATED:
            added += self._another_value(v, 1, nothing, x, said)
        return added

    def _another_value(self, v: int, needed: int, known: BoolArray, x: FloatArray, said: FloatArray) -> int:
        """So many other values must be possible for v: what the ways up and down allow counts together."""
        ways = [self.attack.limits(v, needed, direction, known, x, said, x[v]) for direction in (1, -1)]
        if ways[0] is None or ways[1] is None:
            return 0
        together = _Limits(
            np.minimum(ways[0].plain + ways[1].plain, 1.0), np.minimum(ways[0].large + ways[1].large, 1.0)
        )
        return self._add(together, v, x, said, is_excused=False)

    def _add(
        self, limits: _Limits | None, v: int, x: FloatArray, said: FloatArray, *, is_excused: bool
    ) -> int:
        """What the others contribute is at least x_v (less what v is said to be large); refused where that holds."""
        if limits is None:
            return 0
        more = limits.large - limits.plain
        share = x[v] - (said[v] if is_excused else 0.0)
        if limits.plain @ x + more @ said > share - _VIOLATED:
            return 0
        plain, large = np.flatnonzero(limits.plain > _NEAR), np.flatnonzero(more < -_NEAR)
        excuse = [self.size + v] if is_excused else []
        index = np.concatenate([plain, self.size + large, [v], excuse]).astype(np.int32)
        values = np.concatenate([limits.plain[plain], more[large], [-1.0], [1.0] * len(excuse)])
        self.master.addRow(0.0, highspy.kHighsInf, len(index), index, values)
        self.cuts += 1
        return 1

    def _master(self, cost: FloatArray) -> highspy.Highs:
        system, nothing = self.system, np.zeros(self.size, dtype=np.int64)
        draft = Draft(self.promise, system.sensitive, nothing > 0, nothing, nothing == 0)
        master = draft.in_fractions(cost)
        every = np.arange(self.size, 2 * self.size, dtype=np.int32)
        master.changeColsCost(self.size, every, np.zeros(self.size))
        master.setOptionValue("mip_rel_gap", 0.0)
        master.setOptionValue("mip_abs_gap", _ALL_BUT_ONE)
        for v in np.flatnonzero(self.could_be_large).tolist():
            index = np.array([v, self.size + v], dtype=np.int32)
            master.addRow(0.0, highspy.kHighsInf, 2, index, np.array([1.0, -1.0]))
        return master

    def _solve(self) -> tuple[FloatArray, FloatArray, float]:
        self.master.run()
        solution = np.array(self.master.getSolution().col_value)
        info = self.master.getInfo()
        return (
            solution[: self.size],
            solution[self.size : 2 * self.size],
            float(info.objective_function_value),
        )


@dataclass(frozen=True)
class _Limits:
    """The most that each withheld cell contributes to a change: as it is, and published as large."""

    plain: FloatArray
    large: FloatArray


class _Attack:
    """The changes of a table that all published relations allow, as far as cells are withheld."""

    def __init__(self, system: System) -> None:
        self.system = system
        n = system.size
        self.room = system.clear.astype(np.float64)
        self.room_large = np.where(
            system.clear >= system.threshold, system.clear - system.threshold, self.room
        )
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(system.rhs)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(n), np.zeros(n), np.zeros(n)
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(system.rhs))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = system.row_starts.astype(np.int32)
        lp.a_matrix_.index_ = system.columns.astype(np.int32)
        lp.a_matrix_.value_ = system.coefficients.astype(np.float64)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("parallel", "off"),
        ):
            self.solver.setOptionValue(option, value)
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("simplex_strategy", _PRIMAL)
        self.solver.passModel(lp)
        self.every = np.arange(n, dtype=np.int32)

    def limits(
        self,
        v: int,
        change: int,
        direction: int,
        known: BoolArray,
        x: FloatArray,
        said: FloatArray,
        share: float,
    ) -> _Limits | None:
        """What keeps v from changing so far, to the share that it is withheld; null when nothing does.

        As far as a cell is withheld it may change by `change`, or down as far as it can. The weighted changes of all
        other cells make up the change of v. Upwards a cell may change without end, so that it alone may do for all.
        """
        room, large = np.minimum(self.room, change), np.minimum(self.room_large, change)
        up = change * x
        down = (room * x + (large - room) * said).clip(0)
        up[known] = down[known] = 0.0
        up[v] = down[v] = 2 * change
        self.solver.changeColsBounds(len(self.every), self.every, -down, up)
        self.solver.changeColCost(v, -1.0 * direction)
        self.solver.run()
        reached = -self.solver.getInfo().objective_function_value
        weights = np.array(self.solver.getSolution().col_dual)
        is_solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.solver.changeColCost(v, 0.0)
        if not is_solved or reached > change * share - _VIOLATED:
            return None
        pull, push = np.maximum(weights, 0.0) / change, weights < -_NEAR
        pull[known], push[known] = 0.0, False
        pull[v], push[v] = 0.0, False
        return _Limits(
            np.where(push, 1.0, np.minimum(pull * self.room, 1.0)),
            np.where(push, 1.0, np.minimum(pull * self.room_large, 1.0)),
        )
