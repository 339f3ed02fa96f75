from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings

from pipelines.catalogue import load_catalogue
from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, Approved, Catalogue, Profile
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.controlled import Table, TableSum, round_table
from pipelines.protect.draw import Draw
from pipelines.protect.margins import planned_cells
from pipelines.protect.moves import Published as Intervals
from pipelines.protect.openness import find_witnesses, verify_open
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.sums import Over, published_sums
from tests.pipelines.protect.brute_force import Attack, Published, Tables
from tests.pipelines.protect.small_projects import SmallProject, small_projects
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)
BASE = 5


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return with_profile(load_catalogue(TINY), "round")


def with_profile(catalogue: Catalogue, profile: Profile, base: int = BASE) -> Catalogue:
    return replace(catalogue, policy=replace(catalogue.policy, profile=profile, rounding_base=base))


def as_earlier(catalogue: Catalogue, number: int, approved: Approved, protected: Protected) -> EarlierRelease:
    proofs = {report.name: report.proof for report in protected.reports}
    return EarlierRelease(number, LATER, approved, protected.cells, proofs, catalogue.policy)


def beside_clear(catalogue: Catalogue, approved: Approved, protected: Protected) -> pl.DataFrame:
    """Cells of counts of people that were reported, with their clear value."""
    people = [m.id for m in catalogue.measures.values() if m.person_level]
    plan = planned_cells(approved, catalogue, LATER).select(*CELL_KEY, "clear", "version")
    joined = protected.cells.join(plan, on=list(CELL_KEY), validate="1:1")
    return joined.filter(pl.col("measure_id").is_in(people) & pl.col("clear").is_not_null())


def resubmitted(approved: Approved, submission: str, measure: str | None = None, add: int = 0) -> Approved:
    """The same report again as its next version, with one total and one of its categories and activities changed."""
    new = submission.removesuffix("1") + "2"
    concerned = (pl.col("submission_id") == submission) & (pl.col("measure_id") == (measure or ""))
    frame = approved.observations.with_columns(
        value=pl.when(concerned & (pl.col("breakdown") == "_T") & (pl.col("activity_id") == "_T"))
        .then(pl.col("value") + add)
        .otherwise(pl.col("value")),
        submission_id=pl.col("submission_id").replace(submission, new),
    )
    return Approved(frame, tuple(sorted(frame["submission_id"].unique().to_list())))


@pytest.mark.parametrize("seed", range(3))
def test_round_every_count_of_people_is_a_multiple_less_than_one_base_away(
    tiny: Catalogue, seed: int
) -> None:
    approved = random_reports(tiny, seed)

    cells = beside_clear(tiny, approved, protect(approved, tiny, LATER))

    assert cells.height > 100
    assert cells.filter(pl.col("value") % BASE != 0).is_empty()
    assert cells.filter((pl.col("value") - pl.col("clear")).abs() >= BASE).is_empty()
    assert cells.filter((pl.col("clear") % BASE == 0) & (pl.col("value") != pl.col("clear"))).is_empty()
    assert cells.filter(pl.col("lower") != (pl.col("value") - BASE + 1).clip(0)).is_empty()
    assert cells.filter(pl.col("upper") != pl.col("value") + BASE - 1).is_empty()


