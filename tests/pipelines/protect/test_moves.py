from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.protect.attack import Witness
from pipelines.protect.margins import planned_cells
from pipelines.protect.moves import UNBOUNDED, MoveProgram, Published, Unknowns, narrowed
from pipelines.protect.openness import find_witnesses
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.system import IntArray, System
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)


@pytest.fixture(scope="module")
def system() -> System:
    tiny = load_catalogue(TINY)
    return build_system(tiny, [planned_cells(random_reports(tiny, 1), tiny, LATER)], linked_groups(tiny)[0])


@pytest.fixture(scope="module")
def published(system: System) -> Published:
    """Every cell within two of its count."""
    lower, upper = np.maximum(system.clear - 2, 0), system.clear + 2
    return Published(np.where(system.is_cell, lower, 0), np.where(system.is_cell, upper, UNBOUNDED))


@pytest.fixture(scope="module")
def witnesses(system: System, published: Published) -> list[Witness]:
    return find_witnesses(system, published, 3).witnesses


def changes(system: System, witness: Witness) -> IntArray:
    return witness.table(system) - system.clear


def test_every_variable_follows_from_the_unknowns(system: System, witnesses: list[Witness]) -> None:
    unknowns = Unknowns(system)

    assert 0 < unknowns.is_free.sum() < system.size
    assert len(witnesses) > 10
    for witness in witnesses:
        change = changes(system, witness)
        assert (unknowns.of.times(np.where(unknowns.is_free, change, 0)) == change).all()
        assert not unknowns.equations.times(change).any()


def test_narrowed_bounds_rule_out_no_table_that_leaves_the_rest_as_it_is(
    system: System, published: Published, witnesses: list[Witness]
) -> None:
    free = np.ones(system.size, dtype=bool)
    free[witnesses[0].variables] = False

    lower, upper = narrowed(system, published, free)

    assert (lower[~free] == system.clear[~free]).all()
    assert (upper[~free] == system.clear[~free]).all()
    kept = [witness for witness in witnesses if free[witness.variables].all()]
    assert kept
    for witness in kept:
        table = witness.table(system)
        assert (lower <= table).all()
        assert (table <= upper).all()


def test_smallest_move_changes_the_variable_as_asked_and_nothing_that_is_fixed(
    system: System, published: Published
) -> None:
    free = np.asarray(system.quarter != 0, dtype=bool)
    program = MoveProgram(Unknowns(system), published, free)
    found = 0
    for variable in np.flatnonzero(free & system.is_cell)[:60].tolist():
        if program.may_change(variable, 1) and (witness := program.smallest(variable, 1)):
            found += 1
            assert published.allows(system, witness)
            assert free[witness.variables].all()
            assert changes(system, witness)[variable] in (1, 2, 3)
    assert found > 20


def test_no_move_is_allowed_out_of_an_interval_or_against_a_relation(
    system: System, published: Published, witnesses: list[Witness]
) -> None:
    witness = witnesses[0]
    shut = replace(published, upper=system.clear, lower=system.clear)
    alone = Witness(witness.variables[:1], witness.changes[:1])

    assert published.allows(system, witness)
    assert not shut.allows(system, witness)
    assert not published.allows(system, alone)
