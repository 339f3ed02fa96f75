"""Linear programs over one part (GLOP): quick guesses at tables and bounds, which exact arithmetic then checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

from pipelines.audit.bounding import IntArray, Matrix
from pipelines.audit.parts import Part
from pipelines.audit.system import UNBOUNDED, Terms

FloatArray = npt.NDArray[np.float64]
_NEAR = 1e-6
_DENOMINATORS = (1, 2, 3, 4, 6, 12)
_SIMPLEX = "use_preprocessing: false use_dual_simplex: false"
"""Without preprocessing the next objective starts from the last answer, which takes a few steps only."""


class Program:
    """All tables of a part, with one objective after the other; each says whether there is a finite answer.

    `table` and `prices` are those of the last answer.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString(_SIMPLEX)
        far = solver.infinity()
        self._solver, self._far = solver, far
        highs = [far if high >= UNBOUNDED else float(high) for high in part.upper.tolist()]
        self._x = [
            solver.NumVar(float(low), high, "") for low, high in zip(part.lower.tolist(), highs, strict=True)
        ]
        self._rows = [self._row(i) for i in range(part.rows.height)]
        self._used: list[pywraplp.Variable] = []
        self._pin: pywraplp.Constraint | None = None

    def _row(self, i: int) -> pywraplp.Constraint:
        rows = self._part.rows
        high = int(rows.upper[i])
        row = self._solver.Constraint(float(rows.lower[i]), self._far if high >= UNBOUNDED else float(high))
        span = slice(rows.starts[i], rows.starts[i + 1])
        for v, c in zip(rows.columns[span].tolist(), rows.coefficients[span].tolist(), strict=True):
            row.SetCoefficient(self._x[v], float(c))
        return row

    def least(self, terms: Terms) -> bool:
        """One signed sum as low as can be."""
        return self._minimise([(self._x[v], float(c)) for v, c in terms])

    def anywhere(self, weights: FloatArray) -> bool:
        """Some far corner of all tables: positive weights keep it bounded."""
        return self._minimise([(x, float(w)) for x, w in zip(self._x, weights.tolist(), strict=True)])

    def pinned(self, terms: Terms, value: int, weights: FloatArray) -> bool:
        """Some far corner of the tables in which a signed sum has a value."""
        self._release_pin()
        self._pin = self._solver.Constraint(float(value), float(value))
        for v, c in terms:
            self._pin.SetCoefficient(self._x[v], float(c))
        return self._solve([(x, float(w)) for x, w in zip(self._x, weights.tolist(), strict=True)])

    def _release_pin(self) -> None:
        """A row cannot be taken away, but it can be left without effect; not before its answer has been read."""
        if self._pin is not None:
            self._pin.SetBounds(-self._far, self._far)
            self._pin = None

    def _minimise(self, objective: Sequence[tuple[pywraplp.Variable, float]]) -> bool:
        self._release_pin()
        return self._solve(objective)

    def _solve(self, objective: Sequence[tuple[pywraplp.Variable, float]]) -> bool:
        goal = self._solver.Objective()
        for column in self._used:
            goal.SetCoefficient(column, 0.0)
        for column, weight in objective:
            goal.SetCoefficient(column, weight)
        goal.SetMinimization()
        self._used = [column for column, _ in objective]
        return bool(self._solver.Solve() == pywraplp.Solver.OPTIMAL)

    @property
    def table(self) -> FloatArray:
        """The best table, in fractions."""
        return np.array([x.solution_value() for x in self._x])

    @property
    def prices(self) -> FloatArray:
        """The price of each row in the best table."""
        return np.array([row.dual_value() for row in self._rows])


