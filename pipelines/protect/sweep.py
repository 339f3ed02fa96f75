"""Many goals in one linear program: what the withheld cells alone leave open, found many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np

from pipelines.protect.attack import NEAR, Witness, agrees, confine, pieces, reduced_solver
from pipelines.protect.promise import Goal
from pipelines.protect.reduced import Reduction
from pipelines.protect.system import BoolArray, FloatArray, IntArray, System

_SMALL_PRICE = 1e-3
_PRIMAL = 4
_ROUNDS = 8


def sweep(system: System, may_change: BoolArray, floor: IntArray, goals: Sequence[Goal]) -> Iterator[Witness]:
    """Witnesses that raise variables to the first values of their goals, or lower them as far as can be.

    Each program rewards all goals at once, so its answer reaches many; those reached are left out of the next.
    """
    wanted = np.array([(g.variable, g.values[0]) for g in goals], dtype=np.int64).reshape(-1, 2)
    is_goal = np.zeros(system.size, dtype=bool)
    is_goal[wanted[:, 0]] = True
    reduced = Reduction(system, may_change, ~is_goal)
    wanted = wanted[reduced.column[wanted[:, 0]] >= 0]
    change = (wanted[:, 1] - system.clear[wanted[:, 0]]) * reduced.sign[wanted[:, 0]]
    column = reduced.column[wanted[:, 0]]
    n = reduced.width
    lower, upper = reduced.bounds(
        -(system.clear - floor)[reduced.variables].astype(np.float64), np.full(len(reduced.variables), np.inf)
    )
    room = np.concatenate([upper[:n], -lower[:n]])
    # Up and down are columns of the program; two goals may be about the same one.
    side = np.where(change > 0, column, column + n)
    side, by = _farthest(side, np.minimum(np.abs(change), room[side]))
    side, by = side[by > 0], by[by > 0]
    if len(side) == 0:
        return
    solver = reduced_solver(reduced, np.full(n, _SMALL_PRICE))
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    confine(solver, reduced, np.arange(len(upper)), lower, upper)
    solver.changeColsBounds(len(side), side.astype(np.int32), np.zeros(len(side)), room[side] - by)
    _add_rewarded(solver, side, by)
    is_open = np.ones(len(side), dtype=bool)
    for _ in range(_ROUNDS):
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        x, row_values = (
            np.array(v, dtype=np.float64)
            for v in (solver.getSolution().col_value, solver.getSolution().row_value)
        )
        np.add.at(x, side, x[2 * n :])
        y = reduced.expanded(x[:n] - x[n : 2 * n], row_values, system.size)
        changed = np.flatnonzero(np.abs(y) > NEAR)
        reached = np.zeros(2 * n)
        for witness in pieces(system, changed, y[changed]):
            if agrees(system, witness, floor):
                rise = witness.changes * reduced.sign[witness.variables]
                at = reduced.column[witness.variables]
                rise, at = rise[at < n], at[at < n]
                reached[np.where(rise > 0, at, at + n)] = np.abs(rise)
                yield witness
        new = is_open & (reached[side] >= by)
        if not new.any() or not (is_open & ~new).any():
            return
        is_open &= ~new
        done = (2 * n + np.flatnonzero(new)).astype(np.int32)
        solver.changeColsCost(len(done), done, np.full(len(done), _SMALL_PRICE))


def _farthest(side: IntArray, by: FloatArray) -> tuple[IntArray, FloatArray]:
    """Each column once, with the greatest change that is wanted of it."""
    each, position = np.unique(side, return_inverse=True)
    most = np.zeros(len(each))
    np.maximum.at(most, position, by)
    return each, most


def _add_rewarded(solver: highspy.Highs, positions: IntArray, by: FloatArray) -> None:
    """A second column for each of these, rewarded up to what its goal needs."""
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
        by,
        len(taken),
        begin,
        index[taken].astype(np.int32),
        value[taken],
    )
