"""The side of the audit that others call: it starts the attacking processes and puts their answers together.

The solver of the audit must never be loaded where the solver of the protection is, and shares nothing with it.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import polars as pl

from pipelines import errors
from pipelines.audit.job import NOTE, Bounds, Job, Refusal, Share
from pipelines.audit.published import CELLS, PublishedRelease
from pipelines.audit.report import OUTSIDER, AuditReport, Kind, Problem
from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, Catalogue
from pipelines.texts import Text, decode, text

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_START_CHILD = "import sys; sys.path.insert(3, sys.argv[1]); from pipelines.audit.child import main; main()"
_WORTH_PROCESSES = 10_000
"""Cells of one release from which on a second process costs less than it saves."""
_BYTES_PER_CELL = 1.7
"""In the file of cells of a release, as measured."""

Progress = Callable[[Text], None]
Answer = Share | Bounds | Refusal | None


def audit(
    release_dirs: Sequence[Path],
    catalogue: Path | Catalogue,
    clear: pl.DataFrame | None = None,
    *,
    insiders: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """Attack releases from their files; the one with the highest number is the audited one.

    `catalogue` is its directory, or the catalogue as it was loaded.
    `clear` has the counts of those who attack as insiders (OBSERVATION_SCHEMA plus `submission_id`); with those of
    everybody, what the files leave ambiguous is settled. Without it the outsider attacks alone.
    Errors: ReleaseMissingError when a file cannot be read, CatalogueError, PolicyError when the audit breaks off.
    """
    size = max(_size_of_cells(directory) for directory in release_dirs)
    directory, loaded = (catalogue, None) if isinstance(catalogue, Path) else (None, catalogue)
    job = Job(tuple(release_dirs), (), directory, loaded, clear, insiders, "", 0, 1)
    return _run(job, workers or _workers(int(size / _BYTES_PER_CELL)), progress)


def attack(
    releases: Sequence[PublishedRelease],
    catalogue: Catalogue,
    clear: pl.DataFrame | None = None,
    *,
    insiders: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """The same for releases in memory; what concerns their files is left out."""
    job = Job((), tuple(releases), None, catalogue, clear, insiders, "", 0, 1)
    return _run(job, workers or _workers(releases[-1].cells.height), progress)


def bounds(
    releases: Sequence[PublishedRelease],
    catalogue: Catalogue,
    clear: pl.DataFrame | None = None,
    *,
    attacker: str = OUTSIDER,
) -> pl.DataFrame:
    """Exactly what one attacker can say about every unpublished cell, in whole numbers.

    Shape: one row per cell and version, whichever release has it: CELL_KEY, `release` (the first that has it),
    `lower`, `upper`. Nulls: `upper` is null where nothing bounds the cell.
    Errors: PolicyError when the releases contradict each other, so that there is nothing to say.
    """
    job = Job((), tuple(releases), None, catalogue, clear, False, attacker, 0, 1)
    (answer,) = _answers([job], None)
    if not isinstance(answer, Bounds):
        _share(answer)
        raise TypeError("bounds were asked for")
    schema = {
        **dict.fromkeys(CELL_KEY, pl.String()),
        "release": pl.Int64(),
        "lower": pl.Int64(),
        "upper": pl.Int64(),
    }
    rows = [(*cell, release, lower, upper) for cell, release, lower, upper in answer.rows]
    return pl.DataFrame(rows, schema=schema, orient="row").sort(*CELL_KEY, "release")


def _size_of_cells(directory: Path) -> int:
    try:
        return (directory / CELLS).stat().st_size
    except OSError:
        return 0  # the child says what is missing


def _workers(cells: int) -> int:
    return 1 if cells < _WORTH_PROCESSES else min(os.cpu_count() or 1, 8)


def _run(job: Job, workers: int, progress: Progress | None) -> AuditReport:
    started = time.monotonic()
    answers = _answers([replace(job, share=i, shares=workers) for i in range(workers)], progress)
    return _merged([_share(answer) for answer in answers], time.monotonic() - started)


def _answers(jobs: Sequence[Job], progress: Progress | None) -> list[Answer]:
    answers: list[Answer] = [None] * len(jobs)
    threads = [
        threading.Thread(target=_ask, args=(job, answers, progress if job.share == 0 else None))
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(job: Job, answers: list[Answer], progress: Progress | None) -> None:
    """Let a child process do one share; the pipe stays open while we live, and the child ends when it breaks."""
    command = [sys.executable, "-I", "-c", _START_CHILD, str(_PACKAGE_ROOT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        if child.stdin is None or child.stdout is None or child.stderr is None:
            return
        listener = threading.Thread(target=_forward, args=(child.stderr, progress))
        listener.start()
        try:
            pickle.dump(job, child.stdin)
            child.stdin.flush()
            answers[job.share] = pickle.load(child.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            pass  # no answer: said by whoever waits for it
        finally:
            with suppress(OSError):  # a child that is gone takes nothing any more
                child.stdin.close()
            listener.join()


def _forward(lines: IO[bytes], progress: Progress | None) -> None:
    """Pass on what is meant for people; anything else may quote what it should not."""
    for line in lines:
        said = line.decode(errors="replace").strip()
        if progress is not None and said.startswith(NOTE):
            progress(decode(json.loads(said.removeprefix(NOTE))))


def _share(answer: Answer) -> Share:
    if answer is None:
        raise PolicyError(
            title=text("The audit did not end"),
            message=text(
                "The process that attacks the release stopped. Check that there is memory left and try "
                "again; nothing is published without an audit."
            ),
        )
    if isinstance(answer, Refusal):
        kind = getattr(errors, answer.kind)
        raise kind(title=answer.title, message=answer.message)
    if isinstance(answer, Bounds):
        raise TypeError("an audit was asked for")
    return answer


def _merged(shares: Sequence[Share], seconds: float) -> AuditReport:
    first = shares[0]
    problems = _in_order(problem for share in shares for problem in share.problems)
    return AuditReport(
        release=first.release,
        releases=first.releases,
        attackers=first.attackers,
        adjudicated=first.adjudicated,
        cells=first.cells,
        shown=first.shown,
        withheld=first.withheld,
        checked=sum(share.checked for share in shares),
        narrowest=min((s.narrowest for s in shares if s.narrowest is not None), default=None),
        undecided=sum(problem.kind is Kind.UNDECIDED for problem in problems),
        excused=sum(share.excused for share in shares),
        problems=problems,
        doubts=_in_order(doubt for share in shares for doubt in share.doubts),
        seconds=round(seconds, 2),
        peak_memory_mb=max(share.peak_memory_mb for share in shares),
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: (p.release, p.attacker, p.kind, p.cell, p.what, p.how)))
