from __future__ import annotations

from dataclasses import replace

from pipelines.demo.marks import is_unbound, put_marks
from pipelines.demo.simulate import simulate_partner
from pipelines.model import TOTAL, Catalogue


def test_marks_lagged_measure_cannot_exist_before_its_time(tiny: Catalogue) -> None:
    ash = tiny.partners["ash"]
    reports = simulate_partner(tiny, ash, 1)
    first = put_marks(tiny, ash, "2021-Q1", reports["2021-Q1"], 1)
    second = put_marks(tiny, ash, "2021-Q2", reports["2021-Q2"], 1)
    assert {value for cell, value in first.items() if cell[1] in ("known", "housed")} == {"NP"}
    assert isinstance(second[TOTAL, "known", TOTAL, TOTAL], int)


def test_marks_some_cells_of_measures_nothing_leans_on(shipped: Catalogue) -> None:
    tied = {"starts", "completions", "drop_outs", "caseload", "known_6w"}
    codes: set[str] = set()
    for partner in (p for p in shipped.partners.values() if p.reports):
        for quarter, counts in simulate_partner(shipped, partner, 1).items():
            marked = put_marks(shipped, partner, quarter, counts, 1)
            codes |= {value for value in marked.values() if isinstance(value, str)}
            assert all(isinstance(value, int) for cell, value in marked.items() if cell[1] in tied)
    assert codes == {mark.code for mark in shipped.project.marks}


def test_marks_catalogue_without_marks_keeps_all_counts(tiny: Catalogue) -> None:
    bare = replace(tiny, project=replace(tiny.project, marks=()))
    ash = bare.partners["ash"]
    for quarter, counts in simulate_partner(bare, ash, 1).items():
        assert put_marks(bare, ash, quarter, counts, 1) == counts


def test_unbound_measure_is_in_no_identity_and_no_limit(tiny: Catalogue) -> None:
    unbound = {measure_id for measure_id in tiny.measures if is_unbound(tiny, measure_id)}
    assert unbound == {"sessions", "meetings"}
