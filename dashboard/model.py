"""What the dashboard's layers hand to each other, as frozen types.

Types only: nothing here opens a release, draws or reads a clock, so charts and exports can use them
without knowing where cells come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import polars as pl

from pipelines.languages import SOURCE_LANGUAGE, Speaker
from pipelines.model import TOTAL, USUAL_LICENCE
from pipelines.texts import Text

Figure: TypeAlias = dict[str, Any]
"""A Plotly figure as plain data: `data`, `layout`, `config`; every value is a JSON value."""

PLACE_LEVELS = ("local", "country", "project")
PERIOD_LEVELS = ("quarter", "year", "project")


class CellStatus(StrEnum):
    """What can be said about a cell; only the first two come with a value."""

    SHOWN = "shown"
    PROVISIONAL = "provisional"
    """Shown, but a report that belongs to the sum is still missing."""
    WITHHELD = "withheld"
    NOT_REPORTED = "not_reported"
    CANNOT_EXIST = "cannot_exist"
    """The follow-up time has not passed yet."""
    NO_CASES = "no_cases"
    """A ratio whose published denominator is 0: there was nothing to divide by."""
    RANGE = "range"
    """A ratio of rounded counts: it lies in the published range, and no single value is given."""
    PROVISIONAL_RANGE = "provisional_range"
    """The same, but a report that belongs to the counts is still missing."""


class Change(StrEnum):
    """What happened to a figure from one release to another, in the order in which it is told."""

    REVISED = "revised"
    """Another number, range or mark than before."""
    NOW_WITHHELD = "now_withheld"
    NOW_SHOWN = "now_shown"
    GONE = "gone"
    """Known before, and nothing is known of it now."""
    NEW = "new"
    NEW_AND_WITHHELD = "new_and_withheld"


@dataclass(frozen=True)
class Choice:
    """Something a filter offers."""

    id: str
    label: str


@dataclass(frozen=True)
class ActivityInfo:
    """An activity of the release; the first one is all activities together."""

    id: str
    label: str
    type: str
    type_label: str
    status: str
    description: str
    first_quarter: str | None
    last_quarter: str | None
    place_ids: tuple[str, ...]


@dataclass(frozen=True)
class PlanRow:
    """One combination of levels for which a release has cells of an indicator."""

    place_level: str
    period_level: str
    breakdown: str
    by_activity: bool
    """Whether the cells are of single activities; False: of all activities together."""


@dataclass(frozen=True)
class IndicatorInfo:
    """An indicator as the release defines it."""

    id: str
    label: str
    definition: str
    level: int
    kind: Literal["measure", "ratio"]
    scale: int
    unit: str
    direction: Literal["up", "down"]
    objectives: tuple[str, ...]
    process_step: str | None
    headline: bool
    source: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    """Empty for kind measure."""
    plan: tuple[PlanRow, ...]
    """Combinations of levels that have cells; a filter offers nothing else."""
    person_level: bool = False
    """Whether any of its measures counts people."""
    is_share: bool = False
    """Whether it is a ratio that is never more than the whole."""
    adds_up: bool = False
    """Whether counts of several periods may be added: its measures are flows that the release sums over time itself."""
    shown: frozenset[tuple[PlanRow, str]] = frozenset()
    """Combinations of levels with a period of which at least one cell has a published value."""


@dataclass(frozen=True)
class Labels:
    """Readable names of codes; every mapping keeps the order of the release."""

    indicators: Mapping[str, str]
    places: Mapping[tuple[str, str], str]
    """(place_level, place_id) -> label."""
    periods: Mapping[tuple[str, str], str]
    """(period_level, period) -> label."""
    activities: Mapping[str, str]
    breakdowns: Mapping[str, str]
    categories: Mapping[tuple[str, str], str]
    """(breakdown, category) -> label."""


@dataclass(frozen=True)
class Options:
    """Everything the filters of a release can offer."""

    indicators: Mapping[str, IndicatorInfo]
    objectives: Mapping[str, str]
    process_steps: Mapping[str, str]
    activities: Mapping[str, ActivityInfo]
    measures: Mapping[str, str]
    """Measure id -> label."""
    labels: Labels

    def indicators_by_objective(self) -> Mapping[str, tuple[IndicatorInfo, ...]]:
        """Indicators under each objective code, each once (its first objective); "" for those with none."""
        groups: dict[str, list[IndicatorInfo]] = {code: [] for code in (*self.objectives, "")}
        for info in self.indicators.values():
            known = [code for code in info.objectives if code in groups]
            groups[known[0] if known else ""].append(info)
        return MappingProxyType({code: tuple(members) for code, members in groups.items() if members})

    def place_levels(self, indicator_id: str) -> tuple[str, ...]:
        """Place levels an indicator has cells for, from local to project."""
        found = {row.place_level for row in self._plan(indicator_id)}
        return tuple(level for level in PLACE_LEVELS if level in found)

    def period_levels(self, indicator_id: str, place_level: str) -> tuple[str, ...]:
        """Period levels an indicator has cells for at a place level, from quarter to project."""
        found = {row.period_level for row in self._plan(indicator_id) if row.place_level == place_level}
        return tuple(level for level in PERIOD_LEVELS if level in found)

    def places(self, place_level: str) -> tuple[Choice, ...]:
        """All places of a level, in the order of the release."""
        return _choices(self.labels.places, place_level)

    def periods(self, period_level: str) -> tuple[Choice, ...]:
        """All periods of a level, oldest first."""
        return _choices(self.labels.periods, period_level)

    def activity_choices(
        self, indicator_id: str, place_level: str, period_level: str, place_ids: tuple[str, ...] | None = None
    ) -> tuple[Choice, ...]:
        """All activities together and, where the indicator has cells of them, the single activities.

        `place_ids` keeps the activities of these local places only.
        """
        rows = self._rows(indicator_id, place_level, period_level)
        ids = [TOTAL] if any(not row.by_activity for row in rows) else []
        if any(row.by_activity for row in rows):
            ids += [a for a in self.activities if a != TOTAL and self._runs_in(a, place_ids)]
        return tuple(Choice(a, self.labels.activities[a]) for a in ids if a in self.labels.activities)

    def breakdowns(
        self, indicator_id: str, place_level: str, period_level: str, by_activity: bool
    ) -> tuple[Choice, ...]:
        """Breakdowns the indicator has cells for, no breakdown first."""
        rows = self._rows(indicator_id, place_level, period_level)
        found = {row.breakdown for row in rows if row.by_activity == by_activity}
        return tuple(Choice(b, label) for b, label in self.labels.breakdowns.items() if b in found)

    def categories(self, breakdown: str) -> tuple[Choice, ...]:
        """Categories of a breakdown, in the order of the release."""
        return _choices(self.labels.categories, breakdown)

    def _plan(self, indicator_id: str) -> tuple[PlanRow, ...]:
        info = self.indicators.get(indicator_id)
        return info.plan if info else ()

    def _rows(self, indicator_id: str, place_level: str, period_level: str) -> tuple[PlanRow, ...]:
        return tuple(
            row
            for row in self._plan(indicator_id)
            if row.place_level == place_level and row.period_level == period_level
        )

    def _runs_in(self, activity_id: str, place_ids: tuple[str, ...] | None) -> bool:
        here = self.activities[activity_id].place_ids
        return place_ids is None or not here or any(place in place_ids for place in here)


def _choices(labels: Mapping[tuple[str, str], str], level: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for (group, code), label in labels.items() if group == level)


@dataclass(frozen=True)
class Provenance:
    """Where everything drawn or exported comes from."""

    release_number: int
    published_at: str
    """ISO 8601, UTC."""
    synthetic: bool
    reason: str
    project_title: str
    project_short_title: str
    description: str
    first_quarter: str
    last_quarter: str
    funding_notice: str
    disclaimer: str
    threshold: int
    min_contributors: int
    catalogue_sha256: str
    policy_sha256: str
    software_version: str
    base_url: str | None = None
    last_reported: str = ""
    """The latest quarter of which a report is in the release; blank when there is none."""
    profile: str = "suppress"
    """How counts of people are protected, see `pipelines.model.Policy`."""
    rounding_base: int = 0
    language: str = SOURCE_LANGUAGE
    """The language in which the release is read."""
    licence: str = USUAL_LICENCE
    """What others may do with the figures: one of `pipelines.model.LICENCES`."""
    cells_sha256: str = ""
    """SHA-256 of the release's cells.parquet, as its manifest says; blank where there is no manifest."""
    manifest_sha256: str = ""
    """SHA-256 of the manifest itself, which names all that the release was made from."""

    @property
    def speaker(self) -> Speaker:
        """Who says the program's own sentences in this language."""
        return Speaker(self.language)

    def say(self, sentence: Text) -> str:
        """A sentence of the program in the language of the reader."""
        return self.speaker.say(sentence)

    @property
    def rounded_to(self) -> int:
        """What counts of people are rounded to multiples of; 0 when they are exact or withheld."""
        return self.rounding_base if self.profile == "round" else 0

    @property
    def published_on(self) -> str:
        """The date of publication, 2019-02-01."""
        return self.published_at[:10]

    @property
    def release_code(self) -> str:
        """The release number as its directory is named, 0007."""
        return f"{self.release_number:04d}"

    @property
    def identifier(self) -> str:
        """What a citation names: the address of the release where one is known, else its name."""
        if self.base_url:
            return f"{self.base_url.rstrip('/')}/releases/{self.release_code}"
        return f"{self.project_short_title}, release {self.release_number}"