def test_round_nothing_is_withheld_and_other_counts_than_of_people_are_exact(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    plan = planned_cells(approved, tiny, LATER)

    cells = protect(approved, tiny, LATER).cells

    assert cells.filter(pl.col("obs_status") == "Q").is_empty()
    assert cells.select(*CELL_KEY, "obs_status").equals(plan.select(*CELL_KEY, "obs_status"))
    free = [m.id for m in tiny.measures.values() if not m.person_level]
    exact = cells.filter(pl.col("measure_id").is_in(free)).join(plan, on=list(CELL_KEY))
    assert exact.height > 0
    assert exact.filter(pl.col("value").ne_missing(pl.col("clear"))).is_empty()


def sums_that_hold(catalogue: Catalogue, protected: Protected) -> Counter[tuple[Over, bool]]:
    held: Counter[tuple[Over, bool]] = Counter()
    for measure in catalogue.measures.values():
        shown = protected.cells.filter((pl.col("measure_id") == measure.id) & pl.col("value").is_not_null())
        value = {row[:-1]: row[-1] for row in shown.select(*CELL_KEY, "value").iter_rows()}
        for each in published_sums(catalogue, measure, list(value)):
            held[each.over, value[each.whole] == sum(value[part] for part in each.parts)] += 1
    return held


@pytest.mark.parametrize("seed", range(3))
def test_round_published_sums_are_sums_of_the_clear_counts(tiny: Catalogue, seed: int) -> None:
    approved = random_reports(tiny, seed)
    plan = planned_cells(approved, tiny, LATER).filter(pl.col("clear").is_not_null())
    clear = {row[:-1]: row[-1] for row in plan.select(*CELL_KEY, "clear").iter_rows()}

    for measure in tiny.measures.values():
        mine = [key for key in clear if key[5] == measure.id]
        for each in published_sums(tiny, measure, mine):
            assert clear[each.whole] == sum(clear[part] for part in each.parts)


# ---- over releases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 4])
def test_round_late_report_leaves_every_other_cell_as_it_was(tiny: Catalogue, seed: int) -> None:
    approved = random_reports(tiny, seed, mean=15.0)
    late = approved.submission_ids[seed]
    in_time = tuple(i for i in approved.submission_ids if i != late)
    before = Approved(approved.observations.filter(pl.col("submission_id") != late), in_time)
    first = protect(before, tiny, LATER)

    second = protect(approved, tiny, LATER, [as_earlier(tiny, 1, before, first)])

    old = beside_clear(tiny, before, first)
    new = beside_clear(tiny, approved, second)
    same = old.join(new, on=[*CELL_KEY, "version"], suffix="_new")
    assert 0 < same.height <= old.height
    assert same.filter(pl.col("value") != pl.col("value_new")).is_empty()


def test_round_report_sent_again_without_a_change_is_not_rounded_anew(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 3, mean=15.0)
    first = protect(approved, tiny, LATER)
    again = resubmitted(approved, approved.submission_ids[0])

    second = protect(again, tiny, LATER, [as_earlier(tiny, 1, approved, first)])

    assert second.cells.equals(first.cells)


def test_round_release_made_again_is_the_same(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 5)
    first = protect(approved, tiny, LATER)

    second = protect(approved, tiny, LATER, [as_earlier(tiny, 1, approved, first)])

    assert second.cells.equals(first.cells)


def test_round_order_of_rows_does_not_matter(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 2)
    shuffled = Approved(
        approved.observations.sample(fraction=1.0, shuffle=True, seed=1), approved.submission_ids
    )

    first, second = protect(approved, tiny, LATER), protect(shuffled, tiny, LATER)

    assert first.cells.equals(second.cells)
    assert [report.proof for report in first.reports] == [report.proof for report in second.reports]


@pytest.mark.parametrize(
    ("before", "now"), [("suppress", ("round", 5)), ("round", ("suppress", 5)), ("round", ("round", 10))]
)
def test_protect_second_way_of_protecting_is_refused(
    tiny: Catalogue, before: Profile, now: tuple[Profile, int]
) -> None:
    approved = random_reports(tiny, 1, mean=30.0)
    old = with_profile(tiny, before)
    first = protect(approved, old, LATER)

    with pytest.raises(PolicyError, match="one way of protecting"):
        protect(approved, with_profile(tiny, *now), LATER, [as_earlier(old, 1, approved, first)])


# ---- the promise --------------------------------------------------------------------------------------------


few_and_always_the_same = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


@pytest.mark.slow
@settings(few_and_always_the_same, max_examples=100)
@given(small_projects())
def test_round_enough_values_of_every_count_stay_possible_whoever_looks(project: SmallProject) -> None:
    releases = released(project)

    event(f"{len(releases)} releases")
    assert too_narrow(project.catalogue, releases) == []


def released(project: SmallProject) -> list[Published]:
    """All releases of a project, until one is refused, with nothing but their intervals."""
    earlier: list[EarlierRelease] = []
    releases: list[Published] = []
    for number, step in enumerate(project.steps, start=1):
        approved = project.approved(step)
        policy = replace(project.policy(step), profile="round")
        try:
            protected = protect(approved, replace(project.catalogue, policy=policy), step.as_of, earlier)
        except PolicyError:
            event(f"release {number} was refused")
            break
        proofs = {report.name: report.proof for report in protected.reports}
        earlier.append(EarlierRelease(number, step.as_of, approved, protected.cells, proofs, policy))
        intervals = protected.cells.with_columns(value=pl.lit(None, dtype=pl.Int64))
        releases.append(Published(approved, intervals, policy))
    return releases


def too_narrow(catalogue: Catalogue, releases: list[Published]) -> list[tuple[str, int, object]]:
    """Counts of which somebody can rule out all but too few values, by trying out tables."""
    attack = Attack(catalogue, releases)
    count = catalogue.policy.insider_values
    found: list[tuple[str, int, object]] = []
    for attacker in ["", *catalogue.partners]:
        tables = attack.knowing(attacker or None)
        for number, members_of in enumerate(attack.members):
            for key, members in members_of.items():
                if attacker and all(base[0] == attacker for base in bases(attack, members)):
                    continue
                if not has_values(tables, members, attack.clear_value(members), count):
                    found.append((attacker, number, key))
    return found


def has_values(tables: Tables, members: tuple[int, ...], clear: int, count: int) -> bool:
    """Whether a sum can have so many values, the true one among them; the nearest are tried first."""
    near = sorted(range(max(0, clear - 2 * BASE), clear + 2 * BASE), key=lambda value: abs(value - clear))
    possible = (value for value in near if tables.can_be(members, value, value))
    return len(list(islice(possible, count))) == count


def bases(attack: Attack, members: tuple[int, ...]) -> list[tuple[str, ...]]:
    names = list(attack.index)
    return [names[member] for member in members]


def test_round_proof_does_not_hold_without_a_witness_or_in_a_narrower_interval(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    measures = linked_groups(tiny)[0]
    system = build_system(tiny, [planned_cells(approved, tiny, LATER)], measures)
    lower, upper = np.maximum(system.clear - 2, 0), system.clear + 2
    wide = Intervals(np.where(system.is_cell, lower, 0), np.where(system.is_cell, upper, 2**40))
    found = find_witnesses(system, wide, 3)
    assert not found.missing().any()

    verify_open(system, wide, 3, found.witnesses)

    with pytest.raises(PolicyError, match="proof"):
        verify_open(system, wide, 3, found.witnesses[:3])
    exact = upper.copy()
    changed = int(found.witnesses[0].variables[0])
    exact[changed] = system.clear[changed]
    with pytest.raises(PolicyError, match="proof"):
        verify_open(system, Intervals(exact - 4, exact), 3, found.witnesses)


# ---- one table, and the draw --------------------------------------------------------------------------------


def test_round_table_keeps_sums_over_parts_rather_than_over_places_when_both_cannot_be() -> None:
    # 0 is published for the whole and for one part, so that 10 and 5 must not come of the others.
    table = Table(
        clear=np.array([4, 3, 1, 3, 3]),
        settled=np.array([0, 5, -1, 5, -1]),
        price_up=np.array([0.0, 0.0, 0.5, 0.0, -4.0]),
        sums=[TableSum(0, (1, 2), Over.PLACES), TableSum(3, (4,), Over.PARTS)],
    )

    assert round_table(table, BASE).tolist() == [0, 5, 0, 5, 5]


def test_round_table_takes_the_cheapest_choice_that_keeps_the_sum() -> None:
    table = Table(
        clear=np.array([7, 4, 3]),
        settled=np.array([-1, -1, -1]),
        price_up=np.array([-0.1, 0.3, -0.4]),
        sums=[TableSum(0, (1, 2), Over.PLACES)],
    )

    assert round_table(table, BASE).tolist() == [5, 0, 5]


def test_draw_is_another_one_when_one_count_is_another_one(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1)
    one_more = approved.observations.with_columns(
        value=pl.when(pl.int_range(pl.len()) == 0).then(pl.col("value") + 1).otherwise(pl.col("value"))
    )
    keys = [("local", str(number)) for number in range(200)]

    first, second = Draw.of(approved), Draw.of(Approved(one_more, approved.submission_ids))

    shares = [first.share(key) for key in keys]
    assert all(0 <= share < 1 for share in shares)
    assert 0.4 < sum(shares) / len(shares) < 0.6
    assert all(first.share(key) != second.share(key) for key in keys)


@pytest.fixture(scope="module")
def drawn(tiny: Catalogue) -> Counter[tuple[int, int]]:
    """How often each count was rounded to each value."""
    pairs: Counter[tuple[int, int]] = Counter()
    for seed in range(4):
        approved = random_reports(tiny, seed)
        cells = beside_clear(tiny, approved, protect(approved, tiny, LATER))
        pairs.update(cells.select("clear", "value").iter_rows())
    return pairs


@pytest.mark.parametrize("clear", [1, 2, 3, 4])
def test_round_both_neighbouring_multiples_are_drawn_for_every_count(
    drawn: Counter[tuple[int, int]], clear: int
) -> None:
    assert {value for count, value in drawn if count == clear} == {0, BASE}
