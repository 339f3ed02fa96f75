from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines import publish
from pipelines.catalogue import load_catalogue
from pipelines.errors import ReleaseMissingError, StoreBusyError
from pipelines.model import CELL_KEY, CELL_SCHEMA, Catalogue
from pipelines.protect import Protected, protect
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[1] / "catalogues" / "tiny"
AT = datetime(2021, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


@pytest.fixture(scope="module")
def protected(tiny: Catalogue) -> Protected:
    return protect(random_reports(tiny, 1), tiny, date(2021, 11, 2))


def facts(number: int) -> publish.ReleaseFacts:
    return publish.ReleaseFacts(
        number, AT, synthetic=True, reason="Test.", submission_ids=("ash-2021-Q1-1",), ledger_event=7
    )


def shelved(protected: Protected, tiny: Catalogue, releases: Path, number: int) -> Path:
    building = releases / f".building-{number:04d}"
    publish.build_release(protected, tiny, facts(number), building)
    return publish.shelve(building, releases, number)


def test_release_files_are_complete_and_match_the_manifest(
    protected: Protected, tiny: Catalogue, tmp_path: Path
) -> None:
    shelved(protected, tiny, tmp_path, 1)
    publish.point_to(tmp_path, 1)

    release = publish.current_release(tmp_path)

    names = {path.name for path in release.directory.iterdir()}
    assert names == {"cells.parquet", "release.duckdb", "manifest.json", "datapackage.json"}
    assert publish.verify_release(release) == []
    cells = publish.read_cells(release)
    assert cells.columns == list(CELL_SCHEMA)
    assert cells.equals(protected.cells.sort(CELL_KEY))


def test_release_same_cells_give_the_same_bytes(
    protected: Protected, tiny: Catalogue, tmp_path: Path
) -> None:
    one = shelved(protected, tiny, tmp_path / "one", 1)
    two = shelved(protected, tiny, tmp_path / "two", 1)

    for name in ("cells.parquet", "manifest.json", "datapackage.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_release_describes_its_cells_as_a_data_package(
    protected: Protected, tiny: Catalogue, tmp_path: Path
) -> None:
    package = json.loads((shelved(protected, tiny, tmp_path, 1) / "datapackage.json").read_text("utf-8"))

    (resource,) = package["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(CELL_SCHEMA)
    assert package["description"].startswith("SYNTHETIC")


@pytest.mark.parametrize("name", ["cells.parquet", "release.duckdb", "datapackage.json"])
def test_verify_release_changed_file_is_named(
    protected: Protected, tiny: Catalogue, tmp_path: Path, name: str
) -> None:
    directory = shelved(protected, tiny, tmp_path, 1)
    content = bytearray((directory / name).read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = b"\x00" * 64
    (directory / name).write_bytes(bytes(content[: len(content) - 40]))

    assert publish.verify_release(publish.read_release(directory)) == [name]


def test_current_release_before_the_first_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissingError, match="publish"):
        publish.current_release(tmp_path)


def test_settle_recorded_release_whose_pointer_did_not_move_becomes_current(
    protected: Protected, tiny: Catalogue, tmp_path: Path
) -> None:
    shelved(protected, tiny, tmp_path, 1)
    publish.point_to(tmp_path, 1)
    shelved(protected, tiny, tmp_path, 2)

    publish.settle(tmp_path, [1, 2])

    assert publish.current_number(tmp_path) == 2


def test_settle_release_that_was_never_recorded_is_put_aside(
    protected: Protected, tiny: Catalogue, tmp_path: Path
) -> None:
    shelved(protected, tiny, tmp_path, 1)
    publish.point_to(tmp_path, 1)
    shelved(protected, tiny, tmp_path, 2)
    publish.build_release(protected, tiny, facts(3), tmp_path / ".building-0003")

    publish.settle(tmp_path, [1])

    assert publish.current_number(tmp_path) == 1
    assert not (tmp_path / "0002").exists()
    assert not (tmp_path / ".building-0003").exists()
    assert len(list((tmp_path / ".unpublished").iterdir())) == 2


def test_publishing_lock_second_publisher_is_told_to_wait(tmp_path: Path) -> None:
    with (
        publish.publishing_lock(tmp_path),
        pytest.raises(StoreBusyError, match="publishing"),
        publish.publishing_lock(tmp_path),
    ):
        pass


def test_point_to_incomplete_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001").mkdir()

    with pytest.raises(ReleaseMissingError):
        publish.point_to(tmp_path, 1)
