"""What a release hands in for a document: facts, published cells and exhibits. Types only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dashboard.model import ActivityInfo, Headline, IndicatorInfo, Milestone, Provenance
from dashboard.view import Exhibit

Frames = Mapping[str, pl.DataFrame]
"""Indicator -> its cells, see `Cells.frame`."""


@dataclass(frozen=True)
class ActivityMaterial:
    """What a release says about an activity."""

    provenance: Provenance
    activity: ActivityInfo
    partners: tuple[str, ...]
    """Names, those without a place too."""
    places: tuple[str, ...]
    indicators: tuple[IndicatorInfo, ...]
    """Those with cells of the activity: first the way of a person through it, then the others."""
    path: tuple[str, ...]
    """Ids of the way of a person through the activity."""
    project: Frames
    """Cells of the activity for the whole project."""
    local: Frames
    """Cells of the activity in each of its places."""
    period: tuple[str, str] | None
    """The kind of period, and the period, that says most about the way through the activity."""
    local_period: tuple[str, str] | None
    """The one that says most about its places."""
    over_time: Exhibit | None
    """What is drawn over time; null when there are no quarters."""


@dataclass(frozen=True)
class ActivityRow:
    """An activity with the names of its partners."""

    activity: ActivityInfo
    partners: tuple[str, ...]


@dataclass(frozen=True)
class ObjectiveMaterial:
    """What a release says about an objective."""

    code: str
    label: str
    indicators: tuple[IndicatorInfo, ...]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True)
class PlaceColumn:
    """An indicator of all places in one period."""

    indicator: IndicatorInfo
    period_label: str
    cells: pl.DataFrame
    """See `Cells.frame`."""


@dataclass(frozen=True)
class AnnexMaterial:
    """What a release says about the whole project."""

    provenance: Provenance
    objectives: tuple[ObjectiveMaterial, ...]
    other: tuple[IndicatorInfo, ...]
    """Indicators of no objective, such as those of the reporting itself."""
    headlines: tuple[Headline, ...]
    project: Frames
    """Cells of the whole project."""
    places: tuple[str, ...]
    by_place: tuple[PlaceColumn, ...]
    """The headline indicators that have cells of single places."""
    place_exhibits: tuple[Exhibit, ...]
    activities: tuple[ActivityRow, ...]
    milestones: tuple[Milestone, ...]
    reports: pl.DataFrame
    """See `ReportStatus.frame`."""
    withheld: pl.DataFrame
    """How many cells of each kind of place there are of each status, see `queries.withheld_summary`."""
