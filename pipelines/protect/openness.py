"""What rounded cells leave open: other tables that would have been published with the same rounded values.

A count is safe when enough other values of it occur in such tables, whoever looks: the outsider, or a partner who
knows her own counts. Tables are sought with linear programs close to the report that a count belongs to, since
what one partner alone could have reported otherwise is open to all others; integer arithmetic accepts them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.errors import PolicyError
from pipelines.protect.attack import Witness
from pipelines.protect.system import BoolArray, IntArray, System

FloatArray = npt.NDArray[np.float64]

_NEAR = 1e-6
_OTHER_PRICES = 6
_SHIFT = 3.0
_NODES = 20
_LITTLE = 1e-3
_WORTH_A_SWEEP = 4
_SWEEPS_IN_VAIN = 2
_FACTORS = (1, 2, 3)
_CHANGES = (1, -1, 2, -2, 3, -3, 4, -4)
UNBOUNDED = 2**40
"""Upper end of what no release states an interval for."""
_ROUNDS = 30
_FARTHEST = 8
"""Changes looked at: counts that differ by more say nothing about a small one."""


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


def required_values(system: System, insider_values: int) -> IntArray:
    """How many values each variable must keep: every count of people, large, small or zero, and sensitive differences.

    That large counts keep them too means that the published cells alone show the promise to hold.
    """
    of_people = system.is_cell & (system.threshold > 0)
    return np.where(of_people | system.sensitive, insider_values, 0)


def own_counts(system: System) -> dict[str, BoolArray]:
    """For every partner that reports, the variables that her own counts determine; for the outsider, none."""
    known = {"": np.zeros(system.size, dtype=bool)}
    for partner in sorted({owner for owner in system.owner if owner is not None}):
        known[partner] = _determined(system, np.asarray(system.owner == partner, dtype=bool))
    return known


def _determined(system: System, known: BoolArray) -> BoolArray:
    """Known variables, and those that a relation gives when all its others are known."""
    known = known.copy()
    starts = system.row_starts[:-1]
    while len(starts):
        unknown = ~known[system.columns]
        last = (np.add.reduceat(unknown.astype(np.int64), starts) == 1)[system.row_of_entry] & unknown
        if not last.any():
            break
        known[system.columns[last]] = True
    return known


def _narrowed(system: System, published: Published, is_free: BoolArray) -> tuple[IntArray, IntArray]:
    """Bounds that follow, relation by relation, when all other variables are as they are."""
    lower = np.where(is_free, published.lower, system.clear)
    upper = np.where(is_free, published.upper, system.clear)
    if len(system.rhs) == 0:
        return lower, upper
    a, columns, row_of, starts = (
        system.coefficients, system.columns, system.row_of_entry, system.row_starts[:-1],
    )  # fmt: skip
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


def reach(system: System, variables: BoolArray, *, both_ways: bool = False) -> BoolArray:
    """The variables, and all sums that they go into; both ways: first everything that a relation links them to."""
    inside = variables.copy()
    is_part = system.coefficients > 0
    if both_ways:
        rows = _rows_with(system, inside[system.columns])
        inside[system.columns[rows[system.row_of_entry]]] = True
    while True:
        rows = _rows_with(system, is_part & inside[system.columns])
        wholes = system.columns[~is_part & rows[system.row_of_entry]]
        if inside[wholes].all():
            return inside
        inside[wholes] = True


def _rows_with(system: System, entries: BoolArray) -> BoolArray:
    rows = np.zeros(len(system.rhs), dtype=bool)
    rows[system.row_of_entry[entries]] = True
    return rows


class Openness:
    """Which values of each variable occur in the witnesses that each attacker must reckon with."""

    def __init__(self, system: System, insider_values: int) -> None:
        known = own_counts(system)
        self.known = np.array(list(known.values()), dtype=bool)
        """Attackers x variables: what each knows by herself; the outsider comes first."""
        self.witnesses: list[Witness] = []
        self.runs = 0
        self._needed = np.where(self.known, 0, required_values(system, insider_values)[None, :])
        self._seen = np.zeros((*self.known.shape, 2 * _FARTHEST + 1), dtype=bool)
        self._seen[:, :, _FARTHEST] = True
        self._count = np.ones(self.known.shape, dtype=np.int64)

    def add(self, witness: Witness) -> None:
        """Count a witness for every attacker whose own counts it leaves alone."""
        near = np.abs(witness.changes) <= _FARTHEST
        reckons = np.flatnonzero(~self.known[:, witness.variables].any(axis=1))
        where = (reckons[:, None], witness.variables[near])
        news = ~self._seen[*where, witness.changes[near] + _FARTHEST]
        self._seen[*where, witness.changes[near] + _FARTHEST] = True
        self._count[where] += news
        self.witnesses.append(witness)

    def missing(self, attackers: IntArray | slice = slice(None)) -> IntArray:
        """How many values of each variable are still wanted, for all of these attackers together."""
        wanted = self._needed[attackers] - self._count[attackers]
        return np.asarray(np.maximum(wanted, 0).sum(axis=0), dtype=np.int64)

    def missing_of(self, variable: int, attackers: IntArray) -> IntArray:
        """How many values of one variable are still wanted, for each of these attackers."""
        wanted: IntArray = self._needed[attackers, variable] - self._count[attackers, variable]
        return wanted

    def dump(self, system: System) -> bytes:
        """The witnesses by the names of the cells they change, compressed."""
        names: dict[int, tuple[str, ...]] = {}
        for (key, version), variable in system.variable_of.items():
            names.setdefault(variable, (*key, version))
        position = {variable: i for i, variable in enumerate(names)}
        changes = [
            [
                [position[v], change]
                for v, change in zip(w.variables.tolist(), w.changes.tolist(), strict=True)
                if v in position
            ]
            for w in self.witnesses
        ]
        text = json.dumps({"cells": list(names.values()), "witnesses": changes}, separators=(",", ":"))
        return zlib.compress(text.encode())

    def is_news(self, variable: int, change: int, attackers: IntArray) -> bool:
        """Whether some of these attackers have not seen this value of a variable yet."""
        return not self._seen[attackers, variable, change + _FARTHEST].all()


def find_witnesses(
    system: System, published: Published, insider_values: int, former: Iterable[Witness] = ()
) -> Openness:
    """Look for as many other tables as the promise needs; what is still `missing` then has not been found open.

    `former` are witnesses from before; those that hold here as well save the search for them.
    """
    search = _Search(system, published, insider_values)
    for witness in former:
        if published.allows(system, witness):
            search.openness.add(witness)
    search.run()
    return search.openness


def verify_open(
    system: System, published: Published, insider_values: int, witnesses: Sequence[Witness]
) -> None:
    """Raise PolicyError unless the clear table and these witnesses alone, by integer arithmetic, prove the promise."""
    proven = Openness(system, insider_values)
    nothing = np.zeros(0, dtype=np.int64)
    holds = published.allows(system, Witness(nothing, nothing))
    for witness in witnesses:
        holds = holds and published.allows(system, witness)
        proven.add(witness)
    if not holds or proven.missing().any():
        raise PolicyError(
            title="The proof of this release does not hold",
            message=(
                "Integer arithmetic does not confirm that every rounded count stays open. Nothing was published. "
                "This is a fault of the program: keep the data directory and report it."
            ),
        )


class _Search:
    def __init__(self, system: System, published: Published, insider_values: int) -> None:
        self._system = system
        self._published = published
        self.openness = Openness(system, insider_values)

    def run(self) -> None:
        """One partner's quarter at a time, then all her quarters, then whatever an attacker does not know."""
        for owner, quarter in self._reports():
            self._open_reports((self._system.owner == owner) & (self._system.quarter == quarter))
        for owner in sorted({owner for owner in self._system.owner if owner is not None}):
            self._open_reports(np.asarray(self._system.owner == owner, dtype=bool))
        for attacker, known in enumerate(self.openness.known):
            self._open(~known, np.array([attacker]))

    def _open_reports(self, inside: BoolArray) -> None:
        """What one partner could have reported otherwise, and the sums that it would have changed."""
        others = np.flatnonzero(~self.openness.known[:, inside].any(axis=1))
        self._open(reach(self._system, inside), others)

    def _reports(self) -> list[tuple[str, int]]:
        pairs = zip(self._system.owner, self._system.quarter.tolist(), strict=True)
        return sorted({(owner, quarter) for owner, quarter in pairs if owner is not None})

    def _open(self, free: BoolArray, attackers: IntArray) -> None:
        """Look for witnesses that change some variables: many at once as long as that helps, then one by one."""
        if not self.openness.missing(attackers)[free].any():
            return
        program = _MoveProgram(self._system, self._published, free)
        self._sweep(program, free, attackers)
        for variable in np.flatnonzero(free & (self.openness.missing(attackers) > 0)).tolist():
            for change in _CHANGES:
                short = attackers[self.openness.missing_of(variable, attackers) > 0]
                if len(short) == 0:
                    break
                if self.openness.is_news(variable, change, short) and program.may_change(variable, change):
                    self.openness.runs += 1
                    self._accept(program.smallest(variable, change))

    def _sweep(self, program: _MoveProgram, free: BoolArray, attackers: IntArray) -> None:
        rng = np.random.default_rng(len(self.openness.witnesses))
        in_vain = 0
        while in_vain < _SWEEPS_IN_VAIN:
            missing = self.openness.missing(attackers)
            short = np.flatnonzero(free & (missing > 0))
            wanted = [self._wanted_change(program, v, attackers, rng) for v in short.tolist()]
            changes = np.array(wanted, dtype=np.int64)
            if (changes != 0).sum() < _WORTH_A_SWEEP:
                return
            self.openness.runs += 1
            self._accept(program.farthest(short, changes))
            is_better = self.openness.missing(attackers)[free].sum() < missing[free].sum()
            in_vain = 0 if is_better else in_vain + 1

    def _wanted_change(
        self, program: _MoveProgram, variable: int, attackers: IntArray, rng: np.random.Generator
    ) -> int:
        """A small change of a variable that would be news and is not ruled out; 0 when there is none."""
        short = attackers[self.openness.missing_of(variable, attackers) > 0]
        news = [
            c
            for c in _CHANGES
            if program.may_change(variable, c) and self.openness.is_news(variable, c, short)
        ]
        near = [c for c in news if abs(c) == min(map(abs, news))]
        return int(rng.choice(near)) if near else 0

    def _accept(self, witness: Witness | None) -> None:
        """Keep a witness, and its double and its opposite where these hold as well."""
        if witness is None:
            return
        for factor in (1, -1, 2, -2):
            multiple = Witness(witness.variables, factor * witness.changes)
            if self._published.allows(self._system, multiple):
                self.openness.add(multiple)


