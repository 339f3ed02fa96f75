"""How large counts are on average: small for people, in the range of a target where there is one."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.demo.draws import stream
from pipelines.model import Catalogue, Measure, Partner, Target, quarter_index

PERSONS_MEAN = 5.0
FLOW_MEAN = 6.0
STOCK_MEAN = 1.5
"""Means of one partner's quarter: counts of people, other flows, other stocks."""
TARGET_SHARE = (0.7, 1.15)
"""Range of the share of a target that is reached on average."""
SPREAD = 0.35
"""Standard deviation of partners and measures around their means, on the log scale."""


def mean_counts(catalogue: Catalogue, seed: int) -> Mapping[str, float]:
    """Mean count of each measure in one partner's quarter, over all its activities."""
    return {measure.id: _mean(catalogue, measure, seed) for measure in catalogue.measures.values()}


def partner_factor(partner: Partner, measure_id: str, seed: int) -> float:
    """How much more or less than the mean a partner has."""
    size, taste = stream(seed, "size", partner.id), stream(seed, "taste", partner.id, measure_id)
    return float(size.lognormal(0.0, SPREAD) * taste.lognormal(0.0, SPREAD))


def _mean(catalogue: Catalogue, measure: Measure, seed: int) -> float:
    rng = stream(seed, "mean", measure.id)
    targets = [target for target in catalogue.targets if _is_of(catalogue, target, measure)]
    if targets:
        return min(_partner_quarter_mean(catalogue, t, measure) for t in targets) * rng.uniform(*TARGET_SHARE)
    if measure.person_level:
        return PERSONS_MEAN * rng.lognormal(0.0, SPREAD)
    return (FLOW_MEAN if measure.collect == "flow" else STOCK_MEAN) * rng.lognormal(0.0, SPREAD)


def _is_of(catalogue: Catalogue, target: Target, measure: Measure) -> bool:
    indicator = catalogue.indicators[target.indicator]
    return indicator.kind == "measure" and indicator.numerator == (measure.id,)


def _partner_quarter_mean(catalogue: Catalogue, target: Target, measure: Measure) -> float:
    quarters = _quarters(catalogue, target) if measure.collect == "flow" else 1
    reporters = [p for p in catalogue.partners.values() if p.reports and p.role in measure.reported_by]
    if target.place_level == "country":
        reporters = [p for p in reporters if p.country == target.place_id]
    places = 1 if target.place_level == "local" else max(len(reporters), 1)
    return target.value / (quarters * places)


def _quarters(catalogue: Catalogue, target: Target) -> int:
    if target.period_level == "quarter":
        return 1
    if target.period_level == "year":
        return next(len(year.quarters) for year in catalogue.project.years if year.id == target.period)
    project = catalogue.project
    return quarter_index(project.last_quarter) - quarter_index(project.first_quarter) + 1
