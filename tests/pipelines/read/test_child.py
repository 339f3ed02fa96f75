from __future__ import annotations

import subprocess
import sys

import pytest

from pipelines.read import ReadRefusal, parent, read_table
from pipelines.read.parent import PACKAGE_ROOT
from tests.pipelines.read.hostile import HOSTILE

LIMITED = (
    "import sys; sys.path.insert(3, sys.argv[1]); from pipelines.read import child; child.limit_resources(); "
)
RAW_PARSER = (
    LIMITED + "import io, python_calamine as c; "
    "c.load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0).to_python()"
)


def test_child_does_not_load_polars() -> None:
    code = LIMITED + "print('polars' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(PACKAGE_ROOT)], capture_output=True, check=True
    )
    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize("name", ["far_cell", "impossible_cell", "unique_count"])
def test_child_without_the_guard_dies_alone(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", RAW_PARSER, str(PACKAGE_ROOT)],
        input=HOSTILE[name][1],
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("code", "check"),
    [
        pytest.param("import os; os.abort()", "structure_reader_crashed", id="abort"),
        pytest.param("raise SystemExit(3)", "structure_reader_crashed", id="exit_code"),
        pytest.param(
            "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)",
            "structure_reader_too_slow",
            id="cpu_limit",
        ),
        pytest.param("x = bytearray(2 * 1024**3)", "structure_reader_crashed", id="memory_limit"),
    ],
)
def test_read_table_child_that_ends_badly_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, code: str, check: str
) -> None:
    monkeypatch.setattr(parent, "START_CHILD", LIMITED + code)
    with pytest.raises(ReadRefusal) as caught:
        read_table("x.xlsx", b"PK")
    assert caught.value.check == check


def test_read_table_child_that_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "START_CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(parent, "CHILD_SECONDS", 0.2)
    with pytest.raises(ReadRefusal) as caught:
        read_table("x.xlsx", b"PK")
    assert caught.value.check == "structure_reader_too_slow"
