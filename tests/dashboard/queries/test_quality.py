from __future__ import annotations

from pathlib import Path

from dashboard.queries import ReleaseReader, cycle_indicators, mark_coverage, open_release
from tests.dashboard.release_fixture import CANNOT_EXIST, NOT_REPORTED, Cell, Key, write_release


def _quarter(place: str, quarter: str, cell: Cell) -> dict[Key, Cell]:
    return {("local", place, "quarter", quarter, "_T", "starts", "_T", "_T"): cell}


def test_mark_coverage_counts_only_what_was_reported(tmp_path: Path) -> None:
    marks = _quarter("malaga", "2018-Q2", NOT_REPORTED) | _quarter("malaga", "2018-Q3", CANNOT_EXIST)
    reader = open_release(write_release(tmp_path, overrides=marks))
    found = {row["place_id"]: row for row in mark_coverage(reader).iter_rows(named=True)}

    assert found["malaga"]["not_collected"] == 1
    assert found["malaga"]["not_possible"] == found["liege"]["not_possible"] + 1
    # Rotterdam did not report 2018-Q2: what is missing there was not asked of a report that came.
    assert found["rotterdam"]["not_collected"] == 0
    assert found["rotterdam"]["asked"] == found["liege"]["asked"] * 3 // 4
    reader.close()


def test_cycle_indicators_of_a_release_of_before_are_not_known(reader: ReleaseReader) -> None:
    assert cycle_indicators(reader) == ()
