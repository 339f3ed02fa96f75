"""Random projects small enough to try out every table: catalogue, reports, and what happens from release to release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl
from hypothesis import strategies as st

from pipelines.model import (
    OBSERVATION_KEY,
    OBSERVATION_SCHEMA,
    TOTAL,
    Activity,
    Approved,
    Breakdown,
    Catalogue,
    Category,
    Identity,
    IdentityTerm,
    Limit,
    MarkDefinition,
    Measure,
    Partner,
    Policy,
    Project,
    ProjectYear,
    quarter_end,
)

QUARTERS = ("2021-Q1", "2021-Q2")
LATER = date(2030, 1, 1)
ACTIVITIES = ("art", "boxing")
_SOURCE = "Invented for tests."
_LEVELS = tuple(
    f"{place}/{period}"
    for place in ("project", "country", "local")
    for period in ("project", "year", "quarter")
)


class Group(NamedTuple):
    """People who are alike: all of `size` start, and `part` of them leave in the same quarter."""

    activity: int
    sex: int
    reason: int
    size: int
    part: int


class Report(NamedTuple):
    """One version of one partner's quarter."""

    version: int
    groups: tuple[Group, ...]
    carried: int
    """People of the stock measure who came with the quarter before, or moved."""
    missing: int
    """Position of the count that was not available, modulo their number; -1 for none."""


class Step(NamedTuple):
    """What a release is made from."""

    as_of: date
    reports: Mapping[tuple[str, str], Report]
    threshold: int


@dataclass(frozen=True)
class SmallProject:
    """A catalogue and what each of its releases is made from."""

    catalogue: Catalogue
    steps: tuple[Step, ...]

    def policy(self, step: Step) -> Policy:
        """What is in force when a release is made."""
        return replace(self.catalogue.policy, threshold=step.threshold)

    def approved(self, step: Step) -> Approved:
        rows = [row for key in sorted(step.reports) for row in _rows(self.catalogue, *key, step.reports[key])]
        schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
        frame = pl.DataFrame(rows, schema=schema, orient="row").sort(OBSERVATION_KEY)
        return Approved(frame, tuple(sorted(frame["submission_id"].unique().to_list())))

    def __repr__(self) -> str:
        partners = {p.id: (p.country, p.place_id) for p in self.catalogue.partners.values()}
        measures = [
            (m.id, m.per_activity, m.breakdowns, m.sums_over) for m in self.catalogue.measures.values()
        ]
        sizes = {b.id: len(b.categories) for b in self.catalogue.breakdowns.values()}
        policy = self.catalogue.policy
        rules = (
            policy.threshold,
            policy.min_contributors,
            policy.insider_values,
            policy.one_category_breakdowns,
        )
        steps = [
            (
                str(s.as_of),
                {
                    k: (r.version, [tuple(g) for g in r.groups], r.carried, r.missing)
                    for k, r in s.reports.items()
                },
            )
            for s in self.steps
        ]
        return f"SmallProject({partners=}, {measures=}, {sizes=}, {rules=}, {steps=})"


def _rows(catalogue: Catalogue, partner: str, quarter: str, report: Report) -> Iterator[tuple[object, ...]]:
    counts = [
        (activity, measure.id, breakdown, category, value)
        for measure in catalogue.measures.values()
        for activity, breakdown, category, value in _counts(catalogue, measure, report)
    ]
    missing = report.missing % len(counts) if report.missing >= 0 else -1
    submission = f"{partner}-{quarter}-{report.version}"
    for position, (*key, value) in enumerate(counts):
        is_missing = position == missing
        yield partner, quarter, *key, None if is_missing else value, "na" if is_missing else None, submission


def _counts(catalogue: Catalogue, measure: Measure, report: Report) -> Iterator[tuple[str, str, str, int]]:
    groups = report.groups
    carried = report.carried if measure.id == "caseload" else 0
    yield TOTAL, TOTAL, TOTAL, carried + _people(measure, groups)
    for breakdown in measure.breakdowns:
        categories = catalogue.breakdowns[breakdown].categories
        for i, category in enumerate(categories):
            inside = [g for g in groups if getattr(g, breakdown) % len(categories) == i]
            yield TOTAL, breakdown, category.id, (0 if i else carried) + _people(measure, inside)
    if measure.per_activity:
        for i, activity in enumerate(ACTIVITIES):
            yield activity, TOTAL, TOTAL, _people(measure, [g for g in groups if g.activity == i])


