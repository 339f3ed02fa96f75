from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dashboard.queries.file import ReleaseFile
from pipelines.errors import ReleaseMissingError
from tests.dashboard.release_fixture import write_release


def test_file_missing_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissingError, match="Release 0009 cannot be read: its file is missing"):
        ReleaseFile(tmp_path / "0009")


def test_file_damaged_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "release.duckdb").write_bytes(b"not a database" * 1000)

    with pytest.raises(ReleaseMissingError, match="cannot be opened"):
        ReleaseFile(tmp_path)


def test_file_without_a_table_is_refused(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "release.duckdb")).close()
    file = ReleaseFile(tmp_path)

    with pytest.raises(ReleaseMissingError, match="a table is missing"):
        file.rows("places")
    file.close()


def test_file_without_a_column_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "release.duckdb")) as connection:
        connection.execute("create table place (place_id varchar)")
    file = ReleaseFile(tmp_path)

    with pytest.raises(ReleaseMissingError, match="a column is missing"):
        file.rows("places")
    file.close()


def test_file_can_neither_write_nor_read_another_file(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n", encoding="utf-8")
    file = ReleaseFile(write_release(tmp_path))
    connection = file._connection

    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("delete from release.place")
    with pytest.raises(duckdb.PermissionException):
        connection.execute("select * from read_csv($path)", {"path": str(other)})
    with pytest.raises(duckdb.Error, match="locked"):
        connection.execute("set enable_external_access = true")
    file.close()


def test_file_questions_from_many_threads_have_the_same_answer(tmp_path: Path) -> None:
    file = ReleaseFile(write_release(tmp_path))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: file.rows("measure_plan").rows(), range(40)))

    assert all(answer == answers[0] for answer in answers)
    file.close()
