"""How good the figures of a release are: what is about the reports themselves, and what was not counted."""

from __future__ import annotations

import polars as pl

from dashboard.model import CellStatus
from dashboard.queries.release import ReleaseReader
from dashboard.queries.status import cell_status


def cycle_indicators(reader: ReleaseReader) -> tuple[str, ...]:
    """Indicators of the reporting itself, such as completeness; empty for releases that do not say which they are."""
    if not reader.file.has_column("measure", "of_cycle"):
        return ()
    made = set(reader.rows("cycle_measures")["measure_id"])
    infos = reader.options.indicators.values()
    return tuple(info.id for info in infos if made and made.issuperset((*info.numerator, *info.denominator)))


def mark_coverage(reader: ReleaseReader) -> pl.DataFrame:
    """What the partners that reported could not say, in cells of single quarters without a breakdown.

    Shape: one row per local place with a report: place_id, place_label, asked (all its cells of the quarters that it
    reported), not_collected (marked so, or kept back by the partner) and not_possible (it could not exist).
    """
    reported = reader.rows("reports").filter(state="reported").select("place_id", "quarter").unique()
    cells = reader.words.of(reader.rows("mark_coverage"), "place", place_label="label")
    return (
        cells.join(reported, on=["place_id", "quarter"], how="semi")
        .with_columns(status=cell_status(needs_value=False))
        .group_by("place_id", "place_label", maintain_order=True)
        .agg(
            asked=pl.col("cells_count").sum(),
            not_collected=_cells(CellStatus.NOT_REPORTED),
            not_possible=_cells(CellStatus.CANNOT_EXIST),
        )
    )


def _cells(status: CellStatus) -> pl.Expr:
    return pl.col("cells_count").filter(pl.col("status") == status.value).sum()
