"""The profile `round`: every count of people is published as a multiple of a base, and none exactly.

The published interval is that of zero-restricted rounding: less than one base either way. To keep what it promises even
against a reader who knows this method, which way a count goes is drawn, the nearer multiple being the likelier: if
always the nearest were chosen, 5 would mean 3 to 7. Every choice that keeps the sums has a chance. What is published
stays: a cell of the same reports keeps its value for ever, and a cell whose reports were replaced keeps it while its
count is the same, or else each new rounding would narrow the count down.

Then it is proven that enough values of every count stay possible, for the outsider and for every partner who knows her
own (`openness`). Where too few do, the cells that cause it are rounded to the nearest multiple, first as far as all
sums can be kept, then at the cost of sums over places, at last of any. Sums over periods are kept where it happens.

What remains: a reader can tell that a cell shown as 0 is below the base, and that the nearer multiple is the likelier;
sums that had to be broken say that they could not be kept; and whoever guesses every unknown count of a release at once
can repeat the draw and see that the guess is right (see `Draw`).
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
from pipelines.protect.moves import UNBOUNDED, Published
from pipelines.protect.openness import find_witnesses, reach, verify_open
from pipelines.protect.outcome import EarlierRelease, Protected, ProtectionReport
from pipelines.protect.proof import load_proof
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.rounded import Counts, Rounded, interval, round_measure
from pipelines.protect.system import Key, System
from pipelines.protect.workers import each_group
from pipelines.texts import Text, text

_WEIGHTS = (10.0, 30.0, 100.0, 300.0, 3e3, 3e4, 3e5, 3e5, 3e5)
"""How much rounding to the nearest multiple is worth, time after time, where too few values were possible: less than
keeping any sum, more than keeping sums over places, more than keeping any."""


def round_cells(
    approved: Approved,
    catalogue: Catalogue,
    as_of: date,
    earlier: Sequence[EarlierRelease] = (),
    progress: Callable[[Text], None] | None = None,
) -> Protected:
    """Round the cells of a new release, as they were rounded in every earlier one.

    Shape: one row per cell of the plan; see CELL_SCHEMA. Counts of people are multiples of `rounding_base`, with
    the interval less than one base around them; other counts are exact.
    Nulls: an unreported cell has no value; none is withheld.
    Errors: PolicyError when too few values of a count would stay possible.
    """
    frames = [planned_cells(e.approved, catalogue, e.as_of) for e in earlier]
    current = planned_cells(approved, catalogue, as_of)
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
            draw=draw,
            proof=earlier[-1].proofs.get("+".join(measures)) if earlier else None,
        )
        tasks.append((group.frames[-1].height, ", ".join(measures), group))
    for of_group, report in each_group(_Group.protect, tasks, progress, text("Rounding: {name}")):
        rounded |= of_group
        reports.append(report)
    reports.sort(key=lambda report: report.measures)
    cells = _cells(current, rounded, catalogue.policy.rounding_base)
    return Protected(cells=cells, reports=tuple(reports))


@dataclass(frozen=True)
class _Former:
    """The rounded values that earlier releases published; the first one of each stands."""

    by_version: dict[tuple[Key, str], int] = field(default_factory=dict)
    """Of a cell made of the same reports."""
    by_count: dict[tuple[Key, int], int] = field(default_factory=dict)
    """Of the same count in a cell, whatever the reports."""

    @classmethod
    def of(cls, frames: Sequence[pl.DataFrame], published: Sequence[pl.DataFrame]) -> _Former:
        former = cls()
        for frame, cells in zip(frames, published, strict=True):
            joined = frame.select(*CELL_KEY, "version", "clear").join(
                cells.select(*CELL_KEY, "value").drop_nulls("value"), on=list(CELL_KEY), validate="1:1"
            )
            for *key, version, clear, value in joined.iter_rows():
                former.by_version.setdefault((tuple(key), version), value)
                former.by_count.setdefault((tuple(key), clear), value)
        return former


@dataclass(frozen=True)
class _Group:
    """One group of linked measures; the last of `frames` is the release to be made."""

    catalogue: Catalogue
    measures: tuple[str, ...]
    frames: Sequence[pl.DataFrame]
    published: Sequence[pl.DataFrame]
    draw: Draw
    proof: bytes | None

    def protect(self) -> tuple[Rounded, ProtectionReport]:
        """Round, prove what stays possible, and round closer to the truth wherever too little does."""
        system = build_system(self.catalogue, self.frames, self.measures)
        policy = self.catalogue.policy
        former = _Former.of(self.frames[:-1], self.published)
        firm: dict[Key, float] = {}
        witnesses = self._former_witnesses(system)
        for weight in _WEIGHTS:
            rounded = self._round(former, firm)
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
            title=text("This release cannot be published safely"),
            message=(
                text(
                    "Rounded as it must be after earlier releases, a count of people would leave too few values "
                    "possible. Leave out the report or the revision that came last and publish again."
                )
            ),
        )

    def _former_witnesses(self, system: System) -> list[Witness]:
        """Those of the release before, completed by what follows from them for the cells that are new."""
        may_change = ~system.is_cell | (system.threshold > 0)
        return [] if self.proof is None else load_proof(self.proof, system, may_change)

    def _round(self, former: _Former, firm: Mapping[Key, float]) -> Rounded:
        rounded: Rounded = {}
        for measure in (m for m in self.measures if self.catalogue.measures[m].person_level):
            counts = Counts({}, {}, {})
            mine = (pl.col("measure_id") == measure) & pl.col("clear").is_not_null()
            rows = self.frames[-1].filter(mine).select(*CELL_KEY, "version", "clear")
            for *parts, version, clear in rows.iter_rows():
                key = tuple(parts)
                counts.clear[key] = clear
                if (key, version) in former.by_version:
                    counts.settled[key] = former.by_version[key, version]
                elif (key, clear) in former.by_count:
                    counts.before[key] = former.by_count[key, clear]
            rounded |= round_measure(
                self.catalogue, self.catalogue.measures[measure], counts, self.draw, firm
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
