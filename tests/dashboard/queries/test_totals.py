from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.model import CellStatus
from dashboard.queries import ReleaseReader, cells, open_release, telling_period, totals
from dashboard.selection import Selection
from tests.dashboard.release_fixture import CANNOT_EXIST, NOT_REPORTED, Cell, Key, withheld, write_release


def test_totals_are_the_cells_of_each_indicator(reader: ReleaseReader) -> None:
    found = totals(reader, "local")

    assert set(found) == {i for i, info in reader.options.indicators.items() if info.plan}
    for indicator_id, frame in found.items():
        for level in frame["period_level"].unique():
            of_level = frame.filter(period_level=level)
            places = tuple(dict.fromkeys(of_level["place_id"]))
            periods = tuple(dict.fromkeys(of_level["period"]))
            asked = cells(reader, Selection(indicator_id, "local", places, level, periods)).frame
            assert of_level.sort("place_id", "period").equals(asked.sort("place_id", "period"))


def test_totals_of_an_activity_are_its_own(reader: ReleaseReader) -> None:
    found = totals(reader, "project", "boxing")

    assert {frame["activity_id"].unique().item() for frame in found.values()} == {"boxing"}
    assert CellStatus.SHOWN.value in found["PA02"]["status"].to_list()


def _malaga(period_level: str, period: str, cell: Cell) -> dict[Key, Cell]:
    return {("local", "malaga", period_level, period, "_T", "starts", "_T", "_T"): cell}


NOTHING_OF_THE_WHOLE = _malaga("project", "PROJECT", CANNOT_EXIST)


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, ("project", "PROJECT")),
        (NOTHING_OF_THE_WHOLE, ("year", "Y2")),
        (NOTHING_OF_THE_WHOLE | _malaga("year", "Y2", withheld(0, 9)), ("quarter", "2018-Q4")),
        (
            NOTHING_OF_THE_WHOLE
            | _malaga("year", "Y2", withheld(0, 9))
            | _malaga("quarter", "2018-Q4", withheld(0, 9)),
            ("year", "Y2"),
        ),
        (NOTHING_OF_THE_WHOLE | _malaga("year", "Y2", NOT_REPORTED), ("year", "Y1")),
    ],
    ids=["whole", "latest-year", "latest-quarter", "withheld-year-before-an-old-quarter", "year-before"],
)
def test_telling_period_is_the_longest_of_the_latest_with_a_figure(
    tmp_path: Path, overrides: dict[Key, Cell], expected: tuple[str, str]
) -> None:
    reader = open_release(write_release(tmp_path, overrides=overrides))

    assert telling_period(totals(reader, "local")["PA02"], ("malaga",)) == expected
    reader.close()


def test_telling_period_without_anything_known_is_none(reader: ReleaseReader) -> None:
    frame = totals(reader, "local")["PA02"].with_columns(status=pl.lit(CellStatus.NOT_REPORTED.value))

    assert telling_period(frame) is None
