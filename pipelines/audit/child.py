"""The process that attacks: reads one job from standard input, answers on standard output, and ends."""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import BinaryIO

import polars as pl

from pipelines.audit.assault import Assault, Outcome, Truth
from pipelines.audit.bounding import ContradictionError
from pipelines.audit.explain import Explainer
from pipelines.audit.form import Book, form_problems, small_shown
from pipelines.audit.job import NOTE, Bounds, Job, Refusal, Share, shared_out
from pipelines.audit.plan import publication_plan
from pipelines.audit.published import PublishedRelease, has_lawful_columns, read_published
from pipelines.audit.report import OUTSIDER, Kind, Problem
from pipelines.audit.system import Asked, Source, System, linked_measures, write_down
from pipelines.audit.words import cell_in_words
from pipelines.catalogue import load_catalogue
from pipelines.errors import OutcomesError, PolicyError
from pipelines.model import Catalogue
from pipelines.texts import Text, encode, text

_COUNT = ["partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category", "submission_id"]
_KIBIBYTES_PER_MEGABYTE = 1024

Clear = Mapping[tuple[str, ...], int]
"""Reported count and submission -> its clear value."""


def main() -> None:
    """Do one job."""
    sys.excepthook = _answer_fault
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    job: Job = pickle.load(asked)
    threading.Thread(target=_end_with_parent, args=(asked,), daemon=True).start()
    try:
        answer: Share | Bounds | Refusal = do(job)
    except OutcomesError as error:
        answer = Refusal(type(error).__name__, error.says_title, error.says_message)
    pickle.dump(answer, answered)
    answered.flush()


