"""What the overview shows: who has reported, the headline indicators, and how much is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.model import PERIOD_LEVELS, CellStatus, Headline, IndicatorInfo, ReportStatus
from dashboard.queries.cells import indicator_cells, published_cells
from dashboard.queries.release import ReleaseReader
from dashboard.queries.status import cell_status
from dashboard.selection import Selection
from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE

_OF_RATIOS_ONLY = (CellStatus.NO_CASES, CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)
_WITH_FIGURE = (
    CellStatus.SHOWN.value,
    CellStatus.PROVISIONAL.value,
    CellStatus.RANGE.value,
    CellStatus.PROVISIONAL_RANGE.value,
)
_NOTHING_KNOWN = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value)


def report_status(reader: ReleaseReader) -> ReportStatus:
    """Who had reported which quarter, and since when, when the release was made."""
    reports = reader.words.of(reader.rows("reports"), "report")
    if reader.file.has_column("report", "received_on"):
        key = ["partner_id", "quarter"]
        receipts = reader.rows("report_receipts")
        return ReportStatus(reports.join(receipts, on=key, how="left", validate="1:1", maintain_order="left"))
    unknown = {"received_on": pl.lit(None, pl.String()), "version": pl.lit(None, pl.Int64())}
    return ReportStatus(reports.with_columns(**unknown))


def withheld_summary(reader: ReleaseReader) -> pl.DataFrame:
    """How many cells of each measure are shown, withheld or without a report.

    Shape: one row per place level and measure: place_level, measure_id, measure_label and one column per
    status (shown, provisional, withheld, not_reported, cannot_exist) that counts cells.
    """
    statuses = [s.value for s in CellStatus if s not in _OF_RATIOS_ONLY]
    key = ["place_level", "measure_id", "measure_label"]
    return (
        reader.words.of(reader.rows("withheld_summary"), "measure", measure_label="label")
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
    return tuple(each for each in progress(reader) if each.indicator.headline)


def progress(reader: ReleaseReader) -> tuple[Headline, ...]:
    """Every indicator that is counted for the whole project, with its target, in the order of the release.

    The headline indicators are among them, also those that are not counted for the whole project.
    """
    targets = reader.words.of(reader.rows("targets"), "target")
    infos = [
        info
        for info in reader.options.indicators.values()
        if info.headline or reader.options.period_levels(info.id, "project")
    ]
    published = _project_cells(reader, infos)
    return tuple(_headline(reader, info, published, targets) for info in infos)


def _project_cells(reader: ReleaseReader, infos: Sequence[IndicatorInfo]) -> pl.DataFrame:
    """Published cells of the whole project of every measure of some indicators, oldest first in each kind of period.

    One question for each kind of period: one for each indicator would take a second.
    """
    measures = [measure for info in infos for measure in (*info.numerator, *info.denominator)]
    selections = [
        Selection("", "project", (PROJECT_PLACE,), level, tuple(c.id for c in reader.options.periods(level)))
        for level in PERIOD_LEVELS
    ]
    return pl.concat([published_cells(reader, measures, selection) for selection in selections])


def _headline(
    reader: ReleaseReader, info: IndicatorInfo, published: pl.DataFrame, targets: pl.DataFrame
) -> Headline:
    row, awaits_the_end = _headline_cell(reader, info, published)
    period_level, period = (row["period_level"], row["period"]) if row else ("project", PROJECT_PERIOD)
    target = _target(targets, info, period_level, period) or _target(targets, info, "project", PROJECT_PERIOD)
    value = row["value"] if row else None
    aim = target["value"] if target else None
    comparable_aim = aim if target and target["period_level"] == period_level else None
    periods = reader.options.labels.periods
    return Headline(
        indicator=info,
        period_label=periods.get((period_level, period), period),
        value=value,
        lower=row["lower"] if row else None,
        upper=row["upper"] if row else None,
        status=CellStatus(row["status"]) if row else None,
        target=aim,
        target_period_label=(
            periods.get((target["period_level"], target["period"]), target["period"]) if target else ""
        ),
        target_source=(target["source"] or "") if target else "",
        progress_pct=_progress(info, value, comparable_aim),
        is_reached=_is_reached(info, row, comparable_aim) if row else None,
        awaits_the_end=awaits_the_end,
    )


def _target(
    targets: pl.DataFrame, info: IndicatorInfo, period_level: str, period: str
) -> dict[str, Any] | None:
    """The first target of an indicator from a period on."""
    found = targets.filter(
        pl.col("indicator_id") == info.id,
        pl.col("period_level") == period_level,
        pl.col("period") >= period,
    )
    return next(found.iter_rows(named=True), None)


def _headline_cell(
    reader: ReleaseReader, info: IndicatorInfo, published: pl.DataFrame
) -> tuple[dict[str, Any] | None, bool]:
    """The cell to show, and whether that of the whole period cannot exist yet.

    That of the whole period when something is known about it. Else the latest known year's, else the latest
    known quarter's, if it has a value; else the first of these about which something is known; else the latest
    there is; null without any cell.
    """
    levels = reader.options.period_levels(info.id, "project")[::-1]
    cells = indicator_cells(published, info).to_dicts()
    rows = {level: [row for row in cells if row["period_level"] == level] for level in levels}
    whole = rows.get("project", [])
    awaits_the_end = any(row["status"] == CellStatus.CANNOT_EXIST.value for row in whole)
    known = {level: [row for row in rows[level] if row["status"] not in _NOTHING_KNOWN] for level in levels}
    latest = [known[level][-1] for level in levels if known[level]]
    if latest and latest[0]["period_level"] != "project":
        latest = [*(row for row in latest if row["status"] in _WITH_FIGURE), *latest]
    last = [rows[level][-1] for level in levels if rows[level]]
    return next(iter([*latest, *last]), None), awaits_the_end


def _progress(info: IndicatorInfo, value: float | None, target: int | None) -> float | None:
    if value is None or not target or info.direction == "down":
        return None
    return 100 * value / target


def _is_reached(info: IndicatorInfo, row: dict[str, Any], target: int | None) -> bool | None:
    """Null too where a rounded count or a range lies on both sides of the target."""
    if target is None or row["status"] not in _WITH_FIGURE:
        return None
    lower, upper = row["lower"], float("inf") if row["upper"] is None else row["upper"]
    at_least, at_most = lower >= target, upper <= target
    if info.direction == "up":
        return True if at_least else False if upper < target else None
    return True if at_most else False if lower > target else None
