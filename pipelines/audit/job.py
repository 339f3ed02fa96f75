"""What the process that attacks is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.audit.published import PublishedRelease
from pipelines.audit.report import Problem
from pipelines.model import Catalogue
from pipelines.texts import Text

NOTE = "audit: "
"""Begins each line on standard error that is meant for people."""


@dataclass(frozen=True)
class Job:
    """Releases to attack together, as files or as they are in memory; the last one is audited."""

    directories: tuple[Path, ...]
    releases: tuple[PublishedRelease, ...]
    catalogue_dir: Path | None
    catalogue: Catalogue | None
    clear: pl.DataFrame | None
    """OBSERVATION_SCHEMA plus `submission_id`: of all partners, or of one who attacks; null for the outsider alone."""
    insiders: bool
    bounds_for: str
    """Blank for an audit; else an attacker whose exact bounds of every unpublished cell are the answer."""
    share: int
    """Which share of the work this process does, from 0."""
    shares: int


@dataclass(frozen=True)
class Share:
    """What one process found."""

    release: int
    releases: tuple[int, ...]
    attackers: tuple[str, ...]
    adjudicated: bool
    cells: int
    shown: int
    withheld: int
    checked: int
    narrowest: int | None
    excused: int
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    peak_memory_mb: float


@dataclass(frozen=True)
class Bounds:
    """Unpublished cells with the least and the greatest number still possible; null where nothing bounds it."""

    rows: tuple[tuple[tuple[str, ...], int, int, int | None], ...]
    """Cell, the first release that has it, lower, upper."""


@dataclass(frozen=True)
class Refusal:
    """One of the five faults of `pipelines.errors`, by name."""

    kind: str
    title: Text
    message: Text


def shared_out(weights: Sequence[int], shares: int) -> list[set[int]]:
    """Numbers of the tasks of each share: the next heaviest always goes where there is least."""
    given: list[set[int]] = [set() for _ in range(shares)]
    loads = [0] * shares
    for number in sorted(range(len(weights)), key=lambda i: (-weights[i], i)):
        least = loads.index(min(loads))
        given[least].add(number)
        loads[least] += weights[number]
    return given
