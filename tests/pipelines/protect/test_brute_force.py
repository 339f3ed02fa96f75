from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from pipelines.audit import OUTSIDER, PublishedRelease
from pipelines.audit.job import Bounds, Job, Share
from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, CELL_SCHEMA
from pipelines.protect import EarlierRelease, protect
from pipelines.protect.margins import planned_cells
from tests.pipelines.protect.brute_force import ENDLESS, LARGEST, Attack, Key, Published, Tables
from tests.pipelines.protect.small_projects import SmallProject, small_projects

ROOT = Path(__file__).parents[3]
Ask = Callable[[Job], Bounds | Share]

few_and_always_the_same = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


class Breach(NamedTuple):
    """A promise of design.md 9 that does not hold."""

    attacker: str
    release: int
    cell: Key
    what: str


def released(project: SmallProject) -> list[Published]:
    """All releases of a project, until one is refused."""
    earlier: list[EarlierRelease] = []
    releases: list[Published] = []
    for number, step in enumerate(project.steps, start=1):
        approved, policy = project.approved(step), project.policy(step)
        try:
            protected = protect(approved, replace(project.catalogue, policy=policy), step.as_of, earlier)
        except PolicyError:
            # Nothing is published then; of a first release there is nothing that could be a reason.
            assert earlier
            event("a release was refused")
            break
        proofs = {report.name: report.proof for report in protected.reports}
        earlier.append(EarlierRelease(number, step.as_of, approved, protected.cells, proofs, policy))
        releases.append(Published(approved, protected.cells, policy))
    return releases


def breaches(attack: Attack, releases: list[Published]) -> list[Breach]:
    """All that anybody can work out of the releases and should not be able to."""
    found = _told_to_outsider(attack, releases, trusting=True)
    if attack.doubtful:
        found += _told_to_outsider(attack, releases, trusting=False)
    for partner in attack.catalogue.partners:
        found += _told_to_insider(attack, releases, partner)
    return found


def _told_to_outsider(attack: Attack, releases: list[Published], *, trusting: bool) -> list[Breach]:
    tables = attack.knowing(trusting=trusting)
    return [
        Breach(OUTSIDER, number, key, what)
        for number, release in enumerate(releases)
        for key in _withheld(release)
        for what in _told(tables, attack, number, key)
    ]


def _told(tables: Tables, attack: Attack, number: int, key: Key) -> list[str]:
    """Open means that 0 and some value from the threshold on are possible; or else it must be known to be large."""
    members = attack.members[number][key]
    threshold = attack.threshold(number, key)
    clear = attack.clear_value(members)
    told = []
    if not (tables.can_be(members, 0, clear - 1) or tables.can_be(members, clear + 1, LARGEST)):
        told.append("is determined")
    can_be_zero = tables.can_be(members, 0, 0)
    can_be_large = tables.can_be(members, threshold, LARGEST)
    can_be_small = tables.can_be(members, 1, threshold - 1)
    # A large count may be known not to be zero where earlier releases say so: that is a fact, and no small count.
    is_excused = len(attack.members) > 1 and clear >= threshold
    is_excused |= can_be_large and attack.was_shown_to_be_large(number, key)
    if can_be_small and not can_be_zero and not is_excused:
        told.append("is known not to be zero, and may be small")
    if not can_be_large:
        told.append("is known to be small")
    return told


def _told_to_insider(attack: Attack, releases: list[Published], partner: str) -> list[Breach]:
    tables = attack.knowing(partner)
    count = attack.catalogue.policy.insider_values
    own_place = attack.catalogue.partners[partner].place_id
    found = []
    for number, release in enumerate(releases):
        for key in _withheld(release):
            members = attack.members[number][key]
            clear = attack.clear_value(members)
            is_of_another = key[0] == "local" and key[1] != own_place
            if not (is_of_another and 1 <= clear < attack.threshold(number, key)):
                continue
            near = range(clear + count + 1)
            values = [v for v in near if tables.can_be(members, v, v)]
            if len(values) < count:
                found.append(Breach(partner, number, key, f"has only {len(values)} possible values"))
    return found


def _withheld(release: Published) -> list[Key]:
    return list(release.cells.filter(pl.col("obs_status") == "Q").select(CELL_KEY).iter_rows())


@pytest.mark.slow
@settings(few_and_always_the_same, max_examples=100)
@given(small_projects())
def test_protect_no_table_tried_out_breaks_the_promise(project: SmallProject) -> None:
    releases = released(project)

    event(f"{len(releases)} releases")
    assert breaches(Attack(project.catalogue, releases), releases) == []


