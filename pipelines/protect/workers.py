"""Groups of linked measures are independent of each other: worker processes protect them at the same time.

A worker is a plain new interpreter. `multiprocessing` would first run again what the caller was started as, and within
a dashboard that is a page.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

from pipelines import errors
from pipelines.errors import OutcomesError, PolicyError
from pipelines.texts import Text, text

Task = TypeVar("Task")
Result = TypeVar("Result")

WORTH_PROCESSES = 5_000
"""Cells from which on starting worker processes costs less than it saves."""

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_START_WORKER = (
    "import sys; sys.path.insert(3, sys.argv[1]); from pipelines.protect.workers import main; main()"
)


@dataclass(frozen=True)
class _Done:
    name: str
    result: Any


@dataclass(frozen=True)
class _Refused:
    """Why a worker gave no result; `kind` is the name of an error class of ours."""

    kind: str
    title: Text
    message: Text


_ENDED = _Refused(
    "PolicyError",
    text("The protection did not end"),
    text(
        "A process that protects a group of measures stopped. Check that there is memory left and try again; "
        "nothing is published without protection."
    ),
)


def each_group(
    work: Callable[[Task], Result],
    tasks: Sequence[tuple[int, str, Task]],
    progress: Callable[[Text], None] | None,
    doing: Text,
) -> Iterator[Result]:
    """The results of (cells, name, task), the largest first, in the order in which they are done.

    `doing` is what is said of each, such as "Protecting {name}"; the result must not depend on the order.
    Errors: whatever of ours `work` raises; PolicyError when a worker process ends without a result.
    """
    tell = progress or (lambda _step: None)
    ordered = sorted(tasks, key=lambda task: -task[0])
    workers = min(len(ordered), os.cpu_count() or 1)
    if workers < 2 or sum(cells for cells, _, _ in ordered) < WORTH_PROCESSES:
        for _, name, task in ordered:
            tell(doing.using(name=name))
            yield work(task)
        return
    for done in _in_workers(work, [(name, task) for _, name, task in ordered], workers):
        tell(doing.using(name=done.name))
        yield done.result


def _in_workers(
    work: Callable[[Any], Any], tasks: Sequence[tuple[str, Any]], workers: int
) -> Iterator[_Done]:
    waiting: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    answers: queue.SimpleQueue[_Done | _Refused] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    processes = [_start() for _ in range(workers)]
    threads = [threading.Thread(target=_serve, args=(p, work, waiting, answers)) for p in processes]
    for thread in threads:
        thread.start()
    try:
        for _ in tasks:
            answer = answers.get()
            if isinstance(answer, _Refused):
                raise getattr(errors, answer.kind)(title=answer.title, message=answer.message)
            yield answer
    finally:
        for process in processes:
            process.kill()
        for thread in threads:
            thread.join()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-c", _START_WORKER, str(_PACKAGE_ROOT)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _serve(
    process: subprocess.Popen[bytes],
    work: Callable[[Any], Any],
    waiting: queue.SimpleQueue[tuple[str, Any]],
    answers: queue.SimpleQueue[_Done | _Refused],
) -> None:
    """Hand one worker task after task, as long as there are any."""
    with process:
        while process.stdin is not None and process.stdout is not None:
            try:
                name, task = waiting.get_nowait()
            except queue.Empty:
                process.stdin.close()
                return
            try:
                pickle.dump((work, task), process.stdin)
                process.stdin.flush()
                answer = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                answers.put(_ENDED)
                with suppress(OSError):  # a worker that is gone takes nothing any more
                    process.stdin.close()
                return
            answers.put(answer if isinstance(answer, _Refused) else _Done(name, answer))


# ---- in the worker ---------------------------------------------------------------------------------------


def main() -> None:
    """Do tasks from standard input until there are no more, and answer each on standard output."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything prints is no answer
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    while True:
        try:
            work, task = pickle.load(asked)
        except EOFError:
            return
        pickle.dump(_answer(work, task), answered)
        answered.flush()


def _answer(work: Callable[[Any], Any], task: object) -> object:
    try:
        return work(task)
    except OutcomesError as error:
        return _Refused(type(error).__name__, error.says_title, error.says_message)
    except Exception as error:  # noqa: BLE001  # its words may quote a count, so only its place is told
        where = extract_tb(error.__traceback__)[-1]
        return _Refused(
            PolicyError.__name__,
            text("The protection broke off"),
            text(
                "{fault}. This is a fault of the program: report it. Nothing was published.",
                fault=f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}",
            ),
        )


def _end_with_parent(parent: int) -> None:
    """A worker whose server was stopped must not go on alone for minutes."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
