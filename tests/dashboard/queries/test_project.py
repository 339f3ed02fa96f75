from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from dashboard.queries import (
    ReleaseReader,
    activity_partners,
    cycle_indicators,
    local_places,
    milestones,
    open_release,
    participation_path,
    report_status,
)
from pipelines import publish
from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_SCHEMA, EXPLANATION_SCHEMA, HandedIn
from pipelines.protect import Protected
from pipelines.settings import REPOSITORY_ROOT
from tests.dashboard.workspace_fixture import TINY

EMPTY = Protected(pl.DataFrame(schema=dict(CELL_SCHEMA)), (), pl.DataFrame(schema=dict(EXPLANATION_SCHEMA)))


@pytest.fixture(scope="module")
def recent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    """A release as it is written now; the reader of the other fixture is one of before."""
    directory = tmp_path_factory.mktemp("recent") / "0001"
    facts = publish.ReleaseFacts(
        1,
        datetime(2021, 5, 2, tzinfo=UTC),
        synthetic=True,
        reason="Test.",
        submission_ids=("ash-2021-Q1-3", "birch-2021-Q1-1"),
        ledger_event=1,
        ledger_head="0" * 64,
        handed_in={"ash-2021-Q1-3": HandedIn(date(2021, 4, 8), 2)},
    )
    publish.build_release(EMPTY, load_catalogue(TINY), facts, directory)
    reader = open_release(directory)
    yield reader
    reader.close()


def test_milestones_are_in_order_and_say_what_is_inferred(recent: ReleaseReader) -> None:
    first, last = milestones(recent)

    assert (first.label, first.happened, first.quarter) == (
        "First meeting of the towns",
        "2021-01-19/2021-01-20",
        "2021-Q1",
    )
    assert (first.process_steps, first.is_inferred) == (("S1",), False)
    assert (last.process_steps, last.is_inferred) == ((), True)


def test_activity_partners_include_those_without_a_place(recent: ReleaseReader) -> None:
    found = [each for each in activity_partners(recent) if each.activity_id == "cedar-groups"]

    assert [(each.label, each.role, each.country_label, each.place_id) for each in found] == [
        ("Cedartown", "city", "Beland of tests", "XB_001"),
        ("Experts", "expert_ngo", "Beland of tests", None),
    ]


def test_participation_path_is_that_of_the_catalogue(recent: ReleaseReader) -> None:
    assert participation_path(recent) == ("T2", "T4")


def test_report_status_says_when_and_how_often_a_report_was_handed_in(recent: ReleaseReader) -> None:
    reports = report_status(recent).frame.filter(quarter="2021-Q1")

    assert reports.select("partner_id", "state", "received_on", "version").rows() == [
        ("ash", "reported", "2021-04-08", 2),
        ("birch", "reported", None, None),
        ("cedar", "missing", None, None),
        ("office", "missing", None, None),
    ]


def test_cycle_indicators_are_those_made_of_what_the_program_counts(tmp_path: Path) -> None:
    catalogue = load_catalogue(REPOSITORY_ROOT / "data" / "catalogue")
    now = datetime(2019, 5, 2, tzinfo=UTC)
    facts = publish.ReleaseFacts(
        1, now, synthetic=True, reason="Test.", submission_ids=(), ledger_event=1, ledger_head="0" * 64
    )
    publish.build_release(EMPTY, catalogue, facts, tmp_path / "0001")
    reader = open_release(tmp_path / "0001")

    assert cycle_indicators(reader) == ("RC01", "RC02")
    reader.close()


def test_local_places_of_a_country_and_of_the_project(recent: ReleaseReader) -> None:
    assert local_places(recent, "local", "XA_001") == ("XA_001",)
    assert local_places(recent, "country", "XB") == ("XB_001", "XB2")
    assert local_places(recent, "project", "PROJECT") == ("XA_001", "XA_002", "XB_001", "XB2")


def test_release_of_before_has_no_milestones_partners_path_or_dates(reader: ReleaseReader) -> None:
    assert (milestones(reader), activity_partners(reader), participation_path(reader)) == ((), (), ())
    reports = report_status(reader).frame
    assert reports["received_on"].null_count() == reports["version"].null_count() == reports.height > 0
