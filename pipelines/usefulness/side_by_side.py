"""The assessment of the next release: both profiles side by side, what changes, what became of lifted cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, CELL_SCHEMA, EXPLANATION_SCHEMA, Approved, Catalogue, Profile
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.margins import planned_cells
from pipelines.texts import Text, text
from pipelines.usefulness.assessment import LIFT_SCHEMA, Assessment, ProfileAssessment
from pipelines.usefulness.changes import CHANGE_SCHEMA, changes_between
from pipelines.usefulness.coarsening import propose
from pipelines.usefulness.utility import UTILITY_SCHEMA, utility_table

Progress = Callable[[Text], None]

KEPT_TO = {
    "suppress": text(
        "Earlier releases were protected by rounding. Both ways together tell more than either, so this project keeps "
        "to it; what is shown here is what a first release by withholding would have been."
    ),
    "round": text(
        "Earlier releases were protected by withholding. Both ways together tell more than either, so this project "
        "keeps to it; what is shown here is what a first release by rounding would have been."
    ),
}
"""Why a profile is not possible after releases in the other one."""
STEP = {"suppress": text("Withholding: {step}"), "round": text("Rounding: {step}")}
PROBLEM = text("{title}: {message}")


@dataclass(frozen=True)
class NextRelease:
    """What the next release would be made of, and after."""

    number: int
    key: str
    approved: Approved
    catalogue: Catalogue
    as_of: date
    earlier: Sequence[EarlierRelease]
    lifted: frozenset[tuple[str, ...]]


def assess(
    release: NextRelease,
    progress: Progress | None = None,
    *,
    coarsenings: bool = False,
    side_by_side: bool = True,
) -> Assessment:
    """What the next release would show under each profile (or the one in force only), and what it would change.

    Nothing is published, and nothing raised when a release is not possible: the profile says so in words.
    """
    in_force = release.catalogue.policy.profile
    others = [name for name in get_args(Profile) if name != in_force and side_by_side]
    computed = {name: _under(release, name, progress) for name in (in_force, *others)}
    profile, protected = computed[in_force]
    is_possible = protected is not None and profile.is_possible
    before = release.earlier[-1].cells if release.earlier else None
    assessment = Assessment(
        number=release.number,
        key=release.key,
        profiles={name: each for name, (each, _) in computed.items()},
        changes=(
            changes_between(before, protected.cells, protected.explanations)
            if protected is not None and is_possible
            else pl.DataFrame(schema=dict(CHANGE_SCHEMA))
        ),
        lifts=(
            _lifts(release, protected)
            if protected is not None and is_possible
            else pl.DataFrame(schema=dict(LIFT_SCHEMA))
        ),
        has_coarsenings=False,
        coarsenings=(),
    )
    return with_coarsenings(assessment, release, progress) if coarsenings else assessment


def not_possible(assessment: Assessment, problem: Text) -> Assessment:
    """The same assessment of a release that cannot be published for a reason that was found later."""
    profile = replace(assessment.in_force, is_possible=False, problem=problem)
    return replace(
        assessment,
        profiles={**assessment.profiles, profile.profile: profile},
        changes=assessment.changes.clear(),
        lifts=assessment.lifts.clear(),
    )


def with_coarsenings(
    assessment: Assessment, release: NextRelease, progress: Progress | None = None
) -> Assessment:
    """The assessment with the coarser plans that win something back; only withholding can be coarsened."""
    suppressing = replace(release.catalogue, policy=replace(release.catalogue.policy, profile="suppress"))
    cells = assessment.profiles["suppress"].cells
    found = propose(release.approved, suppressing, release.as_of, cells, progress)
    return replace(assessment, has_coarsenings=True, coarsenings=found)


def _under(
    release: NextRelease, profile: Profile, progress: Progress | None
) -> tuple[ProfileAssessment, Protected | None]:
    """One profile; where earlier releases used the other, as if nothing had been published."""
    catalogue = replace(release.catalogue, policy=replace(release.catalogue.policy, profile=profile))
    problem = _problem_with_earlier(release, profile)
    earlier = () if problem else release.earlier
    try:
        protected = protect(
            release.approved,
            catalogue,
            release.as_of,
            earlier,
            None if progress is None else lambda step: progress(STEP[profile].using(step=step)),
            lifted=release.lifted,
        )
    except PolicyError as error:
        return _nothing(release, profile, problem_of(error)), None
    planned = planned_cells(release.approved, catalogue, release.as_of)
    assessed = ProfileAssessment(
        profile=profile,
        is_in_force=profile == release.catalogue.policy.profile,
        is_possible=not problem,
        problem=problem,
        utility=utility_table(planned, protected.cells, protected.explanations, catalogue),
        cells=protected.cells,
    )
    return assessed, protected


def problem_of(error: PolicyError) -> Text:
    """Why a release is not possible, from the error that says so."""
    return PROBLEM.using(title=error.says_title, message=error.says_message)


def _problem_with_earlier(release: NextRelease, profile: Profile) -> Text | None:
    used = {each.policy.profile for each in release.earlier}
    return None if used <= {profile} else KEPT_TO[profile]


def _nothing(release: NextRelease, profile: Profile, problem: Text) -> ProfileAssessment:
    return ProfileAssessment(
        profile=profile,
        is_in_force=profile == release.catalogue.policy.profile,
        is_possible=False,
        problem=problem,
        utility=pl.DataFrame(schema=dict(UTILITY_SCHEMA)),
        cells=pl.DataFrame(schema=dict(CELL_SCHEMA)),
    )


def _lifts(release: NextRelease, protected: Protected) -> pl.DataFrame:
    """What becomes of each lifted cell.

    Shape: LIFT_SCHEMA, sorted by CELL_KEY.
    """
    keys = pl.DataFrame(sorted(release.lifted), schema=dict.fromkeys(CELL_KEY, pl.String()), orient="row")
    return (
        keys.join(protected.cells.select(*CELL_KEY, "value"), on=list(CELL_KEY), how="left", validate="1:1")
        .join(
            protected.explanations.select(*EXPLANATION_SCHEMA), on=list(CELL_KEY), how="left", validate="1:1"
        )
        .with_columns(would_show=pl.col("value").is_not_null())
        .select(*LIFT_SCHEMA)
        .cast(pl.Schema(LIFT_SCHEMA))
        .sort(CELL_KEY)
    )