class ManyTargets(Program):
    """The same with a column for each target and a capped copy of it, so that many are pushed at once."""

    def __init__(self, part: Part, caps: Sequence[int]) -> None:
        super().__init__(part)
        self._values = [self._value(asking.terms, asking.constant) for asking in part.asked]
        self._capped = [self._cap(value, cap) for value, cap in zip(self._values, caps, strict=True)]

    def _value(self, terms: Terms, constant: int) -> pywraplp.Variable:
        """A column that equals a target."""
        value = self._solver.NumVar(-self._far, self._far, "")
        row = self._solver.Constraint(-float(constant), -float(constant))
        for v, c in terms:
            row.SetCoefficient(self._x[v], float(c))
        row.SetCoefficient(value, -1.0)
        return value

    def _cap(self, value: pywraplp.Variable, cap: int) -> pywraplp.Variable:
        """A column that is at most the target and at most the cap, so that no target earns more than its due."""
        capped = self._solver.NumVar(-self._far, float(cap), "")
        row = self._solver.Constraint(0.0, self._far)
        row.SetCoefficient(value, 1.0)
        row.SetCoefficient(capped, -1.0)
        return capped

    def lowest(self, weights: Mapping[int, float]) -> bool:
        """Targets as low as can be, together."""
        return self._minimise([(self._values[i], weight) for i, weight in weights.items()])

    def highest(self, weights: Mapping[int, float]) -> bool:
        """Targets as high as can be, together, each up to its cap."""
        return self._minimise([(self._capped[i], -weight) for i, weight in weights.items()])


def whole(part: Part, fractions: FloatArray) -> IntArray | None:
    """The table in whole numbers, if it is one and satisfies every row and bound exactly; else null."""
    table = np.rint(fractions).astype(np.int64)
    if (np.abs(fractions - table) > _NEAR).any() or (table < part.lower).any() or (table > part.upper).any():
        return None
    return table if part.rows.holds_for(table) else None


def proven_least(part: Part, terms: Terms, prices: FloatArray) -> int | None:
    """A bound below a signed sum, by weak duality in whole numbers; null when the prices prove none.

    Any prices give a true bound: sum of prices times rows, and what is left over times the bounds of the unknowns.
    """
    for scale in _DENOMINATORS:
        y = np.rint(prices * scale).astype(np.int64)
        if (np.abs(prices * scale - y) < _NEAR).all():
            bound = _dual_value(part, terms, y, scale)
            return None if bound is None else -(-bound // scale)
    return None


def _dual_value(part: Part, terms: Terms, y: IntArray, scale: int) -> int | None:
    rows = part.rows
    left = np.zeros(len(part.unknowns), dtype=np.int64)
    for v, c in terms:
        left[v] += c * scale
    np.subtract.at(left, rows.columns, rows.coefficients * np.repeat(y, np.diff(rows.starts)))
    if (rows.upper[y < 0] >= UNBOUNDED).any() or (part.upper[left < 0] >= UNBOUNDED).any():
        return None
    of_rows = np.where(y > 0, y * rows.lower, np.where(y < 0, y * rows.upper, 0)).sum()
    of_bounds = np.where(left > 0, left * part.lower, np.where(left < 0, left * part.upper, 0)).sum()
    return int(of_rows + of_bounds)


def fewest_rows(rows: Matrix, terms: Terms, size: int, needed: float) -> IntArray | None:
    """The shortest chain of rows that proves a signed sum to be at least `needed`: rows used, by their sign.

    Shape: one number per row, -1, 0 or 1. Null when none was found.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    far = solver.infinity()
    up = [solver.NumVar(0.0, far, "") for _ in range(rows.height)]
    down = [solver.NumVar(0.0, 0.0 if high >= UNBOUNDED else far, "") for high in rows.upper.tolist()]
    goal = solver.Objective()
    wanted = dict(terms)
    left = [solver.Constraint(-far, float(wanted.get(v, 0))) for v in range(size)]
    enough = solver.Constraint(needed, far)
    for i in range(rows.height):
        goal.SetCoefficient(up[i], 1.0)
        goal.SetCoefficient(down[i], 1.0)
        enough.SetCoefficient(up[i], float(rows.lower[i]))
        if rows.upper[i] < UNBOUNDED:
            enough.SetCoefficient(down[i], -float(rows.upper[i]))
        span = slice(rows.starts[i], rows.starts[i + 1])
        for v, c in zip(rows.columns[span].tolist(), rows.coefficients[span].tolist(), strict=True):
            left[v].SetCoefficient(up[i], float(c))
            left[v].SetCoefficient(down[i], -float(c))
    goal.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    used = np.array([u.solution_value() - d.solution_value() for u, d in zip(up, down, strict=True)])
    signs: IntArray = np.where(used > _NEAR, 1, np.where(used < -_NEAR, -1, 0)).astype(np.int64)
    return signs
