"""The whole of protection on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.model import CELL_KEY, CELL_SCHEMA, NOT_REPORTED, WITHHELD, Approved, Catalogue
from pipelines.protect.attack import Witness
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import Secured, secure
from pipelines.protect.intervals import UNBOUNDED, implied_intervals
from pipelines.protect.margins import planned_cells
from pipelines.protect.system import BoolArray, System, build_system, linked_groups


@dataclass(frozen=True)
class EarlierRelease:
    """What an earlier release said, and what it was made from."""

    number: int
    as_of: date
    approved: Approved
    cells: pl.DataFrame
    """CELL_SCHEMA."""


@dataclass(frozen=True)
class ProtectionReport:
    """How one group of linked measures was protected; kept with the clear data, never published."""

    measures: tuple[str, ...]
    variables: int
    rows: int
    withheld: int
    programs: int
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Protected:
    """Cells that may be published: only `protect` makes one, and only after the certificate was verified."""

    cells: pl.DataFrame
    """CELL_SCHEMA, sorted by CELL_KEY."""
    reports: tuple[ProtectionReport, ...]


def protect(
    approved: Approved,
    catalogue: Catalogue,
    as_of: date,
    earlier: Sequence[EarlierRelease] = (),
    progress: Callable[[str], None] | None = None,
) -> Protected:
    """Protect the cells of a new release against everything published so far and with it.

    Shape: one row per cell of the plan; see CELL_SCHEMA.
    Nulls: a withheld or unreported cell has no value; nothing is turned into zero.
    Errors: PolicyError when no safe release exists or a proof does not hold.
    """
    frames = [planned_cells(e.approved, catalogue, e.as_of) for e in earlier]
    current = planned_cells(approved, catalogue, as_of)
    protected = [_unprotected(current, catalogue)]
    reports = []
    for measures in linked_groups(catalogue):
        if progress is not None:
            progress(f"protecting {', '.join(measures)}")
        cells, report = _protect_group(catalogue, frames, current, earlier, measures)
        protected.append(cells)
        reports.append(report)
    cells = pl.concat(protected).sort(CELL_KEY)
    return Protected(cells=cells, reports=tuple(reports))


def _unprotected(current: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Cells of groups without any count of people."""
    grouped = {m for group in linked_groups(catalogue) for m in group}
    free = current.filter(~pl.col("measure_id").is_in(grouped))
    return _cells(free, withheld=pl.lit(value=False), lower=pl.col("clear"), upper=pl.col("clear"))


def _protect_group(
    catalogue: Catalogue,
    frames: Sequence[pl.DataFrame],
    current: pl.DataFrame,
    earlier: Sequence[EarlierRelease],
    measures: tuple[str, ...],
) -> tuple[pl.DataFrame, ProtectionReport]:
    system = build_system(catalogue, [*frames, current], measures)
    was_shown, was_withheld = _facts(system, frames, earlier)
    secured = secure(system, catalogue.policy, was_shown, was_withheld)
    verify(system, catalogue.policy, secured, was_shown)
    mine = current.filter(pl.col("measure_id").is_in(measures))
    report = ProtectionReport(
        measures,
        system.size,
        len(system.rhs),
        int(secured.withheld.sum()),
        secured.programs,
        secured.witnesses,
    )
    return _publishable(catalogue, mine, measures, system, secured), report


def _facts(
    system: System, frames: Sequence[pl.DataFrame], earlier: Sequence[EarlierRelease]
) -> tuple[BoolArray, BoolArray]:
    """Variables that some earlier release showed, and those that some earlier release withheld."""
    was_shown = np.zeros(system.size, dtype=bool)
    was_withheld = np.zeros(system.size, dtype=bool)
    for frame, release in zip(frames, earlier, strict=True):
        joined = frame.join(
            release.cells.select(*CELL_KEY, "value", pl.col("obs_status").alias("published")), on=CELL_KEY
        )
        for *key, version, value, published in joined.select(
            *CELL_KEY, "version", "value", "published"
        ).iter_rows():
            variable = system.variable_of.get((tuple(key), version))
            if variable is not None:
                was_shown[variable] |= value is not None
                was_withheld[variable] |= published == WITHHELD[0]
    return was_shown, was_withheld


def _publishable(
    catalogue: Catalogue, mine: pl.DataFrame, measures: tuple[str, ...], system: System, secured: Secured
) -> pl.DataFrame:
    """Statuses and intervals of one group; intervals follow from this release's shown cells alone."""
    keys = list(mine.select(*CELL_KEY, "version").iter_rows())
    variables = [system.variable_of.get((key[:-1], key[-1])) for key in keys]
    withheld = np.array([v is not None and bool(secured.withheld[v]) for v in variables], dtype=bool)
    alone = build_system(catalogue, [mine], measures, identities=False)
    shown_alone = np.zeros(alone.size, dtype=bool)
    for key, hidden in zip(keys, withheld, strict=True):
        variable = alone.variable_of.get((key[:-1], key[-1]))
        if variable is not None and not hidden:
            shown_alone[variable] = True
    lower, upper = implied_intervals(alone, shown_alone)
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
