"""The words of the product as frozen types: catalogue entries, and what each stage hands to the next.

Types only: nothing here reads a file, an environment variable or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import polars as pl

from pipelines.machine import MACHINE_ROW as MACHINE_ROW
from pipelines.machine import TEMPLATE_MAGIC as TEMPLATE_MAGIC
from pipelines.texts import Name, Text, text

TOTAL = "_T"
"""Stands for all activities, no breakdown and the total over categories (SDMX)."""

PROJECT_PLACE = "PROJECT"
PROJECT_PERIOD = "PROJECT"

PlaceLevel = Literal["local", "country", "project"]
PeriodLevel = Literal["quarter", "year", "project"]
Collect = Literal["flow", "stock"]
Profile = Literal["suppress", "round"]
CycleFact = Literal["due", "received", "on_time"]
"""What the program itself knows about a report: that it was due, came, and came in time."""


USUAL_LICENCE = "CC-BY-4.0"
LICENCES: Mapping[str, str] = MappingProxyType(
    {
        "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
        "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
        "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
        "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
)
"""SPDX identifier -> where the licence can be read."""


class Severity(StrEnum):
    """What a finding does to a submission."""

    BLOCKING = "blocking"
    CONFIRM = "confirm"
    NOTICE = "notice"


class SubmissionState(StrEnum):
    """Where one partner's quarter stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[SubmissionState, Text] = MappingProxyType(
    {
        SubmissionState.DRAFT: text("Checked, not submitted"),
        SubmissionState.SUBMITTED: text("Submitted, waiting for review"),
        SubmissionState.RETURNED: text("Returned to you"),
        SubmissionState.APPROVED: text("Approved"),
        SubmissionState.PUBLISHED: text("Published"),
        SubmissionState.SUPERSEDED: text("Replaced by a newer one"),
        SubmissionState.WITHDRAWN: text("Taken back"),
    }
)
"""What a state is called."""


class Role(StrEnum):
    """What an account may do; the table is `pipelines.roles`."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"
    READER = "reader"


# ---- quarters ---------------------------------------------------------------------------------------


def quarter_index(quarter: str) -> int:
    """Quarters since year 0, so that neighbours differ by one.

    Errors: ValueError when the text is not of the form 2018-Q1.
    """
    year, separator, number = quarter.partition("-Q")
    if not (separator and len(year) == 4 and year.isdecimal() and number in {"1", "2", "3", "4"}):
        raise ValueError(f"not a quarter: {quarter!r}")
    return int(year) * 4 + int(number) - 1


def quarter_from_index(index: int) -> str:
    """The quarter at an index of `quarter_index`, written 2018-Q1."""
    return f"{index // 4:04d}-Q{index % 4 + 1}"


def quarters_between(first: str, last: str) -> tuple[str, ...]:
    """All quarters from first to last, both included; empty when last is before first."""
    return tuple(quarter_from_index(i) for i in range(quarter_index(first), quarter_index(last) + 1))


def quarter_end(quarter: str) -> date:
    """The last day of a quarter."""
    following = quarter_index(quarter) + 1
    return date(following // 4, following % 4 * 3 + 1, 1) - timedelta(days=1)


# ---- the catalogue ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MarkDefinition:
    """One mark a partner may type instead of a count."""

    code: str
    label: str
    definition: str
    obs_status: str


@dataclass(frozen=True)
class ProjectYear:
    """A project year: its code, its label and its quarters."""

    id: str
    label: str
    quarters: tuple[str, ...]


@dataclass(frozen=True)
class Milestone:
    """Something that happened in the project, such as a meeting or a publication."""

    id: str
    label: str
    when: str
    """A day, two days ('2018-03-15/2018-03-16'), a month ('2019-11') or a quarter ('2018-Q2')."""
    process_steps: tuple[str, ...]
    """The steps of the project it belongs to; none when it is about the project as a whole."""
    status: Literal["documented", "inferred"]
    """Whether a source gives the date, or somebody worked it out; the source says how."""
    source: str

    @property
    def quarter(self) -> str:
        """The quarter in which it began."""
        if "Q" in self.when:
            return self.when
        year, month = self.when[:7].split("-")
        return f"{year}-Q{(int(month) + 2) // 3}"


@dataclass(frozen=True)
class Project:
    """The project itself."""

    id: str
    title: str
    short_title: str
    description: str
    first_quarter: str
    last_quarter: str
    years: tuple[ProjectYear, ...]
    due_days: int
    """Days after a quarter's end by which its report is due."""
    languages: tuple[str, ...]
    funding_notice: str
    disclaimer: str
    marks: tuple[MarkDefinition, ...]
    objectives: Mapping[str, str]
    """Objective code -> label."""
    process_steps: Mapping[str, str]
    """Process step code -> label."""
    country_labels: Mapping[str, str]
    """ISO 3166-1 alpha-2 -> label."""
    source: str
    closing_days: int | None = None
    """Days after a quarter's end from which on its reports are locked unless a manager gives more time; null: never."""
    milestones: tuple[Milestone, ...] = ()
    """In the order of time."""
    participation_path: tuple[str, ...] = ()
    """Indicators of the way through an activity, such as referrals, starts and the ways of leaving."""
    licence: str = USUAL_LICENCE
    """SPDX identifier of the licence of what is published, one of LICENCES."""
    licence_reason: str = ""
    """Why that licence, and who chose it."""

    @property
    def quarters(self) -> tuple[str, ...]:
        return quarters_between(self.first_quarter, self.last_quarter)

    def due_date(self, quarter: str) -> date:
        """The last day on which a quarter's report is on time."""
        return quarter_end(quarter) + timedelta(days=self.due_days)

    def closing_date(self, quarter: str) -> date | None:
        """The last day on which a quarter's report is taken at all; null when there is none."""
        return None if self.closing_days is None else quarter_end(quarter) + timedelta(days=self.closing_days)