# ---- the audit finds what brute force finds ----------------------------------------------------------------


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks the audit in a process of its own."""
    command = [sys.executable, "-m", "tests.pipelines.protect.audit_child"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None

        def answer(job: Job) -> Bounds | Share:
            pickle.dump(job, child.stdin)
            child.stdin.flush()
            return pickle.load(child.stdout)

        yield answer
        child.stdin.close()


def at_random(project: SmallProject, draw: st.DrawFn) -> list[Published]:
    """Releases that somebody made without any care."""
    releases = []
    for step in project.steps:
        approved = project.approved(step)
        plan = planned_cells(approved, project.catalogue, step.as_of)
        random = draw(st.randoms(use_true_random=False))
        share = draw(st.sampled_from([0.1, 0.3, 0.6]))
        withheld = pl.Series([random.random() < share for _ in range(plan.height)])
        is_reported = pl.col("clear").is_not_null()
        is_shown = is_reported & ~withheld
        cells = plan.select(
            *CELL_KEY,
            pl.when(is_shown).then(pl.col("clear")).alias("value"),
            pl.when(is_shown).then(pl.col("clear")).when(is_reported).then(0).alias("lower"),
            pl.when(is_shown).then(pl.col("clear")).alias("upper"),
            pl.when(is_reported & withheld)
            .then(pl.lit("Q"))
            .otherwise(pl.col("obs_status"))
            .alias("obs_status"),
            pl.when(is_reported & withheld).then(pl.lit("C")).otherwise(pl.lit("F")).alias("conf_status"),
        ).cast(pl.Schema(CELL_SCHEMA))
        releases.append(Published(approved, cells, project.policy(step)))
    return releases


def job(project: SmallProject, releases: list[Published], bounds_for: str, clear: pl.DataFrame | None) -> Job:
    published = tuple(
        PublishedRelease(
            number=number,
            as_of=step.as_of,
            policy=release.policy,
            submissions=release.approved.submission_ids,
            cells=release.cells,
        )
        for number, (step, release) in enumerate(zip(project.steps, releases, strict=False), start=1)
    )
    catalogue = replace(project.catalogue, policy=releases[-1].policy)
    return Job((), published, None, catalogue, clear, bounds_for == "", bounds_for, 0, 1)


def reported(releases: list[Published]) -> pl.DataFrame:
    """All clear counts of all versions."""
    return pl.concat([release.approved.observations for release in releases]).unique(maintain_order=True)


@pytest.mark.slow
@settings(few_and_always_the_same, max_examples=60)
@given(small_projects(), st.data())
def test_audit_bounds_are_those_of_brute_force(ask: Ask, project: SmallProject, data: st.DataObject) -> None:
    releases = at_random(project, data.draw)
    attack = Attack(project.catalogue, releases)
    partner = data.draw(st.sampled_from([OUTSIDER, *project.catalogue.partners]))
    tables = attack.knowing(None if partner == OUTSIDER else partner)

    answer = ask(job(project, releases, partner, reported(releases)))

    assert isinstance(answer, Bounds)
    for cell, release, lower, upper in answer.rows:
        members = attack.members[release - 1][cell]
        assert tables.can_be(members, lower, lower)
        assert not tables.can_be(members, 0, lower - 1)
        assert tables.can_be(members, ENDLESS if upper is None else upper, LARGEST * len(members))
        assert upper is None or not tables.can_be(members, upper + 1, LARGEST * len(members))


@pytest.mark.slow
@settings(few_and_always_the_same, max_examples=60)
@given(small_projects(), st.data())
def test_audit_reports_every_breach_that_brute_force_finds(
    ask: Ask, project: SmallProject, data: st.DataObject
) -> None:
    releases = at_random(project, data.draw)
    attack = Attack(project.catalogue, releases)
    found = breaches(attack, releases)

    answer = ask(job(project, releases, "", reported(releases)))

    assert isinstance(answer, Share)
    # Cells that are sums of the same counts are one number, and the audit names only one of them.
    told = {
        (p.attacker, cells[p.cell]) for p in answer.problems for cells in attack.members if p.cell in cells
    }
    missed = [b for b in found if (b.attacker, attack.members[b.release][b.cell]) not in told]
    event("with a breach" if found else "without a breach")
    assert missed == []
