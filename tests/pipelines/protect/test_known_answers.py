"""Tables with answers that others published; the numbers are facts, typed in with their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

import numpy as np
import pytest

from bench.attack import insider_failures, outsider_failures
from bench.panels import POLICY
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import secure
from pipelines.protect.intervals import exact_intervals
from pipelines.protect.system import BoolArray, IntArray, System

MARGIN = 1.1
"""Ours may withhold so many times the cells of the best pattern, rounded up to whole cells."""


@dataclass(frozen=True)
class Table:
    """A published table: its cells by name, and which are sums of which."""

    counts: Mapping[str, int]
    sums: Sequence[tuple[str, Sequence[str]]]
    threshold: int
    marked: tuple[str, ...] = ()
    """Cells that are withheld whatever their count is."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Cell -> who knows it."""

    def position(self, name: str) -> int:
        return list(self.counts).index(name)

    def mask(self, *names: str) -> BoolArray:
        return np.array([name in names for name in self.counts], dtype=bool)

    def system(self) -> System:
        size = len(self.counts)
        rows = [
            sorted([(self.position(whole), -1), *((self.position(part), 1) for part in parts)])
            for whole, parts in self.sums
        ]
        entries = [entry for row in rows for entry in row]
        nothing = np.zeros(size, dtype=bool)
        return System(
            clear=np.array(list(self.counts.values()), dtype=np.int64),
            row_starts=np.cumsum([0] + [len(row) for row in rows]).astype(np.int64),
            columns=np.array([v for v, _ in entries], dtype=np.int64),
            coefficients=np.array([c for _, c in entries], dtype=np.int64),
            rhs=np.zeros(len(rows), dtype=np.int64),
            threshold=np.full(size, self.threshold, dtype=np.int64),
            lowest_threshold=np.full(size, self.threshold, dtype=np.int64),
            mark=np.full(size, self.threshold, dtype=np.int64),
            rank=np.zeros(size, dtype=np.int64),
            owner=np.array([self.owners.get(name) for name in self.counts], dtype=object),
            is_cell=~nothing,
            is_difference=nothing,
            few_contributors=nothing,
            one_category=self.mask(*self.marked),
            quarter=np.zeros(size, dtype=np.int64),
            family=np.full(size, -1, dtype=np.int64),
            variable_of={},
            children_of={},
        )


def two_way(
    inner: Mapping[str, Sequence[int]], columns: str, *, threshold: int, marked: tuple[str, ...] = ()
) -> Table:
    """A table with margins; a cell is named by its row and its column, and `t` stands for the total."""
    counts = {r + c: v for r, line in inner.items() for c, v in zip(columns, line, strict=True)}
    sums = [(r + "t", [r + c for c in columns]) for r in inner]
    sums += [("t" + c, [r + c for r in inner]) for c in columns]
    sums += [("tt", [r + "t" for r in inner]), ("tt", ["t" + c for c in columns])]
    for whole, parts in sums:
        counts[whole] = sum(counts[part] for part in parts)
    return Table(counts, sums, threshold, marked)


def interval(table: Table, name: str, withheld: Sequence[str]) -> tuple[int, int]:
    lower, upper = exact_intervals(table.system(), ~table.mask(*withheld))
    return int(lower[table.position(name)]), int(upper[table.position(name)])


# Handbook on Statistical Disclosure Control, 2nd edition, chapter 4, example 3: Geurts (1992), table 10.
# github.com/sdcTools/HandbookSDC, chapters/04. Published are the margins 7, 3, 6, 4 of the hidden block.
GEURTS = two_way({"1": [5, 2], "2": [1, 2], "3": [3, 3]}, "ab", threshold=5)