@dataclass(frozen=True)
class Partner:
    """A partner of the project; it reports, or it does not, in the quarters it belongs to."""

    id: str
    label: str
    name: str
    country: str
    role: str
    """city, region, expert_ngo, coordinator, associated."""
    place_id: str | None
    """LAU or NUTS code of the place it reports for; null when it has no area."""
    nuts_id: str | None
    nuts_version: str | None
    aliases: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    reports: bool
    language: str
    source: str

    @property
    def called(self) -> Name:
        return Name(f"partner.{self.id}.label", self.label)


@dataclass(frozen=True)
class Activity:
    """A local activity of one or more partners."""

    id: str
    label: str
    type: str
    partners: tuple[str, ...]
    first_quarter: str
    last_quarter: str
    status: Literal["documented", "placeholder"]
    description: str
    source: str

    @property
    def called(self) -> Name:
        return Name(f"activity.{self.id}.label", self.label)


@dataclass(frozen=True)
class Category:
    """One category of a breakdown, with its SDMX code where one exists."""

    id: str
    label: str


@dataclass(frozen=True)
class Breakdown:
    """One way of splitting a measure; breakdowns are never crossed."""

    id: str
    label: str
    categories: tuple[Category, ...]
    source: str

    @property
    def called(self) -> Name:
        return Name(f"breakdown.{self.id}.label", self.label)

    def category_called(self, category_id: str) -> Name:
        label = next(c.label for c in self.categories if c.id == category_id)
        return Name(f"breakdown.{self.id}.{category_id}.label", label)


@dataclass(frozen=True)
class Measure:
    """Something counted: uploaded by partners, or made by the program from the reporting cycle."""

    id: str
    label: str
    definition: str
    unit: str
    collect: Collect
    person_level: bool
    per_activity: bool
    breakdowns: tuple[str, ...]
    sums_over: tuple[str, ...]
    """What it may lawfully be summed over: place, period, activity, or ids of its breakdowns."""
    reported_by: tuple[str, ...]
    """Partner roles that report it."""
    source: str
    of_cycle: CycleFact | None = None
    """Which reports it counts, where the program makes it from the reporting cycle; null: partners upload it."""

    @property
    def called(self) -> Name:
        return Name(f"measure.{self.id}.label", self.label)


