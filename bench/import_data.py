"""A project of many partners and years, and a long table of its reports, as large as wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl

from pipelines.layout import report_layout
from pipelines.model import (
    OBSERVATION_SCHEMA,
    TOTAL,
    Activity,
    Catalogue,
    quarter_from_index,
    quarter_index,
)

QUARTERS = 80
ACTIVITIES = 3
"""Of each partner."""


def many_partners(catalogue: Catalogue, partners: int) -> Catalogue:
    """The catalogue with so many copies of its first reporting city, over twenty years."""
    first = quarter_index(catalogue.project.first_quarter)
    last = quarter_from_index(first + QUARTERS - 1)
    like = next(p for p in catalogue.expected_partners(catalogue.project.first_quarter) if p.place_id)
    copies = {
        f"p{number:04d}": replace(
            like, id=f"p{number:04d}", label=f"Partner {number}", valid_from=None, valid_to=None
        )
        for number in range(partners)
    }
    kind = next(iter(catalogue.activity_types))
    activities = {
        f"{partner}-{letter}": Activity(
            id=f"{partner}-{letter}",
            label=f"Activity {letter} of {partner}",
            type=kind,
            partners=(partner,),
            first_quarter=catalogue.project.first_quarter,
            last_quarter=last,
            status="placeholder",
            description="",
            source="synthetic",
        )
        for partner in copies
        for letter in "abcdefgh"[:ACTIVITIES]
    }
    project = replace(catalogue.project, last_quarter=last)
    return replace(
        catalogue,
        project=project,
        partners=MappingProxyType(copies),
        activities=MappingProxyType(activities),
        identities=catalogue.identities,
    )


def write_table(catalogue: Catalogue, path: Path, seed: int = 1) -> int:
    """Write every cell of every report, coherent in itself, as CSV; gives the number of rows.

    Totals are the sums of their categories and of their activities, so the checks find what real reports have: little.
    """
    partners = list(catalogue.partners)
    rng = np.random.default_rng(seed)
    layout = report_layout(catalogue, partners[0], catalogue.project.first_quarter)
    form = _form(layout.rows, partners[0])
    quarters = catalogue.project.quarters
    rows = 0
    with path.open("wb") as file:
        file.write((",".join(OBSERVATION_SCHEMA) + "\n").encode())
        for partner in partners:
            table = form.join(pl.DataFrame({"quarter": list(quarters)}), how="cross").with_columns(
                partner_id=pl.lit(partner),
                activity_id=pl.col("activity_id").str.replace(partners[0], partner, literal=True),
                value=pl.col("weight") * int(rng.integers(1, 8)),
                mark=pl.lit(None, pl.String),
            )
            table.sort("quarter", maintain_order=True).select(*OBSERVATION_SCHEMA).write_csv(
                file, include_header=False
            )
            rows += table.height
    return rows


def _form(rows: tuple[object, ...], partner: str) -> pl.DataFrame:
    """Every open cell of one report, with how many smallest cells it is the sum of."""
    cells = []
    for row in rows:
        per_activity = row.measure.per_activity  # type: ignore[attr-defined]
        unit = 60
        for breakdown, category in sorted(row.open_columns):  # type: ignore[attr-defined]
            share = sum(b == breakdown for b, _ in row.open_columns)  # type: ignore[attr-defined]
            base = unit if per_activity and row.activity_id == TOTAL else unit // ACTIVITIES  # type: ignore[attr-defined]
            if not per_activity:
                base = unit
            weight = base if breakdown == TOTAL else base // share
            cells.append((row.activity_id, row.measure.id, breakdown, category, weight))  # type: ignore[attr-defined]
    return pl.DataFrame(
        cells, schema=["activity_id", "measure_id", "breakdown", "category", "weight"], orient="row"
    )
