"""Coarser plans that may be worth computing, ranked by what costs little to count.

First the rows that a merger wins for certain (it joins the only two withheld categories beneath a shown total), then
the small counts that disappear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import polars as pl

from pipelines.model import CELL_KEY, TOTAL, WITHHELD, Breakdown, Catalogue
from pipelines.protect.relations import linked_groups
from pipelines.usefulness.assessment import CoarseningKind
from pipelines.usefulness.coarser import half_year_ends

MOST = {"merge": 3, "half_years": 2, "drop_level": 1}
"""How many candidates of each kind are computed: the kinds differ too much to be ranked against each other."""


OTHER, UNKNOWN = "_O", "_U"
AGE_BAND = re.compile(r"Y(_LT|_GE)?\d+(T\d+)?")
"""Codes of SDMX and of catalogues: what is left over, and bands of age, which have an order."""


@dataclass(frozen=True)
class Candidate:
    """A coarser plan for one group of linked measures; `measures` are those it changes."""

    kind: CoarseningKind
    group: tuple[str, ...]
    measures: tuple[str, ...]
    breakdown: str | None
    categories: tuple[str, str] | None
    rows_won: int
    small_counts_less: int


def best_candidates(
    planned: pl.DataFrame, cells: pl.DataFrame, catalogue: Catalogue
) -> tuple[Candidate, ...]:
    """The most promising candidates of each kind; one merger for each breakdown of a group.

    `planned` is the plan with its clear counts (`planned_cells`), `cells` what withholding makes of it (CELL_SCHEMA).
    """
    reported = _with_thresholds(planned, cells, catalogue)
    found = [
        candidate
        for group in linked_groups(catalogue)
        for candidate in (
            *_mergers(reported, catalogue, group),
            *_half_years(reported, catalogue, group),
            *_dropped_levels(reported, catalogue, group),
        )
        if candidate.small_counts_less > 0
    ]
    # The sort is stable and the order of the catalogue decides between equals.
    found.sort(key=lambda candidate: (-candidate.rows_won, -candidate.small_counts_less))
    return tuple(each for kind, most in MOST.items() for each in _first(found, kind, most))


def _first(found: Sequence[Candidate], kind: str, most: int) -> list[Candidate]:
    chosen: dict[tuple[tuple[str, ...], str | None], Candidate] = {}
    for candidate in found:
        if candidate.kind == kind:
            chosen.setdefault((candidate.measures, candidate.breakdown), candidate)
    return list(chosen.values())[:most]


def _with_thresholds(planned: pl.DataFrame, cells: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Reported counts of people, with what is small for their measure and whether they are withheld."""
    thresholds = {
        measure.id: catalogue.policy.threshold_of(measure.id)
        for measure in catalogue.measures.values()
        if measure.person_level
    }
    return (
        planned.lazy()
        .filter(pl.col("measure_id").is_in(list(thresholds)) & pl.col("clear").is_not_null())
        .join(
            cells.lazy().select(*CELL_KEY, pl.col("obs_status").alias("protected_status")),
            on=list(CELL_KEY),
            how="left",
            validate="1:1",
        )
        .select(
            *CELL_KEY,
            "clear",
            threshold=pl.col("measure_id").replace_strict(thresholds, return_dtype=pl.Int64),
            is_withheld=pl.col("protected_status").eq_missing(pl.lit(WITHHELD[0])),
        )
        .collect()
    )


def _mergers(reported: pl.DataFrame, catalogue: Catalogue, group: tuple[str, ...]) -> Iterator[Candidate]:
    """Two categories of a breakdown taken together, wherever the group uses it."""
    for breakdown in catalogue.breakdowns.values():
        measures = tuple(m for m in group if breakdown.id in catalogue.measures[m].breakdowns)
        adds_up = all(breakdown.id in catalogue.measures[m].sums_over for m in measures)
        if not measures or not adds_up:
            continue
        rows = _rows_by_category(reported, measures, breakdown.id)
        for first, second in sensible_mergers(breakdown):
            if f"clear_{first}" in rows.columns and f"clear_{second}" in rows.columns:
                won, less = rows.select(_won(first, second).sum(), _small_less(first, second)).row(0)
                yield Candidate("merge", group, measures, breakdown.id, (first, second), won, less)


