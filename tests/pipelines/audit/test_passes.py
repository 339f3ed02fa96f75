"""Releases as the program makes them: nothing can be recovered, whatever comes before and after."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipelines.audit import OUTSIDER, PublishedRelease, attack, bounds
from pipelines.model import CELL_KEY, Approved
from tests.pipelines.audit.cases import (
    TINY,
    audited,
    counts_of,
    kinds,
    public,
    published_in_turn,
    under,
    withheld_keys,
    without,
)
from tests.pipelines.protect.synthetic import random_reports


def revised(reports: Approved, submission_id: str, seed: int) -> Approved:
    """The same with one report replaced by a newer version with other counts."""
    newer = f"{submission_id.rpartition('-')[0]}-2"
    other = random_reports(TINY, seed, mean=12.0).observations.filter(
        pl.col("submission_id") == submission_id
    )
    rest = reports.observations.filter(pl.col("submission_id") != submission_id)
    observations = pl.concat([rest, other.with_columns(submission_id=pl.lit(newer))])
    kept = [i for i in reports.submission_ids if i != submission_id]
    return Approved(observations, tuple(sorted([*kept, newer])))


def settled(*sequence: Approved) -> list[str]:
    report = audited(published_in_turn(sequence), counts_of(*sequence))
    assert report.adjudicated
    assert report.checked > report.withheld
    return [problem.what for problem in report.problems]


@pytest.mark.parametrize(("seed", "mean"), [(1, 6.0), pytest.param(3, 3.0, marks=pytest.mark.slow)])
def test_audit_release_of_random_reports_holds(seed: int, mean: float) -> None:
    assert settled(random_reports(TINY, seed, mean=mean)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 4, 9])
def test_audit_late_then_revised_report_gives_nothing_away(seed: int) -> None:
    everything = random_reports(TINY, seed, mean=12.0)
    late = everything.submission_ids[seed % len(everything.submission_ids)]
    corrected = everything.submission_ids[(seed + 3) % len(everything.submission_ids)]

    assert settled(without(everything, late), everything, revised(everything, corrected, seed + 50)) == []


@pytest.mark.slow
def test_audit_withdrawn_report_gives_nothing_away() -> None:
    everything = random_reports(TINY, 6, mean=12.0)

    assert settled(everything, without(everything, everything.submission_ids[5])) == []


def test_audit_number_keeps_the_lowest_threshold_it_was_published_under() -> None:
    reports = random_reports(TINY, 2, mean=15.0)
    (low,) = published_in_turn([reports], [under(threshold=3)])
    raised = replace(low, number=2, policy=public(TINY.policy))

    in_turn = audited([low, raised], reports.observations)
    at_once = audited([replace(raised, number=1)], reports.observations)

    assert low.cells["value"].is_between(3, 4).any()
    assert in_turn.problems == ()
    assert "small_shown" in kinds(at_once)


def test_audit_does_not_depend_on_the_order_of_rows_and_reports() -> None:
    reports = random_reports(TINY, 2, mean=15.0)
    (made,) = published_in_turn([reports])
    cells = made.cells.sample(fraction=1.0, shuffle=True, seed=4)
    other = replace(made, cells=cells, submissions=made.submissions[::-1])

    assert audited([other]).as_json()["problems"] == audited([made]).as_json()["problems"]
    assert audited([other]).checked == audited([made]).checked


@pytest.mark.slow
def test_audit_does_not_depend_on_the_number_of_processes(tiny_release: PublishedRelease) -> None:
    one, two = (attack([tiny_release], TINY, workers=workers) for workers in (1, 2))

    assert one.digest == two.digest


@pytest.fixture
def tiny_release() -> PublishedRelease:
    (made,) = published_in_turn([random_reports(TINY, 2, mean=15.0)])
    return made


def test_bounds_contain_the_true_count_and_agree_with_what_is_published() -> None:
    reports = random_reports(TINY, 7, mean=15.0)
    (made,) = published_in_turn([reports])

    found = bounds([made], TINY, reports.observations, attacker=OUTSIDER)

    joined = found.join(made.cells, on=list(CELL_KEY), suffix="_published", validate="1:1")
    assert 0 < joined.height <= len(withheld_keys(made.cells))
    assert (joined["lower_published"] <= joined["lower"]).all()
    assert (joined["upper_published"].fill_null(2**40) >= joined["upper"].fill_null(2**40)).all()
