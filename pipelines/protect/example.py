"""The worked example of the method page: three invented towns, protected by the code that protects a release.

The counts are the reader's own. What must be hidden, the intervals and the proof come from `protect`; the words
about who could work out what come from `deduction`, which does what a reader with a pencil would do.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from types import MappingProxyType

import polars as pl

from pipelines.model import (
    OBSERVATION_SCHEMA,
    PROJECT_PLACE,
    TOTAL,
    Approved,
    Breakdown,
    Catalogue,
    Category,
    Measure,
    Partner,
    Policy,
    Profile,
    Project,
    ProjectYear,
)
from pipelines.protect.deduction import UNKNOWN, Cell, Deduction, Step, Sum
from pipelines.protect.protect import protect

__all__ = [
    "CATEGORIES",
    "COLUMNS",
    "MOST",
    "OUTSIDER",
    "PLACES",
    "TOWNS",
    "Cell",
    "Counts",
    "Example",
    "HiddenCell",
    "Leak",
    "PublishedCell",
    "Step",
    "rounded",
    "work_out",
]

TOWNS = ("alder", "birch", "cedar")
CATEGORIES = ("women", "men")
PLACES = (*TOWNS, PROJECT_PLACE)
COLUMNS = (*CATEGORIES, TOTAL)
MOST = 30
OUTSIDER = "outsider"

QUARTER = "2000-Q1"
_MEASURE = "participants"
_AFTER = date(2000, 6, 1)

Counts = tuple[tuple[int, int], ...]
"""Women and men of each town, in the order of TOWNS."""

SUMS = (
    *(Sum((place, TOTAL), tuple((place, category) for category in CATEGORIES)) for place in PLACES),
    *(Sum((PROJECT_PLACE, column), tuple((town, column) for town in TOWNS)) for column in COLUMNS),
)
"""What everybody knows without being told: totals are sums."""


@dataclass(frozen=True)
class PublishedCell:
    """A cell as readers would see it: a value, or only the interval that the published cells leave."""

    value: int | None
    lower: int
    upper: int | None


@dataclass(frozen=True)
class Leak:
    """What somebody could say about a hidden cell, and by which steps."""

    attacker: str
    """OUTSIDER, or the town whose coordinator it is."""
    target: Cell
    lower: int
    upper: int | None
    steps: tuple[Step, ...]

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper


@dataclass(frozen=True)
class HiddenCell:
    """A hidden cell, and why: it is small, or showing it would give something away."""

    cell: Cell
    is_small: bool
    leak: Leak | None
    """Of a cell that is not small: what showing it would tell. Null where no single chain of sums shows it."""
    protects: Cell | None = None
    """Of a cell that is not small: the cell it was hidden for, as the protection says."""


@dataclass(frozen=True)
class Example:
    """The table as it is, as it is published, and what goes wrong with less."""

    clear: Mapping[Cell, int]
    published: Mapping[Cell, PublishedCell]
    hidden: tuple[HiddenCell, ...]
    lookalikes: tuple[Mapping[Cell, int], ...]
    """Other tables that agree with everything published: the one with the smallest and the one with the largest count
    in the first small cell."""
    naive: tuple[Leak, ...]
    """What could be worked out exactly if only the small counts were hidden: by anybody, then by coordinators."""


def work_out(counts: Counts, policy: Policy) -> Example:
    """Protect the table of these counts by withholding, and explain every hidden cell.

    Errors: ValueError when the counts are not two for each of three towns.
    """
    policy = _for_example(policy, "suppress")
    clear = _with_sums(counts)
    protected = protect(_approved(counts), _catalogue(policy), _AFTER)
    published = dict(_published(protected.cells))
    return Example(
        clear=MappingProxyType(clear),
        published=MappingProxyType(published),
        hidden=tuple(_explained(clear, published, _protected_by(protected.explanations), policy)),
        lookalikes=tuple(_lookalikes(clear, policy, protected.reports[0].proof)),
        naive=tuple(_naive_leaks(clear, policy)),
    )


def rounded(counts: Counts, policy: Policy) -> Mapping[Cell, PublishedCell]:
    """The table of these counts as it is published when a project rounds."""
    protected = protect(_approved(counts), _catalogue(_for_example(policy, "round")), _AFTER)
    return MappingProxyType(dict(_published(protected.cells)))


def is_small(count: int, policy: Policy) -> bool:
    """Whether a count may not be shown by itself."""
    return 1 <= count < policy.threshold


# ---- the table ----------------------------------------------------------------------------------------


def _for_example(policy: Policy, profile: Profile) -> Policy:
    """The rules of a project, as far as the example has what they are about."""
    return replace(
        policy,
        profile=profile,
        measure_thresholds={},
        one_category_breakdowns=(),
        min_contributors=min(policy.min_contributors, len(TOWNS)),
    )


def _with_sums(counts: Counts) -> dict[Cell, int]:
    clear = {
        (town, category): count
        for town, pair in zip(TOWNS, counts, strict=True)
        for category, count in zip(CATEGORIES, pair, strict=True)
    }
    for town in TOWNS:
        clear[town, TOTAL] = sum(clear[town, category] for category in CATEGORIES)
    for column in COLUMNS:
        clear[PROJECT_PLACE, column] = sum(clear[town, column] for town in TOWNS)
    return {cell: clear[cell] for cell in product(PLACES, COLUMNS)}


def _approved(counts: Counts) -> Approved:
    """The counts as approved reports of three partners."""
    clear = _with_sums(counts)
    rows = [
        (town, QUARTER, TOTAL, _MEASURE, breakdown, column, clear[town, column], None, town)
        for town, column in product(TOWNS, COLUMNS)
        for breakdown in ([TOTAL] if column == TOTAL else ["sex"])
    ]
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    return Approved(pl.DataFrame(rows, schema=schema, orient="row"), TOWNS)


def _catalogue(policy: Policy) -> Catalogue:
    """A project of three towns in one country, one quarter, one measure and one breakdown."""
    source = "the worked example"
    project = Project(
        id="example",
        title="Worked example",
        short_title="Example",
        description="",
        first_quarter=QUARTER,
        last_quarter=QUARTER,
        years=(ProjectYear("Y1", "Y1", (QUARTER,)),),
        due_days=30,
        languages=("en",),
        funding_notice="",
        disclaimer="",
        marks=(),
        objectives={},
        process_steps={},
        country_labels={},
        source=source,
    )
    measure = Measure(
        id=_MEASURE,
        label="Participants",
        definition="",
        unit="persons",
        collect="flow",
        person_level=True,
        per_activity=False,
        breakdowns=("sex",),
        sums_over=("place", "period", "sex"),
        reported_by=("city",),
        source=source,
    )
    categories = tuple(Category(category, category) for category in CATEGORIES)
    return Catalogue(
        project=project,
        partners={town: _partner(town, source) for town in TOWNS},
        activities={},
        activity_types={},
        breakdowns={"sex": Breakdown("sex", "Sex", categories, source)},
        measures={_MEASURE: measure},
        identities=(),
        limits=(),
        indicators={},
        targets=(),
        policy=policy,
        sha256="",
        policy_sha256="",
    )


def _partner(town: str, source: str) -> Partner:
    return Partner(
        id=town,
        label=town,
        name=town,
        country="XX",
        role="city",
        place_id=town,
        nuts_id=None,
        nuts_version=None,
        aliases=(),
        valid_from=None,
        valid_to=None,
        reports=True,
        language="en",
        source=source,
    )


def _published(cells: pl.DataFrame) -> Iterator[tuple[Cell, PublishedCell]]:
    quarter = cells.filter((pl.col("period_level") == "quarter") & (pl.col("place_level") != "country"))
    columns = ("place_id", "category", "value", "lower", "upper")
    for place, column, value, lower, upper in quarter.select(columns).iter_rows():
        yield (place, column), PublishedCell(value, lower, upper)


# ---- why ----------------------------------------------------------------------------------------------


def _protected_by(explanations: pl.DataFrame) -> Mapping[Cell, Cell]:
    """Hidden cell -> the cell it was hidden for."""
    rows = explanations.filter(pl.col("because").is_not_null())
    return {
        _cell(place, column): _cell(because[1], because[7])
        for place, column, because in rows.select("place_id", "category", "because").iter_rows()
    }


def _cell(place: str, column: str) -> Cell:
    """The country is all three towns, as the project is."""
    return (place if place in TOWNS else PROJECT_PLACE), column


def _explained(
    clear: Mapping[Cell, int],
    published: Mapping[Cell, PublishedCell],
    protects: Mapping[Cell, Cell],
    policy: Policy,
) -> Iterator[HiddenCell]:
    shown = {cell: (clear[cell], clear[cell]) for cell in clear if published[cell].value is not None}
    hidden = [cell for cell in clear if cell not in shown]
    # A hidden count may be published as large: its interval then begins at the threshold or above.
    said = {
        cell: (policy.threshold, UNKNOWN)
        for cell in hidden
        if (published[cell].lower or 0) >= policy.threshold
    }
    for cell in hidden:
        if is_small(clear[cell], policy):
            yield HiddenCell(cell, is_small=True, leak=None)
            continue
        others = [other for other in hidden if other != cell]
        more = {**said, **shown, cell: (clear[cell], clear[cell])}
        leak = _plainest(_broken_promises(clear, others, more, policy), clear, policy)
        yield HiddenCell(cell, is_small=False, leak=leak, protects=protects.get(cell))


def _plainest(leaks: Iterable[Leak], clear: Mapping[Cell, int], policy: Policy) -> Leak | None:
    """The leak that takes the fewest words: about a small count if there is one, exact, by anybody, in few steps."""
    return min(
        leaks,
        key=lambda leak: (
            not is_small(clear[leak.target], policy),
            not leak.is_exact,
            len(leak.steps),
            leak.attacker != OUTSIDER,
        ),
        default=None,
    )


def _broken_promises(
    clear: Mapping[Cell, int], hidden: Iterable[Cell], shown: Mapping[Cell, tuple[int, int]], policy: Policy
) -> Iterator[Leak]:
    """Hidden cells of which somebody learns more than the promise allows when these cells are shown."""
    targets = tuple(hidden)
    for attacker in (OUTSIDER, *TOWNS):
        found = Deduction(SUMS, {**shown, **_own(clear, attacker)})
        for target in targets:
            lower, upper = found.interval(target)
            if attacker == OUTSIDER:
                is_open = lower == 0 and upper >= policy.threshold
                is_broken = not is_open and not policy.threshold <= lower < upper
            else:
                is_others = target[0] not in {attacker, PROJECT_PLACE} and is_small(clear[target], policy)
                is_broken = is_others and upper - lower + 1 < policy.insider_values
            if is_broken:
                yield _leak(attacker, target, found)


def _naive_leaks(clear: Mapping[Cell, int], policy: Policy) -> Iterator[Leak]:
    """What hiding only the small counts gives away: everybody knows then that a hidden count is small."""
    known = {
        cell: (1, policy.threshold - 1) if is_small(count, policy) else (count, count)
        for cell, count in clear.items()
    }
    small = [cell for cell, count in clear.items() if is_small(count, policy)]
    seen: set[Cell] = set()
    for attacker in (OUTSIDER, *TOWNS):
        found = Deduction(SUMS, {**known, **_own(clear, attacker)})
        for target in small:
            lower, upper = found.interval(target)
            if lower == upper and target not in seen and target[0] != attacker:
                seen.add(target)
                yield _leak(attacker, target, found)


def _own(clear: Mapping[Cell, int], attacker: str) -> dict[Cell, tuple[int, int]]:
    return {cell: (count, count) for cell, count in clear.items() if cell[0] == attacker}


def _leak(attacker: str, target: Cell, found: Deduction) -> Leak:
    lower, upper = found.interval(target)
    return Leak(attacker, target, lower, None if upper >= UNKNOWN else upper, found.chain(target))


def _lookalikes(clear: Mapping[Cell, int], policy: Policy, proof: bytes) -> Iterator[Mapping[Cell, int]]:
    """Tables out of the proof that differ most in the first small cell."""
    target = next((cell for cell, count in clear.items() if is_small(count, policy)), None)
    if target is None:
        return
    tables = list(_witness_tables(clear, proof))
    least = min(tables, key=lambda table: table[target])
    most = max(tables, key=lambda table: table[target])
    yield from (MappingProxyType(least), MappingProxyType(most))


def _witness_tables(clear: Mapping[Cell, int], proof: bytes) -> Iterator[dict[Cell, int]]:
    content = json.loads(zlib.decompress(proof))
    names = [(name[1], name[7]) for name in content["cells"]]
    for witness in content["witnesses"]:
        table = dict(clear)
        for position, change in witness:
            if names[position] in table:
                table[names[position]] = clear[names[position]] + change
        for town in TOWNS:
            table[town, TOTAL] = sum(table[town, category] for category in CATEGORIES)
        for column in COLUMNS:
            table[PROJECT_PLACE, column] = sum(table[town, column] for town in TOWNS)
        yield table
