"""Shows again what was withheld for others and turns out not to be needed, first what few witnesses change."""

from __future__ import annotations

import numpy as np

from pipelines.protect.promise import Goal
from pipelines.protect.search import Search
from pipelines.protect.system import BoolArray

MOST_PROGRAMS = 600
"""Linear programs spent on it: a limit that is the same on every machine."""
_FULL_EFFORT = 2_500
"""Variables up to which all of them are spent; where programs are larger and take longer, the fewer."""


def clean_up(search: Search) -> None:
    """Show cells again as long as every goal can be met without them; never one that must be withheld."""
    system = search.system
    extra = np.flatnonzero(search.withheld & ~search.must & system.is_cell)
    search.free.begin_again(search.withheld, search.must)
    limit = search.free.runs + MOST_PROGRAMS * _FULL_EFFORT // max(_FULL_EFFORT, system.size)
    touching = {v: len(search.evidence.alive_touching([v])) for v in extra.tolist()}
    for variable in sorted(touching, key=lambda v: (touching[v], system.rank[v], v)):
        if search.free.runs > limit:
            return
        if not _leaves_one_open(search, variable):
            _show_again(search, variable)


def _leaves_one_open(search: Search, variable: int) -> bool:
    """Whether some row would have a single withheld variable left: its value would follow."""
    system = search.system
    _, entries = system.entries_of(np.array([variable]))
    for row in system.row_of_entry[entries].tolist():
        members = system.columns[system.row_starts[row] : system.row_starts[row + 1]]
        if search.withheld[members].sum() == 2:
            return True
    return False


def _show_again(search: Search, variable: int) -> None:
    evidence = search.evidence
    lost = evidence.alive_touching([variable])
    touched = np.zeros(search.system.size, dtype=bool)
    for number in lost:
        touched[evidence.of(number).variables] = True
        evidence.remove(number)
    floor, because = search.floor[variable], search.because.pop(variable, variable)
    search.withheld[variable], search.floor[variable] = False, 0
    if not _is_still_safe(search, touched):
        search.withheld[variable], search.floor[variable] = True, floor
        search.because[variable] = because
        for number in lost:
            evidence.restore(number)


def _is_still_safe(search: Search, touched: BoolArray) -> bool:
    """Whether all goals about these variables can be met without withholding anything."""
    for partner in (None, *range(len(search.promise.partners))):
        is_allowed = False
        while goals := _goals(search, partner, touched):
            if not is_allowed:
                search.free.allow(search.withheld & ~search.known_to(partner), search.withheld, search.floor)
                is_allowed = True
            found = (search.free.cheapest(goals[0].variable, value) for value in goals[0].values)
            witness = next((w for w in found if w is not None), None)
            if witness is None:
                return False
            search.evidence.add(witness)
    return True


def _goals(search: Search, partner: int | None, touched: BoolArray) -> list[Goal]:
    if partner is not None:
        return search.insider_goals(partner, touched)
    is_open = search.lacking_zero() & touched
    opened = [Goal(v, (0,)) for v in np.flatnonzero(is_open).tolist()]
    return opened + search.outsider_goals(touched) + search.closed_goals(touched)
