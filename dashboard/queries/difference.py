"""What the figures of one release are against those of another, from the published cells of both alone."""

from __future__ import annotations

import polars as pl

from dashboard.model import CELLS_SCHEMA, CellStatus, Change, IndicatorInfo
from dashboard.queries.cells import combined
from dashboard.queries.release import ReleaseReader

FIGURE = ("place_level", "place_id", "period_level", "period", "activity_id", "breakdown", "category")
"""What tells the figures of one indicator apart."""
_STATED = ("value", "lower", "upper", "status", "numerator", "denominator")
_PUBLISHED = ("value", "lower", "upper", "obs_status", "conf_status")
WHEN = ("before", "after")
"""Suffixes of what each of the two releases states."""
_NOTHING = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value)


def difference(before: ReleaseReader, after: ReleaseReader) -> pl.DataFrame:
    """Every figure that one release states otherwise than another.

    Shape: one row per indicator and figure: indicator_id, FIGURE, change, and value, lower, upper, status, numerator
    and denominator of each release with the suffix `_before` or `_after`; in the order of the indicators.
    Nulls: everything of a release that does not have the figure.
    A figure that was and is withheld has not changed, whatever is known of its interval.
    """
    old, new = before.rows("all_cells"), after.rows("all_cells")
    changed = _changed(old, new)
    indicators = {**before.options.indicators, **after.options.indicators}
    return pl.concat(
        [_of_indicator(old, new, changed, info) for info in indicators.values()] or [_nothing()],
        how="vertical",
    )


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Measure and FIGURE of the cells that are not published alike."""
    key = ["measure_id", *FIGURE]
    alike = old.join(new, on=[*key, *_PUBLISHED], how="inner", nulls_equal=True, validate="1:1")
    return pl.concat([old.select(key), new.select(key)]).unique().join(alike, on=key, how="anti")


def _of_indicator(
    old: pl.DataFrame, new: pl.DataFrame, changed: pl.DataFrame, info: IndicatorInfo
) -> pl.DataFrame:
    measures = (*info.numerator, *info.denominator)
    breakdowns = {row.breakdown for row in info.plan}
    touched = changed.filter(pl.col("measure_id").is_in(measures), pl.col("breakdown").is_in(breakdowns))
    touched = touched.select(FIGURE).unique()
    if touched.is_empty():
        return _nothing()
    was, now = (
        combined(
            cells.filter(pl.col("measure_id").is_in(measures)).join(touched, on=FIGURE, how="semi"),
            info,
            FIGURE,
        )
        .select(*FIGURE, *_STATED)
        .collect()
        for cells in (old, new)
    )
    return (
        was.rename({name: f"{name}_before" for name in _STATED})
        .join(
            now.rename({name: f"{name}_after" for name in _STATED}),
            on=FIGURE,
            how="full",
            coalesce=True,
            validate="1:1",
        )
        .with_columns(indicator_id=pl.lit(info.id), change=change())
        .filter(pl.col("change").is_not_null())
        .sort(FIGURE)
        .select("indicator_id", *FIGURE, "change", *(f"{name}_{when}" for when in WHEN for name in _STATED))
    )


def change() -> pl.Expr:
    """What happened to a figure; null when nothing did, or nothing was known of it before and after."""
    was, now = pl.col("status_before"), pl.col("status_after")
    was_withheld, is_withheld = (status.eq_missing(CellStatus.WITHHELD.value) for status in (was, now))
    was_nothing, is_nothing = (status.is_null() | status.is_in(_NOTHING) for status in (was, now))
    is_alike = pl.all_horizontal(
        pl.col(f"{name}_before").eq_missing(pl.col(f"{name}_after")) for name in _STATED
    )
    return (
        pl.when((was_withheld & is_withheld) | (was_nothing & is_nothing) | is_alike)
        .then(None)
        .when(is_withheld & was_nothing)
        .then(pl.lit(Change.NEW_AND_WITHHELD.value))
        .when(is_withheld)
        .then(pl.lit(Change.NOW_WITHHELD.value))
        .when(is_nothing)
        .then(pl.lit(Change.GONE.value))
        .when(was_nothing)
        .then(pl.lit(Change.NEW.value))
        .when(was_withheld)
        .then(pl.lit(Change.NOW_SHOWN.value))
        .otherwise(pl.lit(Change.REVISED.value))
    )


def _nothing() -> pl.DataFrame:
    stated = {f"{name}_{when}": CELLS_SCHEMA[name] for when in WHEN for name in _STATED}
    return pl.DataFrame(
        schema={"indicator_id": pl.String(), **dict.fromkeys((*FIGURE, "change"), pl.String()), **stated}
    )
