"""The witnesses of a release, kept with the clear data, and taken over into the system of the next one.

What a witness says about earlier cells stays true; only what the new release adds to the system must follow from it.
Taken over or not, every witness is accepted by integer arithmetic, so this saves time and decides nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

import numpy as np

from pipelines.protect.attack import Witness
from pipelines.protect.complementary import Secured
from pipelines.protect.system import BoolArray, IntArray, System

_CHUNK = 500


def dump_proof(system: System, secured: Secured) -> bytes:
    """The witnesses by the names of the cells they change."""
    name_of: dict[int, tuple[str, ...]] = {}
    for (key, version), variable in system.variable_of.items():
        name_of.setdefault(variable, (*key, version))
    position = {variable: i for i, variable in enumerate(name_of)}
    witnesses = []
    for witness in secured.witnesses:
        pairs = zip(witness.variables.tolist(), witness.changes.tolist(), strict=True)
        witnesses.append([[position[v], change] for v, change in pairs if v in position])
    text = json.dumps({"cells": list(name_of.values()), "witnesses": witnesses}, separators=(",", ":"))
    return zlib.compress(text.encode())


def load_proof(
    proof: bytes, system: System, withheld: BoolArray, floor: IntArray | None = None
) -> list[Witness]:
    """The witnesses of an earlier release that hold in this system and change withheld cells only."""
    floor = np.zeros(system.size, dtype=np.int64) if floor is None else floor
    content = json.loads(zlib.decompress(proof))
    variables = [system.variable_of.get((tuple(name[:-1]), name[-1]), -1) for name in content["cells"]]
    named = np.zeros(system.size, dtype=bool)
    named[[v for v in variables if v >= 0]] = True
    order = _definitions(system, named)
    witnesses: list[Witness] = []
    for start in range(0, len(content["witnesses"]), _CHUNK):
        chunk = content["witnesses"][start : start + _CHUNK]
        changes = np.zeros((system.size, len(chunk)), dtype=np.int64)
        for column, pairs in enumerate(chunk):
            for position, change in pairs:
                if variables[position] >= 0:
                    changes[variables[position], column] = change
        _complete(system, changes, order)
        witnesses += _holding(system, changes, withheld, floor)
    return witnesses


def _definitions(system: System, named: BoolArray) -> list[tuple[int, int]]:
    """(variable, row) in an order in which each row gives the change of one variable that no name gives.

    Counts that a new release adds are unchanged; sums, complements and differences follow.
    """
    is_whole = np.zeros(system.size, dtype=bool)
    is_whole[system.columns[system.coefficients < 0]] = True
    unknown = ~named & (is_whole | ~system.is_cell)
    order: list[tuple[int, int]] = []
    starts = system.row_starts
    if len(system.rhs) == 0:
        return order
    left = np.add.reduceat(unknown[system.columns].astype(np.int64), starts[:-1])
    open_rows = {row for row, count in enumerate(left) if count}
    progress = True
    while progress:
        progress = False
        for row in sorted(open_rows):
            members = system.columns[starts[row] : starts[row + 1]]
            missing = members[unknown[members]]
            if len(missing) == 1:
                order.append((int(missing[0]), row))
                unknown[missing[0]] = False
                progress = True
            if len(missing) <= 1:
                open_rows.discard(row)
    return order


def _complete(system: System, changes: IntArray, order: Sequence[tuple[int, int]]) -> None:
    for variable, row in order:
        part = slice(system.row_starts[row], system.row_starts[row + 1])
        members, coefficients = system.columns[part], system.coefficients[part]
        own = int(coefficients[members == variable][0])
        others = members != variable
        total = coefficients[others] @ changes[members[others]]
        changes[variable] = -own * total


def _holding(system: System, changes: IntArray, withheld: BoolArray, floor: IntArray) -> list[Witness]:
    sums = np.add.reduceat(
        system.coefficients[:, None] * changes[system.columns], system.row_starts[:-1], axis=0
    )
    holds = ~(sums != 0).any(axis=0) & ~((system.clear - floor)[:, None] + changes < 0).any(axis=0)
    holds &= ~(changes[~withheld] != 0).any(axis=0) & (changes != 0).any(axis=0)
    witnesses = []
    for column in np.flatnonzero(holds):
        variables = np.flatnonzero(changes[:, column])
        witnesses.append(Witness(variables, changes[variables, column]))
    return witnesses
