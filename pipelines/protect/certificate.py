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
from pipelines.protect.intervals import implied_intervals
from pipelines.protect.promise import (
    OUTSIDER,
    Evidence,
    concerns_insider,
    concerns_outsider,
    insider_goals,
    outsider_goals,
    primary,
)
from pipelines.protect.system import BoolArray, System


def verify(system: System, policy: Policy, secured: Secured, was_shown: BoolArray) -> None:
    """Raise PolicyError unless the witnesses prove the promise for this pattern."""
    withheld = secured.withheld
    own_risk = primary(system, was_shown) & system.is_cell & ~system.few_contributors
    _require(withheld[own_risk].all())
    for witness in secured.witnesses:
        _require(withheld[witness.variables].all() and agrees(system, witness))
    # Only a fact of an earlier release can rule zero out for a cell; a first release has no such excuse.
    _require(was_shown.any() or not secured.ruled_out)
    _verify_outsider(system, secured)
    for partner in sorted({owner for owner in system.owner if owner is not None}):
        evidence = _evidence(system, secured, partner)
        for variable in concerns_insider(system, withheld, partner):
            goals = insider_goals(system, policy, int(variable))
            _require(all(evidence.leaves_open(goal) for goal in goals))


def _verify_outsider(system: System, secured: Secured) -> None:
    evidence = _evidence(system, secured, OUTSIDER)
    lower, _ = implied_intervals(system, ~secured.withheld)
    for variable in concerns_outsider(system, secured.withheld).tolist():
        threshold = system.threshold[variable]
        is_large = system.clear[variable] >= threshold and variable in secured.ruled_out
        is_known_to_be_large = is_large or lower[variable] >= threshold > 0
        for goal in outsider_goals(system, variable):
            if not evidence.leaves_open(goal):
                _require(is_known_to_be_large and evidence.is_not_determined(variable))


def _evidence(system: System, secured: Secured, attacker: str) -> Evidence:
    known = np.asarray(system.owner == attacker, dtype=bool)
    evidence = Evidence(system, attacker, known)
    for witness in secured.witnesses:
        evidence.add(witness)
    return evidence


def _require(holds: object) -> None:
    if not holds:
        raise PolicyError(
            title="The proof of this release does not hold",
            message=(
                "Integer arithmetic does not confirm that every withheld cell stays open. Nothing was published. "
                "This is a fault of the program: keep the data directory and report it."
            ),
        )
