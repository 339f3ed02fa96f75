"""An assessment of the next release, and how it is kept beside the clear data until the release is published."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

import polars as pl

from pipelines.model import CELL_KEY, CELL_SCHEMA
from pipelines.texts import Text, decode, encode
from pipelines.usefulness.changes import CHANGE_SCHEMA
from pipelines.usefulness.utility import UTILITY_SCHEMA

LIFT_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        **{name: pl.String() for name in CELL_KEY},
        "would_show": pl.Boolean(),
        "rule": pl.String(),
        "because": pl.List(pl.String()),
    }
)
"""What becomes of each lifted cell; `rule` and `because` (EXPLANATION_SCHEMA) where it stays withheld."""

CoarseningKind = Literal["merge", "half_years", "drop_level"]


@dataclass(frozen=True)
class Coarsening:
    """A coarser plan for one group of linked measures, with the effect that protection really has on it.

    Both sides are computed as first releases. Shares are of what each plan reports; a dropped level counts as lost in
    the share of counts (the mean over the measures), so that leaving out what is hidden wins nothing by itself.
    """

    what: Text
    """In words, for the manager."""
    kind: CoarseningKind
    measures: tuple[str, ...]
    breakdown: str | None
    categories: tuple[str, str] | None
    cells_shown_before: int
    cells_shown_after: int
    share_before: float
    share_after: float
    counts_share_before: float
    counts_share_after: float


@dataclass(frozen=True)
class ProfileAssessment:
    """What the next release would show under one profile."""

    profile: str
    is_in_force: bool
    is_possible: bool
    """Whether a release in this profile could be published now."""
    problem: Text | None
    """Why it is not possible, in words; null when it is."""
    utility: pl.DataFrame
    """UTILITY_SCHEMA; empty when nothing could be computed."""
    cells: pl.DataFrame
    """CELL_SCHEMA; empty when nothing could be computed."""


@dataclass(frozen=True)
class Assessment:
    """What a manager wants to know before publishing; for managers only."""

    number: int
    """Of the release that would be published."""
    key: str
    """SHA-256 over all that the assessment depends on; another key means another assessment."""
    profiles: Mapping[str, ProfileAssessment]
    """The profile in force first."""
    changes: pl.DataFrame
    """CHANGE_SCHEMA, in the profile in force; empty when it is not possible."""
    lifts: pl.DataFrame
    """LIFT_SCHEMA, in the profile in force; empty when it is not possible."""
    has_coarsenings: bool
    """Whether coarsenings were looked for."""
    coarsenings: tuple[Coarsening, ...]
    """Those that win something back, the best first."""

    @property
    def in_force(self) -> ProfileAssessment:
        return next(each for each in self.profiles.values() if each.is_in_force)


_FACTS = "assessment.json"


def save_assessment(assessment: Assessment, directory: Path) -> None:
    """Keep an assessment in place of all others, where only the operator can read it.

    Shape: `<directory>/<key>/` with assessment.json and one Parquet file per table; the directory has mode 0700.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    with _only_writer(directory):
        building = directory / ".building"
        shutil.rmtree(building, ignore_errors=True)
        _write(assessment, building)
        for path in directory.iterdir():
            if path.is_dir() and path != building:
                shutil.rmtree(path)
        building.rename(directory / assessment.key)


def load_assessment(directory: Path, key: str) -> Assessment | None:
    """The assessment with this key; null when there is none, or what was kept cannot be read: it is derived."""
    place = directory / key
    try:
        facts = json.loads((place / _FACTS).read_text(encoding="utf-8"))
        return Assessment(
            number=facts["number"],
            key=key,
            profiles={each["profile"]: _profile(place, each) for each in facts["profiles"]},
            changes=_read(place / "changes.parquet", CHANGE_SCHEMA),
            lifts=_read(place / "lifts.parquet", LIFT_SCHEMA),
            has_coarsenings=facts["has_coarsenings"],
            coarsenings=tuple(_coarsening(each) for each in facts["coarsenings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None


@contextmanager
def _only_writer(directory: Path) -> Iterator[None]:
    """Wait until nobody else writes here; the lock goes with the process."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(assessment: Assessment, directory: Path) -> None:
    directory.mkdir(mode=0o700)
    for name, table in _tables(assessment).items():
        table.write_parquet(directory / f"{name}.parquet")
    (directory / _FACTS).write_text(json.dumps(_facts(assessment), ensure_ascii=False), encoding="utf-8")
    for path in directory.iterdir():
        path.chmod(0o600)


def _tables(assessment: Assessment) -> dict[str, pl.DataFrame]:
    tables = {"changes": assessment.changes, "lifts": assessment.lifts}
    for name, profile in assessment.profiles.items():
        tables[f"utility-{name}"] = profile.utility
        tables[f"cells-{name}"] = profile.cells
    return tables


def _facts(assessment: Assessment) -> dict[str, object]:
    return {
        "number": assessment.number,
        "profiles": [
            {
                "profile": each.profile,
                "is_in_force": each.is_in_force,
                "is_possible": each.is_possible,
                "problem": None if each.problem is None else encode(each.problem),
            }
            for each in assessment.profiles.values()
        ],
        "has_coarsenings": assessment.has_coarsenings,
        "coarsenings": [_coarsening_facts(each) for each in assessment.coarsenings],
    }


def _profile(place: Path, facts: Mapping[str, object]) -> ProfileAssessment:
    name, problem = str(facts["profile"]), facts["problem"]
    return ProfileAssessment(
        profile=name,
        is_in_force=bool(facts["is_in_force"]),
        is_possible=bool(facts["is_possible"]),
        problem=None if problem is None else decode(cast("Mapping[str, object]", problem)),
        utility=_read(place / f"utility-{name}.parquet", UTILITY_SCHEMA),
        cells=_read(place / f"cells-{name}.parquet", CELL_SCHEMA),
    )


def _coarsening_facts(coarsening: Coarsening) -> dict[str, object]:
    return {**asdict(coarsening), "what": encode(coarsening.what)}


def _coarsening(facts: dict[str, Any]) -> Coarsening:
    """A coarsening from its JSON, where tuples have become lists."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
    }
    values["what"] = decode(facts["what"])
    return Coarsening(**values)


def _read(path: Path, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.read_parquet(path).match_to_schema(pl.Schema(schema))
