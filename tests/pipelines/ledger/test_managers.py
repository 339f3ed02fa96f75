"""Two managers at once, in two processes: each act is in the trail once, or was refused with its reason."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from pipelines import review
from pipelines.ledger import Ledger
from pipelines.model import Account, Role, SubmissionState
from pipelines.settings import REPOSITORY_ROOT

from .samples import AT, add_draft, screening

pytestmark = pytest.mark.slow

SUBMISSIONS, ACTS = 20, 250
ROUNDS = 10
"""Each kills two managers."""


class Outcome(NamedTuple):
    words: str
    kind: str
    submission_id: str
    said: str


@pytest.fixture
def submitted(ledger: Ledger) -> Ledger:
    for number in range(SUBMISSIONS):
        partner = f"partner{number:02d}"
        coordinator = Account(f"{partner}@example.org", Role.COORDINATOR, partner)
        draft = add_draft(ledger, screening(partner), actor=coordinator.email)
        review.submit(ledger, draft.id, coordinator, AT)
    return ledger


def managers_at_work(url: str, workers: tuple[str, ...], seconds: float | None) -> list[Outcome]:
    """Let managers act side by side until they are done, or are killed after some seconds."""
    with ExitStack() as stack:
        children = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.pipelines.ledger.child_manage", url, worker, str(ACTS)],
                    cwd=REPOSITORY_ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for worker in workers
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        if seconds is not None:
            time.sleep(seconds)
            for child in children:
                child.kill()
        said = [child.communicate()[0] for child in children]
    # No line is cut off by a kill: each one is a single short write to a pipe.
    return [Outcome(*line.split("\t")) for text in said for line in text.splitlines()]


def acts_in_trail(ledger: Ledger) -> Counter[str]:
    """What the managers said with their acts, and how often each is kept."""
    comments = {f"comment {comment.number}": comment.text for comment in ledger.comments()}
    kept: Counter[str] = Counter()
    for event in ledger.events():
        if event.kind in {"approved", "returned"}:
            kept[event.detail] += 1
        elif event.kind == "extended":
            kept[event.detail[event.detail.index("act ") :]] += 1
        elif event.kind == "commented":
            kept[comments[event.detail]] += 1
    assert len(comments) == sum(event.kind == "commented" for event in ledger.events())
    assert len(ledger.extensions()) == sum(event.kind == "extended" for event in ledger.events())
    return kept


def check(ledger: Ledger, outcomes: list[Outcome], *, unanswered: int) -> None:
    """Nothing is lost, doubled or done in part; `unanswered` acts may have been killed before they were answered."""
    assert ledger.verify() == ()
    kept = acts_in_trail(ledger)
    done = {outcome.words for outcome in outcomes if outcome.said == "done"}
    refused = [outcome for outcome in outcomes if outcome.said != "done"]
    assert set(kept.values()) <= {1}
    assert done <= kept.keys()
    assert not {outcome.words for outcome in refused} & kept.keys()
    assert len(kept.keys() - done) <= unanswered
    standing = {submission.id: submission for submission in ledger.submissions()}
    for outcome in refused:
        assert outcome.kind in {"approve", "return"}
        assert f"({standing[outcome.submission_id].changed_by}, " in outcome.said
    for submission in standing.values():
        decisions = [e for e in ledger.events(submission.id) if e.kind in {"approved", "returned"}]
        assert len(decisions) == (submission.state is not SubmissionState.SUBMITTED)


def test_five_hundred_acts_of_two_managers_are_kept_once_or_refused(
    submitted: Ledger, ledger_url: str
) -> None:
    outcomes = managers_at_work(ledger_url, ("max-1", "mia-2"), None)

    assert len(outcomes) == 2 * ACTS
    assert any(outcome.said != "done" for outcome in outcomes)
    check(submitted, outcomes, unanswered=0)


def test_managers_killed_at_random_moments_lose_nothing(submitted: Ledger, ledger_url: str) -> None:
    chance = random.Random(7)
    outcomes: list[Outcome] = []

    for number in range(1, ROUNDS + 1):
        workers = (f"max-{number}", f"mia-{number}")
        outcomes += managers_at_work(ledger_url, workers, chance.uniform(0, 0.5))
        check(submitted, outcomes, unanswered=2 * number)

    assert len(outcomes) > ROUNDS
