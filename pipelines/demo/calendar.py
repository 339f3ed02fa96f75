"""What happens when in the synthetic project: who reports late, wrongly or not at all, and when is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from pipelines.demo.draws import stream
from pipelines.model import Catalogue, quarter_end

RELEASES = 3
RELEASE_DISTANCE = 2
"""Quarters from one release to the next, counted back from the last quarter."""
PUBLISHED_AFTER_DUE = timedelta(days=15)
LATE_AFTER_DUE = timedelta(days=35)
REVISED_AFTER_DUE = timedelta(days=45)
SEVERAL_PARTNERS = 3
"""From this many partners on, a second last report is missing."""


class Version(StrEnum):
    """Which workbook of a report is handed in."""

    FIRST = "first"
    FAULTY = "faulty"
    REVISED = "revised"


@dataclass(frozen=True)
class HandIn:
    """A partner uploads and submits a workbook."""

    at: datetime
    partner_id: str
    quarter: str
    version: Version


@dataclass(frozen=True)
class Decision:
    """The manager approves what was last handed in, or returns it."""

    at: datetime
    partner_id: str
    quarter: str
    is_return: bool


@dataclass(frozen=True)
class Publication:
    """The manager publishes a release after a quarter."""

    at: datetime
    quarter: str


Step = HandIn | Decision | Publication


def calendar(catalogue: Catalogue, seed: int) -> tuple[Step, ...]:
    """Everything that people do in the synthetic project, oldest first.

    Nearly all reports are in time and approved. One is returned and handed in again, one comes after the release
    it was meant for, one published report is revised, and one or two of the last quarter never come. When no release
    follows the last quarter, two of its reports wait for the manager's decision.
    """
    releases = release_quarters(catalogue)
    reports = [(p.id, q) for q in catalogue.project.quarters for p in catalogue.expected_partners(q)]
    ends = {quarter: [r for r in reports if r[1] == quarter] for quarter in catalogue.project.quarters}
    last = ends[catalogue.project.last_quarter]
    missing = {last[-1], last[len(last) // 2]} if len(last) > SEVERAL_PARTNERS else set(last[-1:])
    late = ends[releases[-2]][1:2] if len(releases) > 1 else []
    revised = ends[releases[0]][:1] if len(releases) > 1 else []
    undecided = (
        [] if releases[-1] == catalogue.project.last_quarter else [r for r in last if r not in missing][:2]
    )
    returned = ends[catalogue.project.quarters[min(1, len(catalogue.project.quarters) - 1)]][:1]
    steps: list[Step] = [Publication(_due(catalogue, q) + PUBLISHED_AFTER_DUE, q) for q in releases]
    for report in reports:
        if report in missing:
            continue
        if report in late:
            steps += _handed_in(report, _due(catalogue, report[1]) + LATE_AFTER_DUE, Version.FIRST)
            continue
        in_time = _due(catalogue, report[1]) - _earliness(catalogue, seed, report)
        if report in returned:
            steps += _handed_in(report, in_time - timedelta(hours=1), Version.FAULTY, is_return=True)
            in_time += timedelta(days=6)
        handed_in = _handed_in(report, in_time, Version.FIRST)
        steps += handed_in[:1] if report in undecided else handed_in
        if report in revised:
            steps += _handed_in(report, _due(catalogue, report[1]) + REVISED_AFTER_DUE, Version.REVISED)
    return tuple(sorted(steps, key=lambda step: step.at))


def release_quarters(catalogue: Catalogue) -> tuple[str, ...]:
    """The quarters after which a release is published, oldest first; the last is left to the manager to publish."""
    quarters = tuple(reversed(catalogue.project.quarters[::-RELEASE_DISTANCE]))
    return quarters[-RELEASES - 1 : -1] if len(quarters) > RELEASES else quarters


def _handed_in(
    report: tuple[str, str], at: datetime, version: Version, *, is_return: bool = False
) -> list[Step]:
    decided = at + timedelta(days=3, hours=2)
    return [HandIn(at, *report, version), Decision(decided, *report, is_return)]


def _due(catalogue: Catalogue, quarter: str) -> datetime:
    return datetime.combine(
        quarter_end(quarter) + timedelta(days=catalogue.project.due_days), time(9), tzinfo=UTC
    )


def _earliness(catalogue: Catalogue, seed: int, report: tuple[str, str]) -> timedelta:
    """How long before the deadline a report comes; a few minutes keep two apart."""
    rng = stream(seed, "earliness", *report)
    days = int(rng.integers(1, max(catalogue.project.due_days - 2, 2)))
    return timedelta(days=days, minutes=int(rng.integers(1, 480)))