# sdcTable 0.34, tests/testthat/test-linked-tables.r: eight regions by county and, in another table, by size.
LINKED = Table(
    counts={
        **{"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7},
        **{"county 1": 20, "county 2": 16, "big": 6, "small": 30, "total": 36},
    },
    sums=[
        ("county 1", "ABIJ"),
        ("county 2", "KLMN"),
        ("big", "LM"),
        ("small", "ABIJKN"),
        ("total", ["county 1", "county 2"]),
        ("total", ["big", "small"]),
    ],
    threshold=4,
)

# sdcTable 0.34, tests/testthat/test-simpleheuristic.R: at least two hidden in each line, and yet one is known.
FOUR_BY_FOUR = two_way(
    {"w": [30, 47, 64, 89], "x": [90, 124, 5, 31], "y": [92, 100, 59, 85], "z": [800, 991, 651, 685]},
    "abcd",
    threshold=5,
    marked=("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"),
)

# sdcTable 0.34, tests/testthat/test-protectTable.r, on its data set microdata1 (persons by region and gender).
MICRODATA = two_way({"A": [2, 18], "B": [19, 14], "C": [10, 12], "D": [14, 11]}, "fm", threshold=5)

# The same file: four regions of 1, 2, 1 and 0 persons, each of whom knows her own region.
SINGLETONS = Table(
    counts={"a": 1, "b": 2, "c": 1, "d": 0, "total": 4},
    sums=[("total", "abcd")],
    threshold=2,
    owners={"a": "person in a", "c": "person in c"},
)


def failing(system: System, withheld: BoolArray, floor: IntArray | None = None) -> int:
    """Cells that do not keep the promise, counted by an attack that shares no code with the engine."""
    insiders = insider_failures(system, withheld, floor)
    return len(outsider_failures(system, withheld, floor).all) + sum(map(len, insiders.values()))


def fewest_cells(system: System) -> int:
    """How many cells the best of all patterns that keep the promise withholds, by trying all of them."""
    primary = system.sensitive | system.one_category
    others = np.flatnonzero(~primary).tolist()
    for more in range(len(others) + 1):
        for chosen in combinations(others, more):
            pattern = primary.copy()
            pattern[list(chosen)] = True
            if failing(system, pattern) == 0:
                return int(pattern.sum())
    raise AssertionError("withholding everything keeps every promise")


def test_exact_intervals_geurts_block_is_three_to_six() -> None:
    block = ["1a", "1b", "2a", "2b"]

    assert interval(GEURTS, "1a", block) == (3, 6)
    assert interval(GEURTS, "1b", block) == (1, 4)
    assert interval(GEURTS, "2a", block) == (0, 3)
    assert interval(GEURTS, "2b", block) == (0, 3)


def test_exact_intervals_linked_tables_give_away_what_neither_does_alone() -> None:
    small = ["A", "B", "K", "L", "M"]
    by_county = Table(LINKED.counts, [s for s in LINKED.sums if s[0].startswith("county")], 4)
    by_size = Table(LINKED.counts, [s for s in LINKED.sums if s[0] in {"big", "small"}], 4)

    assert interval(by_county, "K", small) == (0, 9)
    assert interval(by_size, "K", small) == (0, 7)
    assert interval(LINKED, "K", small) == (3, 3)
    assert interval(LINKED, "K", [*small, "N"]) == (0, 10)


def test_exact_intervals_four_by_four_gives_one_cell_away_until_another_is_hidden() -> None:
    assert interval(FOUR_BY_FOUR, "wb", FOUR_BY_FOUR.marked) == (47, 47)
    assert interval(FOUR_BY_FOUR, "wb", [*FOUR_BY_FOUR.marked, "xb"]) == (0, 141)


@pytest.mark.parametrize(
    ("table", "best"),
    [
        pytest.param(GEURTS, None, id="Geurts"),
        pytest.param(LINKED, 6, id="linked tables"),
        pytest.param(FOUR_BY_FOUR, 10, id="4 x 4"),
        pytest.param(MICRODATA, 4, id="microdata1"),
        pytest.param(SINGLETONS, 3, id="singletons"),
    ],
)
def test_secure_known_table_is_safe_and_near_the_best_pattern(table: Table, best: int | None) -> None:
    system = table.system()
    nothing = np.zeros(system.size, dtype=bool)

    secured = secure(system, POLICY, nothing, nothing)

    verify(system, POLICY, secured, nothing)
    assert failing(system, secured.withheld, secured.floor) == 0
    fewest = fewest_cells(system)
    assert best is None or fewest == best
    assert secured.withheld.sum() <= ceil(MARGIN * fewest)


def test_secure_microdata_withholds_the_pattern_that_is_optimal_elsewhere() -> None:
    system = MICRODATA.system()
    pattern = MICRODATA.mask("Af", "Am", "Cf", "Cm")

    assert failing(system, pattern) == 0
    assert failing(system, MICRODATA.mask("Af")) > 0
    assert failing(system, MICRODATA.mask("Af", "Am")) > 0
