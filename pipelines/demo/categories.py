"""Splits the totals that were drawn into categories."""

from __future__ import annotations

from pipelines.demo import draws
from pipelines.demo.drawn import Drawn
from pipelines.demo.order import MeasureRule
from pipelines.model import TOTAL, Identity


def draw_categories(drawn: Drawn, rule: MeasureRule, breakdown_id: str, index: int) -> list[int]:
    """How the total of a measure falls into the categories of a breakdown, coherent with all it is tied to."""
    measure_id, rng = rule.measure.id, drawn.rng(rule.measure.id)
    total = drawn.total(measure_id, TOTAL, index)
    if rule.balance and _is_shared(drawn, rule.balance, breakdown_id):
        return drawn.still_there_by_category(rule.balance, breakdown_id, index)
    pools = [
        drawn.still_there_by_category(identity, breakdown_id, index)
        for identity in rule.leaves
        if _is_shared(drawn, identity, breakdown_id)
    ]
    wholes = (drawn.categories.get((whole, breakdown_id, index)) for whole in rule.wholes)
    pools += [counts for counts in wholes if counts is not None]
    if pools:
        return draws.split_within(rng, total, [min(counts) for counts in zip(*pools, strict=True)])
    return _split_freely(drawn, rule, breakdown_id, index, total)


def _split_freely(drawn: Drawn, rule: MeasureRule, breakdown_id: str, index: int, total: int) -> list[int]:
    categories = [category.id for category in drawn.catalogue.breakdowns[breakdown_id].categories]
    known = [drawn.categories.get((part, breakdown_id, index)) for part in rule.parts]
    least = [sum(counts) for counts in zip(*(k for k in known if k), strict=True)] or [0] * len(categories)
    weights = draws.category_weights(draws.stream(drawn.seed, "weights", breakdown_id), categories)
    rest = draws.split(drawn.rng(rule.measure.id), total - sum(least), weights)
    return [low + more for low, more in zip(least, rest, strict=True)]


def _is_shared(drawn: Drawn, identity: Identity, breakdown_id: str) -> bool:
    measures = drawn.catalogue.measures
    return all(breakdown_id in measures[term.measure].breakdowns for term in identity.terms)
