from __future__ import annotations

from dataclasses import replace
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
from pipelines.protect.margins import planned_cells
from pipelines.protect.proof import dump_proof, load_proof
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.system import BoolArray, System
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"


@pytest.fixture(scope="module")
def case() -> tuple[System, Policy, Secured, BoolArray]:
    catalogue = load_catalogue(TINY)
    cells = planned_cells(random_reports(catalogue, 3, mean=15.0), catalogue, date(2030, 1, 1))
    system = build_system(catalogue, [cells], linked_groups(catalogue)[0])
    nothing = np.zeros(system.size, dtype=bool)
    return system, catalogue.policy, secure(system, catalogue.policy, nothing, nothing), nothing


def refused(system: System, policy: Policy, secured: Secured, was_shown: BoolArray) -> bool:
    try:
        verify(system, policy, secured, was_shown)
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
