from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipelines import review
from pipelines.ledger import Ledger
from pipelines.model import Account, Role, SubmissionState
from pipelines.settings import REPOSITORY_ROOT

from .postgresql_server import Server
from .samples import AT, add_draft, screening

WORKERS = ("1", "2", "3", "4")
DRAFTS = 20


def start(url: str, worker: str, contested: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pipelines.ledger.child_append", url, worker, str(DRAFTS), contested],
        cwd=REPOSITORY_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run_side_by_side(url: str, contested: str) -> list[str]:
    with ExitStack() as stack:
        children = [stack.enter_context(start(url, worker, contested)) for worker in WORKERS]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        outcomes = [child.communicate()[0].strip() for child in children]
    assert [child.returncode for child in children] == [0] * len(WORKERS)
    return outcomes


@pytest.mark.slow
def test_four_processes_append_and_exactly_one_approval_wins(ledger: Ledger, ledger_url: str) -> None:
    coordinator = Account("ana@example.org", Role.COORDINATOR, "malaga")
    contested = add_draft(ledger, screening(quarter="2017-Q4")).id
    review.submit(ledger, contested, coordinator, AT)

    outcomes = run_side_by_side(ledger_url, contested)

    standing = ledger.submission(contested)
    assert standing.state is SubmissionState.APPROVED
    assert outcomes.count("approved") == 1
    assert standing.changed_by == f"manager-{WORKERS[outcomes.index('approved')]}@example.org"
    for outcome in outcomes:
        assert outcome == "approved" or f"Approved ({standing.changed_by}, " in outcome
    for worker in WORKERS:
        reports = ledger.submissions(quarter=f"2018-Q{worker}")
        assert [each.id for each in reports] == [f"malaga-2018-Q{worker}-{n}" for n in range(1, DRAFTS + 1)]
        assert {each.state for each in reports[:-1]} == {SubmissionState.SUPERSEDED}
        assert reports[-1].state is SubmissionState.SUBMITTED


@pytest.mark.slow
def test_four_processes_make_one_new_file(tmp_path: Path) -> None:
    make_side_by_side([f"sqlite:///{tmp_path}/{attempt}/ledger.sqlite" for attempt in range(40)])


@pytest.mark.slow
def test_four_processes_make_one_new_ledger_in_a_database(postgresql_server: Server) -> None:
    make_side_by_side([postgresql_server.new_database() for _ in range(10)])


def make_side_by_side(urls: list[str]) -> None:
    program = "import sys; from pipelines.ledger import Ledger\nfor url in sys.stdin: Ledger.open(url.strip()).close()"

    with ExitStack() as stack:
        children = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", program], cwd=REPOSITORY_ROOT, stdin=subprocess.PIPE, text=True
                )
            )
            for _ in WORKERS
        ]
        for url in urls:
            for child in children:
                assert child.stdin is not None
                child.stdin.write(f"{url}\n")
                child.stdin.flush()
        for child in children:
            child.communicate()

    assert [child.returncode for child in children] == [0] * len(WORKERS)
    for url in urls:
        with Ledger.open(url) as ledger:
            assert ledger.last_event_id() == 0
