"""Synthetic tables of known shape to measure protection on: one quarter, two crosses of it, a panel of quarters.

The shapes are those of the usual publication scope: a project with countries and cities, one measure of people with
one-way breakdowns, and (D2q) three two-way crosses. Latent people are drawn with more spread than a Poisson count
has, so that about a quarter of the cells hold 1 to 4 people. The same seed gives the same table everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Policy
from pipelines.protect.system import IntArray, Key, System

FloatArray = npt.NDArray[np.float64]

POLICY = Policy(
    threshold=5,
    measure_thresholds={},
    min_contributors=0,
    insider_values=3,
    one_category_breakdowns=(),
    keep_order=(
        "project/project",
        "project/year",
        "country/project",
        "project/quarter",
        "local/project",
        "country/year",
        "local/year",
        "country/quarter",
        "local/quarter",
    ),
    profile="suppress",
    rounding_base=5,
    reasons={},
)
"""What all cases are protected under: three values open to insiders, and no rule but the small count."""

QUARTERS_A_YEAR = 4
BREAKDOWNS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "activity": (0.27, 0.22, 0.18, 0.14, 0.11, 0.08),
        "sex": (0.8, 0.2),
        "age": (0.2, 0.4, 0.28, 0.12),
        "stage": (0.4, 0.3, 0.2, 0.1),
    }
)
"""Categories of each one-way breakdown, as the shares people have in them on the average."""
CROSSES = (("sex", "age"), ("activity", "sex"), ("activity", "stage"))
_AXES = {name: axis for axis, name in enumerate(BREAKDOWNS)}

_PEOPLE_A_QUARTER = 26.0
_CITY_SHAPE = 3.0
_QUARTER_SHAPE = 5.0
_PROFILE_CONCENTRATION = 20.0
"""Calibrated: of the cells of D1q, D2q and D1 at seed 5, 28, 41 and 25 % hold 1 to 4 people; 8, 26 and 6 % none."""
SEEDS = (5, 14, 22, 3)
"""Seeds at which D1q, D2q and D1 all come near these shares; the first is the default."""
_QUARTERS_DRAWN = 8
"""A case of one quarter shows the first of this many, so that D1q is a part of D1."""


@dataclass(frozen=True)
class Shape:
    """How large a case is."""

    countries: int
    cities_per_country: int
    quarters: int
    has_crosses: bool = False


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "D1q": Shape(6, 2, 1),
        "D2q": Shape(6, 2, 1, has_crosses=True),
        "D1": Shape(6, 2, 8),
        "D1x3": Shape(8, 2, 20),
        "D1x10": Shape(19, 2, 28),
        "D1x28": Shape(32, 2, 48),
    }
)
"""323, 1 159, 3 553, 11 050, 35 496 and 100 589 cells."""


class Node(NamedTuple):
    """One category of a case: its breakdown, and the people counted in it."""

    breakdown: str
    category: str
    counts: IntArray
    """One count per city (by country) and quarter."""


class PlainTable(NamedTuple):
    """A case for other programs: all cells with their counts, and all sums, redundant ones as well."""

    counts: list[int]
    relations: list[tuple[int, list[int]]]
    """(whole, its parts)."""
    ranks: list[int]


def panel(name: str, seed: int = SEEDS[0]) -> System:
    """A named case as the system that the engine protects, with the rows that it would derive itself."""
    return _Panel(SHAPES[name], seed).system(every_relation=False)


def panel_of(shape: Shape, seed: int = SEEDS[0]) -> System:
    """A case of any size."""
    return _Panel(shape, seed).system(every_relation=False)


def plain_table(name: str, seed: int = SEEDS[0]) -> PlainTable:
    """A named case as lists."""
    system = _Panel(SHAPES[name], seed).system(every_relation=True)
    relations = []
    for start, end in pairwise(system.row_starts.tolist()):
        columns, signs = system.columns[start:end], system.coefficients[start:end]
        relations.append((int(columns[signs < 0][0]), columns[signs > 0].tolist()))
    return PlainTable(system.clear.tolist(), relations, system.rank.tolist())


class LatentGroup(NamedTuple):
    """People of one city and quarter who share all four categories: what nobody ever publishes."""

    country: str
    city: str
    year: str
    quarter: str
    activity: str
    sex: str
    age: str
    stage: str
    people: int


def latent_groups(name: str, seed: int = SEEDS[0]) -> Iterator[LatentGroup]:
    """A named case as the records it is summed from, for programs that sum themselves."""
    shape = SHAPES[name]
    people = _people(shape, seed)
    for (country, city, quarter, activity, sex, age, stage), count in np.ndenumerate(people):
        if count:
            yield LatentGroup(
                f"country-{country + 1}",
                f"city-{country + 1}-{city + 1}",
                f"Y{quarter // QUARTERS_A_YEAR + 1}",
                f"Q{quarter + 1}",
                str(activity),
                str(sex),
                str(age),
                str(stage),
                int(count),
            )


def city_nodes(shape: Shape, seed: int = SEEDS[0]) -> Iterator[Node]:
    """The counts that cities report: one-way breakdowns only."""
    yield from _nodes(_people(shape, seed), has_crosses=False)


class _Panel:
    """Cells are numbered by period, then place, then category; the last of each axis is its total or comes last."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.nodes = list(_nodes(_people(shape, seed), has_crosses=shape.has_crosses))
        self.node_index = {(node.breakdown, node.category): i for i, node in enumerate(self.nodes)}
        self.cities = shape.countries * shape.cities_per_country
        self.years = shape.quarters // QUARTERS_A_YEAR
        counts = _with_periods(_with_places(np.stack([n.counts for n in self.nodes], axis=-1)), self.years)
        self.counts = np.moveaxis(counts, 1, 0)
        self.ids = np.arange(self.counts.size).reshape(self.counts.shape)

    def system(self, *, every_relation: bool) -> System:
        relations = list(self._relations(every_relation=every_relation))
        sizes = np.concatenate([np.full(whole.size, 1 + len(parts)) for whole, parts in relations])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns, coefficients = _entries(relations)
        size = self.counts.size
        keys = list(self._keys())
        families = {b: i for i, b in enumerate(dict.fromkeys(key[6] for key in keys if key[6] != TOTAL))}
        nothing = np.zeros(size, dtype=bool)
        return System(
            clear=self.counts.reshape(-1).astype(np.int64),
            row_starts=starts.astype(np.int64),
            columns=columns,
            coefficients=coefficients,
            rhs=np.zeros(len(sizes), dtype=np.int64),
            threshold=np.full(size, POLICY.threshold, dtype=np.int64),
            lowest_threshold=np.full(size, POLICY.threshold, dtype=np.int64),
            mark=np.full(size, POLICY.threshold, dtype=np.int64),
            rank=np.array([_rank(key) for key in keys], dtype=np.int64),
            owner=np.array([key[1] if key[0] == "local" else None for key in keys], dtype=object),
            is_cell=~nothing,
            is_difference=nothing.copy(),
            few_contributors=nothing.copy(),
            one_category=nothing.copy(),
            quarter=np.repeat(self._slices(), self.counts[0].size),
            family=np.array([families.get(key[6], -1) for key in keys], dtype=np.int64),
            variable_of={(key, "1"): variable for variable, key in enumerate(keys)},
            children_of={},
        )

    def _relations(self, *, every_relation: bool) -> Iterator[tuple[IntArray, IntArray]]:
        """(wholes, their parts along the first axis); the engine leaves out what follows from the rest."""
        quarters, cities = self.shape.quarters, self.cities
        periods = slice(None) if every_relation else slice(0, quarters)
        places = slice(None) if every_relation else slice(0, cities)
        ids = self.ids
        per, countries = self.shape.cities_per_country, self.shape.countries
        for country in range(countries):
            parts = ids[periods, country * per : (country + 1) * per]
            yield ids[periods, cities + country].reshape(-1), _first(parts, 1)
        yield ids[periods, -1].reshape(-1), _first(ids[periods, cities : cities + countries], 1)
        for year in range(self.years):
            first = year * QUARTERS_A_YEAR
            yield ids[quarters + year].reshape(-1), _first(ids[first : first + QUARTERS_A_YEAR], 0)
        if self.years:
            yield ids[-1].reshape(-1), _first(ids[quarters : quarters + self.years], 0)
        for whole, split in self._splits():
            yield ids[periods, places, whole].reshape(-1), _first(ids[periods, places][..., split], 2)

    def _splits(self) -> Iterator[tuple[int, list[int]]]:
        """Positions of a category and of those it is the sum of."""
        for breakdown, shares in BREAKDOWNS.items():
            yield 0, [self.node_index[breakdown, str(i)] for i in range(len(shares))]
        for one, other in CROSSES if self.shape.has_crosses else ():
            cross = f"{one}-{other}"
            ones, others = range(len(BREAKDOWNS[one])), range(len(BREAKDOWNS[other]))
            for i in ones:
                yield self.node_index[one, str(i)], [self.node_index[cross, f"{i}-{j}"] for j in others]
            for j in others:
                yield self.node_index[other, str(j)], [self.node_index[cross, f"{i}-{j}"] for i in ones]

    def _keys(self) -> Iterator[Key]:
        quarters = [("quarter", f"Q{q + 1}") for q in range(self.shape.quarters)]
        years = [("year", f"Y{y + 1}") for y in range(self.years)]
        periods = [*quarters, *years, ("project", PROJECT_PERIOD)][: len(self.counts)]
        per = self.shape.cities_per_country
        cities = [("local", f"city-{c // per + 1}-{c % per + 1}") for c in range(self.cities)]
        countries = [("country", f"country-{c + 1}") for c in range(self.shape.countries)]
        for period, place, node in product(
            periods, [*cities, *countries, ("project", PROJECT_PLACE)], self.nodes
        ):
            is_activity = node.breakdown == "activity"
            yield (
                *place,
                *period,
                node.category if is_activity else TOTAL,
                "people",
                TOTAL if is_activity else node.breakdown,
                TOTAL if is_activity else node.category,
            )

    def _slices(self) -> IntArray:
        years = [-2 - year for year in range(self.years)]
        return np.array([*range(self.shape.quarters), *years, -1][: len(self.counts)], dtype=np.int64)


