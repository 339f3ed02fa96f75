"""Long work in the background: one job at a time for the whole server, whoever watches or leaves.

A job runs in a thread of the server, not of the visitor who started it, so closing the page does not end it. What
it made, or why it failed, is kept until the next one starts. Work that must not be half done protects itself:
an interrupted publication publishes nothing.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from traceback import StackSummary, extract_tb

from pipelines.errors import OutcomesError, StoreBusyError
from pipelines.texts import Text, text

LOGGER = logging.getLogger(__name__)
KEPT_STEPS = 6

Progress = Callable[[Text], None]
Work = Callable[[Progress], object]


@dataclass(frozen=True)
class Job:
    """A job as it stands."""

    kind: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    """Null while it runs."""
    steps: tuple[Text, ...]
    """What it said last, the newest at the end."""
    result: object
    """What it made; null while it runs, and when it failed."""
    error: OutcomesError | None
    is_unexpected: bool
    """Whether it failed for a reason that is no error of ours; the log says which."""

    @property
    def is_running(self) -> bool:
        return self.finished_at is None


@dataclass
class _Running:
    kind: str
    started_by: str
    started_at: datetime
    steps: deque[Text]
    future: Future[object]
    finished_at: datetime | None = None


class Jobs:
    """The one place of this server where long work is done."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._lock = Lock()
        self._last: _Running | None = None

    def start(self, kind: str, started_by: str, work: Work) -> None:
        """Begin a job.

        Errors: StoreBusyError while another one runs.
        """
        with self._lock:
            if self._last is not None and not self._last.future.done():
                raise StoreBusyError(
                    title=text("Something is being worked out already"),
                    message=text(
                        "{who} started it. Wait until it is done, then try again.",
                        who=self._last.started_by,
                    ),
                )
            steps: deque[Text] = deque(maxlen=KEPT_STEPS)
            future = self._pool.submit(work, steps.append)
            running = _Running(kind, started_by, datetime.now(UTC), steps, future)
            self._last = running
        future.add_done_callback(partial(_note_end, running))

    def last(self) -> Job | None:
        """The job that runs, or the one that ran last; null when there was none since the server started."""
        running = self._last
        if running is None:
            return None
        is_done = running.future.done()
        error = running.future.exception() if is_done else None
        return Job(
            kind=running.kind,
            started_by=running.started_by,
            started_at=running.started_at,
            finished_at=(running.finished_at or datetime.now(UTC)) if is_done else None,
            steps=tuple(running.steps),
            result=running.future.result() if is_done and error is None else None,
            error=error if isinstance(error, OutcomesError) else None,
            is_unexpected=error is not None and not isinstance(error, OutcomesError),
        )

    def is_running(self) -> bool:
        """Whether a job runs, so that no other can be started."""
        running = self._last
        return running is not None and not running.future.done()

    def wait(self, timeout: float | None = None) -> None:
        """Until the job that runs is done."""
        running = self._last
        if running is not None:
            wait([running.future], timeout)


def _note_end(running: _Running, future: Future[object]) -> None:
    """Log what nobody expected, without its text: that may quote a cell."""
    running.finished_at = datetime.now(UTC)
    error = future.exception()
    if error is not None and not isinstance(error, OutcomesError):
        frames = StackSummary.from_list(extract_tb(error.__traceback__)).format()
        LOGGER.error("%s in the job '%s'\n%s", type(error).__name__, running.kind, "".join(frames))