@dataclass(frozen=True)
class IdentityTerm:
    """One term of an identity: sign times a measure, `lag` quarters earlier."""

    measure: str
    sign: int
    lag: int = 0


@dataclass(frozen=True)
class Identity:
    """A measure that equals a signed sum of others, per place, quarter and (where all have it) activity."""

    id: str
    measure: str
    terms: tuple[IdentityTerm, ...]
    source: str


@dataclass(frozen=True)
class Limit:
    """A measure whose people are all among the people of another, so that the rest is a count too."""

    id: str
    part: str
    whole: str
    source: str


@dataclass(frozen=True)
class Indicator:
    """What is shown: a measure, or a ratio of measures.

    A ratio is `scale` times the sum of `numerator` over the sum of `denominator`.
    """

    id: str
    label: str
    definition: str
    level: int
    """IATI result type: 1 output, 2 outcome, 3 impact, 9 other."""
    iati_measure: int
    objectives: tuple[str, ...]
    process_step: str | None
    kind: Literal["measure", "ratio"]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    """Empty for kind measure."""
    scale: int
    unit: str
    direction: Literal["up", "down"]
    breakdowns: tuple[str, ...]
    headline: bool
    first_period_lag: int
    """Quarters that must pass before a first figure can exist (follow-up maturity)."""
    source: str


@dataclass(frozen=True)
class Target:
    """A value somebody undertook to reach."""

    indicator: str
    place_level: PlaceLevel
    place_id: str
    period_level: PeriodLevel
    period: str
    value: int
    source: str


@dataclass(frozen=True)
class Policy:
    """The disclosure policy of disclosure.toml, each value decided by somebody for a reason."""

    threshold: int
    """A person-level count from 1 to threshold - 1 is sensitive."""
    measure_thresholds: Mapping[str, int]
    min_contributors: int
    """A total of a person-level measure with fewer contributing partners is sensitive."""
    insider_values: int
    """How many values must stay possible for another partner's sensitive cell."""
    one_category_breakdowns: tuple[str, ...]
    """Breakdowns whose rows are sensitive when all people are in one category."""
    keep_order: tuple[str, ...]
    """Levels from the one to keep longest to the one to withhold first, as place_level/period_level."""
    profile: Profile
    """How cells are protected: withheld (suppress) or shown rounded (round); never both on the same numbers."""
    rounding_base: int
    """What counts are rounded to multiples of, in the profile `round`."""
    reasons: Mapping[str, str]
    """Key -> reason and who decided."""

    def threshold_of(self, measure_id: str) -> int:
        return self.measure_thresholds.get(measure_id, self.threshold)


@dataclass(frozen=True)
class Catalogue:
    """Everything the program knows about a project, as data. Mappings keep the order of the files."""

    project: Project
    partners: Mapping[str, Partner]
    activities: Mapping[str, Activity]
    activity_types: Mapping[str, str]
    breakdowns: Mapping[str, Breakdown]
    measures: Mapping[str, Measure]
    identities: tuple[Identity, ...]
    limits: tuple[Limit, ...]
    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    policy: Policy
    sha256: str
    """Of all catalogue files except disclosure.toml and the translations."""
    policy_sha256: str
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language -> key of a text (pipelines.catalogue.translation) -> the text in that language."""
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Thing (such as `measure.starts`) -> more spellings by which a file may call it, in any language."""

    def expected_partners(self, quarter: str) -> tuple[Partner, ...]:
        """Partners whose report is expected for a quarter, in catalogue order."""
        at = quarter_index(quarter)
        return tuple(
            p
            for p in self.partners.values()
            if p.reports
            and (p.valid_from is None or quarter_index(p.valid_from) <= at)
            and (p.valid_to is None or at <= quarter_index(p.valid_to))
        )

    def measures_of(self, partner: Partner) -> tuple[Measure, ...]:
        """Measures that have a count of a partner, in catalogue order."""
        return tuple(m for m in self.measures.values() if partner.role in m.reported_by)

    def asked_of(self, partner: Partner) -> tuple[Measure, ...]:
        """Measures a partner reports itself, in catalogue order."""
        return tuple(m for m in self.measures_of(partner) if m.of_cycle is None)

    def activities_of(self, partner: Partner, quarter: str) -> tuple[Activity, ...]:
        """Activities of a partner that run in a quarter, in catalogue order."""
        at = quarter_index(quarter)
        return tuple(
            a
            for a in self.activities.values()
            if partner.id in a.partners
            and quarter_index(a.first_quarter) <= at <= quarter_index(a.last_quarter)
        )


