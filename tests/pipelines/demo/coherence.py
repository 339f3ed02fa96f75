"""Everything the catalogue says about counts, checked on simulated reports; independent of how they are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipelines.demo.simulate import Cell
from pipelines.model import TOTAL, Catalogue, quarter_from_index, quarter_index

Reports = Mapping[str, Mapping[Cell, int]]


def faults(catalogue: Catalogue, reports: Reports) -> list[str]:
    """What is wrong with one partner's reports, in words; empty when all holds."""
    return [
        *(
            f"negative {cell} {quarter}"
            for quarter, cells in reports.items()
            for cell in cells
            if cells[cell] < 0
        ),
        *_sum_faults(catalogue, reports),
        *_limit_faults(catalogue, reports),
        *_identity_faults(catalogue, reports),
    ]


def _sum_faults(catalogue: Catalogue, reports: Reports) -> list[str]:
    found = []
    for quarter, cells in reports.items():
        by_activity: dict[str, list[int]] = defaultdict(list)
        by_breakdown: dict[tuple[str, str], int] = defaultdict(int)
        for (activity_id, measure_id, breakdown, _), count in cells.items():
            if activity_id != TOTAL:
                by_activity[measure_id].append(count)
            elif breakdown != TOTAL:
                by_breakdown[measure_id, breakdown] += count
        for measure_id, counts in by_activity.items():
            if "activity" in catalogue.measures[measure_id].sums_over:
                found += [f"{measure_id} {quarter} activities"] * (sum(counts) != _total(cells, measure_id))
        for (measure_id, breakdown), count in by_breakdown.items():
            if breakdown in catalogue.measures[measure_id].sums_over:
                found += [f"{measure_id} {quarter} {breakdown}"] * (count != _total(cells, measure_id))
    return found


def _limit_faults(catalogue: Catalogue, reports: Reports) -> list[str]:
    return [
        f"{limit.id} {quarter} {cell}"
        for limit in catalogue.limits
        for quarter, cells in reports.items()
        for cell, count in cells.items()
        if cell[1] == limit.part
        if count > cells.get((cell[0], limit.whole, *cell[2:]), count)
    ]


def _identity_faults(catalogue: Catalogue, reports: Reports) -> list[str]:
    found = []
    for identity in catalogue.identities:
        measures = {identity.measure, *(term.measure for term in identity.terms)}
        for quarter, cells in reports.items():
            for cell in [c for c in cells if c[1] == identity.measure]:
                expected = 0
                for term in identity.terms:
                    earlier = quarter_from_index(quarter_index(quarter) - term.lag)
                    expected += term.sign * reports.get(earlier, {}).get(
                        (cell[0], term.measure, *cell[2:]), 0
                    )
                is_shared = all(any(c[1] == m and c[2] == cell[2] for c in cells) for m in measures)
                if is_shared and cells[cell] != expected:
                    found.append(f"{identity.id} {quarter} {cell}")
    return found


def _total(cells: Mapping[Cell, int], measure_id: str) -> int:
    return cells[TOTAL, measure_id, TOTAL, TOTAL]
