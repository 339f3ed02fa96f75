"""Coarser plans and what protection would really show under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, CELL_SCHEMA, WITHHELD, Approved, Catalogue, quarter_end
from pipelines.protect import EarlierRelease, protect
from pipelines.protect.margins import planned_cells
from pipelines.protect.workers import each_group
from pipelines.texts import Text, text, verbatim
from pipelines.usefulness.assessment import Coarsening
from pipelines.usefulness.candidates import Candidate, best_candidates
from pipelines.usefulness.coarser import (
    Plan,
    by_half_years,
    half_year_ends,
    merged,
    of_group,
    without_open_half_years,
)
from pipelines.usefulness.words import category_in_words, measure_in_words


@dataclass(frozen=True)
class _Trial:
    """One plan to protect as a first release; `never_local` names a measure whose local cells are left out."""

    plan: Plan
    as_of: date
    never_local: str | None = None


@dataclass(frozen=True)
class _Effect:
    """What protection shows of one plan, by measure of people."""

    shown: int
    reported: int
    shown_counts: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def share(self) -> float:
        return self.shown / self.reported if self.reported else 0.0

    def counts_share(self, whole: _Effect) -> float:
        """Mean over the measures of the share of the counts of a whole plan that is shown."""
        shares = [self.shown_counts.get(m, 0) / count for m, count in whole.counts.items() if count > 0]
        return sum(shares) / len(shares) if shares else 0.0


def propose(
    approved: Approved,
    catalogue: Catalogue,
    as_of: date,
    cells: pl.DataFrame,
    progress: Callable[[Text], None] | None = None,
) -> tuple[Coarsening, ...]:
    """The coarser plans that win something back, the best first, each with its true effect.

    The most promising candidates are really protected, as first releases, and so is the plan as it is. What wins
    nothing is left out. `cells` (CELL_SCHEMA) is what withholding makes of the plan as it is.
    """
    planned = planned_cells(approved, catalogue, as_of)
    whole = Plan(catalogue, approved)
    pairs = [(each, *_trials(each, whole, as_of)) for each in best_candidates(planned, cells, catalogue)]
    trials = [trial for _, before, after in pairs for trial in (before, after)]
    effects = _effects(trials, planned.height, progress or (lambda _step: None))
    found = [
        _coarsening(candidate, before, after, catalogue)
        for (candidate, *_), before, after in zip(pairs, effects[::2], effects[1::2], strict=True)
        if before is not None and after is not None
    ]
    won = [each for each in found if each.counts_share_after > each.counts_share_before]
    return tuple(sorted(won, key=lambda each: each.counts_share_before - each.counts_share_after))


def _trials(candidate: Candidate, whole: Plan, as_of: date) -> tuple[_Trial, _Trial]:
    """The group's plan as it is, and as the candidate would have it."""
    plan = of_group(whole, candidate.group)
    if candidate.kind == "merge" and candidate.breakdown and candidate.categories:
        return _Trial(plan, as_of), _Trial(merged(plan, candidate.breakdown, candidate.categories), as_of)
    if candidate.kind == "half_years":
        ends = half_year_ends(plan.catalogue)
        plan = without_open_half_years(plan, {q: quarter_end(q) <= as_of for q in ends.values()})
        return _Trial(plan, as_of), _Trial(by_half_years(plan), as_of)
    return _Trial(plan, as_of), _Trial(plan, as_of, never_local=candidate.measures[0])


def _effects(trials: Sequence[_Trial], cells: int, progress: Callable[[Text], None]) -> list[_Effect | None]:
    """What becomes of each trial, in worker processes where that pays; equal trials are computed once."""
    distinct: list[_Trial] = []
    place = [_place(trial, distinct) for trial in trials]
    done: dict[int, _Effect | None] = {}
    tasks = [(cells, "", (number, trial)) for number, trial in enumerate(distinct)]
    for number, effect in each_group(_numbered, tasks, None, verbatim("")):
        done[number] = effect
        progress(text("Coarser plans: {done} of {all} computed", done=len(done), all=len(distinct)))
    return [done[number] for number in place]