def _answer_fault(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """Say where the program stopped; the error's own words may quote a count, so they are not kept."""
    where = extract_tb(trace)[-1]
    fault = Refusal(
        "PolicyError",
        text("The audit broke off"),
        text(
            "{fault}. This is a fault of the program: report it. Nothing was published.",
            fault=f"{kind.__name__} in {Path(where.filename).name}, line {where.lineno}",
        ),
    )
    pickle.dump(fault, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _end_with_parent(pipe: BinaryIO) -> None:
    """The pipe breaks when the parent is gone; nobody waits for an answer then."""
    pipe.read(1)
    os._exit(1)


def do(job: Job) -> Share | Bounds:
    """One share of an audit, or the bounds that were asked for, in this process."""
    case = _Case(job)
    return case.share() if not job.bounds_for else case.bounds()


class _Case:
    """The releases of a job, the systems that follow from them, and the clear counts at hand."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.catalogue = _catalogue(job)
        releases, self.problems = _releases(job)
        plan = publication_plan(self.catalogue)
        self.books = [Book(release, self.catalogue, plan) for release in releases]
        self.last = self.books[-1]
        is_readable = all(has_lawful_columns(release.cells) for release in releases)
        groups = linked_measures(self.catalogue) if is_readable else []
        self.systems = [write_down(self.books, group) for group in groups]
        clear = {} if job.clear is None else _clear(job.clear)
        self.truths = [_truth(system, clear) for system in self.systems]
        insiders = _insiders(job.clear) if job.insiders and job.clear is not None else []
        self.attackers = (OUTSIDER, *insiders)

    def share(self) -> Share:
        # The last share has the lightest attacks, so it has time for the form.
        problems = self._form() if self.job.share == self.job.shares - 1 else []
        doubts: list[Problem] = []
        outcomes: list[Outcome] = []
        tasks = list(self._tasks())
        mine = shared_out([_weight(task) for task in tasks], self.job.shares)[self.job.share]
        for number, (system, truth, attacker) in enumerate(tasks):
            if number in mine:
                _say(
                    text(
                        "Attack {n} of {all}, as {attacker}",
                        n=number + 1,
                        all=len(tasks),
                        attacker=text("an outsider") if attacker == OUTSIDER else attacker,
                    )
                )
                outcome, explainer = self._attack(system, truth, attacker)
                problems += explainer.problems(outcome.breaches)
                doubts += explainer.problems(outcome.doubts)
                outcomes.append(outcome)
        entries = self.last.entries.values()
        return Share(
            release=self.last.release.number,
            releases=tuple(book.release.number for book in self.books),
            attackers=self.attackers,
            adjudicated=self._is_adjudicated(),
            cells=len(entries),
            shown=sum(entry.value is not None for entry in entries),
            withheld=sum(entry.status == "Q" for entry in entries),
            checked=sum(outcome.checked for outcome in outcomes),
            narrowest=min((o.narrowest for o in outcomes if o.narrowest is not None), default=None),
            excused=sum(outcome.excused for outcome in outcomes),
            problems=tuple(problems),
            doubts=tuple(doubts),
            peak_memory_mb=_peak_memory_mb(),
        )

    def bounds(self) -> Bounds:
        rows = []
        for system, truth in zip(self.systems, self.truths, strict=True):
            asked = [i for i, target in enumerate(system.targets) if target.asked is Asked.CELL]
            try:
                found = Assault(system, self.job.bounds_for, truth).bounds(asked)
            except ContradictionError as error:
                raise PolicyError(
                    title="The releases contradict each other",
                    message="No table of whole numbers agrees with all that is published. Audit the releases.",
                ) from error
            rows += [(system.targets[i].cell, system.targets[i].release, *found[i]) for i in asked]
        return Bounds(tuple(rows))

    def _form(self) -> list[Problem]:
        problems = list(self.problems)
        for book in self.books:
            problems += form_problems(book)
        problems += small_shown(self.books)
        for system, truth in zip(self.systems, self.truths, strict=True):
            problems += _untrue_rows(self.catalogue, system, truth)
        return problems

    def _is_adjudicated(self) -> bool:
        pairs = zip(self.systems, self.truths, strict=True)
        return self.job.clear is not None and all(
            len(truth) == len(system.unknowns) for system, truth in pairs
        )

    def _tasks(self) -> Iterator[tuple[System, Truth, str]]:
        """Every group with every attacker it concerns, the largest groups first."""
        pairs = sorted(
            zip(self.systems, self.truths, strict=True), key=lambda pair: len(pair[0].targets), reverse=True
        )
        for system, truth in pairs:
            own = {partner for (partner, *_), _ in system.unknowns}
            for attacker in self.attackers:
                if attacker == OUTSIDER or (attacker in own and system.targets):
                    yield system, truth, attacker

    def _attack(self, system: System, truth: Truth, attacker: str) -> tuple[Outcome, Explainer]:
        assault = Assault(system, attacker, truth)
        return assault.run(), Explainer(self.catalogue, assault, self.last.release.number)


def _weight(task: tuple[System, Truth, str]) -> int:
    """About how long an attack takes: the outsider's as long as those of all insiders together."""
    system, _, attacker = task
    partners = {partner for (partner, *_), _ in system.unknowns}
    return len(system.targets) * (len(partners) if attacker == OUTSIDER else 1)


def _catalogue(job: Job) -> Catalogue:
    if job.catalogue is not None:
        return job.catalogue
    if job.catalogue_dir is None:
        raise ValueError("a job names its catalogue")
    return load_catalogue(job.catalogue_dir)


def _releases(job: Job) -> tuple[list[PublishedRelease], list[Problem]]:
    releases, problems = list(job.releases), []
    for directory in job.directories:
        release, found = read_published(directory)
        releases.append(release)
        problems += found
    releases.sort(key=lambda release: release.number)
    return releases, problems


def _insiders(clear: pl.DataFrame) -> list[str]:
    return sorted(clear.filter(pl.col("value").is_not_null())["partner_id"].unique().to_list())


def _clear(clear: pl.DataFrame) -> dict[tuple[str, ...], int]:
    rows = clear.filter(pl.col("value").is_not_null()).select(*_COUNT, "value").iter_rows()
    return {tuple(count): value for *count, value in rows}


def _truth(system: System, clear: Clear) -> Truth:
    found = {}
    for unknown, (count, submission) in enumerate(system.unknowns):
        value = clear.get((*count, submission))
        if value is not None:
            found[unknown] = value
    return found


def _say(step: Text) -> None:
    sys.stderr.write(f"{NOTE}{json.dumps(encode(step))}\n")
    sys.stderr.flush()


def _peak_memory_mb() -> float:
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kibibytes / _KIBIBYTES_PER_MEGABYTE, 1)


def _untrue_rows(catalogue: Catalogue, system: System, truth: Truth) -> Iterator[Problem]:
    """Published numbers that are not the sums of the reports, and reports that break the rules."""
    for row in system.rows:
        if row.source is Source.IDENTITY or any(v not in truth for v, _ in row.terms):
            continue
        if row.lower <= sum(c * truth[v] for v, c in row.terms) <= row.upper:
            continue
        if row.source is Source.PUBLISHED:
            what = f"{cell_in_words(catalogue, row.cell)}: the published number is not that of the reports"
        else:
            what = f"the reports break the rule: {row.rule}"
        yield Problem(Kind.CONTRADICTION, "", row.release, what, cell=row.cell)
