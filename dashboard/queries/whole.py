"""All cells of a release, and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from dashboard.queries.release import ReleaseReader
from pipelines.model import CELL_KEY, CELL_SCHEMA

CODEBOOK_COLUMNS = ("field", "code", "label", "definition")


def published_cells(reader: ReleaseReader) -> pl.DataFrame:
    """Every published cell with the names of its codes in the reader's language.

    Shape: CELL_SCHEMA and a column of labels for each coded field, one row per cell, in the order of its key.
    Units: counts; nothing is a percentage. Nulls: as published.
    """
    frame = reader.rows("published").cast(pl.Schema(CELL_SCHEMA)).sort(CELL_KEY)
    labels = reader.options.labels
    return frame.with_columns(
        _said(["place_level", "place_id"], labels.places, "place_label"),
        _said(["period_level", "period"], labels.periods, "period_label"),
        _said(["activity_id"], labels.activities, "activity_label"),
        _said(["measure_id"], reader.options.measures, "measure_label"),
        _said(["breakdown"], labels.breakdowns, "breakdown_label"),
        _said(["breakdown", "category"], labels.categories, "category_label"),
    )


def codebook(reader: ReleaseReader) -> pl.DataFrame:
    """What every code of the cells means in the reader's language; columns CODEBOOK_COLUMNS."""
    return pl.DataFrame(
        list(_codes(reader)), schema=dict.fromkeys(CODEBOOK_COLUMNS, pl.String()), orient="row"
    )


def _codes(reader: ReleaseReader) -> Iterator[tuple[str, str, str, str]]:
    labels = reader.options.labels
    measures = reader.words.of(reader.rows("definitions"), "measure")
    for row in measures.iter_rows(named=True):
        yield "measure_id", row["measure_id"], row["label"], f"{row['definition']} [{row['unit']}]"
    yield from (("place_id", code, label, level) for (level, code), label in labels.places.items())
    yield from (("period", code, label, level) for (level, code), label in labels.periods.items())
    for code, label in labels.activities.items():
        yield "activity_id", code, label, reader.options.activities[code].description
    yield from (("breakdown", code, label, "") for code, label in labels.breakdowns.items())
    yield from (("category", code, label, group) for (group, code), label in labels.categories.items())


def _said(
    columns: Sequence[str], labels: Mapping[str, str] | Mapping[tuple[str, str], str], name: str
) -> pl.Expr:
    """The label of the code, or of the pair of codes, in some columns; the code itself where there is none."""
    separator = "\x1f"
    known = {key if isinstance(key, str) else separator.join(key): label for key, label in labels.items()}
    code = pl.concat_str(columns, separator=separator)
    return code.replace_strict(known, default=pl.col(columns[-1]), return_dtype=pl.String).alias(name)
