"""A worker that ends without an answer leaves nothing protected, and says so."""

from __future__ import annotations

import os
import subprocess

import pytest

from pipelines.errors import PolicyError
from pipelines.protect import workers
from pipelines.texts import text

TASKS = [(workers.WORTH_PROCESSES, name, 1) for name in ("one", "two")]
DOING = text("Protecting: {name}")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_worker_that_ends_at_work_is_told() -> None:
    with pytest.raises(PolicyError, match="The protection did not end"):
        list(workers.each_group(os._exit, TASKS, None, DOING))


def test_worker_that_is_gone_before_it_is_asked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    start = subprocess.Popen

    def doomed(*arguments: object, **named: object) -> subprocess.Popen[bytes]:
        child: subprocess.Popen[bytes] = start(*arguments, **named)  # type: ignore[call-overload]
        child.kill()
        child.wait()
        return child

    monkeypatch.setattr(workers.subprocess, "Popen", doomed)

    with pytest.raises(PolicyError, match="The protection did not end"):
        list(workers.each_group(abs, TASKS, None, DOING))
