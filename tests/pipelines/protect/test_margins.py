from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, Approved, Catalogue
from pipelines.protect.margins import planned_cells
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)
TOTALS = {"activity_id": "_T", "breakdown": "_T", "category": "_T"}


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


def one(cells: pl.DataFrame, **key: str) -> dict[str, object]:
    found = cells.filter(pl.all_horizontal(pl.col(k) == v for k, v in (TOTALS | key).items()))
    assert found.height == 1
    return found.to_dicts()[0]


def test_planned_cells_place_and_period_margins_are_sums_of_reports(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    reports = approved.observations.filter(
        (pl.col("measure_id") == "starts") & (pl.col("breakdown") == "_T") & (pl.col("activity_id") == "_T")
    )

    cells = planned_cells(approved, tiny, LATER)

    whole = one(cells, place_level="project", period_level="project", measure_id="starts")
    assert whole["clear"] == reports["value"].sum()
    assert whole["obs_status"] == "A"
    quarter = one(cells, place_level="project", period_level="quarter", period="2021-Q2", measure_id="starts")
    assert quarter["clear"] == reports.filter(pl.col("quarter") == "2021-Q2")["value"].sum()


def test_planned_cells_stock_has_no_sum_over_periods(tiny: Catalogue) -> None:
    cells = planned_cells(random_reports(tiny, 1), tiny, LATER)

    stocks = [m.id for m in tiny.measures.values() if m.collect == "stock"]
    levels = cells.filter(pl.col("measure_id").is_in(stocks))["period_level"].unique().to_list()
    assert levels == ["quarter"]


def test_planned_cells_missing_report_makes_the_sum_provisional(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    kept = approved.observations.filter(pl.col("submission_id") != "ash-2021-Q2-1")

    cells = planned_cells(Approved(kept, ()), tiny, LATER)

    total = one(cells, place_level="project", period_level="quarter", period="2021-Q2", measure_id="starts")
    assert total["obs_status"] == "P"
    local = cells.filter((pl.col("place_id") == "XA_001") & (pl.col("period") == "2021-Q2"))
    assert local["obs_status"].unique().to_list() == ["O"]
    assert local["clear"].null_count() == local.height


def test_planned_cells_quarter_that_is_not_over_cannot_exist_yet(tiny: Catalogue) -> None:
    nothing = pl.DataFrame(schema={**OBSERVATION_SCHEMA, "submission_id": pl.String()}).sort(OBSERVATION_KEY)

    cells = planned_cells(Approved(nothing, ()), tiny, date(2021, 5, 1))

    by_quarter = cells.filter(pl.col("period_level") == "quarter").group_by("period").agg("obs_status")
    statuses = {quarter: set(found) for quarter, found in by_quarter.iter_rows()}
    assert statuses["2021-Q1"] == {"O"}
    assert statuses["2021-Q2"] == {"M"}


def test_planned_cells_same_reports_have_the_same_version_in_the_next_release(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    before = planned_cells(approved, tiny, LATER)
    grown = Approved(
        approved.observations.with_columns(
            pl.col("submission_id").str.replace("ash-2021-Q3-1", "ash-2021-Q3-2", literal=True)
        ),
        (),
    )

    after = planned_cells(grown, tiny, LATER)

    changed = before["version"] != after["version"]
    periods = before.filter(changed)["period"].unique().to_list()
    assert "2021-Q3" in periods
    assert "2021-Q1" not in periods
