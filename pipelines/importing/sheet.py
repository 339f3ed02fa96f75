"""A report of an import, laid out as the workbook would have it, so that the checks of uploads can read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.layout import ReportLayout, column_key
from pipelines.model import (
    FIRST_DATA_ROW,
    HEADER_ROW,
    TEMPLATE_KEYS,
    TEMPLATE_MAGIC,
    TEMPLATE_VERSION,
    Catalogue,
    RawTable,
    cell_address,
)


@dataclass(frozen=True)
class Sheet:
    """The table, and the row of the file that each of its cells came from."""

    table: RawTable
    rows: Mapping[str, int]
    """Address -> row."""


def sheet_of(part: pl.DataFrame, layout: ReportLayout, catalogue: Catalogue) -> Sheet:
    """Every cell of the report at its place; what the file does not have is blank."""
    columns = {column: number for number, column in enumerate(layout.columns, start=len(TEMPLATE_KEYS))}
    lines = {(row.activity_id, row.measure.id): number for number, row in enumerate(layout.rows)}
    cells = [
        [row.activity_id, row.measure.id, "", "", "", *[""] * len(layout.columns)] for row in layout.rows
    ]
    rows: dict[str, int] = {}
    wanted = part.select("activity_id", "measure_id", "breakdown", "category", "value", "mark", "row")
    for activity_id, measure_id, breakdown, category, value, mark, row in wanted.iter_rows():
        line, column = lines[activity_id, measure_id], columns[breakdown, category]
        cells[line][column] = mark if value is None else str(value)
        rows[cell_address(FIRST_DATA_ROW + line, column + 1)] = row
    machine = [
        TEMPLATE_MAGIC,
        TEMPLATE_VERSION,
        catalogue.project.id,
        layout.partner.id,
        layout.quarter,
        "en",
    ]
    keys = [*TEMPLATE_KEYS, *(column_key(column) for column in layout.columns)]
    head: list[list[str]] = [[], machine, [], keys, *[[]] * (HEADER_ROW - 4)]
    return Sheet(
        RawTable("import.csv", "csv", "", tuple(tuple(each) for each in (*head, *cells))),
        rows,
    )
