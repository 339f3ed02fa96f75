"""Large parts are seen in pieces: the same is found as when they are seen whole."""

from __future__ import annotations

import pickle
import subprocess
import sys

import polars as pl
import pytest

from pipelines.audit import PublishedRelease
from pipelines.audit.job import Job, Share
from pipelines.model import Approved
from tests.pipelines.audit.cases import TINY, published_in_turn, put_back, release
from tests.pipelines.protect.synthetic import random_reports

# Pieces of a few counts, so that even a tiny release is too large to be seen whole.
IN_PIECES = """
import pickle, sys
from pipelines.audit import child, search, views
search.WHOLE, search.PIECE, search.NEAR = 0, 12, 4
views.PIECE = 12
pickle.dump(child.do(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
"""
WHOLE = """
import pickle, sys
from pipelines.audit import child
pickle.dump(child.do(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
"""


@pytest.fixture(scope="module")
def reports() -> Approved:
    return random_reports(TINY, 2, mean=15.0)


@pytest.fixture(scope="module")
def published(reports: Approved) -> PublishedRelease:
    (made,) = published_in_turn([reports])
    return made


def done(program: str, made: PublishedRelease, clear: pl.DataFrame | None) -> Share:
    job = Job((), (made,), None, TINY, clear, clear is not None, "", 0, 1)
    answer = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(job), stdout=subprocess.PIPE, check=True
    )
    share: Share = pickle.loads(answer.stdout)
    return share


def found(program: str, made: PublishedRelease, clear: pl.DataFrame | None = None) -> set[tuple[str, ...]]:
    problems = done(program, made, clear).problems
    return {(problem.kind.value, problem.attacker, *problem.cell) for problem in problems}


def test_audit_in_pieces_finds_nothing_where_the_whole_finds_nothing(
    published: PublishedRelease, reports: Approved
) -> None:
    share = done(IN_PIECES, published, reports.observations)

    assert share.problems == ()
    assert share.checked == done(WHOLE, published, reports.observations).checked


def test_audit_in_pieces_finds_what_the_whole_finds(published: PublishedRelease, reports: Approved) -> None:
    is_small = pl.col("clear").is_between(1, TINY.policy.threshold - 1)
    leaky = release(1, reports, put_back(published.cells, reports, ~is_small))

    in_pieces = found(IN_PIECES, leaky)

    assert len(in_pieces) > 10
    assert in_pieces == found(WHOLE, leaky)
