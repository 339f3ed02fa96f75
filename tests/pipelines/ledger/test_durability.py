from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.ledger import Ledger
from pipelines.settings import REPOSITORY_ROOT

KILLS = 15


def receive_until_killed(url: str, worker: str, seconds: float) -> list[list[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.pipelines.ledger.child_receive", url, worker],
        cwd=REPOSITORY_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        rest = child.stdout.read()
    # No line is cut off by the kill: each one is a single short write to a pipe.
    return [line.split(" ") for line in (first + rest).split("\n") if line]


@pytest.mark.slow
def test_receive_killed_at_random_moments_loses_nothing_acknowledged(ledger_file: Path) -> None:
    moments = random.Random(20180702)
    url = f"sqlite:///{ledger_file}"
    acknowledged: list[list[str]] = []

    for kill in range(KILLS):
        lines = receive_until_killed(url, f"worker{kill}", moments.uniform(0, 0.4))
        assert lines
        acknowledged += lines
        with closing(sqlite3.connect(ledger_file)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert connection.execute("pragma foreign_key_check").fetchall() == []
            kept = set(connection.execute("select number, sha256, file_name from upload").fetchall())
            noted = {row[0] for row in connection.execute("select detail from event").fetchall()}
        assert {(int(number[1:]), *rest) for number, *rest in acknowledged} <= kept
        assert noted == {f"U{number:06d}" for number, _, _ in kept}

    with Ledger.open(url) as ledger:
        for _, digest, file_name in acknowledged:
            data = ledger.content(digest)
            assert sha256(data).hexdigest() == digest
            assert data.endswith(file_name.removesuffix(".xlsx").replace("-", " ").encode())
