"""The whole of protection on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import (
    CELL_KEY,
    CELL_SCHEMA,
    EXPLANATION_SCHEMA,
    NOT_REPORTED,
    WITHHELD,
    Approved,
    Catalogue,
    Policy,
)
from pipelines.protect.attack import Witness
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import Secured, secure
from pipelines.protect.explanations import explain
from pipelines.protect.intervals import UNBOUNDED, exact_intervals
from pipelines.protect.margins import planned_cells
from pipelines.protect.outcome import EarlierRelease, Protected, ProtectionReport, require_one_profile
from pipelines.protect.proof import dump_proof, load_proof
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.rounding import round_cells
from pipelines.protect.system import BoolArray, IntArray, System
from pipelines.protect.workers import each_group
from pipelines.texts import Text, text


def protect(
    approved: Approved,
    catalogue: Catalogue,
    as_of: date,
    earlier: Sequence[EarlierRelease] = (),
    progress: Callable[[Text], None] | None = None,
    lifted: frozenset[tuple[str, ...]] = frozenset(),
) -> Protected:
    """Protect the cells of a new release against everything published so far and with it.

    Shape: one row per cell of the plan; see CELL_SCHEMA. `lifted` are keys of cells that are no longer withheld only
    because they were withheld before.
    Nulls: a withheld or unreported cell has no value; nothing is turned into zero.
    Errors: PolicyError when no safe release exists or a proof does not hold.
    """
    require_one_profile(catalogue.policy, earlier)
    frames = [planned_cells(e.approved, catalogue, e.as_of) for e in earlier]
    _require_same_numbers(frames, earlier)
    if catalogue.policy.profile == "round":
        return round_cells(approved, catalogue, as_of, earlier, progress)
    current = planned_cells(approved, catalogue, as_of)
    tasks = [
        _task(catalogue, measures, frames, current, earlier, lifted) for measures in linked_groups(catalogue)
    ]
    protected = [_unprotected(current, catalogue)]
    explanations = [pl.DataFrame(schema=dict(EXPLANATION_SCHEMA))]
    reports = []
    sized = [(task.current.height, ", ".join(task.measures), task) for task in tasks]
    for cells, report, explained in each_group(_protect_group, sized, progress, text("Protecting: {name}")):
        protected.append(cells)
        reports.append(report)
        explanations.append(explained)
    return Protected(
        cells=pl.concat(protected).sort(CELL_KEY),
        reports=tuple(reports),
        explanations=pl.concat(explanations).sort(CELL_KEY),
    )


def _require_same_numbers(frames: Sequence[pl.DataFrame], earlier: Sequence[EarlierRelease]) -> None:
    """Refuse a catalogue by which an earlier release would have said other numbers: its facts would be forgotten."""
    for frame, release in zip(frames, earlier, strict=True):
        said = release.cells.filter(pl.col("value").is_not_null() | (pl.col("obs_status") == WITHHELD[0]))
        joined = said.select(*CELL_KEY, "value", "lower", "upper").join(
            frame.select(*CELL_KEY, "clear"), on=list(CELL_KEY), how="left", validate="1:1"
        )
        is_same = pl.col("clear").is_not_null() & (
            pl.col("value").is_null() | pl.col("clear").is_between(pl.col("lower"), pl.col("upper"))
        )
        if not joined.select(is_same.all()).item():
            raise PolicyError(
                title=text("The catalogue no longer fits what was published"),
                message=(
                    text(
                        "Release {number} published figures that this catalogue does not plan any more, or sums "
                        "otherwise. A catalogue may add to them and must not take away: let a partner or activity "
                        "end after its last published report, and keep published measures and breakdowns.",
                        number=f"{release.number:04d}",
                    )
                ),
            )


@dataclass(frozen=True)
class _Task:
    """One group of linked measures: independent of all others, so that any process can do it."""

    catalogue: Catalogue
    measures: tuple[str, ...]
    frames: tuple[pl.DataFrame, ...]
    current: pl.DataFrame
    published: tuple[pl.DataFrame, ...]
    proof: bytes | None
    lifted: frozenset[tuple[str, ...]]
    policies: tuple[Policy, ...]
    """In force when the earlier releases were published."""


def _task(
    catalogue: Catalogue,
    measures: tuple[str, ...],
    frames: Sequence[pl.DataFrame],
    current: pl.DataFrame,
    earlier: Sequence[EarlierRelease],
    lifted: frozenset[tuple[str, ...]],
) -> _Task:
    mine = pl.col("measure_id").is_in(measures)
    return _Task(
        catalogue=catalogue,
        measures=measures,
        frames=tuple(frame.filter(mine) for frame in frames),
        current=current.filter(mine),
        published=tuple(release.cells.filter(mine) for release in earlier),
        proof=earlier[-1].proofs.get("+".join(measures)) if earlier else None,
        lifted=lifted,
        policies=tuple(release.policy for release in earlier),
    )


def _unprotected(current: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Cells of groups without any count of people."""
    grouped = {m for group in linked_groups(catalogue) for m in group}
    free = current.filter(~pl.col("measure_id").is_in(grouped))
    return _cells(free, withheld=pl.lit(value=False), lower=pl.col("clear"), upper=pl.col("clear"))


