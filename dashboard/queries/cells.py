"""The cells of one indicator for a selection."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.model import CELLS_SCHEMA, Cells, CellStatus, IndicatorInfo
from dashboard.queries.release import ReleaseReader
from dashboard.queries.status import cell_status
from dashboard.selection import Selection

_KEY = [
    name
    for name in CELLS_SCHEMA
    if name not in ("value", "lower", "upper", "status", "numerator", "denominator")
]
LABELLED = {
    "place_label": "place",
    "period_label": "period",
    "activity_label": "activity",
    "category_label": "category",
}
"""Column of an answer -> the table of the release that it names things of."""


def cells(reader: ReleaseReader, selection: Selection) -> Cells:
    """Labelled cells of the selected indicator, see `Cells`.

    A combination that the release does not have is not a row. A cell of an indicator made of several measures
    is withheld when one of its parts is, not reported when one is not reported, provisional when one is
    provisional; a ratio over 0 is `no_cases`, and one of rounded counts is a range. Nothing is computed from a part
    that is not published.
    Errors: KeyError when the release does not have the indicator.
    """
    info = reader.options.indicators[selection.indicator_id]
    published = published_cells(reader, (*info.numerator, *info.denominator), selection)
    return Cells(indicator=info, labels=reader.options.labels, frame=indicator_cells(published, info))


def published_cells(reader: ReleaseReader, measure_ids: Sequence[str], selection: Selection) -> pl.DataFrame:
    """Labelled cells of some measures, as they are published, for everything else that a selection asks."""
    found = reader.rows(
        "cells",
        measure_ids=tuple(dict.fromkeys(measure_ids)),
        place_level=selection.place_level,
        place_ids=selection.place_ids,
        period_level=selection.period_level,
        periods=selection.periods,
        activity_ids=selection.activity_ids,
        breakdown=selection.breakdown,
        categories=selection.categories,
    )
    for column, table in LABELLED.items():
        found = reader.words.of(found, table, **{column: "label"})
    return found


def indicator_cells(published: pl.DataFrame, info: IndicatorInfo) -> pl.DataFrame:
    """Cells of an indicator, from the published cells of its measures.

    Shape: CELLS_SCHEMA, one row per key for which every measure has a published cell; the order is kept.
    """
    named = combined(published, info, _KEY)
    return named.select([pl.col(name).cast(dtype) for name, dtype in CELLS_SCHEMA.items()]).collect()


def combined(published: pl.DataFrame, info: IndicatorInfo, key: Sequence[str]) -> pl.LazyFrame:
    """Cells of an indicator by a key, from the published cells of its measures.

    Shape: the key and status, value, lower, upper, numerator and denominator as in CELLS_SCHEMA; one row per key
    for which every measure has a published cell, in the order of these.
    """
    parts = pl.DataFrame(
        {
            "measure_id": [*info.numerator, *info.denominator],
            "is_numerator": [True] * len(info.numerator) + [False] * len(info.denominator),
        },
        schema={"measure_id": pl.String(), "is_numerator": pl.Boolean()},
    )
    return (
        published.lazy()
        .with_columns(part_status=cell_status())
        .join(parts.lazy(), on="measure_id", how="inner", maintain_order="left")
        .group_by(key, maintain_order=True)
        .agg(
            parts=pl.len(),
            status=combined_status(),
            numerator=_total("value", pl.col("is_numerator")),
            denominator=_total("value", ~pl.col("is_numerator")),
            lower=_total("lower", pl.col("is_numerator")),
            upper=_total("upper", pl.col("is_numerator")),
            least_below=_total("lower", ~pl.col("is_numerator")),
            most_below=_total("upper", ~pl.col("is_numerator")),
        )
        .filter(pl.col("parts") == parts.height)
        .with_columns(status=ratio_status() if info.kind == "ratio" else pl.col("status"))
        .with_columns(value=pl.when(has_value()).then(_value(info)))
        .with_columns(_bounds(info))
        .with_columns(
            pl.when((has_value() | is_range()) & (info.kind == "ratio")).then(
                pl.col("numerator", "denominator")
            )
        )
    )


def combined_status() -> pl.Expr:
    """The status of a group of parts: that of the part that hides most."""
    status = pl.col("part_status")
    all_shown = (status == CellStatus.SHOWN.value).all()
    expression = (
        pl.when(all_shown).then(pl.lit(CellStatus.SHOWN.value)).otherwise(pl.lit(CellStatus.WITHHELD.value))
    )
    # Strongest last, because the last one written is asked first.
    for word in (
        CellStatus.PROVISIONAL,
        CellStatus.CANNOT_EXIST,
        CellStatus.NOT_REPORTED,
        CellStatus.WITHHELD,
    ):
        expression = pl.when((status == word.value).any()).then(pl.lit(word.value)).otherwise(expression)
    return expression


def ratio_status() -> pl.Expr:
    """The status of a ratio: `no_cases` where its published denominator is 0, a range where a count is rounded."""
    is_rounded = (pl.col("lower") < pl.col("upper")) | (pl.col("least_below") < pl.col("most_below"))
    return (
        pl.when(has_value() & (pl.col("most_below") == 0))
        .then(pl.lit(CellStatus.NO_CASES.value))
        .when(is_rounded & (pl.col("status") == CellStatus.SHOWN.value))
        .then(pl.lit(CellStatus.RANGE.value))
        .when(is_rounded & (pl.col("status") == CellStatus.PROVISIONAL.value))
        .then(pl.lit(CellStatus.PROVISIONAL_RANGE.value))
        .otherwise(pl.col("status"))
    )


def has_value() -> pl.Expr:
    """Whether the status comes with a value."""
    return pl.col("status").is_in([CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value])


def is_range() -> pl.Expr:
    """Whether the status is that of a ratio of rounded counts."""
    return pl.col("status").is_in([CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value])


def _total(column: str, which: pl.Expr) -> pl.Expr:
    """Total of a column over some parts; null when one of them is null."""
    chosen = pl.col(column).filter(which)
    return pl.when(chosen.null_count() == 0).then(chosen.sum())


def _value(info: IndicatorInfo) -> pl.Expr:
    if info.kind == "measure":
        return pl.col("numerator").cast(pl.Float64)
    return info.scale * pl.col("numerator") / pl.col("denominator")


def _bounds(info: IndicatorInfo) -> list[pl.Expr]:
    """The published bounds of a measure; of a ratio its value, or the range that those of its counts leave it."""
    lower, upper = pl.col("lower").cast(pl.Float64), pl.col("upper").cast(pl.Float64)
    if info.kind == "measure":
        return [lower, upper]
    least = info.scale * lower / pl.col("most_below")
    highest = pl.lit(float(info.scale) if info.is_share else None, dtype=pl.Float64)
    most = pl.min_horizontal(
        pl.when(pl.col("least_below") > 0).then(info.scale * upper / pl.col("least_below")), highest
    )
    return [
        pl.when(is_range()).then(least).otherwise(pl.col("value")).alias("lower"),
        pl.when(is_range()).then(most).otherwise(pl.col("value")).alias("upper"),
    ]
