"""Small counts of which earlier releases lawfully say that they are not: nothing withheld now can undo that.

Under a raised threshold a new sum may be small although what was published under the old one already shows it to be at
least the old threshold. Then, and only then, it need not look as if it might be zero. Each excuse carries its proof:
a combination of published relations, with the facts of earlier releases alone, that integer arithmetic works out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.protect.intervals import MOST_WORK, UNBOUNDED, implied_intervals
from pipelines.protect.narrowing import Bound, Work, narrower_bounds
from pipelines.protect.openrows import OpenRows
from pipelines.protect.system import BoolArray, IntArray, System


def find_excuses(system: System, was_shown: BoolArray, was_said: IntArray) -> tuple[Bound, ...]:
    """A proof for every excusable count that earlier releases show to have been large."""
    candidates = np.flatnonzero(_excusable(system) & ~was_shown).tolist()
    if not candidates or not (was_shown.any() or was_said.any()):
        return ()
    lower, upper = implied_intervals(system, was_shown, was_said)
    rows, work = OpenRows(system, lower, upper), Work(MOST_WORK)
    found = []
    for variable in candidates:
        bounds = [_known_bound(variable, int(lower[variable]))]
        if lower[variable] < min(system.lowest_threshold[variable], upper[variable]):
            wanted = np.arange(system.size) == variable
            part = rows.near(variable)
            bounds += [b for b in narrower_bounds(part, lower, upper, wanted, work) if not b.is_upper]
        if bounds[-1].value >= system.lowest_threshold[variable]:
            found.append(bounds[-1])
    return tuple(found)


def excused_by(
    system: System, proofs: Sequence[Bound], was_shown: BoolArray, was_said: IntArray
) -> BoolArray:
    """The counts that these proofs excuse, those left out that do not hold. No solver, no tolerance."""
    excused = np.zeros(system.size, dtype=bool)
    if proofs:
        lower, upper = implied_intervals(system, was_shown, was_said)
        for proof in proofs:
            least = _least(system, proof, lower, upper)
            excused[proof.variable] |= least >= system.lowest_threshold[proof.variable]
    return excused & _excusable(system) & ~was_shown


def _excusable(system: System) -> BoolArray:
    """Counts that are small under the threshold for them, and were not under the lowest that was ever in force."""
    lowest, clear = system.lowest_threshold, system.clear
    is_between = (lowest > 0) & (lowest <= clear) & (clear < system.threshold)
    return np.asarray(is_between & ~system.is_difference, dtype=bool)


def _known_bound(variable: int, value: int) -> Bound:
    nothing = np.zeros(0, dtype=np.int64)
    return Bound(variable, is_upper=False, value=value, rows=nothing, multipliers=nothing, denominator=1)


def _least(system: System, proof: Bound, lower: IntArray, upper: IntArray) -> int:
    """What follows: denominator times the count is a combination of rows and of what is left of all variables."""
    if proof.denominator < 1:
        return 0
    rest = np.zeros(system.size, dtype=np.int64)
    rest[proof.variable] = proof.denominator
    total = 0
    for row, multiplier in zip(proof.rows.tolist(), proof.multipliers.tolist(), strict=True):
        part = slice(system.row_starts[row], system.row_starts[row + 1])
        rest[system.columns[part]] -= multiplier * system.coefficients[part]
        total += multiplier * int(system.rhs[row])
    for variable in np.flatnonzero(rest).tolist():
        share = int(rest[variable])
        if share < 0 and upper[variable] >= UNBOUNDED:
            return 0
        total += share * int(lower[variable] if share > 0 else upper[variable])
    return -(-total // proof.denominator)
