"""The order in which measures are drawn, so that identities and limits hold by construction."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from pipelines.errors import CatalogueError
from pipelines.model import Catalogue, Identity, Measure, quarter_index

PERCENT = 100
Edges = set[tuple[str, str]]
"""Pairs (drawn earlier, drawn later)."""


@dataclass(frozen=True)
class MeasureRule:
    """How one measure is drawn: as a balance, as some of a pool, or freely."""

    measure: Measure
    balance: Identity | None
    """The identity it is the result of."""
    leaves: tuple[Identity, ...]
    """Identities it is subtracted in: it is drawn among those who are still there."""
    wholes: tuple[str, ...]
    """Measures it is part of."""
    parts: tuple[str, ...]
    """Balances it must not be smaller than, drawn before it."""
    mean_of: tuple[str, ...]
    """Measures of how many were scored, where it is a sum of their scores."""
    by_activity: bool
    """Whether it is drawn for each activity and then added up, or once for all activities."""
    first_index: int
    """Index of the first quarter in which a figure can exist."""


def draw_order(catalogue: Catalogue) -> tuple[MeasureRule, ...]:
    """Rules for all measures, each after those it depends on.

    Errors: CatalogueError when identities and limits chase each other in a circle.
    """
    balances = {identity.measure: identity for identity in catalogue.identities}
    limits = {(limit.part, limit.whole) for limit in catalogue.limits}
    reversed_limits = {(part, whole) for part, whole in limits if part in balances and whole not in balances}
    edges = {edge for identity in catalogue.identities for edge in _identity_edges(identity)}
    edges |= {(whole, part) for part, whole in limits - reversed_limits} | reversed_limits
    limits |= (likely := _likely_limits(catalogue, edges, set(balances)))
    edges |= {(whole, part) for part, whole in likely}
    scores = {(s, n) for s, n in _scores(catalogue) if s not in balances and _is_acyclic(edges | {(n, s)})}
    edges |= {(scored, score) for score, scored in scores}
    together = _drawn_by_activity(catalogue)
    return tuple(
        MeasureRule(
            measure=(measure := catalogue.measures[measure_id]),
            balance=balances.get(measure_id),
            leaves=_subtracted_in(catalogue, measure_id),
            wholes=tuple(sorted(w for p, w in limits - reversed_limits if p == measure_id)),
            parts=tuple(sorted(p for p, w in reversed_limits if w == measure_id)),
            mean_of=tuple(sorted(n for s, n in scores if s == measure_id)),
            by_activity=measure_id in together,
            first_index=quarter_index(catalogue.project.first_quarter) + _lag(catalogue, measure),
        )
        for measure_id in _sorted(catalogue, edges)
    )


def _sorted(catalogue: Catalogue, edges: Edges) -> tuple[str, ...]:
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {measure_id: set() for measure_id in catalogue.measures}
    )
    for earlier, later in sorted(edges):
        sorter.add(later, earlier)
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        raise CatalogueError(
            title="The demo cannot make counts for this catalogue",
            message="In measures.toml, identities and limits go round in a circle: "
            f"{' -> '.join(error.args[1])}. Take one of them out.",
        ) from error


def _identity_edges(identity: Identity) -> Edges:
    positive = [t.measure for t in identity.terms if t.sign > 0 and t.lag == 0]
    negative = [t.measure for t in identity.terms if t.sign < 0 and t.lag == 0]
    chain = [*negative, identity.measure]
    return {(p, chain[0]) for p in positive} | set(pairwise(chain))


def _likely_limits(catalogue: Catalogue, edges: Edges, balances: set[str]) -> set[tuple[str, str]]:
    """A percentage of two measures is drawn below 100 where nothing else forbids it."""
    likely: set[tuple[str, str]] = set()
    for indicator in catalogue.indicators.values():
        if indicator.kind != "ratio" or indicator.scale != PERCENT:
            continue
        if len(indicator.numerator) != 1 or len(indicator.denominator) != 1:
            continue
        part, whole = indicator.numerator[0], indicator.denominator[0]
        wanted = {*edges, *((w, p) for p, w in likely), (whole, part)}
        if part not in balances and (part, whole) not in edges and _is_acyclic(wanted):
            likely.add((part, whole))
    return likely


def _scores(catalogue: Catalogue) -> Edges:
    """Pairs (sum of scores, number scored): the parts of ratios that are no percentage."""
    return {
        (indicator.numerator[0], indicator.denominator[0])
        for indicator in catalogue.indicators.values()
        if indicator.kind == "ratio" and indicator.scale != PERCENT
        if len(indicator.numerator) == len(indicator.denominator) == 1
    }


def _is_acyclic(edges: Edges) -> bool:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for earlier, later in edges:
        sorter.add(later, earlier)
    try:
        sorter.prepare()
    except CycleError:
        return False
    return True


def _subtracted_in(catalogue: Catalogue, measure_id: str) -> tuple[Identity, ...]:
    return tuple(
        identity
        for identity in catalogue.identities
        if any(t.measure == measure_id and t.sign < 0 and t.lag == 0 for t in identity.terms)
    )


def _drawn_by_activity(catalogue: Catalogue) -> set[str]:
    """Measures that add up over activities, unless an identity links them to one that does not."""
    together = {m.id for m in catalogue.measures.values() if m.per_activity and "activity" in m.sums_over}
    groups = [{i.measure, *(t.measure for t in i.terms)} for i in catalogue.identities]
    while broken := [group for group in groups if group & together and not group <= together]:
        together = together.difference(*broken)
    return together


def _lag(catalogue: Catalogue, measure: Measure) -> int:
    """Quarters before a first figure: what all indicators that use the measure agree on."""
    lags = [
        indicator.first_period_lag
        for indicator in catalogue.indicators.values()
        if measure.id in (*indicator.numerator, *indicator.denominator)
    ]
    return min(lags, default=0)
