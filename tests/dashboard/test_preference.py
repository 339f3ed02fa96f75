from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.model import Options
from dashboard.preference import (
    EXPLORE,
    MOST_ROWS,
    PARTICIPATION,
    counts_people,
    drawable_indicators,
    filled,
    is_shortened,
)
from dashboard.queries import open_release
from dashboard.selection import Selection, from_query
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


def _with_copies(options: Options, times: int) -> Options:
    """The same with every local place, and every activity in its place, many times."""
    places = {
        (level, f"{place}{copy}" if copy else place): f"{label} {copy + 1}"
        for (level, place), label in options.labels.places.items()
        for copy in range(times if level == "local" else 1)
    }
    activities = {
        f"{id_}{copy}" if copy else id_: replace(
            info, place_ids=tuple(f"{place}{copy}" if copy else place for place in info.place_ids)
        )
        for id_, info in options.activities.items()
        for copy in range(times if id_ != "_T" else 1)
    }
    labels = replace(
        options.labels, places=places, activities={id_: info.label for id_, info in activities.items()}
    )
    return replace(options, activities=activities, labels=labels)


def _pairs(selection: Selection, options: Options) -> int:
    return sum(len(_own(activity, selection, options)) for activity in selection.activity_ids)


def _own(activity: str, selection: Selection, options: Options) -> set[str]:
    return set(options.activities[activity].place_ids) & set(selection.place_ids)


def test_filled_of_many_places_begins_with_as_many_as_can_be_read(options: Options) -> None:
    many = _with_copies(options, 50)

    selection, notices = from_query(filled({}, many, EXPLORE), many)

    assert _pairs(selection, many) <= MOST_ROWS
    assert (
        selection.place_ids == tuple(choice.id for choice in many.places("local"))[: len(selection.place_ids)]
    )
    assert all(_own(activity, selection, many) for activity in selection.activity_ids)
    assert len(selection.place_ids) > MOST_ROWS // 5
    assert is_shortened({}, selection, many)
    assert notices == ()


def test_filled_what_the_address_names_is_kept_however_much_it_is(options: Options) -> None:
    many = _with_copies(options, 50)
    query = {"place": [choice.id for choice in many.places("local")], "activity": ["_T"]}

    selection, _ = from_query(filled(query, many, EXPLORE), many)

    assert selection.place_ids == tuple(query["place"])
    assert not is_shortened(query, selection, many)


def test_filled_of_few_places_is_not_shortened(options: Options) -> None:
    for query in ({}, {"by": ["sex"]}, {"level": ["country"]}, {"time": ["quarter"]}):
        selection, _ = from_query(filled(query, options, EXPLORE), options)

        assert not is_shortened(query, selection, options)
