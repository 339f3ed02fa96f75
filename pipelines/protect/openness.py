"""What rounded cells leave open: other tables that would have been published with the same rounded values.

A count is safe when enough other values of it occur in such tables, whoever looks: the outsider, or a partner who
knows her own counts. Tables are sought with linear programs close to the report that a count belongs to, since
what one partner alone could have reported otherwise is open to all others; integer arithmetic accepts them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from pipelines.errors import PolicyError
from pipelines.protect.attack import Witness
from pipelines.protect.moves import MoveProgram, Published, Unknowns
from pipelines.protect.system import BoolArray, IntArray, System
from pipelines.texts import text

_FARTHEST = 8
"""Changes looked at: counts that differ by more say nothing about a small one."""
_CHANGES = (1, -1, 2, -2, 3, -3, 4, -4)
_WORTH_A_SWEEP = 4
_SWEEPS_IN_VAIN = 2


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
            title=text("The proof of this release does not hold"),
            message=(
                text(
                    "Integer arithmetic does not confirm that every rounded count stays open. Nothing was "
                    "published. This is a fault of the program: keep the data directory and report it."
                )
            ),
        )


class _Search:
    def __init__(self, system: System, published: Published, insider_values: int) -> None:
        self._system = system
        self._published = published
        self._unknowns = Unknowns(system)
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
        program = MoveProgram(self._unknowns, self._published, free)
        self._sweep(program, free, attackers)
        for variable in np.flatnonzero(free & (self.openness.missing(attackers) > 0)).tolist():
            for change in _CHANGES:
                short = attackers[self.openness.missing_of(variable, attackers) > 0]
                if len(short) == 0:
                    break
                if self.openness.is_news(variable, change, short) and program.may_change(variable, change):
                    self.openness.runs += 1
                    self._accept(program.smallest(variable, change))

    def _sweep(self, program: MoveProgram, free: BoolArray, attackers: IntArray) -> None:
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
            self._accept(program.farthest(short[changes != 0], changes[changes != 0]))
            is_better = self.openness.missing(attackers)[free].sum() < missing[free].sum()
            in_vain = 0 if is_better else in_vain + 1

    def _wanted_change(
        self, program: MoveProgram, variable: int, attackers: IntArray, rng: np.random.Generator
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
