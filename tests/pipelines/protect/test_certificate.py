from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.errors import PolicyError
from pipelines.model import Policy
from pipelines.protect.attack import Witness
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import Secured, secure
from pipelines.protect.excuses import excused_by
from pipelines.protect.margins import planned_cells
from pipelines.protect.narrowing import Bound
from pipelines.protect.proof import dump_proof, load_proof
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.system import BoolArray, IntArray, System
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"


@pytest.fixture(scope="module")
def case() -> tuple[System, Policy, Secured, BoolArray]:
    catalogue = load_catalogue(TINY)
    cells = planned_cells(random_reports(catalogue, 3, mean=15.0), catalogue, date(2030, 1, 1))
    system = build_system(catalogue, [cells], linked_groups(catalogue)[0])
    nothing = np.zeros(system.size, dtype=bool)
    return system, catalogue.policy, secure(system, catalogue.policy, nothing, nothing), nothing


def refused(
    system: System,
    policy: Policy,
    secured: Secured,
    was_shown: BoolArray,
    was_said: IntArray | None = None,
) -> bool:
    try:
        verify(system, policy, secured, was_shown, was_said)
    except PolicyError:
        return True
    return False


def test_verify_untouched_proof_is_accepted(case: tuple[System, Policy, Secured, BoolArray]) -> None:
    assert not refused(*case)


def test_verify_any_sensitive_cell_put_back_is_refused(
    case: tuple[System, Policy, Secured, BoolArray],
) -> None:
    system, policy, secured, was_shown = case
    for variable in np.flatnonzero(system.sensitive & system.is_cell):
        withheld = secured.withheld.copy()
        withheld[variable] = False
        assert refused(system, policy, replace(secured, withheld=withheld), was_shown)


def test_verify_no_witnesses_is_refused(case: tuple[System, Policy, Secured, BoolArray]) -> None:
    system, policy, secured, was_shown = case

    assert refused(system, policy, replace(secured, witnesses=()), was_shown)


def test_verify_witness_that_breaks_a_sum_is_refused(
    case: tuple[System, Policy, Secured, BoolArray],
) -> None:
    system, policy, secured, was_shown = case
    first = secured.witnesses[0]
    broken = Witness(first.variables, first.changes + np.eye(1, len(first.changes), dtype=np.int64)[0])

    assert refused(system, policy, replace(secured, witnesses=(broken, *secured.witnesses[1:])), was_shown)


def test_verify_witness_that_changes_a_shown_cell_is_refused(
    case: tuple[System, Policy, Secured, BoolArray],
) -> None:
    system, policy, secured, was_shown = case
    largest = max(secured.witnesses, key=lambda w: len(w.variables))
    withheld = secured.withheld.copy()
    harmless = [v for v in largest.variables if not system.sensitive[v] and system.is_cell[v]]
    withheld[harmless[0]] = False

    assert refused(system, policy, replace(secured, withheld=withheld), was_shown)


def test_verify_insider_left_out_of_the_search_is_noticed(
    case: tuple[System, Policy, Secured, BoolArray],
) -> None:
    system, policy, secured, was_shown = case
    knows = {
        owner: [w for w in secured.witnesses if (system.owner[w.variables] == owner).any()]
        for owner in {o for o in system.owner if o is not None}
    }
    insider = max(knows, key=lambda owner: len(knows[owner]))

    only_hers = replace(secured, witnesses=tuple(knows[insider]))

    assert refused(system, policy, only_hers, was_shown)


def test_load_proof_of_the_same_release_gives_all_witnesses_back(
    case: tuple[System, Policy, Secured, BoolArray],
) -> None:
    system, policy, secured, was_shown = case

    loaded = load_proof(dump_proof(system, secured), system, secured.withheld, secured.floor)

    assert len(loaded) == len(secured.witnesses)
    assert not refused(system, policy, replace(secured, witnesses=tuple(loaded)), was_shown)


@dataclass(frozen=True)
class Raised:
    """A second release under a raised threshold, and what the first one shows."""

    system: System
    policy: Policy
    secured: Secured
    was_shown: BoolArray
    was_said: IntArray

    def is_refused(self, secured: Secured) -> bool:
        return refused(self.system, self.policy, secured, self.was_shown, self.was_said)


