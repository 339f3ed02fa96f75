"""What protection starts from and what it ends in, whichever profile is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import EXPLANATION_SCHEMA, Approved, Policy
from pipelines.texts import text


@dataclass(frozen=True)
class EarlierRelease:
    """What an earlier release said, and what it was made from."""

    number: int
    as_of: date
    approved: Approved
    cells: pl.DataFrame
    """CELL_SCHEMA."""
    proofs: Mapping[str, bytes]
    """Witnesses of each group, by `ProtectionReport.name`; needed of the latest release only."""
    policy: Policy
    """What was in force when it was published."""


@dataclass(frozen=True)
class ProtectionReport:
    """How one group of linked measures was protected; kept with the clear data, never published."""

    measures: tuple[str, ...]
    variables: int
    rows: int
    withheld: int
    programs: int
    proof: bytes

    @property
    def name(self) -> str:
        return "+".join(self.measures)


@dataclass(frozen=True)
class Protected:
    """Cells that may be published: only `protect` makes one, and only after the certificate was verified."""

    cells: pl.DataFrame
    """CELL_SCHEMA, sorted by CELL_KEY."""
    reports: tuple[ProtectionReport, ...]
    explanations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(EXPLANATION_SCHEMA)))
    """EXPLANATION_SCHEMA, sorted by CELL_KEY: one row per withheld cell; for managers, never published."""


def require_one_profile(policy: Policy, earlier: Sequence[EarlierRelease]) -> None:
    """Refuse to protect a project in two ways: exact figures beside rounded ones tell more than either.

    Errors: PolicyError when an earlier release was protected by another profile or rounded to another base.
    """
    for release in earlier:
        was, base = release.policy.profile, release.policy.rounding_base
        if was != policy.profile or (was == "round" and base != policy.rounding_base):
            before, now = _in_words(release.policy), _in_words(policy)
            raise PolicyError(
                title=text("A project keeps to one way of protecting"),
                message=(
                    text(
                        "Release {number} was published with {before}, and disclosure.toml now says {now}. Both "
                        "together would tell more than either. Set it back; or begin a new project with a new data "
                        "directory, as long as nobody has seen the old releases.",
                        number=f"{release.number:04d}",
                        before=before,
                        now=now,
                    )
                ),
            )


def _in_words(policy: Policy) -> str:
    if policy.profile == "round":
        return f"profile = round, rounding_base = {policy.rounding_base}"
    return f"profile = {policy.profile}"
