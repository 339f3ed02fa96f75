"""The profile `round`: the same audit, another promise."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.audit import PublishedRelease
from pipelines.model import CELL_KEY, Approved
from tests.pipelines.audit.cases import (
    NUMBERS,
    PEOPLE,
    audited,
    counts_of,
    is_cell,
    kinds,
    published_in_turn,
    release,
    under,
    without,
)
from tests.pipelines.protect.synthetic import random_reports

ROUNDING = under(profile="round")


@pytest.fixture(scope="module")
def reports() -> Approved:
    return random_reports(ROUNDING, 1, mean=8.0)


@pytest.fixture(scope="module")
def published(reports: Approved) -> PublishedRelease:
    (made,) = published_in_turn([reports], [ROUNDING])
    return made


def test_audit_rounded_releases_with_a_late_report_hold(reports: Approved) -> None:
    before = without(reports, reports.submission_ids[3])
    in_turn = published_in_turn([before, reports], [ROUNDING, ROUNDING])

    report = audited(in_turn, counts_of(before, reports), ROUNDING)

    assert report.problems == ()
    assert report.withheld == 0
    assert report.checked > report.shown // 2
    assert report.narrowest is not None
    assert report.narrowest >= 1


def test_audit_exact_count_among_rounded_ones_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    shown = pl.col("measure_id").is_in(PEOPLE) & (pl.col("value") > 0)
    key = published.cells.filter(shown).select(CELL_KEY).row(0)
    exact = published.cells.with_columns(
        pl.when(is_cell(key)).then("value").otherwise(name).alias(name) for name in NUMBERS
    )

    report = audited([release(1, reports, exact, ROUNDING.policy)], catalogue=ROUNDING)

    assert "form" in kinds(report)
    assert any(problem.cell == key for problem in report.problems)


def test_audit_interval_that_leaves_too_few_numbers_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    narrow = published.cells.with_columns(
        lower=pl.when(pl.col("measure_id").is_in(PEOPLE)).then(pl.col("upper") - 1).otherwise("lower")
    )

    report = audited([release(1, reports, narrow, ROUNDING.policy)], catalogue=ROUNDING)

    assert kinds(report) & {"few_values", "determined", "contradiction"}
