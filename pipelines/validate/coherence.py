"""Coherence: do the counts of one report fit together?

Only what was understood is compared: a refused cell is unknown here, not blank. Marks are unknown too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.model import Finding, Limit, Severity, quarter_from_index, quarter_index
from pipelines.texts import Text, listed, text
from pipelines.validate.frames import (
    activity_groups,
    category_groups,
    is_additive,
    is_unmarked_blank,
    totals,
)
from pipelines.validate.upload import Report

CELL_KEY = ["activity_id", "breakdown", "category"]


def coherence_total_missing(report: Report) -> list[Finding]:
    """Categories are given and their total is not."""
    rows = category_groups(report).filter((pl.col("given") > 0) & is_unmarked_blank())
    return [
        report.upload.finding(
            "coherence_total_missing",
            text(
                "{row}: categories of {breakdown} are filled in, but not the total in {total}.",
                row=_row(report, row),
                breakdown=_breakdown(report, row),
                total=row["total_address"],
            ),
            text("Fill in the total in {total}.", total=row["total_address"]),
            [row["total_address"]],
        )
        for row in _unique_totals(rows)
    ]


def coherence_part_larger_than_total(report: Report) -> list[Finding]:
    """One category is larger than the total."""
    rows = category_groups(report).filter(pl.col("largest") > pl.col("total"))
    return [
        report.upload.finding(
            "coherence_part_larger_than_total",
            listed(
                "{row}: {items} is more than the total in {total}.",
                "{row}: each of {items} is more than the total in {total}.",
                row["larger_addresses"],
                row=_row(report, row),
                total=row["total_address"],
            ),
            text("Correct the total or its categories."),
            [row["total_address"], *row["larger_addresses"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_categories_differ_from_total(report: Report) -> list[Finding]:
    """The categories of a breakdown that must add up to the total do not."""
    is_complete = pl.col("given") == pl.col("asked")
    rows = category_groups(report).filter(
        is_additive(report)
        & ~(pl.col("largest") > pl.col("total"))
        & ((pl.col("sum") > pl.col("total")) | (is_complete & (pl.col("sum") != pl.col("total"))))
    )
    return [
        report.upload.finding(
            "coherence_categories_differ_from_total",
            text(
                "{row}: the categories of {breakdown} ({cells}) do not add up to the total in {total}.",
                row=_row(report, row),
                breakdown=_breakdown(report, row),
                cells=tuple(row["addresses"]),
                total=row["total_address"],
            ),
            text("Correct the total or its categories; what is not known goes into the category for it."),
            [row["total_address"], *row["addresses"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_categories_incomplete(report: Report) -> list[Finding]:
    """Some categories are blank although those given are not yet the whole total."""
    rows = category_groups(report).filter(
        is_additive(report)
        & (pl.col("given") > 0)
        & (pl.col("sum") < pl.col("total"))
        & (pl.col("blank") > 0)
    )
    return [
        report.upload.finding(
            "coherence_categories_incomplete",
            text(
                "{row}: some categories of {breakdown} are blank ({cells}).",
                row=_row(report, row),
                breakdown=_breakdown(report, row),
                cells=tuple(row["blank_addresses"]),
            ),
            text("Write 0 where there was nobody, or a mark from the sheet 'Marks' where you do not know."),
            row["blank_addresses"],
            severity=Severity.NOTICE,
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_all_activities_missing(report: Report) -> list[Finding]:
    """Activities are given, and the row for all of them is blank."""
    rows = activity_groups(report).filter((pl.col("given") > 0) & is_unmarked_blank())
    return [
        report.upload.finding(
            "coherence_all_activities_missing",
            text(
                "{row}: single activities are filled in, but not the total in {total}.",
                row=_row(report, row),
                total=row["total_address"],
            ),
            text("Fill in the total of all activities in {total}.", total=row["total_address"]),
            [row["total_address"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_activity_larger_than_all(report: Report) -> list[Finding]:
    """One activity is larger than all activities together."""
    rows = activity_groups(report).filter(pl.col("largest") > pl.col("total"))
    return [
        report.upload.finding(
            "coherence_activity_larger_than_all",
            text(
                "{row}: the total in {total} is less than a single activity ({cells}).",
                row=_row(report, row),
                total=row["total_address"],
                cells=tuple(row["larger_addresses"]),
            ),
            text("Correct the row 'All activities' or the row of the activity."),
            [row["total_address"], *row["larger_addresses"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_activities_differ_from_all(report: Report) -> list[Finding]:
    """The activities of a measure that may be summed over them do not add up to all of them."""
    is_complete = pl.col("given") == pl.col("asked")
    rows = activity_groups(report).filter(
        is_additive(report)
        & ~(pl.col("largest") > pl.col("total"))
        & ((pl.col("sum") > pl.col("total")) | (is_complete & (pl.col("sum") != pl.col("total"))))
    )
    return [
        report.upload.finding(
            "coherence_activities_differ_from_all",
            text(
                "{row}: the activities ({cells}) do not add up to the total in {total}.",
                row=_row(report, row),
                cells=tuple(row["addresses"]),
                total=row["total_address"],
            ),
            text(
                "Correct the row 'All activities' or the rows of the activities; this measure adds up over activities."
            ),
            [row["total_address"], *row["addresses"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def coherence_limit_exceeded(report: Report) -> list[Finding]:
    """A measure is larger than the one whose people include all of its people."""
    return [finding for limit in report.catalogue.limits for finding in _limit_findings(report, limit)]


def coherence_identity(report: Report) -> list[Finding]:
    """A measure is not what follows from others, such as a caseload from the one before, starts and leavers.

    Totals only: people change their category from one quarter to the next, by getting older for instance.
    """
    findings = []
    for identity in report.catalogue.identities:
        target = _measure_totals(report, identity.measure, lag=0, sign=1)
        terms = [
            _measure_totals(report, term.measure, lag=term.lag, sign=term.sign) for term in identity.terms
        ]
        rows = (
            pl.concat(terms)
            .group_by("activity_id")
            .agg(terms=pl.len(), expected=pl.col("value").sum(), addresses=pl.col("address").drop_nulls())
            .filter(pl.col("terms") == len(terms))
            .join(target, on="activity_id", how="inner", validate="1:1")
            .filter(pl.col("value") != pl.col("expected"))
            .sort("activity_id")
        )
        called = tuple(_term_called(report, term.measure, term.lag) for term in identity.terms)
        for row in rows.iter_rows(named=True):
            findings.append(
                report.upload.finding(
                    "coherence_identity",
                    text(
                        "{row}: {cell} is not what follows from {terms}.",
                        row=report.row_called(row["activity_id"], identity.measure),
                        cell=row["address"],
                        terms=called,
                    ),
                    text(
                        "Check these figures; confirm them if they are right, for instance after a correction."
                    ),
                    [row["address"], *row["addresses"]],
                    severity=Severity.CONFIRM,
                )
            )
    return findings


def _limit_findings(report: Report, limit: Limit) -> list[Finding]:
    numbers = report.cells.filter(pl.col("value").is_not_null())
    part = numbers.filter(pl.col("measure_id") == limit.part)
    whole = numbers.filter(pl.col("measure_id") == limit.whole).select(
        *CELL_KEY, whole="value", whole_address="address"
    )
    over = (
        part.join(whole, on=CELL_KEY, how="inner", validate="1:1")
        .filter(pl.col("value") > pl.col("whole"))
        .sort("row", "column")
    )
    return [
        report.upload.finding(
            "coherence_limit_exceeded",
            text(
                "'{part}' in {cell} is more than '{whole}' in {whole_cell}, which includes it.",
                part=report.catalogue.measures[limit.part].called,
                cell=row["address"],
                whole=report.catalogue.measures[limit.whole].called,
                whole_cell=row["whole_address"],
            ),
            text("Correct one of the two."),
            [row["whole_address"], row["address"]],
        )
        for row in over.iter_rows(named=True)
    ]


def _measure_totals(report: Report, measure_id: str, *, lag: int, sign: int) -> pl.DataFrame:
    """Signed totals of one measure by activity, in this report or `lag` quarters before it."""
    if lag == 0:
        found = totals(report.cells)
    else:
        quarter = quarter_from_index(quarter_index(report.quarter) - lag)
        found = totals(report.history.filter(pl.col("quarter") == quarter)).with_columns(
            address=pl.lit(None, pl.String)
        )
    return found.filter((pl.col("measure_id") == measure_id) & pl.col("value").is_not_null()).select(
        "activity_id", "address", value=pl.col("value") * sign
    )


def _term_called(report: Report, measure_id: str, lag: int) -> Text:
    measure = report.catalogue.measures[measure_id].called
    if not lag:
        return text("'{measure}'", measure=measure)
    quarter = quarter_from_index(quarter_index(report.quarter) - lag)
    return text("'{measure}' of {quarter}", measure=measure, quarter=quarter)


def _row(report: Report, row: Mapping[str, object]) -> Text:
    return report.row_called(str(row["activity_id"]), str(row["measure_id"]))


def _breakdown(report: Report, row: Mapping[str, object]) -> Text:
    return text("'{breakdown}'", breakdown=report.catalogue.breakdowns[str(row["breakdown"])].called)


def _unique_totals(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """One row per total, although several of its breakdowns may be filled in."""
    return rows.unique("total_address", keep="first", maintain_order=True).to_dicts()