def _protect_group(task: _Task) -> tuple[pl.DataFrame, ProtectionReport, pl.DataFrame]:
    policy = task.catalogue.policy
    system = build_system(
        task.catalogue, [*task.frames, task.current], task.measures, policies=[*task.policies, policy]
    )
    facts = _facts(system, task)

    def inherited(withheld: BoolArray, floor: IntArray) -> Sequence[Witness]:
        return [] if task.proof is None else load_proof(task.proof, system, withheld, floor)

    secured = secure(system, policy, *facts, inherited)
    was_shown, was_withheld, was_said = facts
    verify(system, policy, secured, was_shown, was_said)
    report = ProtectionReport(
        measures=task.measures,
        variables=system.size,
        rows=len(system.rhs),
        withheld=int(secured.withheld.sum()),
        programs=secured.programs,
        proof=dump_proof(system, secured),
    )
    cells = _publishable(task, system, secured)
    return cells, report, explain(task.current, cells, system, secured, was_withheld)


def _facts(system: System, task: _Task) -> tuple[BoolArray, BoolArray, IntArray]:
    """What earlier releases say of each variable: shown; withheld and not lifted; withheld, but at least so many."""
    was_said = np.zeros(system.size, dtype=np.int64)
    was_shown = np.zeros(system.size, dtype=bool)
    was_withheld = np.zeros(system.size, dtype=bool)
    # A number may stand in several cells, such as a project with one country: lifting one of them lifts the number.
    lifted = {variable for (key, _), variable in system.variable_of.items() if key in task.lifted}
    for frame, cells, policy in zip(task.frames, task.published, task.policies, strict=True):
        joined = frame.select(*CELL_KEY, "version").join(
            cells.select(*CELL_KEY, "value", "lower", "obs_status"), on=list(CELL_KEY), validate="1:1"
        )
        for *key, version, value, lower, obs_status in joined.iter_rows():
            variable = system.variable_of.get((tuple(key), version))
            if variable is not None:
                was_shown[variable] |= value is not None
                was_withheld[variable] |= obs_status == WITHHELD[0] and variable not in lifted
                threshold = policy.threshold_of(key[5])
                if obs_status == WITHHELD[0] and lower is not None and lower >= threshold:
                    was_said[variable] = max(was_said[variable], threshold)
    return was_shown, was_withheld, np.where(was_shown | (system.threshold == 0), 0, was_said)


def _publishable(task: _Task, system: System, secured: Secured) -> pl.DataFrame:
    """Statuses and intervals of one group; intervals follow from what this release publishes alone.

    A cell that is published as large is at least its threshold; what follows from that is in the intervals as well.
    """
    mine = task.current
    keys = list(mine.select(*CELL_KEY, "version").iter_rows())
    variables = [system.variable_of.get((key[:-1], key[-1])) for key in keys]
    withheld = np.array([v is not None and bool(secured.withheld[v]) for v in variables], dtype=bool)
    alone = build_system(task.catalogue, [mine], task.measures, identities=False)
    shown_alone = np.zeros(alone.size, dtype=bool)
    floor_alone = np.zeros(alone.size, dtype=np.int64)
    for key, hidden in zip(keys, withheld, strict=True):
        variable = alone.variable_of.get((key[:-1], key[-1]))
        if variable is not None and not hidden:
            shown_alone[variable] = True
        elif variable is not None:
            in_all = system.variable_of[(key[:-1], key[-1])]
            is_said = 0 < system.mark[in_all] <= secured.floor[in_all]
            floor_alone[variable] = system.mark[in_all] if is_said else 0
    lower, upper = exact_intervals(alone, shown_alone, floor_alone)
    bounds = [alone.variable_of.get((key[:-1], key[-1])) for key in keys]
    frame = mine.with_columns(
        withheld=pl.Series(withheld),
        low=pl.Series([None if v is None else int(lower[v]) for v in bounds], dtype=pl.Int64),
        high=pl.Series(
            [None if v is None or upper[v] >= UNBOUNDED else int(upper[v]) for v in bounds], dtype=pl.Int64
        ),
    )
    return _cells(frame, withheld=pl.col("withheld"), lower=pl.col("low"), upper=pl.col("high"))


def _cells(frame: pl.DataFrame, *, withheld: pl.Expr, lower: pl.Expr, upper: pl.Expr) -> pl.DataFrame:
    """CELL_SCHEMA rows; a value is shown only where it was reported and nothing withholds it."""
    reported = pl.col("clear").is_not_null()
    is_withheld = reported & withheld
    shown = reported & ~withheld
    return frame.select(
        *CELL_KEY,
        pl.when(shown).then(pl.col("clear")).alias("value"),
        pl.when(shown).then(pl.col("clear")).when(is_withheld).then(lower).alias("lower"),
        pl.when(shown).then(pl.col("clear")).when(is_withheld).then(upper).alias("upper"),
        pl.when(is_withheld).then(pl.lit(WITHHELD[0])).otherwise(pl.col("obs_status")).alias("obs_status"),
        pl.when(is_withheld)
        .then(pl.lit(WITHHELD[1]))
        .otherwise(pl.lit(NOT_REPORTED[1]))
        .alias("conf_status"),
    ).cast(pl.Schema(CELL_SCHEMA))
