from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

SKIPPING = """
import pytest

@pytest.mark.skip(reason="no such thing here")
def test_marked(): ...

def test_called():
    pytest.skip("no such thing here")

@pytest.mark.xfail(reason="known", strict=True)
def test_expected():
    assert False
"""


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)], ids=["in CI", "elsewhere"])
def test_skip_is_a_failure_in_ci_only(tmp_path: Path, ci: str, code: int) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(REPOSITORY)},
    )
    assert done.returncode == code, done.stdout
    assert ("1 failed, 1 xfailed, 1 error" if code else "2 skipped, 1 xfailed") in done.stdout