class _MoveProgram:
    """Changes of the clear table, among some variables, that stay within all published intervals."""

    def __init__(self, system: System, published: Published, free: BoolArray) -> None:
        self._system = system
        self._published = published
        lower, upper = _narrowed(system, published, free)
        self._among = np.flatnonzero(lower < upper)
        n = len(self._among)
        self._position = np.full(system.size, -1, dtype=np.int64)
        self._position[self._among] = np.arange(n)
        clear = system.clear[self._among]
        up = (upper[self._among] - clear).astype(np.float64)
        self._up = np.where(upper[self._among] < UNBOUNDED // 2, up, highspy.kHighsInf)
        self._down = (clear - lower[self._among]).astype(np.float64)
        is_whole = np.zeros(system.size, dtype=bool)
        is_whole[system.columns[system.coefficients < 0]] = True
        # Sums follow from their parts; to price them as well would only make the search longer.
        self._price = np.tile(np.where(system.is_cell & ~is_whole, 1.0, _LITTLE)[self._among], 2)
        self._solver = self._program(is_whole=False)

    def may_change(self, variable: int, change: int) -> bool:
        """Whether single relations leave room for a change; where they do not, no witness has it."""
        column = int(self._position[variable])
        return column >= 0 and bool(-self._down[column] <= change <= self._up[column])

    def farthest(self, variables: IntArray, changes: IntArray) -> Witness | None:
        """A witness that changes as many of these variables as can be, as far as wanted."""
        n = len(self._among)
        columns, changes = self._position[variables[changes != 0]], changes[changes != 0]
        gain = np.zeros(n)
        gain[columns] = 1 / changes
        box = np.full(n, 1.0)
        box[columns] = np.abs(changes)
        every = np.arange(2 * n, dtype=np.int32)
        self._solver.changeColsCost(2 * n, every, self._price * _LITTLE - np.concatenate([gain, -gain]))
        room = np.concatenate([self._up, self._down])
        self._solver.changeColsBounds(2 * n, every, np.zeros(2 * n), np.minimum(room, np.tile(box, 2)))
        values = self._answer(self._solver)
        self._solver.changeColsBounds(2 * n, every, np.zeros(2 * n), room)
        return None if values is None else self._accepted(values)

    def smallest(self, variable: int, change: int) -> Witness | None:
        """A witness that changes a variable by so much, or by a multiple of that; null when none is found."""
        column = int(self._position[variable])
        rng = np.random.default_rng(variable)
        for attempt in range(1 + _OTHER_PRICES):
            price = self._price if attempt == 0 else self._price * (1 + _SHIFT * rng.random(len(self._price)))
            values = self._pinned(self._solver, price, column, change)
            if values is None:
                return None
            for factor in _FACTORS:
                witness = self._accepted(factor * values)
                if witness is not None:
                    return witness
        values = self._pinned(self._program(is_whole=True), self._price, column, change)
        return None if values is None else self._accepted(values)

    def _pinned(
        self, solver: highspy.Highs, price: FloatArray, column: int, change: int
    ) -> FloatArray | None:
        n = len(self._among)
        both = np.array([column, column + n], dtype=np.int32)
        exact = np.array([max(change, 0), max(-change, 0)], dtype=np.float64)
        solver.changeColsCost(2 * n, np.arange(2 * n, dtype=np.int32), price)
        solver.changeColsBounds(2, both, exact, exact)
        values = self._answer(solver)
        solver.changeColsBounds(2, both, np.zeros(2), np.array([self._up[column], self._down[column]]))
        return values

    def _answer(self, solver: highspy.Highs) -> FloatArray | None:
        """The changes that solve the program; null when there are none."""
        solver.run()
        solution = solver.getSolution()
        if not solution.value_valid:
            return None
        values = np.array(solution.col_value, dtype=np.float64)
        return values[: len(self._among)] - values[len(self._among) :]

    def _accepted(self, changes: FloatArray) -> Witness | None:
        """The witness in exact arithmetic; null when the answer is not a whole table as asked for."""
        whole = np.rint(changes).astype(np.int64)
        moved = np.flatnonzero(whole)
        witness = Witness(self._among[moved], whole[moved])
        is_whole = (np.abs(changes - whole) <= _NEAR).all()
        return witness if is_whole and self._published.allows(self._system, witness) else None

    def _program(self, *, is_whole: bool) -> highspy.Highs:
        """min price * (up + down) subject to rows * (up - down) = 0."""
        system, n = self._system, len(self._among)
        entries = np.flatnonzero(self._position[system.columns] >= 0)
        rows, row = np.unique(system.row_of_entry[entries], return_inverse=True)
        columns, coefficients = self._position[system.columns[entries]], system.coefficients[entries]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n, len(rows)
        lp.col_cost_, lp.col_lower_ = self._price, np.zeros(2 * n)
        lp.col_upper_ = np.concatenate([self._up, self._down])
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(rows))
        if is_whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * (2 * n)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = (np.searchsorted(row, np.arange(len(rows) + 1)) * 2).astype(np.int32)
        lp.a_matrix_.index_ = np.column_stack([columns, columns + n]).ravel().astype(np.int32)
        lp.a_matrix_.value_ = np.column_stack([coefficients, -coefficients]).ravel().astype(np.float64)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        options: dict[str, bool | int | str] = {
            "output_flag": False, "threads": 1, "random_seed": 1, "parallel": "off", "presolve": "off",
            "mip_max_nodes": _NODES, "mip_max_improving_sols": 1,
        }  # fmt: skip
        for option, value in options.items():
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver
