from __future__ import annotations

import json
import re
import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines import publish
from pipelines.catalogue import load_catalogue
from pipelines.errors import PolicyError, ReleaseMissingError, StoreBusyError
from pipelines.model import CELL_KEY, CELL_SCHEMA, Approved, Catalogue
from pipelines.protect import Protected, protect
from pipelines.protect.margins import planned_cells
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[1] / "catalogues" / "tiny"
AT = datetime(2021, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


@pytest.fixture(scope="module")
def reports(tiny: Catalogue) -> Approved:
    return random_reports(tiny, 1)


@pytest.fixture(scope="module")
def protected(tiny: Catalogue, reports: Approved) -> Protected:
    return protect(reports, tiny, date(2021, 11, 2))


def built(protected: Protected, tiny: Catalogue, reports: Approved, releases: Path, number: int) -> Path:
    facts = publish.ReleaseFacts(
        number,
        AT,
        synthetic=True,
        reason="Test.",
        submission_ids=reports.submission_ids,
        ledger_event=7,
        ledger_head="0" * 64,
    )
    building = releases / f".building-{number:04d}"
    publish.build_release(protected, tiny, facts, building)
    return building


@pytest.fixture(scope="module")
def two_releases(
    protected: Protected, tiny: Catalogue, reports: Approved, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Releases 1 and 2, audited and at their numbers; nothing points to them."""
    releases = tmp_path_factory.mktemp("two")
    earlier: list[Path] = []
    for number in (1, 2):
        building = built(protected, tiny, reports, releases, number)
        audited = publish.require_audit(building, earlier, tiny, reports.observations)
        earlier.append(publish.shelve(audited, releases))
    return releases


@pytest.fixture
def releases(two_releases: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return shutil.copytree(two_releases, tmp_path / "releases")


def test_release_files_are_complete_and_match_the_manifest(protected: Protected, releases: Path) -> None:
    publish.point_to(releases, 1)

    release = publish.current_release(releases)

    names = {path.name for path in release.directory.iterdir()}
    assert names == {"cells.parquet", "release.duckdb", "manifest.json", "datapackage.json"}
    assert publish.verify_release(release) == []
    cells = publish.read_cells(release)
    assert cells.columns == list(CELL_SCHEMA)
    assert cells.equals(protected.cells.sort(CELL_KEY))


def test_release_same_cells_give_the_same_bytes(
    protected: Protected, tiny: Catalogue, reports: Approved, releases: Path, tmp_path: Path
) -> None:
    one = releases / "0001"
    two = built(protected, tiny, reports, tmp_path, 1)

    for name in ("cells.parquet", "manifest.json", "datapackage.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_release_describes_its_cells_as_a_data_package(releases: Path) -> None:
    package = json.loads((releases / "0001" / "datapackage.json").read_text("utf-8"))

    (resource,) = package["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(CELL_SCHEMA)
    assert package["description"].startswith("SYNTHETIC")


@pytest.mark.parametrize("name", ["cells.parquet", "release.duckdb", "datapackage.json"])
def test_verify_release_changed_file_is_named(releases: Path, name: str) -> None:
    directory = releases / "0001"
    content = bytearray((directory / name).read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = b"\x00" * 64
    (directory / name).write_bytes(bytes(content[: len(content) - 40]))

    assert publish.verify_release(publish.read_release(directory)) == [name]


def test_current_release_before_the_first_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissingError, match="publish"):
        publish.current_release(tmp_path)


def test_settle_recorded_release_whose_pointer_did_not_move_becomes_current(releases: Path) -> None:
    publish.point_to(releases, 1)

    publish.settle(releases, [1, 2])

    assert publish.current_number(releases) == 2


def test_settle_release_that_was_never_recorded_is_put_aside(
    protected: Protected, tiny: Catalogue, reports: Approved, releases: Path
) -> None:
    publish.point_to(releases, 1)
    built(protected, tiny, reports, releases, 3)

    publish.settle(releases, [1])

    assert publish.current_number(releases) == 1
    assert not (releases / "0002").exists()
    assert not (releases / ".building-0003").exists()
    assert len(list((releases / ".unpublished").iterdir())) == 2


def test_publishing_lock_second_publisher_is_told_to_wait(tmp_path: Path) -> None:
    with (
        publish.publishing_lock(tmp_path),
        pytest.raises(StoreBusyError, match="publishing"),
        publish.publishing_lock(tmp_path),
    ):
        pass


def test_publishing_lock_publisher_waits_for_somebody_who_settles(tmp_path: Path) -> None:
    holds, may_go = threading.Event(), threading.Event()

    def settle_for_a_moment() -> None:
        with publish.publishing_lock(tmp_path):
            holds.set()
            may_go.wait()

    other = threading.Thread(target=settle_for_a_moment)
    other.start()
    holds.wait()
    threading.Timer(0.2, may_go.set).start()
    with publish.publishing_lock(tmp_path, patience=60):
        assert may_go.is_set()
    other.join()


def test_point_to_incomplete_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001").mkdir()

    with pytest.raises(ReleaseMissingError):
        publish.point_to(tmp_path, 1)


# ---- the gate ------------------------------------------------------------------------------------------


def test_audited_nobody_else_can_say_that_a_build_was_audited(releases: Path) -> None:
    with pytest.raises(TypeError, match="require_audit"):
        publish.Audited(releases / "0001", 1, None, "", None)  # type: ignore[arg-type]


def test_shelve_build_changed_after_its_audit_is_refused(
    protected: Protected, tiny: Catalogue, reports: Approved, tmp_path: Path
) -> None:
    building = built(protected, tiny, reports, tmp_path, 1)
    audited = publish.require_audit(building, [], tiny, reports.observations)
    (building / "datapackage.json").write_text("{}", encoding="utf-8")

    with pytest.raises(PolicyError, match="changed after the audit"):
        publish.shelve(audited, tmp_path)

    assert not (tmp_path / "0001").exists()


def test_require_audit_small_count_in_the_open_is_refused_by_name_and_without_its_count(
    protected: Protected, tiny: Catalogue, reports: Approved, tmp_path: Path
) -> None:
    leaky = shown_again(protected, tiny, reports)
    building = built(leaky, tiny, reports, tmp_path, 1)

    with pytest.raises(PolicyError) as refused:
        publish.require_audit(building, [], tiny, reports.observations)

    named = refused.value.message.partition(". This is a fault")[0].split("; ")
    assert len(named) == 6
    assert all(name.endswith(": a small count of people is shown") for name in named[:5])
    assert re.fullmatch(r"and \d+ more", named[5])


def shown_again(protected: Protected, tiny: Catalogue, reports: Approved) -> Protected:
    """Every withheld cell with its clear count."""
    clear = planned_cells(reports, tiny, date(2021, 11, 2)).select(*CELL_KEY, "clear")
    cells = protected.cells.join(clear, on=list(CELL_KEY), how="left", validate="1:1")
    is_withheld = pl.col("obs_status") == "Q"
    numbers = [
        pl.when(is_withheld).then(pl.col("clear")).otherwise(pl.col(name)).alias(name)
        for name in ("value", "lower", "upper")
    ]
    statuses = [
        pl.when(is_withheld).then(pl.lit(shown)).otherwise(pl.col(name)).alias(name)
        for name, shown in (("obs_status", "A"), ("conf_status", "F"))
    ]
    return Protected(cells.with_columns(*numbers, *statuses).select(list(CELL_SCHEMA)), protected.reports)


def test_require_audit_database_with_other_cells_than_the_file_is_refused(
    protected: Protected, tiny: Catalogue, reports: Approved, tmp_path: Path
) -> None:
    building = built(protected, tiny, reports, tmp_path, 1)
    leaky = built(shown_again(protected, tiny, reports), tiny, reports, tmp_path / "leaky", 1)
    shutil.copy(leaky / "release.duckdb", building / "release.duckdb")
    manifest = json.loads((building / "manifest.json").read_text("utf-8"))
    manifest["files"] |= {
        "release.duckdb": json.loads((leaky / "manifest.json").read_text("utf-8"))["files"]["release.duckdb"]
    }
    (building / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(PolicyError, match="do not agree"):
        publish.require_audit(building, [], tiny, reports.observations)