def _people(shape: Shape, seed: int) -> IntArray:
    """People by country, city, quarter and all four breakdowns at once: what nobody ever sees."""
    rng = np.random.default_rng(seed)
    cities = shape.countries * shape.cities_per_country
    means = _PEOPLE_A_QUARTER * rng.gamma(_CITY_SHAPE, 1 / _CITY_SHAPE, cities)
    sizes = [len(shares) for shares in BREAKDOWNS.values()]
    drawn = max(shape.quarters, _QUARTERS_DRAWN)
    people = np.zeros((cities, drawn, int(np.prod(sizes))), dtype=np.int64)
    for city in range(cities):
        one, two, three, four = (
            rng.dirichlet(np.array(s) * _PROFILE_CONCENTRATION) for s in BREAKDOWNS.values()
        )
        together: FloatArray = np.einsum("a,s,g,t->asgt", one, two, three, four).reshape(-1)
        for quarter in range(drawn):
            total = rng.poisson(means[city] * rng.gamma(_QUARTER_SHAPE, 1 / _QUARTER_SHAPE))
            people[city, quarter] = rng.multinomial(total, together)
    return people[:, : shape.quarters].reshape(shape.countries, -1, shape.quarters, *sizes)


def _nodes(people: IntArray, *, has_crosses: bool) -> Iterator[Node]:
    yield Node(TOTAL, TOTAL, _over(people, ()))
    for breakdown, shares in BREAKDOWNS.items():
        counts = _over(people, (breakdown,))
        for i in range(len(shares)):
            yield Node(breakdown, str(i), counts[..., i])
    for one, other in CROSSES if has_crosses else ():
        counts = _over(people, (one, other))
        for i, j in product(range(len(BREAKDOWNS[one])), range(len(BREAKDOWNS[other]))):
            yield Node(f"{one}-{other}", f"{i}-{j}", counts[..., i, j])


