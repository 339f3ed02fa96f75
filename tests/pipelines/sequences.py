"""Runs projects release after release through the real protection, and checks what must hold over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from pipelines.audit import Kind, Problem, PublishedRelease, attack
from pipelines.model import CELL_KEY, Approved, Catalogue
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.margins import planned_cells
from tests.pipelines.protect.oracle import NEAR, Outsider

Key = tuple[str, ...]
Number = tuple[Key, str]
"""A cell and the submissions it was summed from: the same number in every release."""


@dataclass(frozen=True)
class Published:
    """One release of a sequence, and the catalogue it was made with."""

    catalogue: Catalogue
    release: EarlierRelease
    protected: Protected

    @cached_property
    def numbers(self) -> dict[Number, tuple[int | None, str]]:
        """Published value and status of each reported number."""
        planned = planned_cells(self.release.approved, self.catalogue, self.release.as_of)
        rows = planned.filter(pl.col("clear").is_not_null()).select(*CELL_KEY, "version")
        joined = rows.join(
            self.release.cells.select(*CELL_KEY, "value", "obs_status"), on=list(CELL_KEY), validate="1:1"
        )
        return {(row[:-3], row[-3]): (row[-2], row[-1]) for row in joined.iter_rows()}

    @cached_property
    def clear_counts(self) -> dict[Key, int]:
        planned = planned_cells(self.release.approved, self.catalogue, self.release.as_of)
        rows = planned.filter(pl.col("clear").is_not_null()).select(*CELL_KEY, "clear").iter_rows()
        return {row[:-1]: row[-1] for row in rows}


class Releases:
    """Releases so far; `publish` adds the next one."""

    def __init__(self) -> None:
        self.published: list[Published] = []

    def publish(
        self,
        catalogue: Catalogue,
        approved: Approved,
        as_of: date,
        lifted: frozenset[Key] = frozenset(),
    ) -> Published:
        earlier = [each.release for each in self.published]
        protected = protect(approved, catalogue, as_of, earlier, lifted=lifted)
        release = EarlierRelease(
            number=len(earlier) + 1,
            as_of=as_of,
            approved=approved,
            cells=protected.cells,
            proofs={report.name: report.proof for report in protected.reports},
            policy=catalogue.policy,
        )
        self.published.append(Published(catalogue, release, protected))
        return self.published[-1]


def taken_back(published: Sequence[Published]) -> list[Number]:
    """Numbers that an earlier release showed and a later one shows otherwise or not at all."""
    found = []
    shown: dict[Number, int] = {}
    for each in published:
        for number, (value, _) in each.numbers.items():
            if number in shown and value != shown[number]:
                found.append(number)
            if value is not None:
                shown[number] = value
    return found


def let_go(published: Sequence[Published], lifted: frozenset[Key] = frozenset()) -> list[Number]:
    """Numbers that an earlier release withheld and a later one shows, though nobody lifted them."""
    found = []
    withheld: set[Number] = set()
    for each in published:
        for number, (value, status) in each.numbers.items():
            if number in withheld and value is not None and number[0] not in lifted:
                found.append(number)
            if status == "Q":
                withheld.add(number)
    return found


def small_breaches(published: Sequence[Published]) -> list[tuple[int, Key]]:
    """Withheld small counts of any release that all releases together tell from zero or from a large count.

    A number is small by the lowest threshold of the releases that hold it, at whatever place: raising a threshold
    cannot undo what was said, and a sum over places of which one is left is the number of that place. For the same
    reason a number that is new is none where the releases before it show it to be at least the lowest threshold so far.
    """
    thresholds: dict[tuple[object, ...], int] = {}
    for each in published:
        for number in each.numbers:
            mine = each.release.policy.threshold_of(number[0][5])
            thresholds[made_of(number)] = min(mine, thresholds.get(made_of(number), mine))
    return [
        (each.release.number, number[0])
        for each in published
        for number in breached(published, each, thresholds)
        if number not in known_before(published, each, [number])
    ]


def known_before(published: Sequence[Published], last: Published, numbers: Sequence[Number]) -> set[Number]:
    """Those of a release's numbers that the releases before it show to be at least the lowest threshold so far."""
    before = [each for each in published if each.release.number < last.release.number]
    # Of the release itself only what was reported, and nothing that it says.
    said = [(each.release.approved, each.release.cells) for each in before]
    outsider = Outsider(last.catalogue, [*said, (last.release.approved, last.release.cells.clear())])
    found = set()
    for number in numbers:
        lowest = min((e.release.policy.threshold_of(number[0][5]) for e in before), default=None)
        if lowest is not None and outsider.bounds(number[0])[0] >= lowest - NEAR:
            found.add(number)
    return found


def made_of(number: Number) -> tuple[object, ...]:
    """The reports behind a number, and what of them was summed."""
    return number[1], number[0][2:]


def breached(
    published: Sequence[Published], last: Published, thresholds: dict[tuple[object, ...], int]
) -> list[Number]:
    others = [each for each in published if each is not last]
    outsider = Outsider(last.catalogue, [(e.release.approved, e.release.cells) for e in (*others, last)])
    small = {
        number[0]: number
        for number, (_, status) in last.numbers.items()
        if status == "Q" and 1 <= last.clear_counts[number[0]] < thresholds[made_of(number)]
    }
    return [small[key] for key in outsider.not_open({key: thresholds[made_of(small[key])] for key in small})]


def audited_breaches(published: Sequence[Published]) -> list[Problem]:
    """What the audit of the last release can work out with all releases, as outsider and as every insider.

    Faults of form are left out: they are about today's catalogue, and partners join and leave.
    """
    releases = [
        PublishedRelease(
            number=each.release.number,
            as_of=each.release.as_of,
            policy=each.release.policy,
            submissions=each.release.approved.submission_ids,
            cells=each.release.cells,
        )
        for each in published
    ]
    clear = pl.concat([each.release.approved.observations for each in published]).unique()
    report = attack(releases, published[-1].catalogue, clear, workers=1)
    return [problem for problem in report.problems if problem.kind is not Kind.FORM]
