"""A backup holds everything, whatever happens while it is made; a damaged one restores nothing."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import flow
from pipelines.backup import back_up, restore
from pipelines.errors import OutcomesError, PolicyError, ReleaseMissingError
from pipelines.ledger import Ledger
from pipelines.publish import current_number, read_release, release_directory, verify_release
from pipelines.seal import UNSEALED, is_genuine, sealed, sealing_of
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import AT, MANAGER, build_workspace, settings_in, submit_report


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Release 1 published, and the reports of the last quarter approved; not to be written to."""
    settings = settings_in(tmp_path_factory.mktemp("built") / "data")
    build_workspace(settings)
    return settings


@pytest.fixture(scope="module", params=["backup.tar", "backup.tar.gz"])
def backup(request: pytest.FixtureRequest, built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / str(request.param)
    back_up_of(built, file)
    return file


def back_up_of(settings: Settings, file: Path) -> None:
    with Ledger.open(settings.ledger_url) as ledger:
        back_up(ledger, settings, file, AT)


def copied(settings: Settings, directory: Path) -> Settings:
    shutil.copytree(settings.data_dir, directory)
    return settings_in(directory)


def published_cells(settings: Settings) -> bytes:
    """The cells of the release that is published next."""
    with flow.open_workspace(settings, clock=lambda: AT) as workspace:
        return (flow.publish(workspace, MANAGER, "Next").directory / "cells.parquet").read_bytes()


def content(settings: Settings) -> tuple[object, ...]:
    """Everything that a backup must bring back."""
    with Ledger.open(settings.ledger_url) as ledger:
        assert ledger.verify() == ()
        trail, accounts = ledger.events(), ledger.accounts()
    files = {
        path.relative_to(settings.releases_dir): path.read_bytes()
        for path in settings.releases_dir.glob("[0-9]*/*")
    }
    return trail, accounts, files, current_number(settings.releases_dir)


def test_backup_restores_everything_and_publishes_the_same(
    built: Settings, backup: Path, tmp_path: Path
) -> None:
    restored = settings_in(tmp_path / "restored")

    restore(backup, restored)

    assert content(restored) == content(built)
    assert published_cells(restored) == published_cells(copied(built, tmp_path / "original"))


def test_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_backup_is_packed_when_its_name_says_so(backup: Path) -> None:
    assert (backup.read_bytes()[:2] == b"\x1f\x8b") == (backup.suffix == ".gz")
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert names[0] == "ledger.sqlite"
    assert names[-2:] == ["manifest.json", "manifest.sha256"]
    assert not any("warehouse" in name for name in names)


def test_restored_ledger_is_for_its_owner_only(backup: Path, tmp_path: Path) -> None:
    restore(backup, settings_in(tmp_path / "deep" / "restored"))

    for name in ("deep", "deep/restored", "deep/restored/ledger.sqlite", "deep/restored/seal.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 == 0
    assert {path.name for path in (tmp_path / "deep" / "restored").iterdir()} == {
        "ledger.sqlite",
        "releases",
        "seal.key",
    }


def test_restored_workspace_knows_the_files_that_it_sealed_before(
    built: Settings, backup: Path, tmp_path: Path
) -> None:
    file = sealed(f"a,{UNSEALED}".encode(), sealing_of(built.data_dir))
    restore(backup, settings_in(tmp_path / "restored"))

    assert is_genuine(file, sealing_of(tmp_path / "restored"))


def test_restore_where_something_is_leaves_it_alone(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(PolicyError, match="is not empty"):
        restore(backup, settings_in(tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_backup_of_nothing_published_restores(tmp_path: Path) -> None:
    empty = settings_in(tmp_path / "empty")
    with Ledger.open(empty.ledger_url) as ledger:
        ledger.mark_synthetic(AT)
    back_up_of(empty, tmp_path / "backup.tar")

    restore(tmp_path / "backup.tar", settings_in(tmp_path / "restored"))

    with Ledger.open(settings_in(tmp_path / "restored").ledger_url) as ledger:
        assert ledger.is_synthetic()


def test_restore_into_another_ledger_fills_it(built: Settings, backup: Path, tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path}/elsewhere/outcomes.sqlite"
    restored = replace(settings_in(tmp_path / "restored"), ledger_url=elsewhere)

    restore(backup, restored)

    assert content(restored) == content(built)
    assert {path.name for path in restored.data_dir.iterdir()} == {"releases", "seal.key"}


def require_refused(file: Path, directory: Path) -> None:
    with pytest.raises(OutcomesError, match="is damaged"):
        restore(file, settings_in(directory))
    assert not directory.exists()


def test_restore_of_a_file_that_was_cut_off_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    chance = random.Random(4)
    cut = tmp_path / backup.name
    # The end of a tar archive is empty blocks; without them nothing is lost.
    ends = len(whole) - (tarfile.RECORDSIZE + 512 if backup.suffix == ".tar" else 0)
    for size in (0, 1, 512, *(chance.randrange(ends) for _ in range(12)), ends - 1):
        cut.write_bytes(whole[:size])
        require_refused(cut, tmp_path / "restored")


def test_restore_of_a_changed_file_is_refused_or_brings_back_the_same(
    built: Settings, backup: Path, tmp_path: Path
) -> None:
    whole = backup.read_bytes()
    expected = content(built)
    chance = random.Random(5)
    changed = tmp_path / backup.name
    refused = 0
    for number in range(30):
        at = chance.randrange(len(whole))
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        target = tmp_path / f"restored-{number}"
        try:
            restore(changed, settings_in(target))
        except OutcomesError:
            refused += 1
            assert not target.exists()
        else:
            assert content(settings_in(target)) == expected
    assert refused >= 25


@pytest.mark.parametrize(
    "name", ["../outside", "releases/../../outside", "/tmp/outside", "releases/0001/../x", "warehouse/x", "x"]
)
def test_restore_of_a_file_with_a_strange_member_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    with tarfile.open(file, "w") as tar:
        member = tarfile.TarInfo(name)
        tar.addfile(member)

    require_refused(file, tmp_path / "restored")


def test_restore_of_a_link_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    with tarfile.open(file, "w") as tar:
        member = tarfile.TarInfo("ledger.sqlite")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)

    require_refused(file, tmp_path / "restored")


@pytest.mark.parametrize(
    "data", [b"", b"notes" * 1000, gzip.compress(b"notes" * 1000)], ids=["empty", "text", "gzip"]
)
def test_restore_of_another_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "backup.tar.gz").write_bytes(data)

    require_refused(tmp_path / "backup.tar.gz", tmp_path / "restored")


def test_restore_of_no_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutcomesError, match="cannot be restored"):
        restore(tmp_path / "none.tar", settings_in(tmp_path / "restored"))
    assert not (tmp_path / "restored").exists()


def test_backup_without_a_published_release_is_refused_and_leaves_the_older_one(
    built: Settings, tmp_path: Path
) -> None:
    settings = copied(built, tmp_path / "data")
    (settings.releases_dir / "0001" / "cells.parquet").unlink()
    file = tmp_path / "backup.tar"
    file.write_text("the backup of yesterday")

    with pytest.raises(ReleaseMissingError, match=r"cells\.parquet of release 0001"):
        back_up_of(settings, file)

    assert file.read_text() == "the backup of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "backup.tar"}


def test_backup_where_no_directory_is_says_so(built: Settings, tmp_path: Path) -> None:
    with pytest.raises(OutcomesError, match="cannot be written"):
        back_up_of(built, tmp_path / "none" / "backup.tar")


@contextmanager
def at_work(settings: Settings) -> Iterator[None]:
    """People hand in and approve, another publishes, until the block has ended; a fault of theirs is one of ours."""
    is_over = threading.Event()
    faults: list[BaseException] = []

    def work(partner_id: str | None) -> None:
        try:
            with flow.open_workspace(settings, clock=lambda: AT) as workspace:
                quarters = workspace.catalogue.project.quarters
                while not is_over.is_set():
                    if partner_id is None:
                        flow.publish(workspace, MANAGER, "Again")
                    else:
                        flow.approve(workspace, submit_report(workspace, partner_id, quarters[-1]), MANAGER)
        except BaseException as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("ash", "birch", None)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert faults == []


def cut_back(settings: Settings, event: int) -> None:
    """Take the ledger back to a moment, as nobody could who uses the program."""
    with closing(sqlite3.connect(settings.data_dir / "ledger.sqlite")) as connection:
        triggers = connection.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"drop trigger {name}")
        connection.execute("delete from event where id > ?", (event,))
        noted = "select cast(substr(detail, 9, 4) as integer) from event where kind = 'publication'"
        connection.execute(f"delete from publication_submission where publication_number not in ({noted})")
        connection.execute(f"delete from publication where number not in ({noted})")
        connection.commit()


@pytest.mark.slow
def test_backup_under_load_restores_to_one_moment_and_publishes_the_same(
    built: Settings, tmp_path: Path
) -> None:
    settings = copied(built, tmp_path / "data")
    with Ledger.open(settings.ledger_url) as ledger:
        first = ledger.last_event_id()
        with at_work(settings):
            for number in range(4):
                while ledger.last_event_id() < first + 8 * (number + 1):
                    os.sched_yield()
                back_up_of(settings, tmp_path / f"backup-{number}.tar")

    for number in range(4):
        restored = settings_in(tmp_path / f"restored-{number}")
        restore(tmp_path / f"backup-{number}.tar", restored)
        content(restored)
        with flow.open_workspace(restored) as workspace, Ledger.open(settings.ledger_url) as original:
            event, head = workspace.ledger.trail_head()
            assert original.event_hash(event) == head
            for publication in workspace.ledger.publications():
                directory = release_directory(restored.releases_dir, publication.number)
                release = read_release(directory)
                assert verify_release(release) == []
                assert (
                    workspace.ledger.event_hash(release.manifest["ledger_event"])
                    == (release.manifest["ledger_head"])
                )

        same = copied(settings, tmp_path / f"original-{number}")
        cut_back(same, event)
        assert published_cells(restored) == published_cells(same)
