"""The tables that protection is measured on: their shape, and that they are safe when protected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.attack import insider_failures, outsider_failures
from bench.bound import Limits, least_cost
from bench.panels import POLICY, SEEDS, panel, plain_table
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import secure


@pytest.mark.parametrize(
    ("name", "cells", "relations", "small", "zero_percent"),
    [("D1q", 323, 195, 90, 6), ("D2q", 1159, 959, 474, 26), ("D1", 3553, 3114, 870, 7)],
)
def test_panel_has_the_shape_it_is_named_for(
    name: str, cells: int, relations: int, small: int, zero_percent: int
) -> None:
    table = plain_table(name)
    system = panel(name)

    assert (len(table.counts), len(table.relations), system.size) == (cells, relations, cells)
    assert all(table.counts[whole] == sum(table.counts[p] for p in parts) for whole, parts in table.relations)
    assert not system.residuals(system.clear).any()
    assert system.sensitive.sum() == pytest.approx(small, rel=0.1)
    assert 100 * (system.clear == 0).mean() == pytest.approx(zero_percent, abs=2)


def test_panel_is_the_same_each_time() -> None:
    assert panel("D1q").clear.tolist() == panel("D1q").clear.tolist()
    assert panel("D1q", seed=14).clear.tolist() != panel("D1q").clear.tolist()


@pytest.mark.slow
def test_secure_quarter_is_safe_from_outsider_and_insiders() -> None:
    system = panel("D1q")
    nothing = np.zeros(system.size, dtype=bool)

    secured = secure(system, POLICY, nothing, nothing)

    verify(system, POLICY, secured, nothing)
    assert outsider_failures(system, secured.withheld, secured.floor).all == frozenset()
    assert set(insider_failures(system, secured.withheld, secured.floor).values()) == {()}


@pytest.mark.slow
def test_secure_quarter_without_complementary_cells_is_not_safe() -> None:
    system = panel("D1q")

    failures = outsider_failures(system, system.sensitive)

    assert failures.determined
    assert len(failures.all) > system.sensitive.sum() // 2
    assert any(insider_failures(system, system.sensitive).values())


@pytest.mark.slow
@pytest.mark.parametrize(("to_insiders", "most"), [(False, 1.15), (True, 1.1)], ids=["outsider", "insiders"])
def test_secure_quarter_is_not_far_above_what_no_pattern_can_do_without(
    *, to_insiders: bool, most: float
) -> None:
    system = panel("D1q")
    if not to_insiders:
        system = replace(system, owner=np.full(system.size, None, dtype=object))
    nothing = np.zeros(system.size, dtype=bool)

    secured = secure(system, POLICY, nothing, nothing)

    verify(system, POLICY, secured, nothing)
    bound = least_cost(system, np.ones(system.size), Limits(30, 3))
    assert bound.value <= secured.withheld.sum() <= most * bound.value


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_bound_inequalities_hold_for_patterns_that_are_proven_safe(seed: int) -> None:
    system = panel("D1q", seed)
    nothing = np.zeros(system.size, dtype=bool)
    secured = secure(system, POLICY, nothing, nothing)
    verify(system, POLICY, secured, nothing)
    dear_where_shown = np.where(secured.withheld, 1.0, 1000.0)

    bound = least_cost(system, dear_where_shown, Limits(3, 3))

    assert bound.value <= secured.withheld.sum()
