"""Every cell that can ever be shown, with its clear value, before anything is protected.

The publication plan is fixed by the catalogue: breakdowns one at a time, activities without breakdown, each at
every place level the measure may be summed to and every period level it may be summed over. All margins are
computed here and nowhere after.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.model import (
    CELL_KEY,
    PROJECT_PERIOD,
    PROJECT_PLACE,
    TOTAL,
    Approved,
    Catalogue,
    Measure,
    Partner,
    quarter_end,
    quarter_index,
)

BASE_KEY = ("partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category")

_EXPECTED_SCHEMA = dict.fromkeys(BASE_KEY, pl.String())


def planned_cells(approved: Approved, catalogue: Catalogue, as_of: date) -> pl.DataFrame:
    """All cells of the publication plan with their clear values.

    Shape: one row per cell, sorted by CELL_KEY; columns CELL_KEY, `clear` (null when nothing was reported),
    `obs_status` (A, P, O, M), `contributors` (partners that reported a count), `version` (the submissions
    a cell was summed from: equal text means the same number in every release) and `sole_partner_id` (the one
    partner a local cell belongs to, else null).
    Nulls: a mark or a missing report is never counted as zero.
    """
    base = _expected_base(catalogue).join(
        approved.observations.lazy(), on=list(BASE_KEY), how="left", validate="1:1"
    )
    return (
        base.join(_places(catalogue), on="partner_id", how="inner", validate="m:m")
        .join(_periods(catalogue), on="quarter", how="inner", validate="m:m")
        .join(_lawful_levels(catalogue), on=["measure_id", "place_level", "period_level"], how="semi")
        .with_columns(
            is_reported=pl.col("value").is_not_null(),
            cannot_exist=pl.col("mark").is_in(_marks_that_cannot_exist(catalogue)).fill_null(value=False)
            | pl.col("quarter").is_in(_quarters_not_over(catalogue, as_of)),
        )
        .group_by(CELL_KEY)
        .agg(
            clear=pl.when(pl.col("is_reported").any()).then(pl.col("value").sum()),
            expected=pl.len(),
            reported=pl.col("is_reported").sum(),
            impossible=(pl.col("cannot_exist") & ~pl.col("is_reported")).sum(),
            contributors=pl.col("partner_id").filter(pl.col("is_reported")).n_unique(),
            version=pl.col("submission_id").filter(pl.col("is_reported")).unique().sort().str.join("|"),
            partner_count=pl.col("partner_id").n_unique(),
            first_partner=pl.col("partner_id").first(),
        )
        .with_columns(pl.when(~_is_open_sum(catalogue, as_of)).then(pl.col("clear")).alias("clear"))
        .with_columns(
            obs_status=pl.when(_is_open_sum(catalogue, as_of)).then(pl.lit("M")).otherwise(_obs_status()),
            sole_partner_id=pl.when((pl.col("place_level") == "local") & (pl.col("partner_count") == 1)).then(
                pl.col("first_partner")
            ),
        )
        .select(*CELL_KEY, "clear", "obs_status", "contributors", "version", "sole_partner_id")
        .sort(CELL_KEY)
        .collect()
    )


def _is_open_sum(catalogue: Catalogue, as_of: date) -> pl.Expr:
    """Counts of people over a year or the project appear once, when the period is over.

    A sum that grows from release to release gives each new quarter away by subtraction.
    """
    last_quarters = {year.id: year.quarters[-1] for year in catalogue.project.years}
    last_quarters[PROJECT_PERIOD] = catalogue.project.last_quarter
    is_open = [period for period, quarter in last_quarters.items() if quarter_end(quarter) > as_of]
    of_people = [m.id for m in catalogue.measures.values() if m.person_level]
    return (
        (pl.col("period_level") != "quarter")
        & pl.col("period").is_in(is_open)
        & pl.col("measure_id").is_in(of_people)
    )


def _obs_status() -> pl.Expr:
    """SDMX status of a sum: M when no part can exist, O when none was reported, P when some are missing."""
    return (
        pl.when(pl.col("impossible") == pl.col("expected"))
        .then(pl.lit("M"))
        .when(pl.col("reported") == 0)
        .then(pl.lit("O"))
        .when(pl.col("reported") + pl.col("impossible") < pl.col("expected"))
        .then(pl.lit("P"))
        .otherwise(pl.lit("A"))
    )


def _expected_base(catalogue: Catalogue) -> pl.LazyFrame:
    """One row per count that a partner is expected to report in a quarter."""
    rows = [
        (partner.id, quarter, *key)
        for quarter in catalogue.project.quarters
        for partner in catalogue.expected_partners(quarter)
        for measure in catalogue.measures_of(partner)
        for key in _base_keys(catalogue, partner, quarter, measure)
    ]
    return pl.LazyFrame(rows, schema=_EXPECTED_SCHEMA, orient="row")


def _base_keys(
    catalogue: Catalogue, partner: Partner, quarter: str, measure: Measure
) -> list[tuple[str, str, str, str]]:
    keys = [(TOTAL, measure.id, TOTAL, TOTAL)]
    keys += [
        (TOTAL, measure.id, breakdown, category.id)
        for breakdown in measure.breakdowns
        for category in catalogue.breakdowns[breakdown].categories
    ]
    if measure.per_activity:
        keys += [(a.id, measure.id, TOTAL, TOTAL) for a in catalogue.activities_of(partner, quarter)]
    return keys


def _places(catalogue: Catalogue) -> pl.LazyFrame:
    """Partner to the places its counts belong to; a partner without an area counts for the project only."""
    rows = []
    for partner in catalogue.partners.values():
        if not partner.reports:
            continue
        if partner.place_id is not None:
            rows.append((partner.id, "local", partner.place_id))
            rows.append((partner.id, "country", partner.country))
        rows.append((partner.id, "project", PROJECT_PLACE))
    return pl.LazyFrame(rows, schema=["partner_id", "place_level", "place_id"], orient="row")


def _periods(catalogue: Catalogue) -> pl.LazyFrame:
    rows = [(q, "quarter", q) for q in catalogue.project.quarters]
    rows += [(q, "project", PROJECT_PERIOD) for q in catalogue.project.quarters]
    rows += [(q, "year", year.id) for year in catalogue.project.years for q in year.quarters]
    return pl.LazyFrame(rows, schema=["quarter", "period_level", "period"], orient="row")


def _lawful_levels(catalogue: Catalogue) -> pl.LazyFrame:
    """Levels a measure may be shown at, from `sums_over`."""
    rows = []
    for measure in catalogue.measures.values():
        reporters = [p for p in catalogue.partners.values() if p.reports and p.role in measure.reported_by]
        place_levels = ["local"]
        if "place" in measure.sums_over or len(reporters) == 1:
            place_levels += ["country", "project"]
        period_levels = ["quarter", "year", "project"] if "period" in measure.sums_over else ["quarter"]
        rows += [(measure.id, place, period) for place in place_levels for period in period_levels]
    return pl.LazyFrame(rows, schema=["measure_id", "place_level", "period_level"], orient="row")


def _marks_that_cannot_exist(catalogue: Catalogue) -> list[str]:
    return [m.code for m in catalogue.project.marks if m.obs_status == "M"]


def _quarters_not_over(catalogue: Catalogue, as_of: date) -> list[str]:
    return [q for q in catalogue.project.quarters if quarter_end(q) > as_of]


def lagged_quarter(quarter: str, lag: int, catalogue: Catalogue) -> str | None:
    """The project quarter `lag` quarters earlier; null before the project's first."""
    index = quarter_index(quarter) - lag
    first = quarter_index(catalogue.project.first_quarter)
    return catalogue.project.quarters[index - first] if index >= first else None
