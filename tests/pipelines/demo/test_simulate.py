from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.demo.simulate import simulate_partner
from pipelines.demo.truth import known_truth
from pipelines.errors import CatalogueError
from pipelines.layout import report_layout
from pipelines.model import TOTAL, Catalogue, Limit, Measure, Partner
from tests.pipelines.demo.coherence import faults

SEEDS = range(20)


def reporting(catalogue: Catalogue) -> list[Partner]:
    return [partner for partner in catalogue.partners.values() if partner.reports]


def with_measure(catalogue: Catalogue, measure: Measure) -> Catalogue:
    return replace(catalogue, measures={**catalogue.measures, measure.id: measure})


@pytest.mark.parametrize("seed", SEEDS)
def test_simulation_tiny_catalogue_is_coherent(tiny: Catalogue, seed: int) -> None:
    for partner in reporting(tiny):
        assert faults(tiny, simulate_partner(tiny, partner, seed)) == []


def test_simulation_shipped_catalogue_is_coherent(shipped: Catalogue) -> None:
    for partner in reporting(shipped):
        assert faults(shipped, simulate_partner(shipped, partner, 1)) == []


def test_simulation_every_open_cell_of_every_expected_report_has_a_count(tiny: Catalogue) -> None:
    for partner in reporting(tiny):
        reports = simulate_partner(tiny, partner, 1)
        assert list(reports) == [q for q in tiny.project.quarters if partner in tiny.expected_partners(q)]
        for quarter, cells in reports.items():
            rows = report_layout(tiny, partner.id, quarter).rows
            assert set(cells) == {(r.activity_id, r.measure.id, *c) for r in rows for c in r.open_columns}


def test_simulation_same_seed_gives_the_same_counts(tiny: Catalogue) -> None:
    partner = tiny.partners["ash"]
    assert simulate_partner(tiny, partner, 5) == simulate_partner(tiny, partner, 5)
    assert simulate_partner(tiny, partner, 5) != simulate_partner(tiny, partner, 6)


def test_simulation_new_measure_does_not_move_the_others(tiny: Catalogue) -> None:
    partner = tiny.partners["ash"]
    added = replace(tiny.measures["sessions"], id="visits")
    before, after = (
        simulate_partner(tiny, partner, 5),
        simulate_partner(with_measure(tiny, added), partner, 5),
    )
    for quarter, cells in after.items():
        assert {cell: n for cell, n in cells.items() if cell[1] != "visits"} == before[quarter]


def test_simulation_a_third_of_person_level_totals_are_small(shipped: Catalogue) -> None:
    counts = [
        count
        for partner in reporting(shipped)
        for cells in simulate_partner(shipped, partner, 2018).values()
        for (_, measure_id, breakdown, _), count in cells.items()
        if breakdown == TOTAL and shipped.measures[measure_id].person_level
    ]
    small = sum(1 <= count <= 4 for count in counts) / len(counts)
    assert 0.28 < small < 0.42


def test_simulation_activity_that_ends_discharges_everybody(tiny: Catalogue) -> None:
    reports = simulate_partner(tiny, tiny.partners["cedar"], 3)
    assert reports["2021-Q2"]["cedar-groups", "caseload", TOTAL, TOTAL] == 0
    assert reports["2021-Q3"][TOTAL, "caseload", TOTAL, TOTAL] == 0


def test_simulation_known_truth_shows_in_the_counts(tiny: Catalogue) -> None:
    truth = known_truth(tiny)
    assert truth is not None
    left: dict[bool, int] = {True: 0, False: 0}
    could: dict[bool, int] = {True: 0, False: 0}
    for seed in range(300):
        # Only the first quarter: there, those who could leave are those who started.
        cells = simulate_partner(tiny, tiny.partners["ash"], seed)["2021-Q1"]
        for activity_id in ("ash-groups", "ash-birch-mentors"):
            is_effect = activity_id == truth.activity_id
            left[is_effect] += cells[activity_id, truth.measure_id, TOTAL, TOTAL]
            could[is_effect] += cells[activity_id, "starts", TOTAL, TOTAL]
    rates = {is_effect: left[is_effect] / could[is_effect] for is_effect in left}
    assert rates[False] == pytest.approx(truth.base_rate, rel=0.2)
    assert rates[True] / rates[False] == pytest.approx(truth.rate_ratio, rel=0.2)


def test_simulation_balance_that_is_part_of_another_measure_stays_within_it(tiny: Catalogue) -> None:
    places = replace(tiny.measures["caseload"], id="places", collect="flow")
    limited = replace(
        with_measure(tiny, places),
        limits=(*tiny.limits, Limit("caseload-of-places", "caseload", "places", "")),
    )
    for partner in reporting(limited):
        assert faults(limited, simulate_partner(limited, partner, 4)) == []


def test_simulation_identity_over_measures_with_and_without_activities_holds(tiny: Catalogue) -> None:
    mixed = with_measure(
        tiny, replace(tiny.measures["starts"], per_activity=False, sums_over=("place", "sex"))
    )
    for partner in reporting(mixed):
        reports = simulate_partner(mixed, partner, 4)
        assert (
            faults(
                mixed, {q: {c: n for c, n in cells.items() if c[0] == TOTAL} for q, cells in reports.items()}
            )
            == []
        )


def test_simulation_catalogue_without_identities_has_no_known_truth(tiny: Catalogue) -> None:
    plain = replace(tiny, identities=(), limits=())
    assert known_truth(plain) is None
    assert faults(plain, simulate_partner(plain, plain.partners["ash"], 1)) == []


def test_simulation_limits_in_a_circle_are_refused(tiny: Catalogue) -> None:
    circle = replace(tiny, limits=(Limit("a", "housed", "known", ""), Limit("b", "known", "housed", "")))
    with pytest.raises(CatalogueError, match=r"circle: .*housed"):
        simulate_partner(circle, circle.partners["ash"], 1)