def sensible_mergers(breakdown: Breakdown) -> list[tuple[str, str]]:
    """Pairs of categories that can be taken together so that the breakdown still says something.

    Two categories that mean something, neighbours where they are bands of age; one of them and "other"; or "other"
    and "unknown". At least two that mean something are left.
    """
    ids = [category.id for category in breakdown.categories]
    meaningful = [category_id for category_id in ids if not category_id.startswith("_")]
    pairs = [(OTHER, UNKNOWN)] if OTHER in ids and UNKNOWN in ids and meaningful else []
    if len(meaningful) > 2:
        is_ordered = all(AGE_BAND.fullmatch(category_id) for category_id in meaningful)
        pairs += pairwise(meaningful) if is_ordered else combinations(meaningful, 2)
        pairs += [(category_id, OTHER) for category_id in meaningful if OTHER in ids]
    return pairs


def _rows_by_category(reported: pl.DataFrame, measures: tuple[str, ...], breakdown_id: str) -> pl.DataFrame:
    """One row per total: `clear_<category>`, `is_withheld_<category>`, `withheld` of them, `total_is_withheld`."""
    row = [name for name in CELL_KEY if name not in {"breakdown", "category"}]
    mine = reported.filter(pl.col("measure_id").is_in(measures))
    totals = mine.filter(pl.col("breakdown") == TOTAL)
    parts = mine.filter(pl.col("breakdown") == breakdown_id)
    if parts.is_empty():
        return parts
    wide = parts.pivot(on="category", index=[*row, "threshold"], values=["clear", "is_withheld"])
    return wide.with_columns(withheld=pl.sum_horizontal(pl.col("^is_withheld_.*$").cast(pl.Int64))).join(
        totals.select(*row, pl.col("is_withheld").alias("total_is_withheld")),
        on=row,
        how="left",
        validate="1:1",
    )


def _won(first: str, second: str) -> pl.Expr:
    """Rows in which the two are all that is withheld beneath a shown total: their sum is known already."""
    both = pl.col(f"is_withheld_{first}") & pl.col(f"is_withheld_{second}")
    return both & (pl.col("withheld") == 2) & ~pl.col("total_is_withheld")


def _small_less(first: str, second: str) -> pl.Expr:
    one, other = pl.col(f"clear_{first}"), pl.col(f"clear_{second}")
    return _small(one) + _small(other) - _small(one + other)


def _half_years(reported: pl.DataFrame, catalogue: Catalogue, group: tuple[str, ...]) -> Iterator[Candidate]:
    """Half-years instead of quarters, for the whole group: its measures are linked quarter by quarter."""
    ends = half_year_ends(catalogue)
    if all(quarter == end for quarter, end in ends.items()):
        return
    flows = [m for m in group if catalogue.measures[m].collect == "flow"]
    quarters = reported.filter(pl.col("measure_id").is_in(group) & (pl.col("period_level") == "quarter"))
    halves = (
        quarters.with_columns(pl.col("period").replace_strict(ends).alias("end"))
        .filter(pl.col("measure_id").is_in(flows) | (pl.col("period") == pl.col("end")))
        .group_by(*(name for name in CELL_KEY if name != "period"), "end", "threshold")
        .agg(pl.col("clear").sum())
    )
    less = quarters.select(_small(pl.col("clear"))).item() - halves.select(_small(pl.col("clear"))).item()
    yield Candidate("half_years", group, group, None, None, 0, less)


def _dropped_levels(
    reported: pl.DataFrame, catalogue: Catalogue, group: tuple[str, ...]
) -> Iterator[Candidate]:
    """A measure without its local level, where something is left of it."""
    for measure in group:
        if catalogue.measures[measure].person_level and "place" in catalogue.measures[measure].sums_over:
            local = (pl.col("measure_id") == measure) & (pl.col("place_level") == "local")
            less = reported.filter(local).select(_small(pl.col("clear"))).item()
            yield Candidate("drop_level", group, (measure,), None, None, 0, less)


def _small(count: pl.Expr) -> pl.Expr:
    """How many counts are small."""
    return ((count > 0) & (count < pl.col("threshold"))).cast(pl.Int64).sum()
