"""What a manager waits for as a project goes on: a late report, the next quarter, the audit, the next release."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from bench.panel_project import panel_project
from pipelines import audit, flow, review
from pipelines.demo import build_demo
from pipelines.demo.texts import MANAGER
from pipelines.flow import Workspace, open_workspace
from pipelines.model import Approved, Catalogue, quarter_end
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.relations import linked_groups
from pipelines.settings import load_settings
from pipelines.texts import Text

LATER = date(2040, 1, 1)


@dataclass(frozen=True)
class Step:
    """Something that was timed."""

    what: str
    seconds: float
    cpu_seconds: float


def steps() -> Iterator[Step]:
    """The panel D1 as a project, then the demo."""
    yield from _panel_steps()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(load_settings({"PREPARE_DATA": folder})) as workspace,
    ):
        build_demo(workspace)
        yield from _demo_steps(workspace)


def _panel_steps() -> Iterator[Step]:
    catalogue, approved = panel_project("D1")
    history = _History(catalogue)
    quarters = catalogue.project.quarters
    late = f"{next(iter(catalogue.partners))}-{quarters[4]}-1"
    so_far = _until(approved, quarters[4])
    history.release(_without(so_far, late), quarters[4])
    yield history.timed("D1: a late city-quarter", so_far, quarters[4])
    yield history.timed("D1: an ordinary quarter", _until(approved, quarters[5]), quarters[5])
    history.release(_until(approved, quarters[6]), quarters[6])
    yield history.timed("D1: the quarter that closes a year and the project", approved, quarters[7])
    release = _published(1, LATER, catalogue, approved, protect(approved, catalogue, LATER))
    yield _timed("D1: audit of the panel, outsider", lambda: audit.attack([release], catalogue))
    yield _timed(
        "D1: audit of the panel, outsider and every insider",
        lambda: audit.attack([release], catalogue, approved.observations),
    )


def _demo_steps(workspace: Workspace) -> Iterator[Step]:
    catalogue = workspace.catalogue
    approved = review.approved(workspace.ledger)
    quarter = catalogue.project.quarters[len(catalogue.project.quarters) // 2]
    slowest: dict[str, Step] = {}
    for measures in linked_groups(catalogue):
        only = _only(catalogue, measures)
        mine = _of_measures(approved, measures)
        history = _History(only)
        before = quarter_before(only, quarter)
        late = next(i for i in mine.submission_ids if f"-{before}-" in i)
        so_far = _until(mine, before)
        history.release(_without(so_far, late), before)
        for what, reports, until in (
            ("a late city-quarter", so_far, before),
            ("an ordinary quarter", _until(mine, quarter), quarter),
        ):
            step = history.timed(f"demo, slowest group: {what}", reports, until)
            slowest[what] = max(slowest.get(what, step), step, key=lambda s: s.seconds)
    yield from slowest.values()
    yield from next_release(workspace)


def next_release(workspace: Workspace) -> Iterator[Step]:
    """The next release of all approved reports as a manager waits for it: as a whole, and the parts she is told of."""
    ends = {flow.WRITE.source: "protected", flow.ATTACK.source: "written"}
    parts: list[Step] = []
    clock = _Clock()

    def tell(said: Text) -> None:
        if said.source in ends:
            parts.append(clock.step(f"demo, the next release: {ends[said.source]}"))

    whole = _timed(
        "demo: the next release, all measures, protected, written and audited",
        lambda: flow.publish(workspace, MANAGER, "Measured (synthetic)", progress=tell),
    )
    yield from (*parts, clock.step("demo, the next release: audited and put on the shelf"), whole)


class _Clock:
    """Steps one after the other, without a gap."""

    def __init__(self) -> None:
        self._began, self._began_cpu = time.perf_counter(), _cpu_seconds()

    def step(self, what: str) -> Step:
        """What was done since the last step, or since the clock was started."""
        now, now_cpu = time.perf_counter(), _cpu_seconds()
        step = Step(what, now - self._began, now_cpu - self._began_cpu)
        self._began, self._began_cpu = now, now_cpu
        return step


class _History:
    """Releases one after the other."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._earlier: list[EarlierRelease] = []

    def release(self, approved: Approved, quarter: str) -> None:
        as_of = _after(quarter)
        protected = protect(approved, self._catalogue, as_of, self._earlier)
        proofs = {report.name: report.proof for report in protected.reports}
        number = len(self._earlier) + 1
        self._earlier.append(
            EarlierRelease(number, as_of, approved, protected.cells, proofs, self._catalogue.policy)
        )

    def timed(self, what: str, approved: Approved, quarter: str) -> Step:
        return _timed(what, lambda: self.release(approved, quarter))


def _timed(what: str, action: Callable[[], object]) -> Step:
    clock = _Clock()
    action()
    return clock.step(what)


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _published(
    number: int, as_of: date, catalogue: Catalogue, approved: Approved, protected: Protected
) -> audit.PublishedRelease:
    return audit.PublishedRelease(number, as_of, catalogue.policy, approved.submission_ids, protected.cells)


def _only(catalogue: Catalogue, measures: Sequence[str]) -> Catalogue:
    """The catalogue of one group of linked measures."""
    return replace(
        catalogue,
        measures={name: catalogue.measures[name] for name in measures},
        identities=tuple(i for i in catalogue.identities if i.measure in measures),
        limits=tuple(limit for limit in catalogue.limits if limit.part in measures),
        indicators={},
        targets=(),
    )


def _after(quarter: str) -> date:
    """A day on which a quarter is over and the next is not."""
    end = quarter_end(quarter)
    return date(end.year + end.month // 12, end.month % 12 + 1, 28)


def quarter_before(catalogue: Catalogue, quarter: str) -> str:
    quarters = catalogue.project.quarters
    return quarters[quarters.index(quarter) - 1]


def _until(approved: Approved, quarter: str) -> Approved:
    return _chosen(approved, pl.col("quarter") <= quarter)


def _without(approved: Approved, submission_id: str) -> Approved:
    return _chosen(approved, pl.col("submission_id") != submission_id)


def _of_measures(approved: Approved, measures: Sequence[str]) -> Approved:
    return _chosen(approved, pl.col("measure_id").is_in(measures))


def _chosen(approved: Approved, condition: pl.Expr) -> Approved:
    observations = approved.observations.filter(condition)
    return Approved(observations, tuple(sorted(observations["submission_id"].unique().to_list())))
