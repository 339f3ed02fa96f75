"""Many goals in one linear program: what the withheld cells alone leave open, found many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np

from pipelines.protect.attack import NEAR, Witness, agrees, pieces, solver_of
from pipelines.protect.promise import Goal
from pipelines.protect.system import BoolArray, IntArray, System

_SMALL_PRICE = 1e-3
_PRIMAL = 4
_ROUNDS = 8


def sweep(system: System, may_change: BoolArray, floor: IntArray, goals: Sequence[Goal]) -> Iterator[Witness]:
    """Witnesses that raise variables to the first values of their goals, or lower them as far as can be.

    Each program rewards all goals at once, so its answer reaches many; those reached are left out of the next.
    """
    wanted = np.array([(g.variable, g.values[0]) for g in goals], dtype=np.int64).reshape(-1, 2)
    change = wanted[:, 1] - system.clear[wanted[:, 0]]
    raised, by, lowered = wanted[change > 0, 0], change[change > 0], wanted[change < 0, 0]
    by = by[may_change[raised]]
    raised = raised[may_change[raised]]
    among = np.flatnonzero(may_change)
    position = np.full(system.size, -1, dtype=np.int64)
    position[among] = np.arange(len(among))
    lowered = lowered[may_change[lowered]]
    n, k = len(among), len(raised)
    if k + len(lowered) == 0:
        return
    room = (system.clear - floor)[among].astype(np.float64)
    solver = solver_of(system, np.full(n, _SMALL_PRICE), position)
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    every = np.arange(2 * n, dtype=np.int32)
    solver.changeColsBounds(
        2 * n, every, np.zeros(2 * n), np.concatenate([np.full(n, highspy.kHighsInf), room])
    )
    _add_rewarded(solver, position[raised], by)
    down = (position[lowered] + n).astype(np.int32)
    solver.changeColsCost(len(down), down, -1.0 / np.maximum(room[position[lowered]], 1.0))
    open_up, open_down = np.ones(k, dtype=bool), np.ones(len(lowered), dtype=bool)
    for _ in range(_ROUNDS):
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        x = np.array(solver.getSolution().col_value, dtype=np.float64)
        y = x[:n] - x[n : 2 * n]
        np.add.at(y, position[raised], x[2 * n :])
        changed = np.flatnonzero(np.abs(y) > NEAR)
        reached = np.zeros(system.size, dtype=np.int64)
        for witness in pieces(system, among[changed], y[changed]):
            if agrees(system, witness, floor):
                reached[witness.variables] = witness.changes
                yield witness
        new_up = open_up & (reached[raised] >= by)
        new_down = open_down & (reached[lowered] <= -(system.clear - floor)[lowered])
        if not (new_up.any() or new_down.any()):
            return
        open_up &= ~new_up
        open_down &= ~new_down
        if not (open_up.any() or open_down.any()):
            return
        done = np.concatenate([2 * n + np.flatnonzero(new_up), down[new_down]]).astype(np.int32)
        solver.changeColsCost(len(done), done, np.full(len(done), _SMALL_PRICE))


def _add_rewarded(solver: highspy.Highs, positions: IntArray, by: IntArray) -> None:
    """A second column for each change up, rewarded up to what its goal needs."""
    k = len(positions)
    if k == 0:
        return
    lp = solver.getLp()
    starts, index = np.array(lp.a_matrix_.start_), np.array(lp.a_matrix_.index_)
    value = np.array(lp.a_matrix_.value_)
    if lp.a_matrix_.format_ != highspy.MatrixFormat.kColwise:
        rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        order = np.argsort(index, kind="stable")
        index, value, columns = rows[order], value[order], index[order]
        starts = np.searchsorted(columns, np.arange(lp.num_col_ + 1))
    counts = starts[positions + 1] - starts[positions]
    taken = np.concatenate([np.arange(starts[p], starts[p + 1]) for p in positions])
    begin = (np.cumsum(counts) - counts).astype(np.int32)
    solver.addCols(
        k,
        -1.0 / by,
        np.zeros(k),
        by.astype(np.float64),
        len(taken),
        begin,
        index[taken].astype(np.int32),
        value[taken],
    )
