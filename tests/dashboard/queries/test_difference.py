from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from dashboard.model import Change
from dashboard.queries import ReleaseReader, difference, open_release
from tests.dashboard.release_fixture import CANNOT_EXIST, NOT_REPORTED, Cell, Key, withheld, write_release

MALAGA = ("local", "malaga", "quarter")
SHOWN_BEFORE: Key = (*MALAGA, "2018-Q2", "boxing", "sessions", "_T", "_T")
WITHHELD_BEFORE: Key = (*MALAGA, "2018-Q1", "boxing", "starts", "_T", "_T")
TOO_EARLY_BEFORE: Key = (*MALAGA, "2018-Q1", "_T", "released", "_T", "_T")
NOT_REPORTED_BEFORE: Key = ("local", "rotterdam", "quarter", "2018-Q2", "boxing", "sessions", "_T", "_T")


def _shown(count: int) -> Cell:
    return count, count, count, "A", "F"


@pytest.fixture
def before(tmp_path: Path) -> Iterator[ReleaseReader]:
    reader = open_release(write_release(tmp_path / "before", number=1))
    yield reader
    reader.close()


def _since(before: ReleaseReader, tmp_path: Path, cells: dict[Key, Cell]) -> pl.DataFrame:
    after = open_release(write_release(tmp_path / "after", number=2, overrides=cells))
    try:
        return difference(before, after)
    finally:
        after.close()


def test_difference_of_a_release_with_itself_is_nothing(before: ReleaseReader) -> None:
    assert difference(before, before).is_empty()


@pytest.mark.parametrize(
    ("key", "cell", "change"),
    [
        (SHOWN_BEFORE, _shown(99), Change.REVISED),
        (SHOWN_BEFORE, withheld(0, 50), Change.NOW_WITHHELD),
        (SHOWN_BEFORE, NOT_REPORTED, Change.GONE),
        (WITHHELD_BEFORE, _shown(8), Change.NOW_SHOWN),
        (WITHHELD_BEFORE, CANNOT_EXIST, Change.GONE),
        (NOT_REPORTED_BEFORE, _shown(8), Change.NEW),
        (NOT_REPORTED_BEFORE, withheld(0, 9), Change.NEW_AND_WITHHELD),
    ],
)
def test_difference_one_cell_is_told_with_both_releases(
    before: ReleaseReader, tmp_path: Path, key: Key, cell: Cell, change: Change
) -> None:
    [row] = _since(before, tmp_path, {key: cell}).to_dicts()

    assert row["change"] == change
    assert (row["place_id"], row["period"], row["activity_id"]) == (key[1], key[3], key[4])
    assert row["value_after"] == cell[0]
    assert row["indicator_id"] == ("LA02" if key[5] == "sessions" else "PA02")


def test_difference_says_nothing_of_a_narrower_interval_or_of_two_ways_to_know_nothing(
    before: ReleaseReader, tmp_path: Path
) -> None:
    cells = {WITHHELD_BEFORE: withheld(2, 9), NOT_REPORTED_BEFORE: CANNOT_EXIST}

    assert _since(before, tmp_path, cells).is_empty()


def test_difference_of_a_ratio_is_that_of_its_measures_together(
    before: ReleaseReader, tmp_path: Path
) -> None:
    [row] = (
        _since(before, tmp_path, {(*MALAGA, "2018-Q3", "_T", "drop_outs", "_T", "_T"): withheld(0, 30)})
        .filter(pl.col("indicator_id") == "PA07")
        .to_dicts()
    )

    assert row["change"] == Change.NOW_WITHHELD
    assert row["value_before"] is not None
    assert (row["value_after"], row["numerator_after"], row["denominator_after"]) == (None, None, None)


def test_difference_a_measure_of_a_ratio_alone_changes_nothing_while_the_other_is_unknown(
    before: ReleaseReader, tmp_path: Path
) -> None:
    assert _since(before, tmp_path, {TOO_EARLY_BEFORE: _shown(5)}).is_empty()
