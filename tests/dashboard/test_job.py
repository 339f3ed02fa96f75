from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Event

import pytest

from dashboard.job import KEPT_STEPS, Jobs, Progress
from pipelines.errors import PolicyError, StoreBusyError

WAIT_SECONDS = 20


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.wait(WAIT_SECONDS)


def test_jobs_before_the_first_there_is_none(jobs: Jobs) -> None:
    assert jobs.last() is None
    assert not jobs.is_running()


def test_job_runs_beside_the_page_and_tells_its_steps(jobs: Jobs) -> None:
    told, go_on = Event(), Event()

    def work(progress: Progress) -> int:
        progress("reading reports")
        told.set()
        assert go_on.wait(WAIT_SECONDS)
        return 7

    jobs.start("assess", "max@office.example", work)
    assert told.wait(WAIT_SECONDS)
    running = jobs.last()
    go_on.set()
    jobs.wait(WAIT_SECONDS)
    done = jobs.last()

    assert running is not None
    assert (running.is_running, running.steps, running.result) == (True, ("reading reports",), None)
    assert done is not None
    assert (done.kind, done.started_by, done.is_running, done.result) == (
        "assess",
        "max@office.example",
        False,
        7,
    )
    assert done.finished_at is not None
    assert done.finished_at >= done.started_at


def test_job_keeps_the_newest_steps_only(jobs: Jobs) -> None:
    def work(progress: Progress) -> None:
        for number in range(100):
            progress(f"step {number}")

    jobs.start("assess", "max@office.example", work)
    jobs.wait(WAIT_SECONDS)
    done = jobs.last()

    assert done is not None
    assert done.steps == tuple(f"step {number}" for number in range(100 - KEPT_STEPS, 100))


def test_jobs_second_one_is_refused_while_the_first_runs(jobs: Jobs) -> None:
    go_on = Event()
    jobs.start("assess", "max@office.example", lambda _progress: go_on.wait(WAIT_SECONDS))

    with pytest.raises(StoreBusyError, match=r"max@office\.example started it"):
        jobs.start("publish", "mia@office.example", lambda _progress: None)

    go_on.set()
    jobs.wait(WAIT_SECONDS)
    jobs.start("publish", "mia@office.example", lambda _progress: 3)
    jobs.wait(WAIT_SECONDS)
    last = jobs.last()
    assert last is not None
    assert (last.kind, last.result) == ("publish", 3)


def test_job_that_fails_keeps_what_happened_and_makes_room_for_the_next(jobs: Jobs) -> None:
    def work(_progress: Progress) -> None:
        raise PolicyError(title="A reason is needed", message="Say why.")

    jobs.start("publish", "max@office.example", work)
    jobs.wait(WAIT_SECONDS)
    failed = jobs.last()

    assert failed is not None
    assert failed.error is not None
    assert (failed.error.title, failed.result, failed.is_unexpected) == ("A reason is needed", None, False)
    assert not jobs.is_running()


def test_job_unexpected_fault_is_logged_without_its_text(
    jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    quoted = f"Rotterdam has {3}"

    def work(_progress: Progress) -> None:
        raise RuntimeError(quoted)

    with caplog.at_level(logging.ERROR, logger="dashboard.job"):
        jobs.start("publish", "max@office.example", work)
        jobs.wait(WAIT_SECONDS)
        jobs.start("assess", "max@office.example", lambda _progress: None)
        jobs.wait(WAIT_SECONDS)

    assert "RuntimeError in the job 'publish'" in caplog.text
    assert "test_job.py" in caplog.text
    assert quoted not in caplog.text


def test_job_unexpected_fault_is_no_error_of_ours(jobs: Jobs) -> None:
    def work(_progress: Progress) -> None:
        raise RuntimeError("a fault")

    jobs.start("publish", "max@office.example", work)
    jobs.wait(WAIT_SECONDS)
    failed = jobs.last()

    assert failed is not None
    assert (failed.error, failed.is_unexpected) == (None, True)