def _place(trial: _Trial, distinct: list[_Trial]) -> int:
    for number, other in enumerate(distinct):
        if _is_same(trial, other):
            return number
    distinct.append(trial)
    return len(distinct) - 1


def _is_same(one: _Trial, other: _Trial) -> bool:
    return (
        one.never_local == other.never_local
        and one.plan.catalogue == other.plan.catalogue
        and one.plan.approved.observations.equals(other.plan.approved.observations)
    )


def _numbered(numbered: tuple[int, _Trial]) -> tuple[int, _Effect | None]:
    number, trial = numbered
    return number, _effect(trial)


def _effect(trial: _Trial) -> _Effect | None:
    """What a first release of this plan would show; null when no safe one exists."""
    catalogue, approved = trial.plan.catalogue, trial.plan.approved
    planned = planned_cells(approved, catalogue, trial.as_of)
    earlier = _with_local_withheld(trial, planned) if trial.never_local else []
    try:
        cells = protect(approved, catalogue, trial.as_of, earlier).cells
    except PolicyError:
        return None
    people = [m.id for m in catalogue.measures.values() if m.person_level]
    is_dropped = (pl.col("measure_id") == (trial.never_local or "")) & (pl.col("place_level") == "local")
    reported = (
        planned.filter(
            pl.col("measure_id").is_in(people) & pl.col("clear").is_not_null() & ~is_dropped,
        )
        .select(*CELL_KEY, "clear")
        .join(cells.select(*CELL_KEY, "value"), on=list(CELL_KEY), validate="1:1")
    )
    sums = reported.group_by("measure_id").agg(
        shown=pl.col("clear").filter(pl.col("value").is_not_null()).sum(), whole=pl.col("clear").sum()
    )
    return _Effect(
        shown=reported.height - reported["value"].null_count(),
        reported=reported.height,
        shown_counts=dict(sums.select("measure_id", "shown").iter_rows()),
        counts=dict(sums.select("measure_id", "whole").iter_rows()),
    )


def _with_local_withheld(trial: _Trial, planned: pl.DataFrame) -> list[EarlierRelease]:
    """A release in which nothing but the local level of the measure is withheld.

    Cells outside the plan need the same promise as withheld ones, and protection keeps withheld what was withheld.
    """
    local = planned.filter(
        (pl.col("measure_id") == trial.never_local)
        & (pl.col("place_level") == "local")
        & pl.col("clear").is_not_null()
    )
    nothing = pl.lit(None, dtype=pl.Int64)
    cells = local.select(
        *CELL_KEY,
        value=nothing,
        lower=nothing,
        upper=nothing,
        obs_status=pl.lit(WITHHELD[0]),
        conf_status=pl.lit(WITHHELD[1]),
    ).cast(pl.Schema(CELL_SCHEMA))
    return [EarlierRelease(0, trial.as_of, trial.plan.approved, cells, {}, trial.plan.catalogue.policy)]


def _coarsening(candidate: Candidate, before: _Effect, after: _Effect, catalogue: Catalogue) -> Coarsening:
    return Coarsening(
        what=_in_words(candidate, catalogue),
        kind=candidate.kind,
        measures=candidate.measures,
        breakdown=candidate.breakdown,
        categories=candidate.categories,
        cells_shown_before=before.shown,
        cells_shown_after=after.shown,
        share_before=before.share,
        share_after=after.share,
        counts_share_before=before.counts_share(before),
        counts_share_after=after.counts_share(before if candidate.kind == "drop_level" else after),
    )


def _in_words(candidate: Candidate, catalogue: Catalogue) -> Text:
    measures = tuple(measure_in_words(m, catalogue) for m in candidate.measures)
    if candidate.kind == "half_years":
        return text("By half-year instead of by quarter: {measures}.", measures=measures)
    if candidate.kind == "drop_level":
        return text("For countries and the whole project only: {measures}.", measures=measures)
    breakdown = candidate.breakdown or ""
    first, second = (category_in_words(breakdown, c, catalogue) for c in candidate.categories or ("", ""))
    return text(
        "“{first}” and “{second}” made one: {measures}.", first=first, second=second, measures=measures
    )