CELLS_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place_level": pl.String(),
        "place_id": pl.String(),
        "place_label": pl.String(),
        "period_level": pl.String(),
        "period": pl.String(),
        "period_label": pl.String(),
        "activity_id": pl.String(),
        "activity_label": pl.String(),
        "breakdown": pl.String(),
        "category": pl.String(),
        "category_label": pl.String(),
        "value": pl.Float64(),
        "lower": pl.Float64(),
        "upper": pl.Float64(),
        "status": pl.String(),
        "numerator": pl.Int64(),
        "denominator": pl.Int64(),
    }
)
"""Columns of `Cells.frame`. `value` is null unless shown or provisional."""


@dataclass(frozen=True)
class Cells:
    """Labelled cells of one indicator, as one figure draws them.

    Shape: `frame` has the columns of CELLS_SCHEMA, one row per place, period, activity and category, in the
    order of the release.
    Units: `value`, `lower` and `upper` are in `indicator.unit`; numerator and denominator are counts. A value with
    `lower` below `upper` is rounded: the count lies between these.
    Nulls: `value` unless the status is shown or provisional; `upper` where nothing published bounds the cell;
    `lower` and `upper` of a ratio that is neither shown nor a range; numerator and denominator of measures and of
    ratios without value or range.
    """

    indicator: IndicatorInfo
    labels: Labels
    frame: pl.DataFrame

    def count(self, *statuses: CellStatus) -> int:
        """How many cells have one of these statuses."""
        return sum(self._statuses[status.value] for status in statuses)

    @cached_property
    def _statuses(self) -> Counter[str]:
        # Asked for many times on every page, so the frame is gone through once only.
        return Counter(self.frame["status"].to_list())

    @property
    def withheld_count(self) -> int:
        """How many cells are withheld."""
        return self.count(CellStatus.WITHHELD)