# ---- template layout (shared by template, validate and the demo) ---------------------------------------

TEMPLATE_VERSION = "1"
KEY_ROW = 4
"""1-based. Hidden: machine keys of the columns, see `TEMPLATE_KEYS`."""
HEADER_ROW = 5
FIRST_DATA_ROW = 6
TEMPLATE_KEYS = ("activity_id", "measure_id", "activity", "measure", "unit")
"""Keys of the leading columns. Then one column per category, keyed `breakdown:category`, first `_T:_T`."""


# ---- read -> validate ---------------------------------------------------------------------------------


def cell_address(row: int, column: int) -> str:
    """Spreadsheet address such as C7 of 1-based row and column."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


@dataclass(frozen=True)
class RawTable:
    """The text of one sheet as it was received, with true coordinates.

    `cells[r][c]` is row r + 1 and column c + 1 of the sheet; blank cells are "". Whole numbers read from
    number cells have no decimal part in their text; formula errors are their code, such as "#REF!".
    """

    file_name: str
    file_format: Literal["xlsx", "ods", "csv"]
    sheet: str
    cells: tuple[tuple[str, ...], ...]
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Custom document properties (workbooks only)."""
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Encoding -> text of a cell -> how it is spelt in that encoding; of a text whose bytes do not tell which."""
    fractions: frozenset[tuple[int, int]] = frozenset()
    """1-based row and column of the number cells (workbooks only) whose number is not whole."""
    suspicions: tuple[Finding, ...] = ()
    """What may be personal data, so that somebody must say whether it is."""

    def text(self, row: int, column: int) -> str:
        """Stripped text at 1-based row and column; blank beyond the edge."""
        if 1 <= row <= len(self.cells) and 1 <= column <= len(self.cells[row - 1]):
            return self.cells[row - 1][column - 1].strip()
        return ""


@dataclass(frozen=True)
class Finding:
    """One problem of an upload, in words; never a count."""

    check: str
    """<area>_<what>; areas structure, values, coherence, continuity, plausibility."""
    severity: Severity
    what: Text
    remedy: Text
    sheet: str = ""
    cells: tuple[str, ...] = ()
    """All addresses concerned, in reading order; empty when the file as a whole is meant."""

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.what)

    @property
    def advice(self) -> str:
        """How to mend it, in English."""
        return str(self.remedy)


OBSERVATION_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "partner_id": pl.String(),
        "quarter": pl.String(),
        "activity_id": pl.String(),
        "measure_id": pl.String(),
        "breakdown": pl.String(),
        "category": pl.String(),
        "value": pl.Int64(),
        "mark": pl.String(),
    }
)
"""One row is one count, or one mark instead of it (exactly one of value and mark is null)."""

OBSERVATION_KEY = ("partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category")


@dataclass(frozen=True)
class Screening:
    """What validation made of a table: the observations that hold, and every finding.

    `read_cells == accepted_cells + rejected_cells + blank_cells` always.
    """

    partner_id: str | None
    quarter: str | None
    observations: pl.DataFrame
    findings: tuple[Finding, ...]
    read_cells: int
    accepted_cells: int
    rejected_cells: int
    blank_cells: int
    is_refused: bool = False
    """Nobody could search the file, or it holds personal data: nothing of it may be kept."""
    addresses: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)
    """Activity, measure, breakdown and category -> the cell of the file that says it; empty without a structure."""

    @property
    def is_blocked(self) -> bool:
        return any(f.severity is Severity.BLOCKING for f in self.findings)


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in."""

    email: str
    role: Role
    partner_id: str | None
    """The partner a coordinator acts for, of several the first; null for the other roles."""
    more_partner_ids: tuple[str, ...] = ()
    language: str = ""
    """The language the person wants to read; blank when none was chosen."""

    @property
    def partner_ids(self) -> tuple[str, ...]:
        return () if self.partner_id is None else (self.partner_id, *self.more_partner_ids)

    def acts_for(self, partner_id: str) -> bool:
        """Whether it is a coordinator of this partner."""
        return self.role is Role.COORDINATOR and partner_id in self.partner_ids


