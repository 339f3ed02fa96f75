from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import Options
from dashboard.queries import ReleaseReader, open_release
from dashboard.selection import Selection
from dashboard.view import Chart, Counting, Look, Order, Panels, View, view_from_query
from tests.dashboard.release_fixture import write_release


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    opened = open_release(write_release(tmp_path_factory.mktemp("releases")))
    yield opened
    opened.close()


def _some(data: st.DataObject, offered: Sequence[str]) -> tuple[str, ...]:
    """At least one of the codes, in the order in which they are offered."""
    found = data.draw(st.sets(st.sampled_from(list(offered)), min_size=1))
    return tuple(code for code in offered if code in found)


def _selection(data: st.DataObject, options: Options) -> Selection:
    info = data.draw(st.sampled_from([info for info in options.indicators.values() if info.plan]))
    row = data.draw(st.sampled_from(info.plan))
    activities = [
        choice.id
        for choice in options.activity_choices(info.id, row.place_level, row.period_level)
        if (choice.id != "_T") == row.by_activity
    ]
    return Selection(
        info.id,
        row.place_level,
        _some(data, [choice.id for choice in options.places(row.place_level)]),
        row.period_level,
        _some(data, [choice.id for choice in options.periods(row.period_level)]),
        _some(data, activities),
        row.breakdown,
        _some(data, [choice.id for choice in options.categories(row.breakdown)]),
    )


def _look(data: st.DataObject, selection: Selection) -> Look:
    return Look(
        chart=data.draw(st.sampled_from(Chart)),
        panels=data.draw(st.sampled_from(Panels)),
        counting=data.draw(st.sampled_from(Counting)),
        order=data.draw(st.sampled_from(Order)),
        highlight=data.draw(st.sampled_from(["", *selection.place_ids, *selection.activity_ids])),
        with_median=data.draw(st.booleans()),
    )


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_view_is_the_same_after_the_way_through_its_address(
    reader: ReleaseReader, data: st.DataObject
) -> None:
    selection = _selection(data, reader.options)
    view = View("explore", selection, _look(data, selection), reader.provenance.release_number, "en")

    query = parse_qs(urlsplit(view.link("https://monitor.example/")).query)
    found, notices = view_from_query("explore", query, reader.options, reader.provenance)

    assert found == view
    assert notices == ()


@pytest.mark.parametrize("key", ["chart", "panels", "count", "order", "highlight", "median"])
def test_view_bad_value_of_a_look_is_left_out_with_a_notice(reader: ReleaseReader, key: str) -> None:
    view, notices = view_from_query("explore", {key: ["nonsense"]}, reader.options, reader.provenance)

    assert view.look == Look()
    assert len(notices) == 1
    assert key in notices[0]


def test_view_path_begins_with_its_page_and_names_its_release(reader: ReleaseReader) -> None:
    view, _ = view_from_query("explore", {}, reader.options, reader.provenance)

    assert view.path.startswith("explore?release=3&lang=en&")
    assert view.of_release(4).path.startswith("explore?release=4&")
    assert view.link(None) == f"/{view.path}"
