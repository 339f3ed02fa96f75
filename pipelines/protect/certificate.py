"""Checks a withheld pattern by integer arithmetic alone: no solver, no tolerance.

Every witness must be a table of whole numbers that agrees with all that is shown; and for every attacker the
witnesses that also agree with what she knows herself must keep open what the promise says.
"""

from __future__ import annotations

import numpy as np

from pipelines.errors import PolicyError
from pipelines.model import Policy
from pipelines.protect.attack import agrees
from pipelines.protect.complementary import Secured
from pipelines.protect.excuses import excused_by
from pipelines.protect.promise import Evidence, Promise, primary
from pipelines.protect.system import BoolArray, IntArray, System
from pipelines.texts import text


def verify(
    system: System, policy: Policy, secured: Secured, was_shown: BoolArray, was_said: IntArray | None = None
) -> None:
    """Raise PolicyError unless the witnesses prove the promise for this pattern."""
    withheld, floor = secured.withheld, secured.floor
    promise = Promise(system, policy)
    evidence = Evidence(promise)
    nothing = np.zeros(system.size, dtype=np.int64)
    was_said = nothing if was_said is None else was_said
    own_risk = primary(system, was_shown) & system.is_cell
    is_known_anyway = system.few_contributors & ~(system.sensitive | system.one_category)
    _require(withheld[own_risk & ~is_known_anyway].all())
    for total in np.flatnonzero(own_risk & is_known_anyway & ~withheld).tolist():
        _require(any(not withheld[list(parts)].any() for parts in system.children_of.get(total, ())))
    # What is published as large is large; only the newest release can say so of a cell, and only of its own.
    before = np.where(withheld, was_said, 0)
    is_said = floor > 0
    is_news = floor > before
    _require((floor >= before).all() and (floor <= system.clear).all())
    _require((floor[is_news] == system.mark[is_news]).all())
    _require((floor[is_said] >= system.threshold[is_said]).all() and not (is_said & ~promise.is_large).any())
    for witness in secured.witnesses:
        _require(withheld[witness.variables].all() and agrees(system, witness, floor))
        evidence.add(witness)
    concerned = withheld & promise.protects
    # Only what earlier releases say may rule zero out of a count that is not said to be large. A large one must
    # have another value all the same; a small one is excused by a proof alone, and must look as if it might be large.
    has_past = (was_shown & (system.threshold > 0)).any() or before.any()
    is_excused = promise.is_large & ~is_said & evidence.lacks_low() & has_past
    is_proven = excused_by(system, secured.excuses, was_shown, was_said)
    is_free = is_said | is_excused
    _require(not (concerned & ~is_free & (evidence.lacks_high() | (evidence.lacks_low() & ~is_proven))).any())
    _require(not (concerned & is_free & evidence.is_determined()).any())
    among = np.flatnonzero(withheld & promise.concerns_insiders)
    for partner in range(len(promise.partners)):
        _require(not evidence.lacking(partner, among))


def _require(holds: object) -> None:
    if not holds:
        raise PolicyError(
            title=text("The proof of this release does not hold"),
            message=(
                text(
                    "Integer arithmetic does not confirm that every withheld cell stays open. Nothing was "
                    "published. This is a fault of the program: keep the data directory and report it."
                )
            ),
        )