# ---- ledger, review -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receipt:
    """Proof that exact bytes were durably stored."""

    upload_id: str
    sha256: str
    file_name: str
    received_at: datetime
    actor: str


@dataclass(frozen=True)
class Submission:
    """One partner's quarter as it stands in the ledger."""

    id: str
    partner_id: str
    quarter: str
    state: SubmissionState
    upload: Receipt
    findings: tuple[Finding, ...]
    created_at: datetime
    changed_at: datetime
    changed_by: str
    comment: str
    """Of the last change of state; what the manager wrote when returning it."""

    @property
    def to_confirm(self) -> tuple[int, ...]:
        """The numbers, from 1 on, of the findings that ask why they are no faults."""
        return tuple(
            number for number, finding in enumerate(self.findings, 1) if finding.severity is Severity.CONFIRM
        )


@dataclass(frozen=True)
class Approved:
    """Approved submissions with their observations: the only thing the publisher accepts."""

    observations: pl.DataFrame
    """OBSERVATION_SCHEMA plus `submission_id`."""
    submission_ids: tuple[str, ...]


# ---- protect -> publish -------------------------------------------------------------------------------

CELL_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "place_level": pl.String(),
        "place_id": pl.String(),
        "period_level": pl.String(),
        "period": pl.String(),
        "activity_id": pl.String(),
        "measure_id": pl.String(),
        "breakdown": pl.String(),
        "category": pl.String(),
        "value": pl.Int64(),
        "lower": pl.Int64(),
        "upper": pl.Int64(),
        "obs_status": pl.String(),
        "conf_status": pl.String(),
    }
)
"""Columns of cells.parquet. `upper` is null where nothing published bounds the cell."""

CELL_KEY = (
    "place_level",
    "place_id",
    "period_level",
    "period",
    "activity_id",
    "measure_id",
    "breakdown",
    "category",
)

EXPLANATION_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        **{name: pl.String() for name in CELL_KEY},
        "rule": pl.String(),
        "because": pl.List(pl.String()),
    }
)
"""Why each cell of a release is withheld; for managers only, kept with the clear data, never published.

`rule`: `small`, `one_category`, `few_contributors`, `earlier` (was withheld before) or `complementary`. For the
last, `because` is the key (in the order of CELL_KEY) of a cell that this one keeps from being worked out.
"""

SHOWN = ("A", "F")
PROVISIONAL = ("P", "F")
"""Shown, but some expected report is still missing from the sum."""
WITHHELD = ("Q", "C")
NOT_REPORTED = ("O", "F")
CANNOT_EXIST = ("M", "F")


@dataclass(frozen=True)
class HandedIn:
    """When and how often one partner handed in its report of a quarter, up to the one in a release."""

    first_on: date
    """The day [UTC] of the first one that was not taken back."""
    times: int
    """How many were handed in and not taken back, 1 when the first one stands."""


@dataclass(frozen=True)
class Release:
    """A published release on disk."""

    number: int
    directory: Path
    manifest: Mapping[str, object]
