"""What is measured: each step a person waits for, beside a named peer on the same input."""

from __future__ import annotations

import io
from collections.abc import Iterator

import duckdb
import openpyxl
import polars as pl

from bench.measure import Comparison
from dashboard.queries import cells, open_release
from dashboard.selection import default_selection
from pipelines import flow, review
from pipelines.demo import simulate_partner
from pipelines.demo.texts import MANAGER
from pipelines.flow import Workspace
from pipelines.model import TOTAL, RawTable, Release
from pipelines.read import read_table
from pipelines.template import build_template
from pipelines.validate import screen

CUBE = """
select measure_id, breakdown, category, partner_id, quarter, activity_id, sum(value)::bigint as value
from observations
group by grouping sets (
    (measure_id, breakdown, category, partner_id, quarter, activity_id),
    (measure_id, breakdown, category, quarter, activity_id),
    (measure_id, breakdown, category, partner_id, activity_id),
    (measure_id, breakdown, category, activity_id)
)
order by all
"""


def comparisons(ws: Workspace, release: Release) -> Iterator[Comparison]:
    """All comparisons, on a workspace that holds a complete demo."""
    partner = next(p for p in ws.catalogue.partners.values() if p.reports and p.place_id)
    quarter = ws.catalogue.project.last_quarter
    values = simulate_partner(ws.catalogue, partner, 1)[quarter]
    workbook = build_template(ws.catalogue, partner.id, quarter, values=values)
    table = read_table("report.xlsx", workbook)
    history = review.history(ws.ledger, partner.id)
    yield Comparison(
        "template: build one, filled",
        lambda: build_template(ws.catalogue, partner.id, quarter, values=values),
        "openpyxl, the same cells, no style or checks",
        lambda: _write_plain(table),
    )
    yield Comparison(
        "read: one workbook, in its child process",
        lambda: read_table("report.xlsx", workbook),
        "openpyxl read-only, in this process",
        lambda: _read_plain(workbook),
    )
    yield Comparison(
        "screen: all checks of one report",
        lambda: screen(table, ws.catalogue, history),
        "polars, casting the same cells only",
        lambda: _cast_plain(table),
    )
    observations = review.approved(ws.ledger).observations
    yield Comparison(
        "publish: the next release of the demo",
        lambda: flow.publish(ws, MANAGER, "Measured (synthetic)"),
        "duckdb grouping sets, unprotected",
        lambda: _cube(observations),
        repeats=1,
    )
    reader = open_release(release.directory)
    selection = default_selection(reader.options)
    yield Comparison(
        "page: the cells of the first selection",
        lambda: cells(reader, selection),
        "polars, scanning cells.parquet",
        lambda: _scan(release),
    )


def _write_plain(table: RawTable) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet)
    for row in table.cells:
        sheet.append([int(text) if text.isdecimal() else text for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read_plain(workbook: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True, data_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


def _cast_plain(table: RawTable) -> pl.DataFrame:
    width = max(len(row) for row in table.cells)
    rows = [(*row, *[""] * (width - len(row))) for row in table.cells]
    frame = pl.DataFrame(rows, schema=[f"column_{i}" for i in range(width)], orient="row")
    return frame.with_columns(pl.all().str.strip_chars().cast(pl.Int64, strict=False).name.suffix("_value"))


def _cube(observations: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as connection:
        connection.register("observations", observations)
        return connection.sql(CUBE).pl()


def _scan(release: Release) -> pl.DataFrame:
    published = pl.scan_parquet(release.directory / "cells.parquet")
    total = (pl.col("activity_id") == TOTAL) & (pl.col("breakdown") == TOTAL)
    return published.filter(total, pl.col("place_level") == "local").collect()
