"""What a release shows of the counts of people, at each level and in all, and which rule hides the rest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

import polars as pl

from pipelines.model import CANNOT_EXIST, CELL_KEY, TOTAL, WITHHELD, Catalogue, PeriodLevel, PlaceLevel

RULES = ("small", "one_category", "few_contributors", "earlier", "complementary")
"""Values of `rule` in EXPLANATION_SCHEMA."""

UTILITY_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place_level": pl.String(),
        "period_level": pl.String(),
        "cells": pl.Int64(),
        "shown": pl.Int64(),
        "shown_exactly": pl.Int64(),
        "withheld": pl.Int64(),
        "not_reported": pl.Int64(),
        "share_shown": pl.Float64(),
        "nonzero_share_shown": pl.Float64(),
        "counts_share_shown": pl.Float64(),
        "mean_interval_width": pl.Float64(),
        "share_without_upper": pl.Float64(),
        **{f"withheld_by_{rule}": pl.Int64() for rule in RULES},
    }
)
"""One row per place_level and period_level, coarse before fine, and a last row `_T`, `_T` for all.

Counts of people only: nothing else is ever withheld. `cells` leaves out what cannot exist yet. `share_shown` is of
the reported cells; `nonzero_share_shown` of those that are not zero; `counts_share_shown` is the share of a measure's
counts that stands in shown cells, averaged over the measures. Intervals are those of cells that are not shown
exactly; their mean width is over those with an upper end. A share or mean of nothing is null.
For managers only: three columns depend on withheld counts.
"""

_LEVEL = ("place_level", "period_level")


def utility_table(
    planned: pl.DataFrame, cells: pl.DataFrame, explanations: pl.DataFrame, catalogue: Catalogue
) -> pl.DataFrame:
    """The utility of protected cells at each level and in all.

    Shape: UTILITY_SCHEMA. `planned` is the plan with its clear counts (`planned_cells`), `cells` what became of it
    (CELL_SCHEMA), `explanations` why cells are withheld (EXPLANATION_SCHEMA).
    """
    people = _cells_of_people(planned, cells, explanations, catalogue)
    everything = people.with_columns(pl.lit(TOTAL).alias(name) for name in _LEVEL)
    return pl.concat([_by_level(people).sort(_level_order(), nulls_last=True), _by_level(everything)])


def _cells_of_people(
    planned: pl.DataFrame, cells: pl.DataFrame, explanations: pl.DataFrame, catalogue: Catalogue
) -> pl.DataFrame:
    """Reported and missing cells of person-level measures with clear count and rule."""
    people = [measure.id for measure in catalogue.measures.values() if measure.person_level]
    return (
        cells.lazy()
        .filter(pl.col("measure_id").is_in(people) & (pl.col("obs_status") != CANNOT_EXIST[0]))
        .join(planned.lazy().select(*CELL_KEY, "clear"), on=list(CELL_KEY), how="left", validate="1:1")
        .join(explanations.lazy().select(*CELL_KEY, "rule"), on=list(CELL_KEY), how="left", validate="1:1")
        .collect()
    )


def _by_level(people: pl.DataFrame) -> pl.DataFrame:
    return (
        people.lazy()
        .group_by(_LEVEL)
        .agg(
            cells=pl.len(),
            shown=_shown().sum(),
            shown_exactly=(_shown() & ~_has_interval()).sum(),
            withheld=_withheld().sum(),
            not_reported=(~_shown() & ~_withheld()).sum(),
            nonzero=(pl.col("clear") > 0).sum(),
            nonzero_shown=((pl.col("clear") > 0) & _shown()).sum(),
            mean_interval_width=(pl.col("upper") - pl.col("lower")).filter(_has_interval()).mean(),
            intervals=_has_interval().sum(),
            without_upper=(_has_interval() & pl.col("upper").is_null()).sum(),
            **{f"withheld_by_{rule}": (_withheld() & (pl.col("rule") == rule)).sum() for rule in RULES},
        )
        .join(counts_share_shown(people.lazy()), on=_LEVEL, how="left", validate="1:1")
        .with_columns(
            share_shown=_share("shown", pl.col("shown") + pl.col("withheld")),
            nonzero_share_shown=_share("nonzero_shown", pl.col("nonzero")),
            share_without_upper=_share("without_upper", pl.col("intervals")),
        )
        .select(*UTILITY_SCHEMA)
        .cast(pl.Schema(UTILITY_SCHEMA))
        .collect()
    )


def counts_share_shown(people: pl.LazyFrame) -> pl.LazyFrame:
    """Per level, the mean over measures of the share of its counts that is shown; each measure counts alike.

    A plain sum would be one of hours and scores, which are larger than counts of people.
    """
    return (
        people.group_by(*_LEVEL, "measure_id")
        .agg(shown_counts=pl.col("clear").filter(_shown()).sum(), counts=pl.col("clear").sum())
        .filter(pl.col("counts") > 0)
        .group_by(_LEVEL)
        .agg(counts_share_shown=(pl.col("shown_counts") / pl.col("counts")).mean())
    )


def _shown() -> pl.Expr:
    return pl.col("value").is_not_null()


def _withheld() -> pl.Expr:
    return pl.col("obs_status") == WITHHELD[0]


def _has_interval() -> pl.Expr:
    """Published with an interval instead of an exact value: withheld, or rounded."""
    is_exact = (pl.col("lower") == pl.col("upper")).fill_null(value=False)
    return (_shown() | _withheld()) & ~is_exact


def _share(part: str, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(pl.col(part) / whole)


def _level_order() -> list[pl.Expr]:
    """Coarse before fine: the whole project first, a quarter of one place last."""
    return [
        pl.col(name).replace_strict({level: -i for i, level in enumerate(levels)}, return_dtype=pl.Int64)
        for name, levels in (("place_level", get_args(PlaceLevel)), ("period_level", get_args(PeriodLevel)))
    ]
