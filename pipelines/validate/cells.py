"""Turns the text of the cells into counts and marks. Nothing ambiguous is guessed.

A count is digits; a decimal part of zeros is allowed when it has one or two digits (12.0, 12,00), and groups of three
when they are separated by spaces or apostrophes (1 234), more than once by the same dot or comma (1.234.567), or by
the other sign than the decimals (1.234,00). A lone 1.234 or 1,234 may be a thousand or a fraction: it is refused,
unless other cells of the file show which of the two signs separates its decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.layout import ReportLayout
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, cell_address
from pipelines.recognise.spelling import normalised
from pipelines.recognise.vocabulary import MARK_LETTERS, mark_spellings
from pipelines.validate.upload import Source

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
    "is_fraction": pl.Boolean(),
    "is_for_marks": pl.Boolean(),
}

SPACES = "[ \u00a0\u202f\u2009'’]"
COUNT = r"^\+?[0-9]{1,15}(?:[.,]0{1,2})?$"
GROUPED = (
    rf"^\+?[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}}){{1,4}}$",
    r"^\+?[0-9]{1,3}(?:\.[0-9]{3}){2,4}$",
    r"^\+?[0-9]{1,3}(?:,[0-9]{3}){2,4}$",
)
GROUPED_DECIMALS = (
    rf"^\+?[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}}){{1,4}}[.,]0{{1,2}}$",
    r"^\+?[0-9]{1,3}(?:\.[0-9]{3}){1,4},0{1,2}$",
    r"^\+?[0-9]{1,3}(?:,[0-9]{3}){1,4}\.0{1,2}$",
)
THOUSAND = {",": r"^\+?[1-9][0-9]{0,2}\.[0-9]{3}$", ".": r"^\+?[1-9][0-9]{0,2},[0-9]{3}$"}
"""Sign of decimals -> a lone group of three that is then a thousand."""
DECIMAL = {
    ",": r"^[-+−–]?(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)\s?%?$"
    r"|^[-+−–]?[0-9]{1,3}(?:\.[0-9]{3}){2,}$",
    ".": r"^[-+−–]?(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+)\s?%?$"
    r"|^[-+−–]?[0-9]{1,3}(?:,[0-9]{3}){2,}$",
}
"""Sign of decimals -> numbers that can only be read with it."""
AMBIGUOUS = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
NEGATIVE = rf"^[-−–]\s?[0-9]+(?:{SPACES}[0-9]{{3}})*(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?$"
FRACTION = (
    rf"^\+?[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}})+[.,][0-9]+$|{DECIMAL[',']}|{DECIMAL['.']}"
    r"|^\+?[0-9]*[.,][0-9]*(?:[eE][+-]?[0-9]+)?$|^\+?[0-9]+[eE]-[0-9]+$"
)
PERCENTAGE = r"^[-+]?[0-9]+(?:[.,][0-9]+)?\s?%$"
FORMULA_ERROR = r"^#[A-Za-z/0-9]+[!?]?$|^(?:Err|ERR|Fehler|Fout|Erreur):[0-9]{3}$"
FORMULA = r"^="
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?$|^[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}$"


def read_cells(upload: Source, layout: ReportLayout) -> pl.DataFrame:
    """The cells of a table whose structure is right: every input cell, and every other cell with content.

    Shape: `CELL_SCHEMA`, plus `value` and `mark` (both null unless it is an input cell and was understood), and
    `problem`, the check that refuses the cell (null for blank and for understood cells). In reading order.
    """
    cells = pl.DataFrame(list(_cells(upload, layout)), schema=CELL_SCHEMA, orient="row")
    is_readable = pl.col("is_open") & (pl.col("text") != "")
    is_number = is_readable & ~pl.col("is_fraction") & ~pl.col("is_for_marks")
    found_mark = pl.col("text").replace_strict(
        _marks(cells["text"], mark_spellings(upload.catalogue)), default=None, return_dtype=pl.String
    )
    sign = decimal_sign(cells.filter(is_number))
    return (
        cells.with_columns(
            mark=pl.when(is_readable).then(found_mark), value=pl.when(is_number).then(count(sign))
        )
        .with_columns(mark=pl.when(pl.col("value").is_null()).then(pl.col("mark")))
        .with_columns(problem=problem(sign))
        .drop("is_fraction", "is_for_marks")
        .sort("row", "column")
    )


def decimal_sign(cells: pl.DataFrame) -> str | None:
    """The sign before decimals, where `text` of some cells shows it and of no cell the other one."""
    found = [sign for sign, pattern in DECIMAL.items() if cells["text"].str.contains(pattern).any()]
    return found[0] if len(found) == 1 else None


def count(sign: str | None = None) -> pl.Expr:
    """The count in `text`; null when it is not unmistakably one. `sign` comes before decimals, where that is known."""
    text = pl.col("text")
    without_decimals = text.str.replace(r"[.,]0{1,2}$", "")
    grouped = (*GROUPED, *((THOUSAND[sign],) if sign else ()))
    digits = (
        pl.when(text.str.contains(COUNT))
        .then(without_decimals)
        .when(pl.any_horizontal(text.str.contains(pattern) for pattern in grouped))
        .then(text.str.replace_all(r"[^0-9]", ""))
        .when(pl.any_horizontal(text.str.contains(pattern) for pattern in GROUPED_DECIMALS))
        .then(without_decimals.str.replace_all(r"[^0-9]", ""))
    )
    return digits.str.strip_chars_start("+").cast(pl.Int64)


def problem(sign: str | None = None) -> pl.Expr:
    """The check that refuses a cell; null for blank cells, counts and marks."""
    text = pl.col("text")
    is_fraction = pl.col("is_fraction") | (text.str.contains(FRACTION) & text.str.contains("[0-9]"))
    return (
        pl.when(text == "")
        .then(None)
        .when(~pl.col("is_open"))
        .then(pl.lit("values_cell_does_not_apply"))
        .when(pl.col("value").is_not_null() | pl.col("mark").is_not_null())
        .then(None)
        .when(pl.col("is_for_marks"))
        .then(pl.lit("values_not_a_number"))
        .when(text.str.contains(FORMULA_ERROR))
        .then(pl.lit("values_formula_error"))
        .when(text.str.contains(FORMULA))
        .then(pl.lit("values_formula_without_result"))
        .when(text.str.contains(PERCENTAGE))
        .then(pl.lit("values_percentage"))
        .when(~pl.col("is_fraction") & text.str.contains(_ambiguous(sign)))
        .then(pl.lit("values_ambiguous_number"))
        .when(text.str.contains(NEGATIVE))
        .then(pl.lit("values_negative"))
        .when(text.str.contains(DATE))
        .then(pl.lit("values_date"))
        .when(is_fraction)
        .then(pl.lit("values_not_whole"))
        .otherwise(pl.lit("values_not_a_number"))
    )


def _ambiguous(sign: str | None) -> str:
    """Numbers that may be a thousand or a fraction; with the sign known only those that would be a strange fraction."""
    return AMBIGUOUS if sign is None else rf"^[+-]?[1-9][0-9]{{0,2}}\{sign}000$"


def _marks(texts: pl.Series, spellings: Mapping[str, str]) -> dict[str, str]:
    """Text of a cell -> code of the mark that it is."""
    found: dict[str, str] = {}
    for text in texts.unique().to_list():
        code = spellings.get(text.lower())
        if code is None and len(normalised(text)) >= MARK_LETTERS:
            code = spellings.get(normalised(text))
        if code is not None:
            found[text] = code
    return found


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


def _cells(upload: Source, layout: ReportLayout) -> Iterator[tuple[int | str | bool, ...]]:
    open_columns = {(row.activity_id, row.measure.id): row.open_columns for row in layout.rows}
    for slot in upload.slots():
        text = upload.table.text(slot.row, slot.column)
        is_open = slot.key[2:] in open_columns.get(slot.key[:2], ())
        if is_open or text:
            place = (slot.row, slot.column)
            is_fraction = place in upload.table.fractions
            yield *place, cell_address(*place), *slot.key, text, is_open, is_fraction, slot.is_for_marks
