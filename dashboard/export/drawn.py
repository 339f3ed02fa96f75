"""The cells of a figure as data: what every file of it holds, and what its hash is made from."""

from __future__ import annotations

import polars as pl

from dashboard.model import Cells
from pipelines.harmless import harmless_texts

DRAWN_COLUMNS = (
    "indicator_id",
    "place_level",
    "place_id",
    "period_level",
    "period",
    "activity_id",
    "breakdown",
    "category",
    "value",
    "lower",
    "upper",
    "status",
    "numerator",
    "denominator",
)


def typed(cells: Cells) -> pl.DataFrame:
    """The cells with counts as whole numbers; a median of counts can lie between two, and then all stay decimal."""
    numbers = cells.frame.select(pl.col("value", "lower", "upper"))
    is_whole = cells.indicator.kind == "measure" and numbers.equals(numbers.select(pl.all().round(0)))
    number = pl.Int64() if is_whole else pl.Float64()
    return cells.frame.with_columns(
        pl.col("value", "lower", "upper").cast(number), indicator_id=pl.lit(cells.indicator.id)
    )


def drawn_csv(cells: Cells) -> str:
    """Codes, values, bounds and statuses of exactly the cells drawn, in their order; no words of any language.

    RFC 4180 with line feeds; what is null is empty. The same columns of the CSV file, written like this, have the
    same hash.
    """
    return typed(cells).select(DRAWN_COLUMNS).with_columns(harmless_texts()).write_csv()
