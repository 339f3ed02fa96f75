"""A group of linked measures as it would be reported under a coarser plan: observations and catalogue together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.model import (
    OBSERVATION_KEY,
    TOTAL,
    Activity,
    Approved,
    Catalogue,
    Category,
    Identity,
    Partner,
    quarters_between,
)


@dataclass(frozen=True)
class Plan:
    """What is protected: a catalogue, and the observations that belong to it."""

    catalogue: Catalogue
    approved: Approved


def of_group(plan: Plan, group: tuple[str, ...]) -> Plan:
    """The plan of one group of linked measures alone; protection is independent between groups."""
    catalogue = plan.catalogue
    mine = set(group)
    alone = replace(
        catalogue,
        measures={m: catalogue.measures[m] for m in group},
        identities=tuple(i for i in catalogue.identities if i.measure in mine),
        limits=tuple(limit for limit in catalogue.limits if limit.part in mine),
    )
    observations = plan.approved.observations.filter(pl.col("measure_id").is_in(group))
    return Plan(alone, replace(plan.approved, observations=observations))


def merged(plan: Plan, breakdown_id: str, categories: tuple[str, str]) -> Plan:
    """Two categories of a breakdown taken together under the code of the first.

    Nulls: the sum is missing where one of the two is.
    """
    first, second = categories
    breakdown = plan.catalogue.breakdowns[breakdown_id]
    labels = {category.id: category.label for category in breakdown.categories}
    together = Category(id=first, label=f"{labels[first]} or {labels[second]}")
    left = tuple(
        together if category.id == first else category
        for category in breakdown.categories
        if category.id != second
    )
    catalogue = replace(
        plan.catalogue,
        breakdowns={**plan.catalogue.breakdowns, breakdown_id: replace(breakdown, categories=left)},
    )
    is_second = (pl.col("breakdown") == breakdown_id) & (pl.col("category") == second)
    renamed = plan.approved.observations.with_columns(
        pl.when(is_second).then(pl.lit(first)).otherwise(pl.col("category")).alias("category")
    )
    is_merged = (pl.col("breakdown") == breakdown_id) & (pl.col("category") == first)
    is_whole = ~is_merged | ((pl.len() == len(categories)) & pl.col("value").is_not_null().all())
    return Plan(catalogue, _with(plan.approved, _summed(renamed, is_whole)))


def half_year_ends(catalogue: Catalogue) -> dict[str, str]:
    """Quarter -> the last quarter of its half-year; half-years are pairs of quarters of a project year."""
    ends = {quarter: quarter for quarter in catalogue.project.quarters}
    for year in catalogue.project.years:
        quarters = sorted(year.quarters)
        for first, second in zip(quarters[::2], quarters[1::2], strict=False):
            ends[first] = second
    return ends


def by_half_years(plan: Plan) -> Plan:
    """Half-years instead of quarters: each stands in its last quarter, and its other quarter reports nothing.

    A flow is the sum over the half-year, a stock its value at the end. Lags of identities are made even.
    Nulls: a half-year has a count only where every report of its quarters gave one, or said that none can exist.
    """
    ends = half_year_ends(plan.catalogue)
    catalogue = replace(
        plan.catalogue,
        activities={a.id: _until_half_year_end(a, ends) for a in plan.catalogue.activities.values()},
        partners={p.id: _member_until_half_year_end(p, ends) for p in plan.catalogue.partners.values()},
        identities=tuple(_with_even_lags(identity) for identity in plan.catalogue.identities),
    )
    expected = _expected_in_reports(plan).with_columns(end=pl.col("quarter").replace_strict(ends))
    stocks = [m.id for m in plan.catalogue.measures.values() if m.collect == "stock"]
    counted = expected.filter(~pl.col("measure_id").is_in(stocks) | (pl.col("quarter") == pl.col("end")))
    impossible = [mark.code for mark in plan.catalogue.project.marks if mark.obs_status == "M"]
    is_known = pl.col("value").is_not_null() | pl.col("mark").is_in(impossible).fill_null(value=False)
    renamed = counted.with_columns(
        quarter=pl.col("end"),
        submission_id=pl.format("{}-{}-half", pl.col("partner_id"), pl.col("end")),
        is_known=is_known,
    )
    return Plan(catalogue, _with(plan.approved, _summed(renamed, pl.col("is_known").all())))


def without_open_half_years(plan: Plan, is_over: Mapping[str, bool]) -> Plan:
    """The plan without reports of half-years that are not over, so that both sides of a comparison have the same."""
    ends = half_year_ends(plan.catalogue)
    open_quarters = [quarter for quarter, end in ends.items() if not is_over[end]]
    observations = plan.approved.observations.filter(~pl.col("quarter").is_in(open_quarters))
    return Plan(plan.catalogue, replace(plan.approved, observations=observations))


def _expected_in_reports(plan: Plan) -> pl.DataFrame:
    """One row per count and quarter that a report of a half-year should have given, given or not."""
    observations = plan.approved.observations
    ends = half_year_ends(plan.catalogue)
    reports = observations.select("partner_id", "quarter").unique()
    half = pl.col("quarter").replace_strict(ends).alias("end")
    keys = observations.with_columns(half).select("end", *_WITHOUT_QUARTER).unique()
    rows = keys.join(reports.with_columns(half), on=["partner_id", "end"], how="inner", validate="m:m")
    return (
        rows.join(_running(plan.catalogue), on=["activity_id", "quarter"], how="semi")
        .join(observations, on=list(OBSERVATION_KEY), how="left", validate="1:1")
        .select(*OBSERVATION_KEY, "value", "mark")
    )


def _running(catalogue: Catalogue) -> pl.DataFrame:
    """Activities with the quarters in which they run; all activities together run always."""
    rows = [(TOTAL, quarter) for quarter in catalogue.project.quarters]
    for activity in catalogue.activities.values():
        rows += [(activity.id, q) for q in quarters_between(activity.first_quarter, activity.last_quarter)]
    return pl.DataFrame(rows, schema=["activity_id", "quarter"], orient="row")


def _summed(rows: pl.DataFrame, is_whole: pl.Expr) -> pl.DataFrame:
    """Counts of rows that have come to share a key; none where the sum would not be whole."""
    return (
        rows.lazy()
        .group_by(OBSERVATION_KEY)
        .agg(
            value=pl.when((is_whole & pl.col("value").is_not_null().any()).all()).then(pl.col("value").sum()),
            mark=pl.col("mark").max(),
            submission_id=pl.col("submission_id").first(),
        )
        .with_columns(mark=pl.when(pl.col("value").is_null()).then(pl.col("mark")))
        .sort(OBSERVATION_KEY)
        .collect()
    )


def _with(approved: Approved, observations: pl.DataFrame) -> Approved:
    ids = tuple(sorted(observations["submission_id"].unique().to_list()))
    return Approved(observations.select(approved.observations.columns), ids or approved.submission_ids)


def _until_half_year_end(activity: Activity, ends: Mapping[str, str]) -> Activity:
    return replace(activity, last_quarter=ends[activity.last_quarter])


def _member_until_half_year_end(partner: Partner, ends: Mapping[str, str]) -> Partner:
    return replace(partner, valid_to=ends.get(partner.valid_to or "", partner.valid_to))


def _with_even_lags(identity: Identity) -> Identity:
    return replace(
        identity, terms=tuple(replace(term, lag=term.lag + term.lag % 2) for term in identity.terms)
    )


_WITHOUT_QUARTER = tuple(name for name in OBSERVATION_KEY if name != "quarter")
