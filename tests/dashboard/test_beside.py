from __future__ import annotations

from math import inf

import pytest

from dashboard.beside import Bounds, Position, beside, bounds
from dashboard.model import CellStatus
from dashboard.queries import ReleaseReader, open_release, totals
from tests.dashboard.release_fixture import write_release


def exact(*values: float) -> list[Bounds]:
    return [Bounds(value, value) for value in values]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ReleaseReader:
    return open_release(write_release(tmp_path_factory.mktemp("releases")))


def test_beside_exact_values_have_a_middle_a_spread_and_a_rank() -> None:
    found = beside(Bounds(7, 7), exact(3, 9, 5))

    assert (found.middle, found.spread, found.position) == (Bounds(5, 5), Bounds(3, 9), Position(2, 4))


def test_beside_withheld_values_make_the_middle_and_the_spread_ranges() -> None:
    found = beside(Bounds(20, 20), [*exact(3, 9), Bounds(0, 12)])

    assert (found.middle, found.spread) == (Bounds(3, 9), Bounds(0, 12))
    assert found.position == Position(1, 4)


def test_beside_every_possible_median_lies_in_the_middle() -> None:
    others = [*exact(4, 8), Bounds(0, 12), Bounds(6, 7)]
    middle = beside(None, others).middle

    assert middle is not None
    for first in range(13):
        for second in (6, 7):
            values = sorted([4, 8, first, second])
            assert middle.lower <= (values[1] + values[2]) / 2 <= middle.upper


@pytest.mark.parametrize("own", [Bounds(7, 7), Bounds(0, inf)])
def test_beside_overlapping_ranges_cannot_be_ranked(own: Bounds) -> None:
    assert beside(own, [*exact(3), Bounds(5, 12)]).position == Position(None, 3)


def test_beside_provisional_value_cannot_be_ranked() -> None:
    assert beside(Bounds(7, 7, is_provisional=True), exact(3, 5)).position == Position(None, 3)
    assert beside(Bounds(7, 7), [*exact(3), Bounds(5, 5, is_provisional=True)]).position == Position(None, 3)


def test_beside_equal_values_share_their_rank() -> None:
    assert beside(Bounds(5, 5), exact(5, 3)).position == Position(1, 3, sharing=1)
    assert beside(Bounds(0, 0), exact(0, 0)).position == Position(1, 3, sharing=2)


def test_beside_unbounded_value_leaves_the_spread_open() -> None:
    found = beside(None, [*exact(3), Bounds(5, inf)])

    assert found.spread == Bounds(3, inf)
    assert found.position is None


def test_beside_one_other_place_says_nothing() -> None:
    assert beside(Bounds(5, 5), exact(3)).middle is None


def test_bounds_of_cells_are_the_published_ones(reader: ReleaseReader) -> None:
    info = reader.options.indicators["PA02"]
    rows = totals(reader, "local", "boxing")["PA02"].filter(place_id="malaga").to_dicts()
    found = {row["period"]: bounds(row, info) for row in rows}

    assert found["2018-Q1"] == Bounds(0, 12)
    assert found["PROJECT"] == Bounds(3, 20)


def test_bounds_of_a_withheld_share_are_nothing_and_the_whole(reader: ReleaseReader) -> None:
    info = reader.options.indicators["PA07"]
    row = totals(reader, "local")["PA07"].filter(place_id="malaga", period="PROJECT").row(0, named=True)

    assert row["status"] == CellStatus.WITHHELD.value
    assert bounds(row, info) == Bounds(0, 100)


def test_bounds_of_what_was_not_reported_are_none(reader: ReleaseReader) -> None:
    info = reader.options.indicators["PA02"]
    row = totals(reader, "local")["PA02"].filter(place_id="rotterdam", period="2018-Q2").row(0, named=True)

    assert bounds(row, info) is None