def _people(measure: Measure, groups: Iterable[Group]) -> int:
    """All who started, those of them who left, and those who stay."""
    if measure.id == "starts":
        return sum(g.size for g in groups)
    if measure.id == "leavers":
        return sum(min(g.part, g.size) for g in groups)
    return sum(g.size - min(g.part, g.size) for g in groups)


def _stock(report: Report) -> int:
    return report.carried + sum(g.size - min(g.part, g.size) for g in report.groups)


# ---- what Hypothesis draws ------------------------------------------------------------------------------

_GROUP = st.builds(
    Group,
    activity=st.integers(0, 1),
    sex=st.integers(0, 2),
    reason=st.integers(0, 2),
    size=st.sampled_from([1, 2, 3, 4, 6, 9]),
    part=st.sampled_from([0, 1, 3, 9]),
)
_GROUPS = st.lists(_GROUP, max_size=4).map(tuple)
_MISSING = st.sampled_from([-1, -1, -1, -1, 0, 1, 2, 5])


@st.composite
def small_projects(draw: st.DrawFn) -> SmallProject:
    """One to three measures, one or two breakdowns, two or three partners, up to two quarters and three releases."""
    quarters = QUARTERS[: draw(st.integers(1, 2))]
    catalogue = draw(_catalogues(quarters))
    expected = [(p.id, q) for q in quarters for p in catalogue.expected_partners(q)]
    reports: dict[tuple[str, str], Report] = {}
    for partner, quarter in expected:
        before = reports.get((partner, quarters[0]))
        # Mostly as many as there were, as the identity says; some move.
        carried = _stock(before) if before and draw(st.integers(0, 3)) else draw(st.integers(0, 5))
        reports[partner, quarter] = Report(1, draw(_GROUPS), carried, draw(_MISSING))
    late = draw(st.sets(st.sampled_from(expected), max_size=len(expected) - 1))
    first = {key: report for key, report in reports.items() if key not in late}
    contents = [(LATER, first)]
    if draw(st.booleans()) and len(quarters) > 1:
        in_time = {key: r for key, r in first.items() if key[1] == quarters[0]} or {
            key: r for key, r in reports.items() if key[1] == quarters[0]
        }
        contents = [(_day_after(quarters[0]), in_time)]
    if late:
        contents.append((LATER, reports))
    if draw(st.integers(0, 2)) == 0:
        contents.append((LATER, draw(_changed(contents[-1][1]))))
    threshold = catalogue.policy.threshold
    change = draw(st.sampled_from([0, 0, 0, 0, 1, 2])) if threshold < 4 else draw(st.sampled_from([0, 0, -1]))
    steps = [
        Step(as_of, made_from, threshold + change * (i > 0)) for i, (as_of, made_from) in enumerate(contents)
    ]
    return SmallProject(catalogue, tuple(steps))


@st.composite
def _changed(draw: st.DrawFn, reports: Mapping[tuple[str, str], Report]) -> dict[tuple[str, str], Report]:
    """One report revised or withdrawn."""
    key = draw(st.sampled_from(sorted(reports)))
    changed = dict(reports)
    if len(reports) > 1 and draw(st.integers(0, 3)) == 0:
        del changed[key]
        return changed
    old = reports[key]
    more = draw(st.lists(_GROUP, min_size=1, max_size=2))
    kept = old.groups[: draw(st.integers(0, len(old.groups)))]
    changed[key] = Report(old.version + 1, (*kept, *more), old.carried, draw(_MISSING))
    return changed


