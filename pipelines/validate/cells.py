"""Turns the text of the cells into counts and marks. Nothing ambiguous is guessed.

A count is digits; a decimal part of zeros is allowed when it has one or two digits (12.0, 12,00), and groups of three
when they are separated by spaces or apostrophes (1 234) or more than once by the same dot or comma (1.234.567). A lone
1.234 or 1,234 may be a thousand or a fraction, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.layout import ReportLayout, column_key
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, MarkDefinition, cell_address
from pipelines.validate.upload import Upload

CELL_SCHEMA = {
    "row": pl.Int64(),
    "column": pl.Int64(),
    "address": pl.String(),
    "activity_id": pl.String(),
    "measure_id": pl.String(),
    "breakdown": pl.String(),
    "category": pl.String(),
    "text": pl.String(),
    "is_open": pl.Boolean(),
}

SPACES = "[ \u00a0\u202f\u2009'’]"
COUNT = r"^\+?[0-9]{1,15}(?:[.,]0{1,2})?$"
GROUPED = (
    rf"^\+?[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}}){{1,4}}$",
    r"^\+?[0-9]{1,3}(?:\.[0-9]{3}){2,4}$",
    r"^\+?[0-9]{1,3}(?:,[0-9]{3}){2,4}$",
)
AMBIGUOUS = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
NEGATIVE = rf"^[-−–]\s?[0-9]+(?:{SPACES}[0-9]{{3}})*(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?$"
FRACTION = r"^\+?[0-9]*[.,][0-9]*(?:[eE][+-]?[0-9]+)?$|^\+?[0-9]+[eE]-[0-9]+$"
PERCENTAGE = r"^[-+]?[0-9]+(?:[.,][0-9]+)?\s?%$"
FORMULA_ERROR = r"^#[A-Za-z/0-9]+[!?]?$|^(?:Err|ERR|Fehler|Fout|Erreur):[0-9]{3}$"
FORMULA = r"^="
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?$|^[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}$"


def read_cells(upload: Upload, layout: ReportLayout, marks: tuple[MarkDefinition, ...]) -> pl.DataFrame:
    """The cells of a table whose structure is right: every input cell, and every other cell with content.

    Shape: `CELL_SCHEMA`, plus `value` and `mark` (both null unless it is an input cell and was understood), and
    `problem`, the check that refuses the cell (null for blank and for understood cells). In reading order.
    """
    cells = pl.DataFrame(list(_cells(upload, layout)), schema=CELL_SCHEMA, orient="row")
    codes = {mark.code.lower(): mark.code for mark in marks}
    is_readable = pl.col("is_open") & (pl.col("text") != "")
    found_mark = pl.col("text").str.to_lowercase().replace_strict(codes, default=None, return_dtype=pl.String)
    return (
        cells.with_columns(
            mark=pl.when(is_readable).then(found_mark), value=pl.when(is_readable).then(count())
        )
        .with_columns(mark=pl.when(pl.col("value").is_null()).then(pl.col("mark")))
        .with_columns(problem=problem())
        .sort("row", "column")
    )


def count() -> pl.Expr:
    """The count in `text`; null when it is not unmistakably one."""
    text = pl.col("text")
    is_grouped = pl.any_horizontal(text.str.contains(pattern) for pattern in GROUPED)
    without_decimals = text.str.replace(r"[.,]0{1,2}$", "")
    digits = (
        pl.when(text.str.contains(COUNT))
        .then(without_decimals)
        .when(is_grouped)
        .then(text.str.replace_all(r"[^0-9]", ""))
    )
    return digits.str.strip_chars_start("+").cast(pl.Int64)


def problem() -> pl.Expr:
    """The check that refuses a cell; null for blank cells, counts and marks."""
    text = pl.col("text")
    return (
        pl.when(text == "")
        .then(None)
        .when(~pl.col("is_open"))
        .then(pl.lit("values_cell_does_not_apply"))
        .when(pl.col("value").is_not_null() | pl.col("mark").is_not_null())
        .then(None)
        .when(text.str.contains(FORMULA_ERROR))
        .then(pl.lit("values_formula_error"))
        .when(text.str.contains(FORMULA))
        .then(pl.lit("values_formula_without_result"))
        .when(text.str.contains(PERCENTAGE))
        .then(pl.lit("values_percentage"))
        .when(text.str.contains(AMBIGUOUS))
        .then(pl.lit("values_ambiguous_number"))
        .when(text.str.contains(NEGATIVE))
        .then(pl.lit("values_negative"))
        .when(text.str.contains(DATE))
        .then(pl.lit("values_date"))
        .when(text.str.contains(FRACTION) & text.str.contains("[0-9]"))
        .then(pl.lit("values_not_whole"))
        .otherwise(pl.lit("values_not_a_number"))
    )


def observations(cells: pl.DataFrame, layout: ReportLayout) -> pl.DataFrame:
    """The cells that were understood, as observations.

    Shape: OBSERVATION_SCHEMA, sorted by OBSERVATION_KEY; no row for a blank or a refused cell.
    """
    return (
        cells.filter(pl.col("value").is_not_null() | pl.col("mark").is_not_null())
        .with_columns(partner_id=pl.lit(layout.partner.id), quarter=pl.lit(layout.quarter))
        .select(*OBSERVATION_SCHEMA)
        .sort(OBSERVATION_KEY)
    )


def _cells(
    upload: Upload, layout: ReportLayout
) -> Iterator[tuple[int, int, str, str, str, str, str, str, bool]]:
    open_columns = {(row.activity_id, row.measure.id): row.open_columns for row in layout.rows}
    columns = {column_key(column): column for column in layout.columns}
    numbered = [(number, columns[key]) for number, key in upload.columns if key in columns]
    for row in upload.rows:
        for number, column in numbered:
            text = upload.table.text(row.number, number)
            is_open = column in open_columns[row.key]
            if is_open or text:
                yield row.number, number, cell_address(row.number, number), *row.key, *column, text, is_open
