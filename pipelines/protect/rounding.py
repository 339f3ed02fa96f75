"""The profile `round`: every count of people is published as a multiple of a base, and none exactly.

Which way a count goes is drawn so that it stays the same on average, among the choices that keep the published sums:
rounding each count to the nearest multiple would let a reader who knows that tell 3 from 2. What is published once
stays: a cell made of the same reports, or with the same count again, keeps its rounded value, or else each new
rounding of it would narrow it down.

What remains: a reader knows that a cell shown as 0 is below the base; sums that rounding had to break say that they
could not be kept; and who can guess every unknown count of a release at once can repeat the draw (see `Draw`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, CELL_SCHEMA, NOT_REPORTED, Approved, Catalogue
from pipelines.protect.attack import Witness
from pipelines.protect.draw import Draw
from pipelines.protect.margins import planned_cells
from pipelines.protect.openness import UNBOUNDED, Published, find_witnesses, reach, verify_open
from pipelines.protect.outcome import EarlierRelease, Protected, ProtectionReport
from pipelines.protect.proof import load_proof
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.rounded import Rounded, interval, round_measure
from pipelines.protect.system import Key, System
from pipelines.protect.workers import each_group

_WEIGHTS = (30.0, 300.0, 3e3, 3e4, 3e5, 3e5, 3e5, 3e5)
"""How much rounding to the nearest multiple is worth, time after time, where too few values were possible: less than
keeping any sum, more than keeping sums over places, more than keeping any."""


def round_cells(
    approved: Approved,
    catalogue: Catalogue,
    as_of: date,
    earlier: Sequence[EarlierRelease] = (),
    progress: Callable[[str], None] | None = None,
) -> Protected:
    """Round the cells of a new release, as they were rounded in every earlier one.

    Shape: one row per cell of the plan; see CELL_SCHEMA. Counts of people are multiples of `rounding_base`, with
    the interval less than one base around them; other counts are exact.
    Nulls: an unreported cell has no value; none is withheld.
    Errors: PolicyError when too few values of a count would stay possible.
    """
    frames = [planned_cells(e.approved, catalogue, e.as_of) for e in earlier]
    current = planned_cells(approved, catalogue, as_of)
    former = _Former.of(frames, earlier)
    draw = Draw.of(approved)
    rounded: Rounded = {}
    reports = []
    tasks = []
    for measures in linked_groups(catalogue):
        mine = pl.col("measure_id").is_in(measures)
        group = _Group(
            catalogue=catalogue,
            measures=measures,
            frames=[*(frame.filter(mine) for frame in frames), current.filter(mine)],
            published=[release.cells.filter(mine) for release in earlier],
            former=former,
            draw=draw,
            proof=earlier[-1].proofs.get("+".join(measures)) if earlier else None,
        )
        tasks.append((group.frames[-1].height, ", ".join(measures), group))
    for of_group, report in each_group(_Group.protect, tasks, progress, "rounding"):
        rounded |= of_group
        reports.append(report)
    reports.sort(key=lambda report: report.measures)
    cells = _cells(current, rounded, catalogue.policy.rounding_base)
    return Protected(cells=cells, reports=tuple(reports))


@dataclass(frozen=True)
class _Former:
    """The rounded values that earlier releases published; the first one of each stands."""

    by_version: dict[tuple[Key, str], int] = field(default_factory=dict)
    by_count: dict[tuple[Key, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Sequence[pl.DataFrame], earlier: Sequence[EarlierRelease]) -> _Former:
        former = cls()
        for frame, release in zip(frames, earlier, strict=True):
            joined = frame.select(*CELL_KEY, "version", "clear").join(
                release.cells.select(*CELL_KEY, "value").drop_nulls("value"),
                on=list(CELL_KEY),
                validate="1:1",
            )
            for *key, version, clear, value in joined.iter_rows():
                former.by_version.setdefault((tuple(key), version), value)
                former.by_count.setdefault((tuple(key), clear), value)
        return former

    def value(self, key: Key, version: str, clear: int) -> int | None:
        """What a cell of the same reports was rounded to, or else what the same count in this cell was."""
        return self.by_version.get((key, version), self.by_count.get((key, clear)))


@dataclass(frozen=True)
class _Group:
    """One group of linked measures; the last of `frames` is the release to be made."""

    catalogue: Catalogue
    measures: tuple[str, ...]
    frames: Sequence[pl.DataFrame]
    published: Sequence[pl.DataFrame]
    former: _Former
    draw: Draw
    proof: bytes | None

    def protect(self) -> tuple[Rounded, ProtectionReport]:
        """Round, prove what stays possible, and round closer to the truth wherever too little does."""
        system = build_system(self.catalogue, self.frames, self.measures)
        policy = self.catalogue.policy
        firm: dict[Key, float] = {}
        witnesses = self._former_witnesses(system)
        for weight in _WEIGHTS:
            rounded = self._round(firm)
            published = self._intervals(system, rounded)
            found = find_witnesses(system, published, policy.insider_values, witnesses)
            witnesses = found.witnesses
            short = found.missing() > 0
            if not short.any():
                verify_open(system, published, policy.insider_values, found.witnesses)
                return rounded, self._report(system, found.runs, found.dump(system))
            near = reach(system, short)
            for (key, _), variable in system.variable_of.items():
                if short[variable] or firm.get(key, 0.0) > 1.0:
                    firm[key] = weight
                elif near[variable]:
                    firm.setdefault(key, 1.0)
        raise PolicyError(
            title="This release cannot be published safely",
            message=(
                "Rounded as it must be after earlier releases, a count of people would leave too few values "
                "possible. Leave out the report or the revision that came last and publish again."
            ),
        )

    def _former_witnesses(self, system: System) -> list[Witness]:
        """Those of the release before, completed by what follows from them for the cells that are new."""
        may_change = ~system.is_cell | (system.threshold > 0)
        return [] if self.proof is None else load_proof(self.proof, system, may_change)

    def _of_people(self) -> list[str]:
        return [m for m in self.measures if self.catalogue.measures[m].person_level]

    def _round(self, firm: Mapping[Key, float]) -> Rounded:
        rounded: Rounded = {}
        for measure in self._of_people():
            cells: dict[Key, int] = {}
            settled: dict[Key, int] = {}
            mine = (pl.col("measure_id") == measure) & pl.col("clear").is_not_null()
            for *parts, version, clear in (
                self.frames[-1].filter(mine).select(*CELL_KEY, "version", "clear").iter_rows()
            ):
                key = tuple(parts)
                cells[key] = clear
                value = self.former.value(key, version, clear)
                if value is not None:
                    settled[key] = value
            rounded |= round_measure(
                self.catalogue, self.catalogue.measures[measure], cells, settled, self.draw, firm
            )
        return rounded

    def _intervals(self, system: System, rounded: Rounded) -> Published:
        """What this and all earlier releases state about each variable; other counts than of people are exact."""
        lower = np.zeros(system.size, dtype=np.int64)
        upper = np.full(system.size, UNBOUNDED, dtype=np.int64)
        base = self.catalogue.policy.rounding_base

        def state(variable: int, low: int, high: int) -> None:
            lower[variable] = max(lower[variable], low)
            upper[variable] = min(upper[variable], high)

        for frame, cells in zip(self.frames[:-1], self.published, strict=True):
            columns = [*CELL_KEY, "lower", "upper"]
            joined = frame.select(*CELL_KEY, "version").join(
                cells.select(columns).drop_nulls(), on=list(CELL_KEY), validate="1:1"
            )
            for *key, version, low, high in joined.iter_rows():
                state(system.variable_of[(tuple(key), version)], low, high)
        for *key, version, clear in self.frames[-1].select(*CELL_KEY, "version", "clear").iter_rows():
            if clear is not None:
                value = rounded.get(tuple(key))
                bounds = (clear, clear) if value is None else interval(value, base)
                state(system.variable_of[(tuple(key), version)], *bounds)
        return Published(lower, upper)

    def _report(self, system: System, programs: int, proof: bytes) -> ProtectionReport:
        return ProtectionReport(
            measures=self.measures,
            variables=system.size,
            rows=len(system.rhs),
            withheld=0,
            programs=programs,
            proof=proof,
        )


def _cells(current: pl.DataFrame, rounded: Mapping[Key, int], base: int) -> pl.DataFrame:
    """CELL_SCHEMA rows; a count that was not rounded is none of people and exact."""
    rows = [(*key, value, *interval(value, base)) for key, value in rounded.items()]
    schema = {name: CELL_SCHEMA[name] for name in (*CELL_KEY, "value", "lower", "upper")}
    rounded_cells = pl.DataFrame(rows, schema=schema, orient="row")
    joined = current.join(rounded_cells, on=list(CELL_KEY), how="left", validate="1:1")
    return (
        joined.with_columns(pl.col("value", "lower", "upper").fill_null(pl.col("clear")))
        .with_columns(conf_status=pl.lit(NOT_REPORTED[1]))
        .select(list(CELL_SCHEMA))
        .cast(pl.Schema(CELL_SCHEMA))
        .sort(CELL_KEY)
    )
