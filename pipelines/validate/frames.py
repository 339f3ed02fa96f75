"""Frames that set the parts of a total beside it: its categories, or its activities."""

from __future__ import annotations

import polars as pl

from pipelines.model import OBSERVATION_KEY, TOTAL
from pipelines.validate.upload import Report

ROW_KEY = ["activity_id", "measure_id"]
CELL_KEY = [key for key in OBSERVATION_KEY if key not in ("partner_id", "quarter")]


LEAST_REPORTS = 4
"""Fewer earlier reports say too little about what is usual."""
THOUSANDS = (300, 3_000)
"""Between these multiples of what is usual somebody may have typed units for thousands."""


def totals(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells that have no breakdown."""
    return cells.filter((pl.col("breakdown") == TOTAL) & (pl.col("category") == TOTAL))


def category_groups(report: Report) -> pl.DataFrame:
    """Each breakdown of each row beside the row's total.

    Shape: one row per activity, measure and breakdown, in reading order, with the columns of `_summary` and
    `_total`. `asked` counts the categories of the breakdown, so that one without a cell is a gap.
    """
    parts = report.cells.filter(pl.col("is_open") & (pl.col("breakdown") != TOTAL))
    asked = pl.DataFrame(
        [(b.id, len(b.categories)) for b in report.catalogue.breakdowns.values()],
        schema={"breakdown": pl.String, "asked": pl.UInt32},
        orient="row",
    )
    return (
        parts.join(_total(report.cells), on=ROW_KEY, how="inner", validate="m:1")
        .group_by(*ROW_KEY, "breakdown", maintain_order=True)
        .agg(*_summary(), *_carried())
        .drop("asked")
        .join(asked, on="breakdown", how="left", validate="m:1", maintain_order="left")
    )


def activity_groups(report: Report) -> pl.DataFrame:
    """The activities of each measure beside the row for all of them.

    Shape: one row per measure, in reading order, with `activity_id` = `_T`, `breakdown` = "activity", and the columns
    of `_summary` and `_total`. `asked` counts the rows of the layout, so that a missing row is a gap.
    """
    cells = totals(report.cells).filter(pl.col("is_open"))
    asked = pl.DataFrame(
        [(row.measure.id,) for row in report.layout.rows if row.activity_id != TOTAL],
        schema={"measure_id": pl.String},
        orient="row",
    )
    all_of_them = _total(cells.filter(pl.col("activity_id") == TOTAL))
    return (
        cells.filter(pl.col("activity_id") != TOTAL)
        .with_columns(activity_id=pl.lit(TOTAL), breakdown=pl.lit("activity"))
        .join(all_of_them, on=ROW_KEY, how="inner", validate="m:1")
        .group_by(*ROW_KEY, "breakdown", maintain_order=True)
        .agg(*_summary(), *_carried())
        .drop("asked")
        .join(asked.group_by("measure_id").agg(asked=pl.len()), on="measure_id", how="left", validate="1:1")
    )


def past(report: Report) -> pl.DataFrame:
    """What the partner reported for earlier quarters."""
    return report.history.filter(pl.col("quarter") < report.quarter)


def beside(report: Report, other: pl.DataFrame) -> pl.DataFrame:
    """The input cells of the report in reading order, each beside its row of another frame, or beside nulls."""
    return (
        report.cells.filter("is_open")
        .join(other, on=CELL_KEY, how="left", validate="1:1")
        .sort("row", "column")
    )


def is_additive(report: Report) -> pl.Expr:
    """Whether a measure may be summed over the `breakdown` beside it, as the catalogue declares."""
    pairs = [f"{m.id}:{over}" for m in report.catalogue.measures.values() for over in m.sums_over]
    return pl.concat_str("measure_id", pl.lit(":"), "breakdown").is_in(pairs)


def is_unmarked_blank() -> pl.Expr:
    """Whether the total beside the parts is blank, or a mark although parts of it are known."""
    return pl.col("total").is_null() & ~pl.col("total_is_refused")


def _total(cells: pl.DataFrame) -> pl.DataFrame:
    return totals(cells).select(
        *ROW_KEY,
        total="value",
        total_address="address",
        total_is_refused=pl.col("problem").is_not_null(),
    )


def _summary() -> tuple[pl.Expr, ...]:
    value, address = pl.col("value"), pl.col("address")
    return (
        pl.len().alias("asked"),
        value.count().alias("given"),
        value.sum().alias("sum"),
        value.max().alias("largest"),
        (pl.col("text") == "").sum().alias("blank"),
        address.filter(value.is_not_null()).alias("addresses"),
        address.filter(value > pl.col("total")).alias("larger_addresses"),
        address.filter(pl.col("text") == "").alias("blank_addresses"),
    )


def _carried() -> tuple[pl.Expr, ...]:
    return tuple(pl.col(name).first() for name in ("total", "total_address", "total_is_refused"))
