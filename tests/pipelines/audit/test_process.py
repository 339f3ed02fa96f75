"""The process of the audit: alone with its solver, and silent about counts whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import polars as pl
import pytest

from pipelines.audit import PublishedRelease, attack, process
from pipelines.audit.job import shared_out
from pipelines.errors import PolicyError
from tests.pipelines.audit.cases import TINY, published_in_turn
from tests.pipelines.protect.synthetic import random_reports


@pytest.fixture(scope="module")
def published() -> PublishedRelease:
    (made,) = published_in_turn([random_reports(TINY, 2, mean=15.0)])
    return made


def test_audit_child_loads_no_solver_of_the_protection() -> None:
    program = (
        "import sys; import pipelines.audit.child; from pipelines.audit import linear, whole_numbers;"
        "print([m for m in sys.modules if m.startswith(('highspy', 'pipelines.protect', 'pipelines.publish'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_audit_caller_loads_no_solver_of_the_audit() -> None:
    program = "import sys, pipelines.flow; print([m for m in sys.modules if m.startswith('ortools')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_audit_fault_of_the_program_is_told_by_its_place_and_no_count(published: PublishedRelease) -> None:
    broken = replace(published, submissions=(None,))  # type: ignore[arg-type]

    with pytest.raises(PolicyError) as stopped:
        attack([broken], TINY)

    assert stopped.value.title == "The audit broke off"
    assert "AttributeError in form.py, line" in stopped.value.message


@pytest.mark.parametrize("at_once", [True, False], ids=["before it is asked", "at work"])
def test_audit_process_that_is_killed_is_no_audit(
    published: PublishedRelease, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    start = subprocess.Popen

    def doomed(*arguments: object, **named: object) -> subprocess.Popen[bytes]:
        child: subprocess.Popen[bytes] = start(*arguments, **named)  # type: ignore[call-overload]
        if at_once:
            child.kill()
            child.wait()
        else:
            threading.Timer(0.05, child.kill).start()
        return child

    monkeypatch.setattr(process.subprocess, "Popen", doomed)

    with pytest.raises(PolicyError, match="The audit did not end"):
        attack([published], TINY)


def test_audit_process_ends_with_the_one_that_asked() -> None:
    program = (
        "import pickle, subprocess, sys, time; from pipelines.audit import process;"
        "child = subprocess.Popen([sys.executable, '-I', '-c', process._START_CHILD, str(process._PACKAGE_ROOT)],"
        " stdin=subprocess.PIPE); print(child.pid, flush=True); time.sleep(60)"
    )
    asking = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert asking.stdout is not None
    child = int(asking.stdout.readline())
    asking.send_signal(signal.SIGKILL)
    asking.wait()
    asking.stdout.close()

    assert is_gone(child)


def is_gone(process_id: int) -> bool:
    for _ in range(300):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_audit_releases_of_another_schema_are_no_fault_of_the_program(published: PublishedRelease) -> None:
    report = attack([replace(published, cells=pl.DataFrame({"value": [0.5]}))], TINY)

    assert not report.holds
    assert report.withheld == 0


@pytest.mark.parametrize("shares", [1, 2, 3, 9])
def test_audit_shares_have_every_attack_once_and_about_the_same_weight(shares: int) -> None:
    weights = [80, 10, 10, 10, 10, 10, 10, 10, 40, 5, 5]

    given = shared_out(weights, shares)

    assert sorted(number for share in given for number in share) == list(range(len(weights)))
    loads = [sum(weights[number] for number in share) for share in given]
    assert max(loads) <= max(max(weights), -(-sum(weights) // shares) + min(weights))
