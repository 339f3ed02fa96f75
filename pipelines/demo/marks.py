"""Marks instead of counts: what cannot exist yet, and what a partner did not collect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.demo.draws import Generator, stream
from pipelines.demo.order import MeasureRule, draw_order
from pipelines.demo.simulate import Cell
from pipelines.model import CANNOT_EXIST, Catalogue, Partner, quarter_index

ROW_RATE = 0.02
"""Share of the reports in which a measure was not collected."""
BREAKDOWN_RATE = 0.25
"""Share of the partners that never collect some breakdown of a measure."""


def put_marks(
    catalogue: Catalogue, partner: Partner, quarter: str, counts: Mapping[Cell, int], seed: int
) -> dict[Cell, int | str]:
    """The counts with some replaced by marks of the catalogue's closed list.

    Only measures that no identity and no other measure leans on are marked, so that what is left stays coherent.
    """
    marked: dict[str, str] = {}
    breakdowns: dict[tuple[str, str], str] = {}
    rules = draw_order(catalogue)
    impossible = [m.code for m in catalogue.project.marks if m.obs_status == CANNOT_EXIST[0]]
    others = [m.code for m in catalogue.project.marks if m.obs_status != CANNOT_EXIST[0]]
    for rule in rules:
        measure_id = rule.measure.id
        if _is_in_an_identity(rule, rules):
            continue
        if quarter_index(quarter) < rule.first_index and impossible:
            marked[measure_id] = impossible[0]
        elif others and not _is_leaned_on(rule, rules):
            if (rng := stream(seed, "row", partner.id, quarter, measure_id)).random() < ROW_RATE:
                marked[measure_id] = _one_of(rng, others)
            for breakdown_id in rule.measure.breakdowns:
                rng = stream(seed, "breakdown", partner.id, measure_id, breakdown_id)
                if rng.random() < BREAKDOWN_RATE:
                    breakdowns[measure_id, breakdown_id] = _one_of(rng, others)
    return {
        cell: marked.get(cell[1]) or breakdowns.get((cell[1], cell[2])) or count
        for cell, count in counts.items()
    }


def is_unbound(catalogue: Catalogue, measure_id: str) -> bool:
    """Whether a measure can change without any other having to."""
    rules = draw_order(catalogue)
    rule = next(rule for rule in rules if rule.measure.id == measure_id)
    return not (rule.wholes or rule.parts or rule.mean_of) and not _is_leaned_on(rule, rules)


def _is_in_an_identity(rule: MeasureRule, rules: Sequence[MeasureRule]) -> bool:
    identities = [r.balance for r in rules if r.balance]
    return any(
        rule.measure.id in (identity.measure, *(term.measure for term in identity.terms))
        for identity in identities
    )


def _is_leaned_on(rule: MeasureRule, rules: Sequence[MeasureRule]) -> bool:
    return _is_in_an_identity(rule, rules) or any(
        rule.measure.id in (*r.wholes, *r.parts, *r.mean_of) for r in rules
    )


def _one_of(rng: Generator, codes: Sequence[str]) -> str:
    return codes[int(rng.integers(len(codes)))]
