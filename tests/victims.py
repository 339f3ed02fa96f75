"""Processes that a test kills: publishers, which can be stopped at one exact place, and a partner at work.

`python -m tests.victims report DATA` is one partner. `python -m tests.victims publishers` loads the program once and
forks a publisher for every line "DATA<tab>PLACE" that it reads; a next line, blank, asks how that one ended.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NoReturn

from pipelines import flow
from pipelines import publish as releases
from pipelines.ledger import Ledger, publications
from pipelines.publish import release, shelf
from tests.dashboard.workspace_fixture import MANAGER, settings_in, submit_report

Place = tuple[object, str, Literal["before", "after"], int]
"""Owner and name of a function, whether its call is stopped before or after its work, and which call."""

PLACES: dict[str, Place] = {
    "nothing is written": (releases, "build_release", "before", 1),
    "the database is not written": (release, "_write_database", "before", 1),
    "the data package is not written": (release, "_write_json", "before", 1),
    "the manifest is not written": (release, "_write_json", "before", 2),
    "the audit is not begun": (releases, "require_audit", "before", 1),
    "nothing is durable": (releases, "shelve", "before", 1),
    "some files are durable": (shelf, "_fsync", "before", 3),
    "the release has its number": (Path, "rename", "after", 1),
    "the number is durable": (releases, "shelve", "after", 1),
    "the record is not begun": (Ledger, "record_publication", "before", 1),
    "the record is not committed": (publications, "record", "after", 1),
    "the record is committed": (Ledger, "record_publication", "after", 1),
    "the pointer is not begun": (releases, "point_to", "before", 1),
    "the pointer is not moved": (Path, "replace", "before", 1),
    "the pointer is moved": (Path, "replace", "after", 1),
    "the pointer is durable": (releases, "point_to", "after", 1),
}
RECORDED = tuple(PLACES)[list(PLACES).index("the record is committed") :]
"""The places at which the release is published already."""

READY, STOPPED, PUBLISHED, FAILED = "ready", "stopped", "published", "failed"
PID, ENDED = "pid ", "ended "


def stop_at(owner: object, name: str, when: str, call: int) -> None:
    """Let one call of a function say that it is reached, and never go on."""
    function: Callable[..., object] = getattr(owner, name)
    calls = itertools.count(1)

    def stopped(*arguments: object, **named: object) -> object:
        is_the_call = next(calls) == call
        if is_the_call and when == "before":
            wait_for_the_end()
        result = function(*arguments, **named)
        if is_the_call and when == "after":
            wait_for_the_end()
        return result

    setattr(owner, name, stopped)


def wait_for_the_end() -> None:
    say(STOPPED)
    signal.pause()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fork_publishers() -> None:
    # A fork is safe here: only loading the program starts no thread.
    for line in sys.stdin:
        data, place = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            publish_and_exit(Path(data), place)
        say(f"{PID}{pid}")
        sys.stdin.readline()  # until then the process is not forgotten, so that its number stays its own
        _, status = os.waitpid(pid, 0)
        say(f"{ENDED}{os.waitstatus_to_exitcode(status)}")


def publish_and_exit(data: Path, place: str) -> NoReturn:
    code = 1
    try:
        publish(data, place)
        code = 0
    except Exception:  # noqa: BLE001  the end of a process, where nobody else would tell
        traceback.print_exc()
        say(FAILED)
    finally:
        os._exit(code)


def publish(data: Path, place: str) -> None:
    with flow.open_workspace(settings_in(data)) as workspace:
        if place:
            stop_at(*PLACES[place])
        say(READY)
        flow.publish(workspace, MANAGER, "Release of a test")
    say(PUBLISHED)


def report(data: Path) -> None:
    """Hand in and approve reports for ever; says only what the program has acknowledged."""
    with flow.open_workspace(settings_in(data)) as workspace:
        quarter = workspace.catalogue.project.last_quarter
        for partner in itertools.cycle(workspace.catalogue.expected_partners(quarter)):
            submission_id = submit_report(workspace, partner.id, quarter)
            say(f"submitted {submission_id}")
            flow.approve(workspace, submission_id, MANAGER)
            say(f"approved {submission_id}")


if __name__ == "__main__":
    if sys.argv[1] == "publishers":
        fork_publishers()
    else:
        report(Path(sys.argv[2]))
