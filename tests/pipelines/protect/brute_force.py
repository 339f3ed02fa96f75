"""What can be worked out from published cells, found by trying out whole-number tables: no solver, no fractions.

Variables are the reported counts themselves, one per submission, and every fact is a row over them: a cell that some
release shows, the interval it gives for a cell that it withholds, and the public rules of the catalogue. A question is
whether one more fact can hold. Bounds are propagated through the rows, and what they leave open is tried out value by
value. Counts are tried up to `LARGEST`, far above any count of the small cases this is for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipelines.model import (
    CELL_KEY,
    PROJECT_PERIOD,
    PROJECT_PLACE,
    TOTAL,
    Approved,
    Catalogue,
    Policy,
    quarter_from_index,
    quarter_index,
)

LARGEST = 400
ENDLESS = 250
"""More than any number that is published of a small case: a count that can be so large is not bounded at all."""
_STEPS = 20_000
Key = tuple[str, ...]
Base = tuple[str, ...]
"""partner, quarter, activity, measure, breakdown, category, submission."""


class Row(NamedTuple):
    """lower <= sum of coefficient * variable <= upper."""

    terms: tuple[tuple[int, int], ...]
    lower: int
    upper: int


class Undecided(AssertionError):
    """The search for one table took more steps than a small case should need."""


class Published(NamedTuple):
    """One release, and the reports it was made from."""

    approved: Approved
    cells: pl.DataFrame
    policy: Policy


class Attack:
    """Everything that is public about a sequence of releases, and what some partner knows herself."""

    def __init__(self, catalogue: Catalogue, releases: Sequence[Published]) -> None:
        self.catalogue = catalogue
        self.index: dict[Base, int] = {}
        self.clear: list[int] = []
        self.rows: set[Row] = set()
        self.doubtful: set[Row] = set()
        """Identities that hold; they may lawfully fail, so somebody may not trust them."""
        self.releases = releases
        self.policies = [release.policy for release in releases]
        self.members: list[dict[Key, tuple[int, ...]]] = []
        """For each release, the reported counts each of its cells is the sum of."""
        for release in releases:
            self._add(release)
        self._splits()
        self._limits()

    def knowing(self, partner_id: str | None = None, *, trusting: bool = True) -> Tables:
        """The tables that are consistent with all of it; of a partner also with her own counts."""
        rows = self.rows | self.doubtful if trusting else self.rows
        own = {v for base, v in self.index.items() if base[0] == partner_id}
        known = [Row(((v, 1),), self.clear[v], self.clear[v]) for v in sorted(own)]
        return Tables(self.clear, sorted(rows) + known)

    def clear_value(self, members: Iterable[int]) -> int:
        return sum(self.clear[v] for v in members)

    def threshold(self, number: int, key: Key) -> int:
        """The lowest that was in force in any release that contains this number."""
        members = self.members[number][key]
        return min(
            policy.threshold_of(key[5])
            for policy, cells in zip(self.policies, self.members, strict=True)
            if cells.get(key) == members
        )

    def was_shown_to_be_large(self, number: int, key: Key) -> bool:
        """Whether the releases before the first with this number show it to be at least the lowest threshold so far.

        They lawfully did: it was large then. A threshold that is raised later cannot undo that.
        """
        members = self.members[number][key]
        first = next(n for n, cells in enumerate(self.members) if members in cells.values())
        if first == 0:
            return False
        lowest = min(policy.threshold_of(key[5]) for policy in self.policies[:first])
        # Of the first release with it only what was reported, and nothing that it says.
        silent = self.releases[first]._replace(cells=self.releases[first].cells.clear())
        before = Attack(self.catalogue, [*self.releases[:first], silent])
        same = next(k for k, v in self.members[first].items() if v == members)
        return not before.knowing().can_be(before.members[first][same], 0, lowest - 1)

    # ---- facts -------------------------------------------------------------------------------------------

    def _add(self, release: Published) -> None:
        reported = release.approved.observations.filter(pl.col("value").is_not_null())
        names = [
            "partner_id",
            "quarter",
            "activity_id",
            "measure_id",
            "breakdown",
            "category",
            "submission_id",
        ]
        members: dict[Key, list[int]] = defaultdict(list)
        present: dict[Base, int] = {}
        for *base, value in reported.select(*names, "value").iter_rows():
            variable = self.index.setdefault(tuple(base), len(self.index))
            if variable == len(self.clear):
                self.clear.append(value)
            present[tuple(base[:-1])] = variable
            for key in self._cells_of(tuple(base)):
                members[key].append(variable)
        self._identities(present)
        self.members.append({key: tuple(variables) for key, variables in members.items()})
        for *key, value, lower, upper in release.cells.select(
            *CELL_KEY, "value", "lower", "upper"
        ).iter_rows():
            variables = members.get(tuple(key))
            if not variables:
                assert value is None
                continue
            least = value if value is not None else lower
            most = value if value is not None else upper
            terms = tuple((v, 1) for v in variables)
            self.rows.add(Row(terms, least or 0, LARGEST * len(terms) if most is None else most))

    def _identities(self, present: Mapping[Base, int]) -> None:
        """Of the reports of one release."""
        for identity in self.catalogue.identities:
            for base, variable in present.items():
                if base[3] != identity.measure or base[4] != TOTAL:
                    continue
                terms = [(variable, -1)]
                for term in identity.terms:
                    quarter = quarter_from_index(quarter_index(base[1]) - term.lag)
                    part = present.get((base[0], quarter, base[2], term.measure, *base[4:]))
                    terms += [] if part is None else [(part, term.sign)]
                is_complete = len(terms) == len(identity.terms) + 1
                if is_complete and sum(c * self.clear[v] for v, c in terms) == 0:
                    self.doubtful.add(Row(tuple(sorted(terms)), 0, 0))

    def _cells_of(self, base: Base) -> list[Key]:
        partner = self.catalogue.partners[base[0]]
        places = [("project", PROJECT_PLACE)]
        if partner.place_id is not None:
            places += [("local", partner.place_id), ("country", partner.country)]
        year = next(y.id for y in self.catalogue.project.years if base[1] in y.quarters)
        periods = [("quarter", base[1]), ("year", year), ("project", PROJECT_PERIOD)]
        return [(*place, *period, *base[2:6]) for place in places for period in periods]

    def _splits(self) -> None:
        """Parts that add up to their total, or, where some part was not reported, to no more than it."""
        parts: dict[Base, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for base, variable in self.index.items():
            if base[4] != TOTAL:
                parts[(*base[:4], TOTAL, TOTAL, base[6])][base[4]].append(variable)
            elif base[2] != TOTAL:
                parts[(*base[:2], TOTAL, *base[3:])]["activity"].append(variable)
        for total, splits in parts.items():
            if total in self.index:
                for split, variables in splits.items():
                    self._split(total, split, variables)

    def _split(self, total: Base, split: str, variables: Sequence[int]) -> None:
        whole = self.index[total]
        if split not in self.catalogue.measures[total[3]].sums_over:
            for variable in variables:
                self._part_of(whole, [variable])
        elif len(variables) < self._parts_expected(total, split):
            self._part_of(whole, variables)
        else:
            self.rows.add(Row(((whole, -1), *((v, 1) for v in variables)), 0, 0))

    def _parts_expected(self, total: Base, split: str) -> int:
        if split != "activity":
            return len(self.catalogue.breakdowns[split].categories)
        return len(self.catalogue.activities_of(self.catalogue.partners[total[0]], total[1]))

    def _part_of(self, whole: int, parts: Sequence[int]) -> None:
        self.rows.add(Row(((whole, 1), *((v, -1) for v in parts)), 0, LARGEST))

    def _limits(self) -> None:
        for limit in self.catalogue.limits:
            for base, part in list(self.index.items()):
                whole = self.index.get((*base[:3], limit.whole, *base[4:]))
                if base[3] == limit.part and whole is not None:
                    self._part_of(whole, [part])


class Tables:
    """All tables of whole numbers that satisfy some rows; each one found is kept, and answers later questions."""

    def __init__(self, clear: Sequence[int], rows: Sequence[Row]) -> None:
        self._clear = list(clear)
        self._rows = list(rows)
        self._rows_of: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            for variable, _ in row.terms:
                self._rows_of[variable].append(number)
        self._low, self._high = [0] * len(clear), [LARGEST] * len(clear)
        consistent = self._propagate(self._rows, self._low, self._high, range(len(rows)))
        assert consistent, "the clear counts contradict what was published of them"
        self._found: list[list[int]] = [self._clear]

    def can_be(self, members: Sequence[int], lower: int, upper: int) -> bool:
        """Whether the sum of some variables can lie between two values."""
        if lower > upper:
            return False
        if any(lower <= sum(table[v] for v in members) <= upper for table in self._found):
            return True
        table = self._search(Row(tuple((v, 1) for v in members), lower, upper))
        if table is not None:
            self._found.append(table)
        return table is not None

    def values(self, members: Sequence[int], up_to: int) -> set[int]:
        """Which of the values 0 to `up_to` the sum of some variables can have."""
        return {value for value in range(up_to + 1) if self.can_be(members, value, value)}

    # ---- the search --------------------------------------------------------------------------------------

    def _search(self, question: Row) -> list[int] | None:
        rows = [*self._rows, question]
        near = {v: self._rows_of[v] for v in range(len(self._clear))}
        for variable, _ in question.terms:
            near[variable] = [*near[variable], len(rows) - 1]
        low, high = self._low[:], self._high[:]
        if not self._propagate(rows, low, high, [len(rows) - 1], near):
            return None
        stack = [(low, high)]
        for _ in range(_STEPS):
            if not stack:
                return None
            low, high = stack.pop()
            table = [min(max(c, lo), hi) for c, lo, hi in zip(self._clear, low, high, strict=True)]
            row = next((row for row in rows if not _holds(row, table)), None)
            if row is None:
                return table
            variable = min((v for v, _ in row.terms if low[v] < high[v]), key=lambda v: (high[v] - low[v], v))
            value = table[variable]
            branches = [(low[variable], value - 1), (value + 1, high[variable]), (value, value)]
            for least, most in branches:
                if least > most:
                    continue
                below, above = low[:], high[:]
                below[variable], above[variable] = least, most
                if self._propagate(rows, below, above, near[variable], near):
                    stack.append((below, above))
        raise Undecided(f"no answer within {_STEPS} steps")

    def _propagate(
        self,
        rows: Sequence[Row],
        low: list[int],
        high: list[int],
        changed: Iterable[int],
        near: Mapping[int, Sequence[int]] | None = None,
    ) -> bool:
        """Tighten the bounds of all variables until nothing changes; false when some row cannot hold."""
        near = near or self._rows_of
        queue = list(dict.fromkeys(changed))
        waiting = set(queue)
        while queue:
            number = queue.pop()
            waiting.discard(number)
            row = rows[number]
            least = sum(c * (low[v] if c > 0 else high[v]) for v, c in row.terms)
            most = sum(c * (high[v] if c > 0 else low[v]) for v, c in row.terms)
            if least > row.upper or most < row.lower:
                return False
            if least >= row.lower and most <= row.upper:
                continue
            for variable, sign in row.terms:  # every coefficient is 1 or -1
                room_up = row.upper - least
                room_down = most - row.lower
                new_low, new_high = low[variable], high[variable]
                if sign > 0:
                    new_high = min(new_high, low[variable] + room_up)
                    new_low = max(new_low, high[variable] - room_down)
                else:
                    new_low = max(new_low, high[variable] - room_up)
                    new_high = min(new_high, low[variable] + room_down)
                if new_low > new_high:
                    return False
                if (new_low, new_high) != (low[variable], high[variable]):
                    if sign > 0:
                        least += new_low - low[variable]
                        most += new_high - high[variable]
                    else:
                        least += high[variable] - new_high
                        most += low[variable] - new_low
                    low[variable], high[variable] = new_low, new_high
                    for other in near[variable]:
                        if other not in waiting:
                            waiting.add(other)
                            queue.append(other)
        return True


def _holds(row: Row, table: Sequence[int]) -> bool:
    return row.lower <= sum(c * table[v] for v, c in row.terms) <= row.upper
