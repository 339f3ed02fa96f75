from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import OBSERVATION_SCHEMA, TOTAL, Approved, Catalogue
from pipelines.protect.margins import planned_cells
from pipelines.protect.relations import build_system, linked_groups
from pipelines.usefulness.coarser import (
    Plan,
    by_half_years,
    half_year_ends,
    merged,
    of_group,
    without_open_half_years,
)
from tests.pipelines.protect.synthetic import random_reports

from .samples import LATER, TINY

PEOPLE = ("starts", "leavers", "caseload")
Row = tuple[str, str, str, str, str, str, int | None, str | None]


def report(partner: str, quarter: str, measure: str, value: int | None, mark: str | None = None) -> Row:
    return (partner, quarter, TOTAL, measure, TOTAL, TOTAL, value, mark)


def reports(*rows: Row) -> Approved:
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    content = [(*row, f"{row[0]}-{row[1]}-1") for row in rows]
    ids = tuple(sorted({row[-1] for row in content}))
    return Approved(pl.DataFrame(content, schema=schema, orient="row"), ids)


def values(plan: Plan, **chosen: str) -> list[tuple[str, int | None]]:
    """Quarter and value of the rows chosen by column."""
    rows = plan.approved.observations.filter(
        pl.all_horizontal(pl.col(name) == value for name, value in chosen.items())
    )
    return rows.select("quarter", "value").sort("quarter").rows()


@pytest.fixture
def random_plan(tiny: Catalogue) -> Plan:
    return Plan(tiny, random_reports(tiny, 2, mean=8.0))


@pytest.mark.parametrize("group", linked_groups(load_catalogue(TINY)), ids="+".join)
def test_coarser_plans_keep_every_sum_and_limit(random_plan: Plan, group: tuple[str, ...]) -> None:
    plan = of_group(random_plan, group)
    plans = [plan, merged(plan, "sex", ("F", "M")), by_half_years(plan)]
    for each in plans:
        planned = planned_cells(each.approved, each.catalogue, LATER)
        # Builds the rows and refuses counts that contradict a sum or a limit.
        assert build_system(each.catalogue, [planned], group).size > 0


def test_of_group_leaves_only_its_measures_and_what_links_them(random_plan: Plan) -> None:
    plan = of_group(random_plan, ("known", "housed"))
    assert set(plan.catalogue.measures) == {"known", "housed"}
    assert (len(plan.catalogue.identities), len(plan.catalogue.limits)) == (0, 1)
    assert set(plan.approved.observations["measure_id"]) == {"known", "housed"}


def test_merged_adds_two_categories_under_the_first(random_plan: Plan) -> None:
    plan = merged(random_plan, "sex", ("F", "M"))
    assert [c.label for c in plan.catalogue.breakdowns["sex"].categories] == ["Women or Men", "Unknown"]
    chosen = {"partner_id": "ash", "quarter": "2021-Q1", "measure_id": "starts", "breakdown": "sex"}
    before = {
        row["category"]: row["value"]
        for row in random_plan.approved.observations.filter(
            pl.all_horizontal(pl.col(name) == value for name, value in chosen.items())
        ).iter_rows(named=True)
    }
    assert values(plan, **chosen, category="F") == [("2021-Q1", before["F"] + before["M"])]
    assert values(plan, **chosen, category="M") == []
    assert values(plan, **chosen, category="_U") == [("2021-Q1", before["_U"])]


def test_merged_with_one_category_missing_has_no_count(tiny: Catalogue) -> None:
    women = ("ash", "2021-Q1", TOTAL, "starts", "sex", "F", 4, None)
    men = ("ash", "2021-Q1", TOTAL, "starts", "sex", "M", None, "NC")
    both = merged(Plan(tiny, reports(women, men)), "sex", ("F", "M"))
    alone = merged(Plan(tiny, reports(women)), "sex", ("F", "M"))
    assert values(both, category="F") == values(alone, category="F") == [("2021-Q1", None)]


def test_half_year_ends_are_pairs_within_a_project_year(tiny: Catalogue) -> None:
    assert half_year_ends(tiny) == {"2021-Q1": "2021-Q2", "2021-Q2": "2021-Q2", "2021-Q3": "2021-Q3"}


def test_half_years_add_flows_and_take_the_last_stock(tiny: Catalogue) -> None:
    plan = by_half_years(
        Plan(
            tiny,
            reports(
                report("ash", "2021-Q1", "starts", 4),
                report("ash", "2021-Q2", "starts", 3),
                report("ash", "2021-Q3", "starts", 9),
                report("ash", "2021-Q1", "caseload", 4),
                report("ash", "2021-Q2", "caseload", 6),
            ),
        )
    )
    assert values(plan, measure_id="starts") == [("2021-Q2", 7), ("2021-Q3", 9)]
    assert values(plan, measure_id="caseload") == [("2021-Q2", 6)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (report("ash", "2021-Q1", "starts", None, "NC"), report("ash", "2021-Q2", "starts", 3), None),
        (report("ash", "2021-Q1", "starts", None, "NP"), report("ash", "2021-Q2", "starts", 3), 3),
        (report("ash", "2021-Q1", "starts", 4), report("ash", "2021-Q2", "leavers", 3), None),
    ],
    ids=["not collected", "cannot exist", "left out of the second report"],
)
def test_half_years_missing_part_leaves_no_count_unless_it_cannot_exist(
    tiny: Catalogue, first: Row, second: Row, expected: int | None
) -> None:
    plan = by_half_years(Plan(tiny, reports(first, second)))
    assert values(plan, measure_id="starts") == [("2021-Q2", expected)]


def test_half_years_quarter_without_a_report_leaves_the_other(tiny: Catalogue) -> None:
    plan = by_half_years(Plan(tiny, reports(report("ash", "2021-Q1", "starts", 4))))
    assert values(plan, measure_id="starts") == [("2021-Q2", 4)]


def test_half_years_activity_and_partner_last_to_the_end_of_theirs(tiny: Catalogue) -> None:
    leaving = {**tiny.partners, "ash": replace(tiny.partners["ash"], valid_to="2021-Q1")}
    ending = replace(tiny.activities["ash-groups"], last_quarter="2021-Q1")
    plan = Plan(replace(tiny, partners=leaving, activities={"ash-groups": ending}), reports())
    catalogue = by_half_years(plan).catalogue
    assert catalogue.partners["ash"].valid_to == "2021-Q2"
    assert catalogue.activities["ash-groups"].last_quarter == "2021-Q2"
    assert [term.lag for term in catalogue.identities[0].terms] == [2, 0, 0]


def test_open_half_years_leave_the_comparison(random_plan: Plan) -> None:
    plan = without_open_half_years(random_plan, {"2021-Q2": True, "2021-Q3": False})
    assert set(plan.approved.observations["quarter"]) == {"2021-Q1", "2021-Q2"}
