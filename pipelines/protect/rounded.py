"""The rounded values of one measure: quarter by quarter, then the years, then the whole period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

import numpy as np

from pipelines.errors import PolicyError
from pipelines.model import Catalogue, Measure
from pipelines.protect.controlled import Table, TableSum, lawful_values, round_table
from pipelines.protect.draw import Draw
from pipelines.protect.sums import Over, PublishedSum, published_sums
from pipelines.protect.system import Key
from pipelines.texts import text

Rounded = dict[Key, int]

_SPREAD = 0.75
"""How far the draw strays from the nearest multiple: 0 not at all; 1 keeps every count the same on average. Above
(base - 2) / base every lawful value remains possible, so that nobody can narrow an interval by knowing the method."""
_PULL = 0.3
"""How strongly sums over periods attract; little enough to leave every lawful value possible as well."""
_TIE = 1e-3
_KEEP = 20.0
"""What it is worth to round a count as before: more than any draw, less than keeping a sum or a promise."""
_LEVELS = ("quarter", "year", "project")


def interval(value: int, base: int) -> tuple[int, int]:
    """The least and the greatest count that may be behind a rounded value."""
    return max(0, value - base + 1), value + base - 1


@dataclass(frozen=True)
class Counts:
    """The counts of one measure."""

    clear: dict[Key, int]
    settled: dict[Key, int]
    """Rounded values that were published for the same reports: they stay."""
    before: dict[Key, int]
    """Rounded values that were published for the same count of other reports: kept where that can be."""


def round_measure(
    catalogue: Catalogue,
    measure: Measure,
    counts: Counts,
    draw: Draw,
    firm: Mapping[Key, float] = MappingProxyType({}),
) -> Rounded:
    """The rounded value of every cell of a measure that has a count.

    In `firm` cells the nearest multiple is preferred to the drawn one, by the weight given, which leaves most room
    for other values around the true one.
    Units: counts.
    Errors: PolicyError when a value is not lawful, which would be a fault of the program.
    """
    work = _Measure(catalogue, measure, counts, draw, firm)
    for _, keys in groupby(sorted(counts.clear, key=_table), key=_table):
        work.round_table(list(keys))
    rounded = {key: counts.settled.get(key, work.rounded[work.root(key)]) for key in counts.clear}
    base = catalogue.policy.rounding_base
    for key, value in rounded.items():
        if key not in counts.settled and value not in lawful_values(counts.clear[key], base):
            raise PolicyError(
                title=text("A count was not rounded as it should be"),
                message=(
                    text(
                        "A rounded value is a whole base away from its count. Nothing was published. This is a fault "
                        "of the program: keep the data directory and report it."
                    )
                ),
            )
    return rounded


def _table(key: Key) -> tuple[int, str]:
    """Cells of one period are rounded together."""
    return _LEVELS.index(key[2]), key[3]


class _Measure:
    """Rounds one table after the other; cells that are always equal are one cell."""

    def __init__(
        self,
        catalogue: Catalogue,
        measure: Measure,
        counts: Counts,
        draw: Draw,
        firm: Mapping[Key, float],
    ) -> None:
        self.base = catalogue.policy.rounding_base
        self.cells = counts.clear
        self.before = counts.before
        self.draw = draw
        self.firm = firm
        self.same: dict[Key, Key] = {}
        self.sums: dict[tuple[int, str], list[PublishedSum]] = defaultdict(list)
        self.below: dict[Key, tuple[Key, ...]] = {}
        for each in published_sums(catalogue, measure, sorted(counts.clear)):
            if len(each.parts) == 1:
                self._unite(each.whole, each.parts[0])
            elif each.over is Over.PERIODS:
                self.below[each.whole] = each.parts
            else:
                self.sums[_table(each.whole)].append(each)
        years = {quarter: year.id for year in catalogue.project.years for quarter in year.quarters}
        self.year_of = years
        self.rounded: Rounded = {}
        """By the cell that stands for all that are always equal."""
        for key in sorted(counts.settled):
            self.rounded.setdefault(self.root(key), counts.settled[key])
        self.drift: dict[Key, int] = defaultdict(int)
        """Rounded minus true, summed over the quarters of a year so far, by the key of the year's cell."""

    def root(self, key: Key) -> Key:
        while key in self.same:
            key = self.same[key]
        return key

    def _unite(self, one: Key, other: Key) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self.same[second] = first

    def round_table(self, keys: Sequence[Key]) -> None:
        """Round the cells of one period."""
        members: dict[Key, list[Key]] = defaultdict(list)
        for key in keys:
            members[self.root(key)].append(key)
        roots = sorted(members)
        position = {root: i for i, root in enumerate(roots)}
        sums = [
            TableSum(position[self.root(s.whole)], tuple(position[self.root(p)] for p in s.parts), s.over)
            for s in self.sums[_table(keys[0])]
        ]
        table = Table(
            clear=np.array([self.cells[root] for root in roots], dtype=np.int64),
            settled=np.array([self.rounded.get(root, -1) for root in roots], dtype=np.int64),
            price_up=np.array([self._price_up(root, members[root]) for root in roots], dtype=np.float64),
            sums=sums,
        )
        values = round_table(table, self.base).tolist()
        self.rounded |= dict(zip(roots, values, strict=True))
        for key in keys:
            if key[2] == "quarter":
                self.drift[self._year_cell(key)] += self.rounded[self.root(key)] - self.cells[key]

    def _price_up(self, root: Key, members: Sequence[Key]) -> float:
        """What it costs to round up rather than down: by the draw, and nearer to what sums over periods want."""
        rest = self.cells[root] % self.base
        weight = max((self.firm[key] for key in members if key in self.firm), default=0.0)
        if weight > 0:
            return weight * (self.base / 2 - rest + _TIE * self.draw.share(root))
        former = next((self.before[key] for key in members if key in self.before), None)
        if former is not None:
            return -_KEEP if former > self.cells[root] else _KEEP
        pulls = [self._pull_up(key, rest) for key in members]
        drawn = self.base * (0.5 + _SPREAD * (self.draw.share(root) - 0.5))
        return drawn - rest + _PULL / self.base * sum(pulls) / len(pulls)

    def _pull_up(self, key: Key, rest: int) -> int:
        """How much further than down, up takes a whole from its sum over periods, or a year's quarters from theirs."""
        if key[2] == "quarter":
            off = self.drift[self._year_cell(key)] - rest
        elif key in self.below:
            down = self.cells[key] - rest
            off = down - sum(self.rounded[self.root(part)] for part in self.below[key])
        else:
            return 0
        return abs(off + self.base) - abs(off)

    def _year_cell(self, quarter_cell: Key) -> Key:
        return (*quarter_cell[:2], "year", self.year_of[quarter_cell[3]], *quarter_cell[4:])
