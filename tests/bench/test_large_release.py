from pathlib import Path

import duckdb
import pytest

from bench.large_release import enlarge
from dashboard.queries import open_release
from tests.dashboard.release_fixture import PLACES, write_release


def _count(directory: Path, condition: str) -> int:
    with duckdb.connect(str(directory / "release.duckdb"), read_only=True) as connection:
        row = connection.execute(f"select count(*) from published_cell where {condition}").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("times", [1, 2, 5])
def test_as_few_copies_as_make_so_many_cells(tmp_path: Path, times: int) -> None:
    directory = write_release(tmp_path)
    both = _count(directory, "place_level = 'local' and activity_id <> '_T'")
    one = _count(directory, "(place_level = 'local') <> (activity_id <> '_T')")
    others = _count(directory, "true") - both - one

    size = both * times * times + one * times + others
    assert enlarge(directory, size) == size == _count(directory, "true")


def test_one_cell_more_takes_one_copy_more(tmp_path: Path) -> None:
    directory = write_release(tmp_path)
    size = _count(directory, "true")
    assert enlarge(directory, size + 1) > 2 * size


def test_an_enlarged_release_can_be_read_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    directory = write_release(tmp_path, synthetic=False)
    enlarge(directory, 2 * _count(directory, "true"))
    reader = open_release(directory)
    try:
        assert reader.provenance.synthetic
        assert len(reader.options.places("local")) == 2 * len(PLACES)
    finally:
        reader.close()
