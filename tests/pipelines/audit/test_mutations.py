"""Releases that were spoilt on purpose: each must be reported."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.audit import OUTSIDER, PublishedRelease
from pipelines.model import CELL_KEY, TOTAL, Approved
from pipelines.protect import protect
from tests.pipelines.audit.cases import (
    LATER,
    NUMBERS,
    PEOPLE,
    TINY,
    audited,
    counts_of,
    is_cell,
    kinds,
    pair_of_withheld_categories,
    public,
    published_in_turn,
    put_back,
    release,
    under,
    with_counts,
    withheld_keys,
    without,
)
from tests.pipelines.protect.synthetic import random_reports

SMALL = pl.col("clear").is_between(1, TINY.policy.threshold - 1)


@pytest.fixture(scope="module")
def reports() -> Approved:
    return random_reports(TINY, 2, mean=15.0)


@pytest.fixture(scope="module")
def published(reports: Approved) -> PublishedRelease:
    (made,) = published_in_turn([reports])
    return made


def spoilt(published: PublishedRelease, reports: Approved, cells: pl.DataFrame) -> PublishedRelease:
    return release(published.number, reports, cells)


def test_audit_unspoilt_release_holds(published: PublishedRelease, reports: Approved) -> None:
    report = audited([published], reports.observations)

    assert report.problems == ()
    assert report.adjudicated
    assert report.withheld == len(withheld_keys(published.cells))
    assert report.narrowest is not None
    assert report.narrowest >= 1


# ---- what is withheld ------------------------------------------------------------------------------------


def test_audit_complementary_cells_shown_is_reported_with_the_chain_of_sums(
    published: PublishedRelease, reports: Approved
) -> None:
    only_small = put_back(published.cells, reports, ~SMALL)

    report = audited([spoilt(published, reports, only_small)])

    assert "determined" in kinds(report)
    found = next(
        p for p in report.problems if p.kind.value == "determined" and p.cell[0] == "local" and p.how
    )
    assert found.attacker == OUTSIDER
    assert "(release 1)" in found.how
    assert not set("0123456789") & set(found.how.replace("2021-Q", "").replace("release 1", "")) - set("123")


@pytest.mark.slow
def test_audit_one_withheld_cell_put_back_is_often_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    hidden = with_counts(published.cells, reports).filter((pl.col("obs_status") == "Q") & ~SMALL)
    tried = hidden.sample(8, seed=1).select(CELL_KEY).rows()

    found = [
        not audited([spoilt(published, reports, put_back(published.cells, reports, is_cell(key)))]).holds
        for key in tried
    ]

    assert sum(found) >= len(tried) // 2


def test_audit_put_back_cell_that_gives_its_neighbour_away_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    key, neighbour = pair_of_withheld_categories(published.cells)

    report = audited([spoilt(published, reports, put_back(published.cells, reports, is_cell(key)))])

    assert [p.kind.value for p in report.problems if p.cell == neighbour] == ["determined"]


def test_audit_every_zero_shown_is_reported(published: PublishedRelease, reports: Approved) -> None:
    zeros_shown = put_back(published.cells, reports, pl.col("clear") == 0)

    report = audited([spoilt(published, reports, zeros_shown)])

    assert kinds(report) & {"determined", "small", "not_zero"}


def test_audit_small_count_in_the_open_is_reported(published: PublishedRelease, reports: Approved) -> None:
    small = with_counts(published.cells, reports).filter((pl.col("obs_status") == "Q") & SMALL)
    key = small.select(CELL_KEY).row(0)

    report = audited([spoilt(published, reports, put_back(published.cells, reports, is_cell(key)))])

    assert "a small count of people is shown" in {
        p.what.rpartition(": ")[2] for p in report.problems if p.cell == key
    }


def test_audit_interval_narrower_than_implied_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    hidden = with_counts(published.cells, reports).filter((pl.col("obs_status") == "Q") & SMALL)
    key = hidden.select(CELL_KEY).row(0)
    forged = with_counts(published.cells, reports).with_columns(
        pl.when(is_cell(key)).then("clear").otherwise(name).alias(name) for name in ("lower", "upper")
    )

    report = audited([spoilt(published, reports, forged.drop("clear"))])

    assert [p.kind.value for p in report.problems if p.cell == key] == ["interval"]


def test_audit_small_count_published_as_large_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    hidden = with_counts(published.cells, reports).filter((pl.col("obs_status") == "Q") & SMALL)
    key = hidden.select(CELL_KEY).row(0)
    said = published.cells.with_columns(
        lower=pl.when(is_cell(key)).then(TINY.policy.threshold).otherwise("lower"),
        upper=pl.when(is_cell(key)).then(None).otherwise("upper"),
    )

    report = audited([spoilt(published, reports, said)], reports.observations)

    assert "the published number is not that of the reports" in {
        p.what.rpartition(": ")[2] for p in report.problems if p.cell == key
    }


# ---- what an attacker knows ------------------------------------------------------------------------------


def test_audit_late_report_protected_without_the_release_before_is_reported(reports: Approved) -> None:
    before = without(reports, reports.submission_ids[2])
    each_alone = [
        release(1, before, protect(before, TINY, LATER).cells),
        release(2, reports, protect(reports, TINY, LATER).cells),
    ]

    report = audited(each_alone)

    assert kinds(report) & {"determined", "small"}
    assert any("(release 1)" in p.how and "(release 2)" in p.how for p in report.problems)


def test_audit_pattern_safe_from_outsiders_only_is_reported_before_insiders(reports: Approved) -> None:
    careless = under(insider_values=1)
    (made,) = published_in_turn([reports], [careless])
    believed = PublishedRelease(1, LATER, public(TINY.policy), made.submissions, made.cells)

    report = audited([believed], reports.observations)

    assert audited([believed]).holds
    assert {p.attacker for p in report.problems} & {"ash", "birch", "cedar", "dogwood"}
    assert kinds(report) <= {"few_values", "determined"}


def test_audit_number_that_the_reports_do_not_have_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    shown = published.cells.filter(
        (pl.col("value") > 20) & (pl.col("place_level") == "project") & pl.col("measure_id").is_in(PEOPLE)
    )
    key = shown.select(CELL_KEY).row(0)
    off_by_one = published.cells.with_columns(
        pl.when(is_cell(key)).then(pl.col(name) + 1).otherwise(name).alias(name) for name in NUMBERS
    )

    report = audited([spoilt(published, reports, off_by_one)], reports.observations)

    assert next(p.what for p in report.problems if p.cell == key).endswith("is not that of the reports")


def test_audit_numbers_that_contradict_each_other_are_reported_from_the_files(
    published: PublishedRelease, reports: Approved
) -> None:
    people = pl.col("measure_id").is_in(PEOPLE) & (pl.col("place_level") == "project")
    total = published.cells.filter(people & (pl.col("value") > 20) & (pl.col("category") == TOTAL)).row(0)
    nothing = published.cells.with_columns(
        pl.when(is_cell(total[:8])).then(0).otherwise(name).alias(name) for name in NUMBERS
    )

    report = audited([spoilt(published, reports, nothing)])

    assert "contradiction" in kinds(report)


def test_audit_union_of_all_reports_of_a_sequence_is_what_settles_it(reports: Approved) -> None:
    before = without(reports, reports.submission_ids[2])

    report = audited(published_in_turn([before, reports]), counts_of(before, reports))

    assert report.problems == ()
    assert report.releases == (1, 2)