def _over(people: IntArray, kept: Sequence[str]) -> IntArray:
    """People summed over all breakdowns but those kept."""
    lead = people.ndim - len(BREAKDOWNS)
    summed: IntArray = people.sum(axis=tuple(lead + axis for name, axis in _AXES.items() if name not in kept))
    return summed


def _with_places(counts: IntArray) -> IntArray:
    """Cities, then countries, then the project along the first axis."""
    cities = counts.reshape(-1, *counts.shape[2:])
    return np.concatenate([cities, counts.sum(axis=1), counts.sum(axis=(0, 1))[None]])


def _with_periods(counts: IntArray, years: int) -> IntArray:
    """Quarters, then years, then the whole along the second axis; one quarter alone has no sums."""
    if years == 0:
        return counts
    by_year = counts.reshape(len(counts), years, QUARTERS_A_YEAR, counts.shape[-1]).sum(axis=2)
    return np.concatenate([counts, by_year, counts.sum(axis=1)[:, None]], axis=1)


def _first(parts: IntArray, axis: int) -> IntArray:
    moved = np.moveaxis(parts, axis, 0)
    return moved.reshape(len(moved), -1)


def _entries(relations: Sequence[tuple[IntArray, IntArray]]) -> tuple[IntArray, IntArray]:
    """Columns and coefficients of all rows, each row in the order of its variables."""
    columns, coefficients = [], []
    for wholes, parts in relations:
        variables = np.concatenate([wholes[None], parts]).T
        signs = np.ones(variables.shape, dtype=np.int64)
        signs[:, 0] = -1
        order = np.argsort(variables, axis=1)
        columns.append(np.take_along_axis(variables, order, axis=1).reshape(-1))
        coefficients.append(np.take_along_axis(signs, order, axis=1).reshape(-1))
    return np.concatenate(columns).astype(np.int64), np.concatenate(coefficients)


def _rank(key: Key) -> int:
    """As the engine ranks: the level first, then categories before activities before totals."""
    position = POLICY.keep_order.index(f"{key[0]}/{key[2]}")
    return position * 3 + (2 if key[6] != TOTAL else 1 if key[4] != TOTAL else 0)
