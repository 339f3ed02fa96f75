"""Whatever is changed behind the program's back, the doctor finds it and names it; and backups through the commands."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import doctor as checks
from dashboard.cli import main
from pipelines.ledger import schema
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import TINY, build_workspace, settings_in

CHANGES = 40
COLUMNS = [column.name for column in schema.event.columns if column.name != "id"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("built") / "data"
    build_workspace(settings_in(directory))
    return directory


@pytest.fixture
def settings(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    shutil.copytree(built, tmp_path / "data")
    monkeypatch.setenv("PREPARE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return settings_in(tmp_path / "data")


def prepare(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def faults() -> dict[str, list[str]]:
    """What the doctor finds, by check; only checks that find something."""
    done = prepare("doctor", "--json")
    answer = json.loads(done.stdout)
    found: dict[str, list[str]] = {name: each for name, each in answer["faults"].items() if each}
    assert (done.exit_code, answer["is_sound"]) == ((1, False) if found else (0, True))
    return found


class Place(NamedTuple):
    event: int
    column: str
    text: str


def places(file: Path) -> list[Place]:
    """Every text of every event, in the ledger as it lies there."""
    with closing(sqlite3.connect(file)) as connection:
        return [
            Place(row[0], name, text)
            for row in connection.execute(f"select id, {', '.join(COLUMNS)} from event").fetchall()
            for name, text in zip(COLUMNS, row[1:], strict=True)
            if text
        ]


def change(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        connection.execute(statement, values)
        connection.commit()


def with_changed_bit(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def test_doctor_finds_nothing_where_nothing_is_wrong(settings: Settings) -> None:
    done = prepare("doctor")

    assert done.exit_code == 0
    assert set(re.findall(r"^(\w+): sound$", done.stdout, flags=re.MULTILINE)) == {
        *("catalogue", "ledger", "releases"),
        *("pointer", "disk", "rights"),
    }


def test_doctor_finds_a_bit_changed_anywhere_in_an_event_and_names_it(settings: Settings) -> None:
    file = settings.data_dir / "ledger.sqlite"
    chance = random.Random(6)
    for place in chance.sample(places(file), CHANGES):
        changed = with_changed_bit(place.text.encode(), chance)
        update = f"update event set {place.column} = cast(? as text) where id = ?"
        change(file, update, changed, place.event)

        [found] = faults()["ledger"][-1:]

        assert re.match(rf"event {place.event} (was changed|cannot be read)", found), (place, found)
        change(file, update, place.text.encode(), place.event)
    assert faults() == {}


def test_doctor_finds_an_event_that_was_taken_out_even_with_a_new_chain(settings: Settings) -> None:
    file = settings.data_dir / "ledger.sqlite"
    change(file, "update event set detail = 'another' where id = 2")
    _chain_anew(file)

    found = faults()

    assert "ledger" not in found
    [fault] = found["releases"]
    assert re.fullmatch(
        r"release 0001: the trail up to event \d+ is not the one that was published with it", fault
    )


def _chain_anew(file: Path) -> None:
    from pipelines.ledger import events
    from pipelines.ledger.store import Store

    change(file, "update event set sha256 = sha256")  # drops the triggers
    with closing(Store(f"sqlite:///{file}")) as store, store.reading() as connection:
        rows = [dict(row) for row in connection.execute(schema.event.select()).mappings()]
    before = events.BEFORE_THE_FIRST
    for row in rows:
        before = events._digest(before, row)
        change(file, "update event set sha256 = ? where id = ?", before, row["id"])


@pytest.mark.parametrize("name", ["cells.parquet", "release.duckdb", "datapackage.json", "manifest.json"])
def test_doctor_finds_a_bit_changed_anywhere_in_a_release_and_names_the_file(
    settings: Settings, name: str
) -> None:
    path = settings.releases_dir / "0001" / name
    whole = path.read_bytes()
    chance = random.Random(name)
    for _ in range(8):
        path.write_bytes(with_changed_bit(whole, chance))
        assert f"release 0001: {name} is not what was published; restore a backup" in faults()["releases"]
    path.unlink()
    assert f"release 0001: {name} is not what was published; restore a backup" in faults()["releases"]
    path.write_bytes(whole)
    assert faults() == {}


def test_doctor_finds_a_manifest_of_other_reports_though_the_ledger_noted_no_hash(settings: Settings) -> None:
    from dashboard.cli import doctor

    path = settings.releases_dir / "0001" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "submissions": manifest["submissions"][1:], "ledger_event": 2}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "_changed_files", lambda *_: iter(()))
        found = faults()["releases"]

    assert found == [
        "release 0001: manifest.json names other reports than the ledger; restore a backup",
        "release 0001: the trail up to event 2 is not the one that was published with it",
    ]


def test_doctor_finds_a_file_that_others_can_open(settings: Settings) -> None:
    (settings.data_dir / "ledger.sqlite").chmod(0o644)
    settings.warehouse_dir.chmod(0o750)

    found = faults()["rights"]

    # SQLite gives the files beside it the rights of the ledger.
    assert {fault.partition(" can be opened by others")[0] for fault in found} >= {
        "'ledger.sqlite'",
        "'warehouse'",
    }


def test_doctor_finds_a_disk_that_is_nearly_full(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "ENOUGH_BYTES", 1 << 60)

    assert "is nearly full" in faults()["disk"][0]


def test_doctor_finds_damage_to_the_file_of_the_ledger(settings: Settings) -> None:
    file = settings.data_dir / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        root, size = connection.execute(
            "select rootpage, (select page_size from pragma_page_size) from sqlite_master where name = 'event_of_kind'"
        ).fetchone()
    data = bytearray(file.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    file.write_bytes(data)

    assert any("malformed" in fault or "damaged" in fault for fault in faults()["ledger"])


def test_doctor_finds_an_audit_that_was_changed_and_goes_on(settings: Settings) -> None:
    change(settings.data_dir / "ledger.sqlite", "update publication set audit = x'00'")
    (settings.releases_dir / "0001" / "cells.parquet").write_bytes(b"")

    found = faults()

    assert "release 0001 is not what event" in found["ledger"][0]
    assert "release 0001: cells.parquet is not what the manifest says; restore a backup" in found["releases"]


def test_doctor_says_no_count(settings: Settings) -> None:
    (settings.releases_dir / "0001" / "cells.parquet").write_bytes(b"")
    change(settings.data_dir / "ledger.sqlite", "update blob set content = x'00'")

    said = prepare("doctor").stdout

    assert "upload U000001 is not what event" in said
    # Numbers are those of events, uploads and releases; never how many.
    assert re.sub(r"event \d+|U\d{6}|release \d{4}|[\w-]+-20\d\d-Q\d-\d+", "", said) == re.sub(
        r"event \d+|U\d{6}|release \d{4}|[\w-]+-20\d\d-Q\d-\d+|\b\d+\b", "", said
    )


# ---- backup and restore ----------------------------------------------------------------------------------


def test_backup_then_restore_is_sound(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, restored = tmp_path / "backup.tar.gz", tmp_path / "restored"

    assert prepare("backup", file).exit_code == 0
    done = prepare("restore", file, "--into", restored)

    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("PREPARE_DATA", str(restored))
    assert faults() == {}


def test_restore_takes_the_data_directory_of_the_settings(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare("backup", tmp_path / "backup.tar")
    refused = prepare("restore", tmp_path / "backup.tar")
    monkeypatch.setenv("PREPARE_DATA", str(tmp_path / "empty"))

    assert refused.exit_code == 1
    assert "There is data here already" in refused.stderr
    assert prepare("restore", tmp_path / "backup.tar").exit_code == 0
    assert faults() == {}


def test_restore_of_a_damaged_file_says_so(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    prepare("backup", file)
    file.write_bytes(file.read_bytes()[:-100])

    done = prepare("restore", file, "--into", tmp_path / "restored")

    assert done.exit_code == 1
    assert "is damaged" in done.stderr
    assert not (tmp_path / "restored").exists()
