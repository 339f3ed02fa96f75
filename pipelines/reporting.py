"""Completeness and timeliness as counts: which reports were due, came, and came in time.

They are made when a release is built, never uploaded, and go the way of all other counts from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from pipelines import cycle
from pipelines.ledger import Ledger
from pipelines.model import (
    OBSERVATION_KEY,
    OBSERVATION_SCHEMA,
    TOTAL,
    Approved,
    Catalogue,
    CycleFact,
    HandedIn,
    quarter_end,
)


@dataclass(frozen=True)
class Report:
    """One expected report, as it stands on the day of a release."""

    partner_id: str
    quarter: str
    due: bool
    """Its last day is over."""
    received: bool
    """It was due, and is in the release."""
    on_time: bool
    """It was received, and the first one handed in (and not taken back) came on its last day or before."""


def expected_reports(
    ledger: Ledger, catalogue: Catalogue, submission_ids: Collection[str], as_of: date
) -> tuple[Report, ...]:
    """Every report that is expected on a day, of quarters that are over, by quarter and partner.

    `submission_ids` are the reports of the release. The time that a manager gave counts.
    """
    in_release = {submission_id.rpartition("-")[0] for submission_id in submission_ids}
    handed_in = ledger.first_handed_in()
    extended = cycle.newest_extensions(ledger.extensions())
    found = []
    for quarter in catalogue.project.quarters:
        if quarter_end(quarter) > as_of:
            continue
        for partner in catalogue.expected_partners(quarter):
            key = (partner.id, quarter)
            last_day, _ = cycle.dates(catalogue, quarter, extended.get(key))
            due = last_day < as_of
            received = due and f"{partner.id}-{quarter}" in in_release
            on_time = received and key in handed_in and handed_in[key].date() <= last_day
            found.append(Report(*key, due, received, on_time))
    return tuple(found)


def handed_in(ledger: Ledger, submission_ids: Iterable[str]) -> dict[str, HandedIn]:
    """When and how often the reports of a release were handed in, by their submission."""
    moments: dict[str, list[datetime]] = defaultdict(list)
    found = {}
    for submission_id, at in ledger.handed_in().items():
        of_report = moments[submission_id.rpartition("-")[0]]
        of_report.append(at)
        found[submission_id] = HandedIn(of_report[0].date(), len(of_report))
    return {each: found[each] for each in submission_ids if each in found}


def with_reports(
    approved: Approved, reports: Iterable[Report], catalogue: Catalogue, number: int
) -> Approved:
    """Approved counts together with those that the program makes for a release.

    Shape: observations as before, with one row for each report and each measure `of_cycle` of its partner; their
    `submission_id` is the release, because the same report may count otherwise in the next one.
    """
    rows = [
        (
            report.partner_id, report.quarter, TOTAL, measure.id, TOTAL, TOTAL,
            int(_counts(report, measure.of_cycle)), None, f"release-{number:04d}",
        )
        for report in reports
        if report.partner_id in catalogue.partners
        for measure in catalogue.measures_of(catalogue.partners[report.partner_id])
        if measure.of_cycle is not None
    ]  # fmt: skip
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    both = pl.concat([approved.observations.select(*schema), made])
    return Approved(both.sort(*OBSERVATION_KEY, "submission_id"), approved.submission_ids)


def as_json(reports: Iterable[Report]) -> list[list[Any]]:
    """What the ledger keeps of it with a publication."""
    return [[each.partner_id, each.quarter, each.due, each.received, each.on_time] for each in reports]


def from_json(kept: Sequence[Sequence[Any]]) -> tuple[Report, ...]:
    """What was kept, as it was."""
    return tuple(Report(*each) for each in kept)


def _counts(report: Report, fact: CycleFact) -> bool:
    return {"due": report.due, "received": report.received, "on_time": report.on_time}[fact]