@dataclass(frozen=True)
class Headline:
    """A headline indicator for the whole project against its target.

    Value, bounds and status are those of the published cell of the whole project period. Where nothing is known
    about that yet, or there is none because the count is made at a quarter's end, they are those of the latest
    project year or quarter, with the next target from that on. Without any cell at project level the status is
    null.
    """

    indicator: IndicatorInfo
    period_label: str
    value: float | None
    lower: float | None
    upper: float | None
    status: CellStatus | None
    target: int | None
    """The target of the same kind of period; else that of the whole project period."""
    target_period_label: str
    target_source: str
    progress_pct: float | None
    """Value as a share of the target [%]; null without value or target, or where less is better, or where the
    target is for another kind of period."""
    is_reached: bool | None
    """Whether the target is reached; null without value or target, where that is for another kind of period, or
    where rounding leaves it open."""
    awaits_the_end: bool = False
    """Whether the cell of the whole project period cannot exist before that is over."""

    @property
    def is_rounded(self) -> bool:
        """Whether the value stands for all counts between its bounds."""
        has_bounds = self.lower is not None and self.upper is not None
        return self.value is not None and has_bounds and bool(self.lower != self.upper)


@dataclass(frozen=True)
class ReportStatus:
    """Who has reported which quarter.

    Shape: one row per expected report: partner_id, partner_label, place_id, quarter, due_on (date text),
    state ('reported' | 'missing'), received_on (date text) and version (how many were handed in up to the one in
    the release), in the order of the release.
    Nulls: received_on and version of a missing report, and in releases that do not say it.
    """

    frame: pl.DataFrame

    @property
    def partner_labels(self) -> Mapping[str, str]:
        """Partner id -> its name."""
        return dict(self.frame.select("partner_id", "partner_label").iter_rows())


@dataclass(frozen=True)
class Milestone:
    """Something that happened in the project, at a point of its time."""

    quarter: str
    label: str
    source: str = ""
    happened: str = ""
    """A day, two days ('2018-03-15/2018-03-16'), a month ('2019-11') or a quarter ('2018-Q2')."""
    process_steps: tuple[str, ...] = ()
    """The steps of the project it belongs to; none when it is about the project as a whole."""
    is_inferred: bool = False
    """Whether no source gives the date; `source` says how it was worked out."""


@dataclass(frozen=True)
class ActivityPartner:
    """A partner of one activity."""

    activity_id: str
    partner_id: str
    label: str
    role: str
    """city, region, expert_ngo, coordinator, associated."""
    country: str
    country_label: str
    place_id: str | None
    """The place it reports for; null when it has none."""
