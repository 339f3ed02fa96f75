"""Changes of the clear table that stay within published intervals, found with small linear programs.

Sums and complements follow from the other variables, so the programs are about those alone; an interval becomes a row
of them only once an answer would leave it. Answers count when integer arithmetic accepts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.attack import Witness
from pipelines.protect.system import BoolArray, IntArray, System

FloatArray = npt.NDArray[np.float64]

UNBOUNDED = 2**40
"""Upper end of what no release states an interval for."""
_NEAR = 1e-6
_ROUNDS = 30
_OTHER_PRICES = 2
_SHIFT = 3.0
_ITERATIONS = 20_000
"""What one program may take, so that no stubborn one delays a release; nothing depends on the time it takes."""
_LITTLE = 1e-3
_FACTORS = (1, 2, 3)
_LAZY_ROUNDS = 12


@dataclass(frozen=True)
class Published:
    """The interval that all releases together state for each variable; what has none may be anything from 0 on."""

    lower: IntArray
    upper: IntArray

    def allows(self, system: System, witness: Witness) -> bool:
        """Whether a witness is a table of whole numbers within all intervals that satisfies every relation exactly."""
        table = witness.table(system)
        within = (table >= self.lower).all() and (table <= self.upper).all()
        return bool(within and not (system.residuals(table) != 0).any())


@dataclass(frozen=True)
class Rows:
    """Sparse rows over variables, as HiGHS takes them."""

    starts: IntArray
    columns: IntArray
    coefficients: IntArray

    @classmethod
    def of(cls, terms: Sequence[dict[int, int]]) -> Rows:
        entries = [entry for row in terms for entry in sorted(row.items())]
        return cls(
            np.cumsum([0] + [len(row) for row in terms]).astype(np.int64),
            np.array([v for v, _ in entries], dtype=np.int64),
            np.array([c for _, c in entries], dtype=np.int64),
        )

    @cached_property
    def row_of_entry(self) -> IntArray:
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def times(self, x: FloatArray | IntArray) -> FloatArray:
        """Every row applied to a value of each variable."""
        count = len(self.starts) - 1
        return np.bincount(self.row_of_entry, self.coefficients * x[self.columns], count).astype(np.float64)

    def weighted_sum(self, weights: FloatArray, size: int) -> FloatArray:
        """The sum of all rows, each times its weight."""
        return np.bincount(self.columns, self.coefficients * weights[self.row_of_entry], size).astype(
            np.float64
        )

    def row(self, number: int) -> tuple[IntArray, IntArray]:
        part = slice(self.starts[number], self.starts[number + 1])
        return self.columns[part], self.coefficients[part]


class Unknowns:
    """The variables that all others follow from: every variable is a row of them, and some rows stay equations."""

    def __init__(self, system: System) -> None:
        definitions, equations = _definitions(system)
        terms = _substituted(system, definitions)
        self.system = system
        self.is_free = np.ones(system.size, dtype=bool)
        self.is_free[list(definitions)] = False
        self.of = Rows.of(terms)
        """Row v gives the change of variable v."""
        self.equations = Rows.of([r for r in (_sum_of(system, row, terms) for row in equations) if r])


def _definitions(system: System) -> tuple[dict[int, int], list[int]]:
    """The row that each sum, complement or difference follows from; and the rows that remain equations."""
    definitions: dict[int, int] = {}
    rest: list[int] = []
    bounds = list(pairwise(system.row_starts.tolist()))
    order = sorted(range(len(bounds)), key=lambda row: (bounds[row][1] - bounds[row][0], row))
    for row in order:
        members = system.columns[bounds[row][0] : bounds[row][1]].tolist()
        coefficients = system.coefficients[bounds[row][0] : bounds[row][1]].tolist()
        candidates = [v for v in members if not system.is_cell[v]]
        if not candidates and coefficients.count(-1) == 1:
            candidates = [members[coefficients.index(-1)]]
        chosen = [v for v in candidates if v not in definitions]
        if chosen and not _leads_to(chosen[0], members, definitions, system):
            definitions[chosen[0]] = row
        else:
            rest.append(row)
    return definitions, sorted(rest)


def _leads_to(target: int, members: Sequence[int], definitions: dict[int, int], system: System) -> bool:
    """Whether another member of a row is defined, through whatever steps, by the target."""
    seen: set[int] = set()
    stack = [v for v in members if v != target]
    while stack:
        variable = stack.pop()
        if variable == target:
            return True
        if variable in definitions and variable not in seen:
            seen.add(variable)
            row = definitions[variable]
            part = system.columns[system.row_starts[row] : system.row_starts[row + 1]]
            stack += [v for v in part.tolist() if v != variable]
    return False


def _substituted(system: System, definitions: dict[int, int]) -> list[dict[int, int]]:
    """Every variable in terms of those without a definition."""
    terms: list[dict[int, int] | None] = [None if v in definitions else {v: 1} for v in range(system.size)]
    for variable in definitions:
        stack = [variable]
        while stack:
            top = stack[-1]
            part = slice(system.row_starts[definitions[top]], system.row_starts[definitions[top] + 1])
            others = [v for v in system.columns[part].tolist() if v != top]
            open_ones = [v for v in others if terms[v] is None]
            if open_ones:
                stack += open_ones
                continue
            stack.pop()
            if terms[top] is None:
                total: dict[int, int] = defaultdict(int)
                own = 0
                for v, c in zip(
                    system.columns[part].tolist(), system.coefficients[part].tolist(), strict=True
                ):
                    if v == top:
                        own = c
                        continue
                    for base, coefficient in (terms[v] or {}).items():
                        total[base] += c * coefficient
                terms[top] = {base: -own * c for base, c in total.items() if c}
    return [row or {} for row in terms]


def _sum_of(system: System, row: int, terms: Sequence[dict[int, int]]) -> dict[int, int]:
    total: dict[int, int] = defaultdict(int)
    part = slice(system.row_starts[row], system.row_starts[row + 1])
    for v, c in zip(system.columns[part].tolist(), system.coefficients[part].tolist(), strict=True):
        for base, coefficient in terms[v].items():
            total[base] += c * coefficient
    return {base: c for base, c in total.items() if c}


def narrowed(system: System, published: Published, is_free: BoolArray) -> tuple[IntArray, IntArray]:
    """Bounds that follow, relation by relation, when all other variables are as they are."""
    lower = np.where(is_free, published.lower, system.clear)
    upper = np.where(is_free, published.upper, system.clear)
    if len(system.rhs) == 0:
        return lower, upper
    a, columns = system.coefficients, system.columns
    row_of, starts = system.row_of_entry, system.row_starts[:-1]
    for _ in range(_ROUNDS):
        least = np.where(a > 0, a * lower[columns], a * upper[columns])
        most = np.where(a > 0, a * upper[columns], a * lower[columns])
        # a * x = rhs - others, and a is 1 or -1
        left = (system.rhs - np.add.reduceat(most, starts))[row_of] + most
        right = (system.rhs - np.add.reduceat(least, starts))[row_of] + least
        narrow_lower, narrow_upper = lower.copy(), upper.copy()
        np.maximum.at(narrow_lower, columns, np.where(a > 0, left, -right))
        np.minimum.at(narrow_upper, columns, np.where(a > 0, right, -left))
        if (narrow_lower == lower).all() and (narrow_upper == upper).all():
            break
        lower, upper = narrow_lower, narrow_upper
    return lower, upper


class MoveProgram:
    """Changes of some variables, all others staying as they are."""

    def __init__(self, unknowns: Unknowns, published: Published, free: BoolArray) -> None:
        system = unknowns.system
        self._unknowns = unknowns
        self._published = published
        lower, upper = narrowed(system, published, free)
        self._up = np.where(upper < UNBOUNDED // 2, upper - system.clear, highspy.kHighsInf)
        self._down = (system.clear - lower).astype(np.float64)
        self._among = np.flatnonzero(unknowns.is_free & (lower < upper))
        self._position = np.full(system.size, -1, dtype=np.int64)
        self._position[self._among] = np.arange(len(self._among))
        self._price = np.tile(np.where(system.is_cell[self._among], 1.0, _LITTLE), 2)
        self._room = np.concatenate([self._up[self._among], self._down[self._among]])
        self._row_of: dict[int, int] = {}
        """The row that keeps a variable within its interval, for those that have one."""
        self._solver = self._new_solver()
        is_tight = ~unknowns.is_free & (np.minimum(self._up, self._down) < 1)
        self._add_rows(np.flatnonzero(is_tight))

    def may_change(self, variable: int, change: int) -> bool:
        """Whether single relations leave room for a change; where they do not, no witness has it."""
        return bool(-self._down[variable] <= change <= self._up[variable])

    def smallest(self, variable: int, change: int) -> Witness | None:
        """A witness that changes a variable by so much, or by a multiple of that; null when none is found."""
        rng = np.random.default_rng(variable)
        self._pin(variable, change)
        try:
            for attempt in range(1 + _OTHER_PRICES):
                factors = 1 if attempt == 0 else 1 + _SHIFT * rng.random(len(self._price))
                values = self._solved(self._price * factors)
                if values is None:
                    return None
                for factor in _FACTORS:
                    witness = self._accepted(factor * values)
                    if witness is not None:
                        return witness
            return None
        finally:
            self._release(variable)

    def farthest(self, variables: IntArray, changes: IntArray) -> Witness | None:
        """A witness that changes as many of these variables as can be, as far as wanted."""
        gain = np.zeros(self._unknowns.system.size)
        gain[variables] = 1 / changes
        box = np.full(len(gain), 1.0)
        box[variables] = np.abs(changes)
        gains = self._unknowns.of.weighted_sum(gain, len(gain))[self._among]
        n = len(self._among)
        every = np.arange(2 * n, dtype=np.int32)
        room = np.minimum(self._room, np.tile(box[self._among], 2))
        self._solver.changeColsBounds(2 * n, every, np.zeros(2 * n), room)
        values = self._solved(self._price * _LITTLE - np.concatenate([gains, -gains]))
        self._solver.changeColsBounds(2 * n, every, np.zeros(2 * n), self._room)
        return None if values is None else self._accepted(values)

    # ---- the program ------------------------------------------------------------------------------------

    def _new_solver(self) -> highspy.Highs:
        n = len(self._among)
        equations = self._unknowns.equations
        entries = np.flatnonzero(self._position[equations.columns] >= 0)
        rows, row = np.unique(equations.row_of_entry[entries], return_inverse=True)
        columns, coefficients = self._position[equations.columns[entries]], equations.coefficients[entries]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n, len(rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self._price, np.zeros(2 * n), self._room
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(rows))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = (np.searchsorted(row, np.arange(len(rows) + 1)) * 2).astype(np.int32)
        lp.a_matrix_.index_ = np.column_stack([columns, columns + n]).ravel().astype(np.int32)
        lp.a_matrix_.value_ = np.column_stack([coefficients, -coefficients]).ravel().astype(np.float64)
        return _solver_of(lp)

    def _add_rows(self, variables: IntArray) -> None:
        """Keep variables within their intervals."""
        n = len(self._among)
        for variable in variables.tolist():
            columns, coefficients = self._unknowns.of.row(variable)
            inside = self._position[columns] >= 0
            columns, coefficients = self._position[columns[inside]], coefficients[inside]
            if len(columns):
                self._row_of[variable] = self._solver.getNumRow()
                both = np.concatenate([columns, columns + n]).astype(np.int32)
                values = np.concatenate([coefficients, -coefficients]).astype(np.float64)
                self._solver.addRow(-self._down[variable], self._up[variable], len(both), both, values)

    def _pin(self, variable: int, change: int) -> None:
        column = int(self._position[variable])
        if column >= 0:
            both = np.array([column, column + len(self._among)], dtype=np.int32)
            exact = np.array([max(change, 0), max(-change, 0)], dtype=np.float64)
            self._solver.changeColsBounds(2, both, exact, exact)
            return
        if variable not in self._row_of:
            self._add_rows(np.array([variable]))
        if variable in self._row_of:
            self._solver.changeRowBounds(self._row_of[variable], float(change), float(change))

    def _release(self, variable: int) -> None:
        column, n = int(self._position[variable]), len(self._among)
        if column >= 0:
            both = np.array([column, column + n], dtype=np.int32)
            self._solver.changeColsBounds(2, both, np.zeros(2), self._room[[column, column + n]])
        elif variable in self._row_of:
            self._solver.changeRowBounds(self._row_of[variable], -self._down[variable], self._up[variable])

    # ---- answers ----------------------------------------------------------------------------------------

    def _solved(self, cost: FloatArray) -> FloatArray | None:
        """The changes of all variables that cost least; null when there are none."""
        n = len(self._among)
        self._solver.changeColsCost(2 * n, np.arange(2 * n, dtype=np.int32), cost)
        for _ in range(_LAZY_ROUNDS):
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            values = self._values()
            too_far = (values > self._up + _NEAR) | (values < -self._down - _NEAR)
            outside = [v for v in np.flatnonzero(too_far).tolist() if v not in self._row_of]
            if not outside:
                return values
            self._add_rows(np.array(outside))
        return None

    def _values(self) -> FloatArray:
        n = len(self._among)
        columns = np.array(self._solver.getSolution().col_value, dtype=np.float64)
        base = np.zeros(self._unknowns.system.size)
        base[self._among] = columns[:n] - columns[n:]
        return self._unknowns.of.times(base)

    def _accepted(self, changes: FloatArray) -> Witness | None:
        """The witness in exact arithmetic; null when the answer is not a whole table as asked for."""
        whole = np.rint(changes).astype(np.int64)
        moved = np.flatnonzero(whole)
        witness = Witness(moved, whole[moved])
        is_whole = (np.abs(changes - whole) <= _NEAR).all()
        allowed = is_whole and self._published.allows(self._unknowns.system, witness)
        return witness if allowed else None


def _solver_of(lp: highspy.HighsLp) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
    options: dict[str, bool | int | str] = {
        "output_flag": False, "threads": 1, "random_seed": 1, "parallel": "off", "presolve": "off",
        "simplex_iteration_limit": _ITERATIONS,
    }  # fmt: skip
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    return solver
