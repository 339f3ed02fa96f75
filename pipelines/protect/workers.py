"""Groups of linked measures are independent of each other: worker processes protect them at the same time."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

WORTH_PROCESSES = 5_000
"""Cells from which on starting worker processes costs less than it saves."""


def each_group(
    work: Callable[[Task], Result],
    tasks: Sequence[tuple[int, str, Task]],
    progress: Callable[[str], None] | None,
    doing: str,
) -> Iterator[Result]:
    """The results of (cells, name, task), the largest first, in the order in which they are done.

    `doing` is what is said of each, such as `protecting`; the result must not depend on the order.
    """
    tell = progress or (lambda _text: None)
    ordered = sorted(tasks, key=lambda task: -task[0])
    workers = min(len(ordered), os.cpu_count() or 1)
    if workers < 2 or sum(cells for cells, _, _ in ordered) < WORTH_PROCESSES:
        for _, name, task in ordered:
            tell(f"{doing} {name}")
            yield work(task)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_end_with_parent, initargs=(os.getpid(),)
    ) as pool:
        pending = {pool.submit(work, task): name for _, name, task in ordered}
        for done in as_completed(pending):
            tell(f"{doing} {pending[done]}: done")
            yield done.result()


def _end_with_parent(parent: int) -> None:
    """A worker whose server was stopped must not go on alone for minutes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
