"""What the overview shows: who has reported, the headline indicators, and how much is withheld."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.model import CellStatus, Headline, IndicatorInfo, ReportStatus
from dashboard.queries.cells import cells
from dashboard.queries.release import ReleaseReader
from dashboard.queries.status import cell_status
from dashboard.selection import Selection
from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE

_NOTHING_KNOWN = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value)


def report_status(reader: ReleaseReader) -> ReportStatus:
    """Who had reported which quarter when the release was made."""
    return ReportStatus(reader.rows("reports"))


def withheld_summary(reader: ReleaseReader) -> pl.DataFrame:
    """How many cells of each measure are shown, withheld or without a report.

    Shape: one row per place level and measure: place_level, measure_id, measure_label and one column per
    status (shown, provisional, withheld, not_reported, cannot_exist) that counts cells.
    """
    statuses = [s.value for s in CellStatus if s is not CellStatus.NO_CASES]
    key = ["place_level", "measure_id", "measure_label"]
    return (
        reader.rows("withheld_summary")
        .lazy()
        .with_columns(status=cell_status(needs_value=False))
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("cells_count").filter(pl.col("status") == status).sum().alias(status)
            for status in statuses
        )
        .collect()
    )


def headlines(reader: ReleaseReader) -> tuple[Headline, ...]:
    """Every headline indicator for the whole project, with its target, in the order of the release."""
    targets = reader.rows("targets")
    return tuple(
        _headline(reader, info, targets) for info in reader.options.indicators.values() if info.headline
    )


def _headline(reader: ReleaseReader, info: IndicatorInfo, targets: pl.DataFrame) -> Headline:
    row = _headline_cell(reader, info)
    period_level, period = (row["period_level"], row["period"]) if row else ("project", PROJECT_PERIOD)
    target = next(
        targets.filter(
            pl.col("indicator_id") == info.id,
            pl.col("period_level") == period_level,
            pl.col("period") >= period,
        ).iter_rows(named=True),
        None,
    )
    value = row["value"] if row else None
    aim = target["value"] if target else None
    periods = reader.options.labels.periods
    return Headline(
        indicator=info,
        period_label=periods.get((period_level, period), period),
        value=value,
        lower=row["lower"] if row else None,
        upper=row["upper"] if row else None,
        status=CellStatus(row["status"]) if row else None,
        target=aim,
        target_period_label=periods.get((period_level, target["period"]), target["period"]) if target else "",
        target_source=(target["source"] or "") if target else "",
        progress_pct=_progress(info, value, aim),
        is_reached=_is_reached(info, value, aim),
    )


def _headline_cell(reader: ReleaseReader, info: IndicatorInfo) -> dict[str, Any] | None:
    """The cell of the whole period; else of the latest quarter about which something is known; else none."""
    levels = reader.options.period_levels(info.id, "project")
    if not levels:
        return None
    level = "project" if "project" in levels else "quarter"
    periods = tuple(choice.id for choice in reader.options.periods(level))
    rows = cells(reader, Selection(info.id, "project", (PROJECT_PLACE,), level, periods)).frame.to_dicts()
    known = [row for row in rows if row["status"] not in _NOTHING_KNOWN]
    return next(iter([*known[::-1], *rows[::-1]]), None)


def _progress(info: IndicatorInfo, value: float | None, target: int | None) -> float | None:
    if value is None or not target or info.direction == "down":
        return None
    return 100 * value / target


def _is_reached(info: IndicatorInfo, value: float | None, target: int | None) -> bool | None:
    if value is None or target is None:
        return None
    return value >= target if info.direction == "up" else value <= target
