"""What protection starts from and what it ends in, whichever profile is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.model import EXPLANATION_SCHEMA, Approved, Policy


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
