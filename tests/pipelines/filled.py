from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.catalogue import load_catalogue
from pipelines.model import OBSERVATION_SCHEMA, TOTAL, Catalogue, RawTable
from pipelines.read.child import read_bytes
from pipelines.template import InputKey, build_template

TINY = Path(__file__).resolve().parents[1] / "catalogues" / "tiny"
PARTNER, QUARTER = "ash", "2021-Q2"

# Rightly noticed about it: the row of people followed up has blank categories (H18, I18).
COHERENT: Mapping[InputKey, int | str] = {
    ("ash-groups", "sessions", TOTAL, TOTAL): 7,
    ("ash-birch-mentors", "sessions", TOTAL, TOTAL): 5,
    (TOTAL, "sessions", TOTAL, TOTAL): 12,
    ("ash-groups", "starts", TOTAL, TOTAL): 4,
    ("ash-birch-mentors", "starts", TOTAL, TOTAL): 2,
    (TOTAL, "starts", TOTAL, TOTAL): 6,
    (TOTAL, "starts", "sex", "F"): 2,
    (TOTAL, "starts", "sex", "M"): 4,
    (TOTAL, "starts", "sex", "_U"): 0,
    ("ash-groups", "leavers", TOTAL, TOTAL): 1,
    ("ash-birch-mentors", "leavers", TOTAL, TOTAL): 0,
    (TOTAL, "leavers", TOTAL, TOTAL): 1,
    ("ash-groups", "caseload", TOTAL, TOTAL): "NC",
    (TOTAL, "caseload", TOTAL, TOTAL): 9,
    (TOTAL, "known", TOTAL, TOTAL): 3,
    (TOTAL, "known", "sex", "F"): 1,
    (TOTAL, "housed", TOTAL, TOTAL): 2,
    (TOTAL, "housed", "sex", "F"): 1,
    (TOTAL, "housed", "sex", "M"): 1,
    (TOTAL, "housed", "sex", "_U"): 0,
}


@cache
def tiny() -> Catalogue:
    return load_catalogue(TINY)


def table_of(data: bytes, file_name: str = "report.xlsx") -> RawTable:
    answer = read_bytes(data)
    return RawTable(
        file_name=file_name,
        file_format=answer["format"],
        sheet=answer["sheet"],
        cells=tuple(tuple(row) for row in answer["cells"]),
        properties=answer["properties"],
        spellings=answer.get("spellings", {}),
        fractions=frozenset(answer.get("fractions", ())),
    )


def filled_table(values: Mapping[InputKey, int | str] = COHERENT) -> RawTable:
    return table_of(build_template(tiny(), PARTNER, QUARTER, values=values))


def observations_of(values: Mapping[InputKey, int | str], quarter: str = QUARTER) -> pl.DataFrame:
    rows = [
        (
            PARTNER,
            quarter,
            *key,
            None if isinstance(value, str) else value,
            value if isinstance(value, str) else None,
        )
        for key, value in sorted(values.items())
    ]
    return pl.DataFrame(rows, schema=dict(OBSERVATION_SCHEMA), orient="row")


def no_history() -> pl.DataFrame:
    return pl.DataFrame(schema=dict(OBSERVATION_SCHEMA))
