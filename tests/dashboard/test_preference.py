from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.model import Options
from dashboard.preference import EXPLORE, PARTICIPATION, counts_people, drawable_indicators, filled
from dashboard.queries import open_release
from dashboard.selection import from_query
from tests.dashboard.release_fixture import ACTIVITIES, CANNOT_EXIST, PLACES, Cell, Key, write_release


@pytest.fixture
def options(tmp_path: Path) -> Iterator[Options]:
    reader = open_release(write_release(tmp_path))
    yield reader.options
    reader.close()


def test_filled_compare_begins_with_each_activity_over_the_whole_period(options: Options) -> None:
    selection, notices = from_query(filled({}, options, EXPLORE), options)

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

    selection, _ = from_query(filled(query, options, EXPLORE), options)

    assert selection.period_level == "year"
    assert selection.activity_ids == ("boxing",)
    assert selection.place_ids == ("malaga",)


def test_filled_breakdown_in_the_address_leaves_the_single_activities(options: Options) -> None:
    selection, notices = from_query(filled({"by": ["sex"]}, options, EXPLORE), options)

    assert selection.breakdown == "sex"
    assert selection.activity_ids == ("_T",)
    assert notices == ()


def test_filled_query_of_the_caller_is_left_alone(options: Options) -> None:
    query: dict[str, list[str]] = {}

    filled(query, options, EXPLORE)

    assert query == {}


def test_drawable_indicators_of_people_are_a_part_of_all(options: Options) -> None:
    people = drawable_indicators(options, PARTICIPATION)

    assert people
    assert set(people) < set(drawable_indicators(options, EXPLORE))


def _too_early(place_levels: tuple[str, ...], period_level: str, periods: tuple[str, ...]) -> dict[Key, Cell]:
    """Starts that cannot exist yet, of single activities and of all together."""
    return {
        (level, place, period_level, period, activity, "starts", "_T", "_T"): CANNOT_EXIST
        for level in place_levels
        for place in (
            PLACES if level == "local" else set(PLACES.values()) if level == "country" else ["PROJECT"]
        )
        for period in periods
        for activity in (*ACTIVITIES, "_T")
    }


def test_filled_compare_passes_over_a_period_of_which_nothing_is_shown(tmp_path: Path) -> None:
    hidden = _too_early(("local",), "project", ("PROJECT",)) | _too_early(("local",), "year", ("Y2",))
    reader = open_release(write_release(tmp_path, overrides=hidden))

    selection, notices = from_query(filled({"indicator": ["PA02"]}, reader.options, EXPLORE), reader.options)

    assert (selection.place_level, selection.period_level, selection.periods) == ("local", "year", ("Y1",))
    assert selection.activity_ids == ACTIVITIES
    assert notices == ()
    reader.close()


def test_filled_what_the_address_says_is_kept_though_nothing_of_it_is_shown(tmp_path: Path) -> None:
    hidden = _too_early(("local",), "project", ("PROJECT",))
    reader = open_release(write_release(tmp_path, overrides=hidden))
    query = {"indicator": ["PA02"], "level": ["local"], "time": ["project"]}

    selection, _ = from_query(filled(query, reader.options, EXPLORE), reader.options)

    assert (selection.place_level, selection.period_level) == ("local", "project")
    reader.close()


def test_filled_compare_without_a_shown_activity_begins_with_all_together(options: Options) -> None:
    info = options.indicators["PA02"]
    together = frozenset((row, period) for row, period in info.shown if not row.by_activity)
    indicators = {**options.indicators, "PA02": replace(info, shown=together)}

    found = filled({"indicator": ["PA02"]}, replace(options, indicators=indicators), EXPLORE)
    selection, _ = from_query(found, options)

    assert selection.activity_ids == ("_T",)


def test_counts_people_follows_the_measure_and_not_the_unit(options: Options) -> None:
    starts = options.indicators["PA02"]

    assert counts_people(starts)
    assert counts_people(replace(starts, unit="hours"))
    assert not counts_people(replace(starts, person_level=False))
    assert not counts_people(options.indicators["PA07"])
