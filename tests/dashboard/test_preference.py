from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.model import Options
from dashboard.preference import COMPARE, PARTICIPATION, drawable_indicators, filled
from dashboard.queries import open_release
from dashboard.selection import from_query
from tests.dashboard.release_fixture import ACTIVITIES, write_release


@pytest.fixture
def options(tmp_path: Path) -> Iterator[Options]:
    reader = open_release(write_release(tmp_path))
    yield reader.options
    reader.close()


def test_filled_compare_begins_with_each_activity_over_the_whole_period(options: Options) -> None:
    selection, notices = from_query(filled({}, options, COMPARE), options)

    assert selection.place_level == "local"
    assert selection.period_level == "project"
    assert selection.activity_ids == ACTIVITIES
    assert notices == ()


def test_filled_participation_begins_with_people_of_the_project_by_quarter(options: Options) -> None:
    selection, notices = from_query(filled({}, options, PARTICIPATION), options)

    assert selection.indicator_id in drawable_indicators(options, PARTICIPATION)
    assert (selection.place_level, selection.period_level) == ("project", "quarter")
    assert notices == ()


def test_filled_what_the_address_says_is_kept(options: Options) -> None:
    query = {"time": ["year"], "activity": ["boxing"], "place": ["malaga"]}

    selection, _ = from_query(filled(query, options, COMPARE), options)

    assert selection.period_level == "year"
    assert selection.activity_ids == ("boxing",)
    assert selection.place_ids == ("malaga",)


def test_filled_breakdown_in_the_address_leaves_the_single_activities(options: Options) -> None:
    selection, notices = from_query(filled({"by": ["sex"]}, options, COMPARE), options)

    assert selection.breakdown == "sex"
    assert selection.activity_ids == ("_T",)
    assert notices == ()


def test_filled_query_of_the_caller_is_left_alone(options: Options) -> None:
    query: dict[str, list[str]] = {}

    filled(query, options, COMPARE)

    assert query == {}


def test_drawable_indicators_of_people_are_a_part_of_all(options: Options) -> None:
    people = drawable_indicators(options, PARTICIPATION)

    assert people
    assert set(people) < set(drawable_indicators(options, COMPARE))