@pytest.fixture(scope="module")
def raised() -> Raised:
    """Some counts of 5 to 7 are new in the second release, and the first shows that they are at least 5."""
    catalogue = load_catalogue(TINY)
    policies = [catalogue.policy, replace(catalogue.policy, threshold=8)]
    measures = next(group for group in linked_groups(catalogue) if "starts" in group)
    frames = [
        planned_cells(random_reports(catalogue, 10, mean=20.0, last_quarter=quarter), catalogue, as_of)
        for quarter, as_of in (("2021-Q2", date(2021, 7, 20)), ("2021-Q3", date(2021, 11, 1)))
    ]
    before = build_system(catalogue, frames[:1], measures, policies=policies[:1])
    nothing = np.zeros(before.size, dtype=bool)
    first = secure(before, policies[0], nothing, nothing)
    system = build_system(catalogue, frames, measures, policies=policies)
    was_shown, was_withheld = np.zeros((2, system.size), dtype=bool)
    was_said = np.zeros(system.size, dtype=np.int64)
    for name, variable in before.variable_of.items():
        marked = was_withheld if first.withheld[variable] else was_shown
        marked[system.variable_of[name]] = True
        was_said[system.variable_of[name]] = first.floor[variable]
    second = secure(system, policies[1], was_shown, was_withheld, was_said)
    return Raised(system, policies[1], second, was_shown, was_said)


def test_verify_excuses_by_earlier_releases_are_accepted_and_needed(raised: Raised) -> None:
    assert raised.secured.excuses
    assert not raised.is_refused(raised.secured)
    for excuse in raised.secured.excuses:
        others = tuple(each for each in raised.secured.excuses if each is not excuse)
        assert raised.is_refused(replace(raised.secured, excuses=others))


def test_verify_excuse_without_such_a_past_is_refused(raised: Raised) -> None:
    """The same proofs, had the first release shown nothing, or not what they rest on."""
    nothing = np.zeros(raised.system.size, dtype=bool)
    nobody = np.zeros(raised.system.size, dtype=np.int64)

    assert not excused_by(raised.system, raised.secured.excuses, nothing, nobody).any()
    assert refused(raised.system, raised.policy, raised.secured, nothing, nobody)


def test_verify_forged_excuse_is_refused(raised: Raised) -> None:
    """For a small count of which nothing says that it is not, whatever the proof claims; or by no proof at all."""
    excused = [excuse.variable for excuse in raised.secured.excuses]
    is_small = raised.system.sensitive & raised.secured.withheld
    is_small[excused] = False
    forged = [
        replace(excuse, variable=int(v), value=8)
        for v in np.flatnonzero(is_small)
        for excuse in raised.secured.excuses
    ]
    no_proof = [replace(excuse, denominator=d) for excuse in raised.secured.excuses for d in (0, -1)]

    assert forged
    for proofs in (forged, no_proof):
        assert not excused_by(raised.system, proofs, raised.was_shown, raised.was_said).any()


def test_verify_first_release_excuses_nothing(case: tuple[System, Policy, Secured, BoolArray]) -> None:
    """Not even with a proof that holds: nothing was published when another threshold was in force."""
    system, policy, secured, was_shown = case
    nothing = np.zeros(0, dtype=np.int64)
    rows = np.arange(len(system.rhs))
    small = np.flatnonzero(system.sensitive & secured.withheld).tolist()
    excuses = tuple(Bound(v, False, 5, rows, np.ones_like(rows), 1) for v in small)
    excuses += tuple(Bound(v, False, 5, nothing, nothing, 1) for v in small)
    witnesses = tuple(w for w in secured.witnesses if (system.clear[w.variables] + w.changes > 0).all())

    assert not secured.excuses
    assert refused(system, policy, replace(secured, witnesses=witnesses, excuses=excuses), was_shown)
    assert not excused_by(system, excuses, was_shown, np.zeros(system.size, dtype=np.int64)).any()


def test_verify_sensitive_sum_of_few_put_back_is_refused(raised: Raised) -> None:
    few = raised.system.few_contributors & raised.secured.withheld
    assert few.any()
    for variable in np.flatnonzero(few).tolist():
        withheld = raised.secured.withheld.copy()
        withheld[variable] = False
        without = tuple(w for w in raised.secured.witnesses if variable not in w.variables)
        assert raised.is_refused(replace(raised.secured, withheld=withheld, witnesses=without))
