from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dashboard.queries import ReleaseReader, open_release
from dashboard.selection import Selection, default_selection, from_query
from pipelines.languages import Speaker
from tests.dashboard.release_fixture import PLACES, QUARTERS, write_release

ENGLISH = Speaker("en")
MALAGA = Selection("PA02", "local", ("malaga",), "quarter", QUARTERS)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    reader = open_release(write_release(tmp_path_factory.mktemp("releases")))
    yield reader
    reader.close()


def test_describe_neighbouring_quarters_are_a_span(reader: ReleaseReader) -> None:
    selection = replace(MALAGA, place_ids=("malaga", "rotterdam"))

    assert (
        selection.describe(reader.options.labels, ENGLISH)
        == "Málaga, Rotterdam; 2018-Q1 to 2018-Q4; all activities"
    )


def test_describe_scattered_quarters_are_listed(reader: ReleaseReader) -> None:
    selection = replace(MALAGA, periods=("2018-Q1", "2018-Q2", "2018-Q4"))

    assert "2018-Q1, 2018-Q2, 2018-Q4" in selection.describe(reader.options.labels, ENGLISH)


def test_describe_categories_name_their_breakdown(reader: ReleaseReader) -> None:
    selection = replace(MALAGA, breakdown="sex", categories=("F", "M"))

    assert selection.describe(reader.options.labels, ENGLISH).endswith("all activities; Sex: Women, Men")


def test_describe_whole_project_is_named_in_words(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "project", ("PROJECT",), "project", ("PROJECT",), ("_T", "boxing"))

    assert selection.describe(reader.options.labels, ENGLISH) == (
        "whole project; whole project period; all activities, Boxing club"
    )


def test_describe_all_of_many_places_are_named_together(reader: ReleaseReader) -> None:
    places = {("local", f"p{i}"): f"Place {i}" for i in range(5)}
    labels = replace(reader.options.labels, places=places)
    selection = replace(MALAGA, place_ids=tuple(code for _, code in places))

    assert selection.describe(labels, ENGLISH).startswith("all cities and regions; ")


def test_describe_some_of_very_many_places_and_activities_are_counted(reader: ReleaseReader) -> None:
    labels = reader.options.labels
    places = {("local", f"town-{i}"): f"Town {i}" for i in range(1200)}
    activities = {f"group-{i}": f"Group {i}" for i in range(40)}
    many = replace(labels, places=places, activities=activities)
    selection = replace(
        MALAGA, place_ids=tuple(id_ for _, id_ in places)[:13], activity_ids=tuple(activities)[:20]
    )

    said = selection.describe(many, ENGLISH)
    listed = replace(selection, place_ids=selection.place_ids[:12]).describe(many, ENGLISH)

    assert said.startswith("13 of 1,200 cities and regions; ")
    assert said.endswith("; 20 of 40 activities")
    assert listed.startswith("Town 0, Town 1, ")


def test_describe_unknown_codes_stand_for_themselves(reader: ReleaseReader) -> None:
    selection = replace(MALAGA, place_ids=("nowhere",))

    assert selection.describe(reader.options.labels, ENGLISH).startswith("nowhere; ")


def test_query_round_trip_gives_the_same_selection(reader: ReleaseReader) -> None:
    selection = replace(MALAGA, activity_ids=("_T",), breakdown="sex", categories=("F",))

    assert from_query(selection.to_query(), reader.options) == (selection, ())


def test_from_query_empty_gives_the_default(reader: ReleaseReader) -> None:
    selection, notices = from_query({}, reader.options)

    assert selection == Selection("PA02", "local", tuple(PLACES), "quarter", QUARTERS)
    assert selection == default_selection(reader.options)
    assert notices == ()


def test_from_query_unknown_place_is_dropped_and_reported(reader: ReleaseReader) -> None:
    selection, notices = from_query({"place": ["malaga", "atlantis"]}, reader.options)

    assert selection.place_ids == ("malaga",)
    assert [str(notice) for notice in notices] == [
        "Place: this release has no 'atlantis' for this selection, so it was left out."
    ]


def test_from_query_markup_is_never_repeated(reader: ReleaseReader) -> None:
    _, notices = from_query({"place": "<script>alert(1)</script>"}, reader.options)

    assert [str(notice) for notice in notices] == [
        "Place: this release has no '(not a code)' for this selection, so it was left out."
    ]


def test_from_query_list_with_nothing_left_takes_all(reader: ReleaseReader) -> None:
    selection, notices = from_query({"place": ["atlantis"]}, reader.options)

    assert selection.place_ids == tuple(PLACES)
    assert len(notices) == 1


def test_from_query_period_level_the_indicator_lacks_is_dropped(reader: ReleaseReader) -> None:
    selection, notices = from_query({"indicator": "PA03", "time": "year", "period": "Y1"}, reader.options)

    assert (selection.period_level, selection.periods) == ("quarter", QUARTERS)
    assert len(notices) == 2


def test_from_query_breakdown_single_activities_lack_is_dropped(reader: ReleaseReader) -> None:
    selection, notices = from_query({"activity": "boxing", "by": "sex", "category": "F"}, reader.options)

    assert (selection.breakdown, selection.categories) == ("_T", ("_T",))
    assert len(notices) == 2


def test_from_query_values_come_in_the_order_of_the_release(reader: ReleaseReader) -> None:
    selection, _ = from_query({"place": ["rotterdam", "malaga", "malaga"]}, reader.options)

    assert selection.place_ids == ("malaga", "rotterdam")


def test_default_selection_indicator_without_cells_is_refused(reader: ReleaseReader) -> None:
    with pytest.raises(ValueError, match="no cells"):
        default_selection(reader.options, "LA99")
