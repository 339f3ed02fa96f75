from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.queries import ReleaseReader, list_releases, open_release
from pipelines.errors import ReleaseMissingError
from tests.dashboard.release_fixture import write_release


def test_provenance_says_where_everything_comes_from(reader: ReleaseReader) -> None:
    provenance = reader.provenance

    assert provenance.release_number == 3
    assert provenance.release_code == "0003"
    assert provenance.published_on == "2019-02-01"
    assert provenance.synthetic is True
    assert provenance.funding_notice == "Funded by nobody."
    assert provenance.identifier == "Tiny project, release 3"


def test_provenance_with_an_address_is_identified_by_it(tmp_path: Path) -> None:
    reader = open_release(write_release(tmp_path), base_url="https://monitor.example/")

    assert reader.provenance.identifier == "https://monitor.example/releases/0003"
    reader.close()


def test_list_releases_newest_comes_first(tmp_path: Path) -> None:
    write_release(tmp_path, number=2)
    write_release(tmp_path, number=10)

    assert [release.release_number for release in list_releases(tmp_path)] == [10, 2]


def test_list_releases_nothing_published_is_empty(tmp_path: Path) -> None:
    assert list_releases(tmp_path) == ()


def test_open_release_closed_reader_answers_no_more(tmp_path: Path) -> None:
    reader = open_release(write_release(tmp_path))
    reader.close()

    with pytest.raises(Exception, match="closed"):
        reader.rows("places")


def test_open_release_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissingError):
        open_release(tmp_path / "0001")
