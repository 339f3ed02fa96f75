"""Small frames of cells, plans and explanations, and the invented catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.model import CELL_KEY, CELL_SCHEMA, EXPLANATION_SCHEMA

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)

Key = tuple[str, str, str, str, str, str, str, str]


def key(
    place: str = "XA_001",
    period: str = "2021-Q1",
    measure: str = "starts",
    *,
    activity: str = "_T",
    row: tuple[str, str] = ("_T", "_T"),
) -> Key:
    """A cell of the invented project; levels follow from the codes."""
    place_level = {"PROJECT": "project", "XA": "country", "XB": "country"}.get(place, "local")
    period_level = {"PROJECT": "project", "A": "year", "B": "year"}.get(period, "quarter")
    return (place_level, place, period_level, period, activity, measure, *row)


def shown(cell: Key, value: int, status: str = "A") -> tuple[object, ...]:
    return (*cell, value, value, value, status, "F")


def about(cell: Key, value: int, base: int = 5) -> tuple[object, ...]:
    """A rounded cell."""
    return (*cell, value, max(0, value - base + 1), value + base - 1, "A", "F")


def withheld(cell: Key, lower: int = 0, upper: int | None = None) -> tuple[object, ...]:
    return (*cell, None, lower, upper, "Q", "C")


def missing(cell: Key, status: str = "O") -> tuple[object, ...]:
    return (*cell, None, None, None, status, "F")


def cells(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(CELL_SCHEMA), orient="row").sort(CELL_KEY)


def planned(*rows: tuple[Key, int | None]) -> pl.DataFrame:
    schema = {**dict.fromkeys(CELL_KEY, pl.String()), "clear": pl.Int64()}
    return pl.DataFrame([(*cell, clear) for cell, clear in rows], schema=schema, orient="row")


def explanations(*rows: tuple[Key, str, Sequence[str] | None]) -> pl.DataFrame:
    content = [(*cell, rule, None if because is None else list(because)) for cell, rule, because in rows]
    return pl.DataFrame(content, schema=dict(EXPLANATION_SCHEMA), orient="row")
