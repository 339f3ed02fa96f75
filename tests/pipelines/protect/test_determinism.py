from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def protected_once(
    *, workers: int = 1, row_order: int = 0, hash_seed: int = 0, threads: int = 1
) -> tuple[str, str]:
    """What a fresh process prints of the tables it protected, and of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pipelines.protect.protect_once", str(workers), str(row_order)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "POLARS_MAX_THREADS": str(threads)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def usual() -> str:
    return protected_once()[0]


@pytest.mark.slow
def test_protect_bytes_do_not_depend_on_worker_processes(usual: str) -> None:
    tables, about = protected_once(workers=3)

    assert "worker processes: True" in about
    assert tables == usual


@pytest.mark.slow
def test_protect_bytes_do_not_depend_on_the_order_of_rows(usual: str) -> None:
    assert protected_once(row_order=11)[0] == usual


@pytest.mark.slow
def test_protect_bytes_do_not_depend_on_hash_seed_and_threads(usual: str) -> None:
    assert "cells" in usual
    assert protected_once(hash_seed=12345, threads=4)[0] == usual
