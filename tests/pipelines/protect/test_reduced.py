from __future__ import annotations

import highspy
import numpy as np
import pytest

from bench.panels import panel
from pipelines.protect.attack import confine, reduced_solver, solver_of
from pipelines.protect.reduced import Reduction
from pipelines.protect.system import BoolArray, FloatArray, System

SYSTEM = panel("D1q")
NOTHING = np.zeros(SYSTEM.size, dtype=bool)


def some(share: float, seed: int) -> BoolArray:
    return np.random.default_rng(seed).random(SYSTEM.size) < share


def reduced_answer(
    reduced: Reduction, price: FloatArray, variable: int, change: int
) -> tuple[float | None, FloatArray]:
    """The least price of a change and the table of changes; null where there is none."""
    nothing = np.zeros(SYSTEM.size)
    column = int(reduced.column[variable])
    if column < 0:
        return None, nothing
    solver = reduced_solver(reduced, reduced.sums(price[reduced.variables]))
    room = SYSTEM.clear[reduced.variables].astype(np.float64)
    lower, upper = reduced.bounds(-room, np.full(len(room), np.inf))
    by = float(change * reduced.sign[variable])
    if not lower[column] <= by <= upper[column]:
        return None, nothing
    lower[column] = upper[column] = by
    confine(solver, reduced, np.arange(len(lower)), lower, upper)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None, nothing
    values, rows = np.array(solver.getSolution().col_value), np.array(solver.getSolution().row_value)
    changes = values[: reduced.width] - values[reduced.width :]
    return float(solver.getInfo().objective_function_value), reduced.expanded(changes, rows, SYSTEM.size)


def plain_answer(may_change: BoolArray, price: FloatArray, variable: int, change: int) -> float | None:
    among = np.flatnonzero(may_change)
    position = np.full(SYSTEM.size, -1, dtype=np.int64)
    position[among] = np.arange(len(among))
    n = len(among)
    solver = solver_of(SYSTEM, price[among], position)
    up, down = np.full(n, np.inf), SYSTEM.clear[among].astype(np.float64)
    least = np.zeros(2 * n)
    at = int(position[variable])
    up[at], down[at] = max(change, 0), max(-change, 0)
    least[[at, at + n]] = up[at], down[at]
    solver.changeColsBounds(2 * n, np.arange(2 * n, dtype=np.int32), least, np.concatenate([up, down]))
    solver.run()
    is_solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value) if is_solved else None


@pytest.mark.parametrize("share", [0.6, 0.75, 0.95])
@pytest.mark.parametrize("left_out", [0.0, 0.5], ids=["all priced", "half for nothing"])
def test_reduced_program_has_the_same_least_price_as_the_plain_one(share: float, left_out: float) -> None:
    may_change, costs_nothing = some(share, 1), some(left_out, 2)
    price = np.where(costs_nothing, 0.0, 1.0 + np.arange(SYSTEM.size) % 7)
    reduced = Reduction(SYSTEM, may_change, costs_nothing)
    answers = []

    for variable in np.flatnonzero(may_change)[::5].tolist():
        answer, table = reduced_answer(reduced, price, variable, 1)
        assert answer == pytest.approx(plain_answer(may_change, price, variable, 1), abs=1e-6)
        answers.append(answer)
        if answer is not None:
            assert table[variable] == pytest.approx(1)
            assert_keeps_every_row(SYSTEM, table)
            assert not table[~may_change].any()
            assert (SYSTEM.clear + table >= -1e-6).all()

    assert any(answer is not None for answer in answers)


def test_reduced_variable_that_is_alone_in_a_row_cannot_change() -> None:
    row = slice(SYSTEM.row_starts[0], SYSTEM.row_starts[1])
    alone = NOTHING.copy()
    alone[SYSTEM.columns[row][0]] = True

    assert (Reduction(SYSTEM, alone, NOTHING).column == -1).all()


def test_reduced_pair_in_a_row_has_one_column() -> None:
    row = slice(SYSTEM.row_starts[0], SYSTEM.row_starts[1])
    one, other = SYSTEM.columns[row][:2]
    rows_of = SYSTEM.entries_of(np.array([one, other]))[1]
    pair = np.isin(
        np.arange(SYSTEM.size), SYSTEM.columns[np.isin(SYSTEM.row_of_entry, SYSTEM.row_of_entry[rows_of])]
    )
    pair[SYSTEM.columns[row][2:]] = False

    reduced = Reduction(SYSTEM, pair, NOTHING)

    a, b = SYSTEM.coefficients[row][:2]
    assert reduced.column[one] == reduced.column[other]
    assert reduced.sign[one] * reduced.sign[other] == -a * b


def test_reduced_program_leaves_out_what_costs_nothing() -> None:
    priced = Reduction(SYSTEM, ~NOTHING, NOTHING)
    free = Reduction(SYSTEM, ~NOTHING, ~NOTHING)

    assert len(priced.left_row) == 0
    assert free.width < priced.width / 2


def assert_keeps_every_row(system: System, table: FloatArray) -> None:
    sums = np.add.reduceat(system.coefficients * table[system.columns], system.row_starts[:-1])
    assert np.abs(sums).max() < 1e-6
