"""Continuity: does the report fit what the partner reported before?"""

from __future__ import annotations

import polars as pl

from pipelines.model import Finding, Severity, quarter_from_index, quarter_index
from pipelines.texts import listed, text
from pipelines.validate.frames import CELL_KEY, LEAST_REPORTS, ROW_KEY, THOUSANDS, beside, past, totals
from pipelines.validate.upload import Report

CHANGE_FACTOR = 3
CHANGE_LEAST = 10
"""A count that grew or shrank by the factor is worth a look only when it changed by at least this much."""
COPY_LEAST_COUNTS = 5
"""Fewer counts above zero may well be the same twice."""


def continuity_already_reported(report: Report) -> list[Finding]:
    """There is a report for this quarter already."""
    before = _reported(report, report.quarter)
    if before.is_empty():
        return []
    cells = _changed(report, before)
    changes = (
        listed("It changes cell {items}.", "It changes the cells {items}.", cells)
        if cells
        else text("It says the same as the earlier one.")
    )
    return [
        report.upload.finding(
            "continuity_already_reported",
            text(
                "There is already a report for {quarter}; this one would replace it. {changes}",
                quarter=report.quarter,
                changes=changes,
            ),
            text("Submit it if it corrects the earlier one. Both remain in the records."),
            cells,
            severity=Severity.NOTICE,
        )
    ]


def continuity_changes_published(report: Report) -> list[Finding]:
    """The report changes figures that are part of a release."""
    cells = _changed(report, _reported(report, report.quarter))
    if report.quarter not in report.published.quarters or not cells:
        return []
    return [
        report.upload.finding(
            "continuity_changes_published",
            listed(
                "The report for {quarter} is published already; cell {items} changes what was published.",
                "The report for {quarter} is published already; the cells {items} change what was published.",
                cells,
                quarter=report.quarter,
            ),
            text(
                "Confirm the change and say why. Because old and new figures can be compared, more cells may have to "
                "be withheld in the next release."
            ),
            cells,
            severity=Severity.CONFIRM,
        )
    ]


def continuity_same_as_last_quarter(report: Report) -> list[Finding]:
    """All counts are those of the quarter before: perhaps last quarter's figures were copied."""
    pairs = _beside(report, _reported(report, _previous(report))).filter(
        pl.col("value").is_not_null() | pl.col("value_before").is_not_null()
    )
    is_copy = pairs["value"].eq_missing(pairs["value_before"]).all()
    if not is_copy or pairs.filter(pl.col("value") > 0).height < COPY_LEAST_COUNTS:
        return []
    return [
        report.upload.finding(
            "continuity_same_as_last_quarter",
            text("Every figure is the same as in the report for {quarter}.", quarter=_previous(report)),
            text("Check that these are the figures of this quarter, and confirm it."),
            severity=Severity.CONFIRM,
        )
    ]


def continuity_large_change(report: Report) -> list[Finding]:
    """A total is several times, or a small part of, what it was in the quarter before.

    For partners with a longer history, and for counts a thousand times too large, there are better checks
    (plausibility).
    """
    value, before = pl.col("value"), pl.col("value_before")
    higher, lower = pl.max_horizontal(value, before), pl.min_horizontal(value, before)
    earlier = totals(past(report)).filter(value.is_not_null()).group_by(ROW_KEY).agg(reports=pl.len())
    cells = (
        totals(_beside(report, _reported(report, _previous(report))))
        .join(earlier, on=ROW_KEY, validate="1:1")
        .sort("row", "column")
        .filter(
            value.is_not_null()
            & before.is_not_null()
            & (higher >= CHANGE_FACTOR * lower)
            & (higher - lower >= CHANGE_LEAST)
            & (pl.col("reports") < LEAST_REPORTS)
            & ~((before >= 1) & (value >= THOUSANDS[0] * before))
        )["address"]
        .to_list()
    )
    if not cells:
        return []
    return [
        report.upload.finding(
            "continuity_large_change",
            listed(
                "The total in cell {items} is very different from the one for {quarter}.",
                "The totals in cells {items} are very different from those for {quarter}.",
                cells,
                quarter=_previous(report),
            ),
            text("Check them. If they are right, nothing has to be done."),
            cells,
            severity=Severity.NOTICE,
        )
    ]


def continuity_no_longer_reported(report: Report) -> list[Finding]:
    """A total that was given in the quarter before is blank."""
    cells = (
        totals(_beside(report, _reported(report, _previous(report))))
        .filter((pl.col("text") == "") & pl.col("value_before").is_not_null())["address"]
        .to_list()
    )
    if not cells:
        return []
    return [
        report.upload.finding(
            "continuity_no_longer_reported",
            listed(
                "Cell {items} is blank, and had a figure for {quarter}.",
                "Cells {items} are blank, and had figures for {quarter}.",
                cells,
                quarter=_previous(report),
            ),
            text(
                "Write 0 if there was nothing, or a mark from the sheet 'Marks' that says why there is no figure."
            ),
            cells,
            severity=Severity.NOTICE,
        )
    ]


def _changed(report: Report, before: pl.DataFrame) -> list[str]:
    """Addresses of the cells that say something else than another report."""
    rows = _beside(report, before).filter(
        pl.col("value").ne_missing(pl.col("value_before")) | pl.col("mark").ne_missing(pl.col("mark_before"))
    )
    return rows["address"].to_list()


def _previous(report: Report) -> str:
    return quarter_from_index(quarter_index(report.quarter) - 1)


def _reported(report: Report, quarter: str) -> pl.DataFrame:
    return report.history.filter(pl.col("quarter") == quarter)


def _beside(report: Report, before: pl.DataFrame) -> pl.DataFrame:
    """The input cells of the report, each beside what the other report said there."""
    return beside(report, before.select(*CELL_KEY, value_before="value", mark_before="mark"))