@st.composite
def _catalogues(draw: st.DrawFn, quarters: tuple[str, ...]) -> Catalogue:
    sizes = {"sex": draw(st.integers(2, 3)), "reason": draw(st.integers(2, 3))}
    used = ("sex", "reason") if draw(st.booleans()) else ("sex",)
    countries = ["XA", *draw(st.lists(st.sampled_from(["XA", "XB"]), min_size=1, max_size=2))]
    validity = draw(st.sampled_from([(None, None), (None, None), (quarters[-1], None), (None, quarters[0])]))
    partners = [_partner(i, country) for i, country in enumerate(countries)]
    partners[-1] = replace(partners[-1], valid_from=validity[0], valid_to=validity[1])
    per_activity = draw(st.integers(0, 2)) == 0
    adds_up = draw(st.integers(0, 3)) > 0
    periods = ("period",) if draw(st.booleans()) else ()
    sums_over = ("place", *periods, "activity", *(b for b in used if adds_up or b == "sex"))
    measures = [_measure("starts", used, sums_over, per_activity=per_activity)]
    others = draw(st.integers(0, 2))
    if others:
        measures.append(_measure("leavers", used[:1], sums_over, per_activity=False))
    if others > 1:
        stock = tuple(each for each in sums_over if each != "period")
        measures.append(_measure("caseload", used[:1], stock, per_activity=False))
    policy = _policy(
        threshold=draw(st.integers(2, 4)),
        min_contributors=draw(st.sampled_from([0, 3])),
        one_category=draw(st.sampled_from([(), ("reason",)])),
    )
    return _catalogue(quarters, partners, measures, sizes, policy)


def _partner(number: int, country: str) -> Partner:
    name = ("ash", "birch", "cedar")[number]
    return Partner(
        id=name,
        label=name,
        name=name,
        country=country,
        role="city",
        place_id=f"{country}_{number}",
        nuts_id=None,
        nuts_version=None,
        aliases=(),
        valid_from=None,
        valid_to=None,
        reports=True,
        language="en",
        source=_SOURCE,
    )


def _measure(
    name: str, breakdowns: tuple[str, ...], sums_over: tuple[str, ...], *, per_activity: bool
) -> Measure:
    return Measure(
        id=name,
        label=name,
        definition=_SOURCE,
        unit="persons",
        collect="stock" if name == "caseload" else "flow",
        person_level=True,
        per_activity=per_activity,
        breakdowns=breakdowns,
        sums_over=sums_over,
        reported_by=("city",),
        source=_SOURCE,
    )


def _policy(threshold: int, min_contributors: int, one_category: tuple[str, ...]) -> Policy:
    return Policy(
        threshold=threshold,
        measure_thresholds={},
        min_contributors=min_contributors,
        insider_values=3,
        one_category_breakdowns=one_category,
        keep_order=_LEVELS,
        profile="suppress",
        rounding_base=5,
        reasons={},
    )


def _catalogue(
    quarters: tuple[str, ...],
    partners: list[Partner],
    measures: list[Measure],
    sizes: Mapping[str, int],
    policy: Policy,
) -> Catalogue:
    project = Project(
        id="small",
        title="Small",
        short_title="Small",
        description=_SOURCE,
        first_quarter=quarters[0],
        last_quarter=quarters[-1],
        years=(ProjectYear("Y1", "Year 1", quarters),),
        due_days=30,
        languages=("en",),
        funding_notice="",
        disclaimer="",
        marks=(MarkDefinition("na", "Not available", _SOURCE, "O"),),
        objectives={},
        process_steps={},
        country_labels={"XA": "Xa", "XB": "Xb"},
        source=_SOURCE,
    )
    everybody = tuple(p.id for p in partners)
    activities = {
        a: Activity(a, a, "any", everybody, quarters[0], quarters[-1], "documented", _SOURCE, _SOURCE)
        for a in ACTIVITIES
    }
    breakdowns = {
        b: Breakdown(b, b, tuple(Category(f"{b}{i}", f"{b}{i}") for i in range(size)), _SOURCE)
        for b, size in sizes.items()
    }
    limits = (Limit("leavers-of-starts", "leavers", "starts", _SOURCE),) if len(measures) > 1 else ()
    terms = (IdentityTerm("caseload", 1, 1), IdentityTerm("starts", 1), IdentityTerm("leavers", -1))
    identities = (Identity("balance", "caseload", terms, _SOURCE),) if len(measures) > 2 else ()
    return Catalogue(
        project=project,
        partners={p.id: p for p in partners},
        activities=activities,
        activity_types={"any": "Any"},
        breakdowns=breakdowns,
        measures={m.id: m for m in measures},
        identities=identities,
        limits=limits,
        indicators={},
        targets=(),
        policy=policy,
        sha256="0" * 64,
        policy_sha256="0" * 64,
    )


def _day_after(quarter: str) -> date:
    return quarter_end(quarter) + timedelta(days=1)
