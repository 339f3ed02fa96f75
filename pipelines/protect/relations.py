"""Builds the system of a group: its variables and the relations between them that the catalogue publishes.

Variables are the cells of every release (a cell that was summed from the same submissions is the same
variable in all of them), the complements that a limit defines, and the differences that a revision makes.
Rows are the sums, identities and limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue, Measure, Policy
from pipelines.protect.margins import lagged_quarter
from pipelines.protect.system import DIFFERENCE_OFFSET, Key, System
from pipelines.texts import text


def linked_groups(catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Measures linked by identities and limits, in catalogue order; groups with no person-level measure left out."""
    parent = {m: m for m in catalogue.measures}

    def root(m: str) -> str:
        while parent[m] != m:
            m = parent[m]
        return m

    links = [(limit.part, limit.whole) for limit in catalogue.limits]
    links += [(i.measure, term.measure) for i in catalogue.identities for term in i.terms]
    for a, b in links:
        parent[root(a)] = root(b)
    groups: dict[str, list[str]] = defaultdict(list)
    for m in catalogue.measures:
        groups[root(m)].append(m)
    return [
        tuple(group) for group in groups.values() if any(catalogue.measures[m].person_level for m in group)
    ]


def build_system(
    catalogue: Catalogue,
    releases: Sequence[pl.DataFrame],
    measures: Iterable[str],
    *,
    identities: bool = True,
    policies: Sequence[Policy] | None = None,
) -> System:
    """The system of one group of measures over all releases, oldest first.

    `releases` are frames of `planned_cells`. Cells that were not reported take no part: that they are missing
    is published. An identity may lawfully fail (people move): such a row is left out, so a system that must not
    depend on withheld counts is built without identities.
    `policies` were in force when the releases were published (null: that of the catalogue, always). A number keeps the
    lowest threshold of the releases it was in: raising a threshold cannot undo what was published under a lower one.
    Errors: PolicyError when counts contradict a sum or a limit, which validation refuses.
    """
    policies = policies or [catalogue.policy] * len(releases)
    builder = _Builder(catalogue, tuple(measures), policies, identities=identities)
    for frame, policy in zip(releases, policies, strict=True):
        builder.policy = policy
        builder.add_release(frame)
    builder.add_revisions()
    return builder.build()


class _Builder:
    """Collects variables and rows; rows with a single child merge the two variables into one."""

    def __init__(
        self, catalogue: Catalogue, measures: tuple[str, ...], policies: Sequence[Policy], *, identities: bool
    ) -> None:
        self.catalogue = catalogue
        self.policies = policies
        self.with_identities = identities
        self.measures = measures
        self.policy = catalogue.policy
        self.index: dict[tuple[Key, str], int] = {}
        self.clear: list[int] = []
        self.threshold: list[int] = []
        self.lowest_threshold: list[int] = []
        self.marks: dict[int, int] = {}
        """Thresholds in force for the cells of the newest release."""
        self.rank: list[int] = []
        self.owner: list[str | None] = []
        self.kind: list[str] = []
        self.few: list[bool] = []
        self.one_category: list[bool] = []
        self.quarter: list[int] = []
        self.family: list[int] = []
        self.families: dict[tuple[str, str], int] = {}
        self.rows: dict[tuple[tuple[int, int], ...], int] = {}
        self.alias: list[int] = []
        self.children: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        self.base_versions: dict[Key, list[str]] = {}
        self.slacks: dict[tuple[int, tuple[int, ...]], int] = {}
        self.reports: dict[int, frozenset[str]] = {}

    # ---- variables --------------------------------------------------------------------------------------

    def add_release(self, frame: pl.DataFrame) -> None:
        cells: dict[Key, int] = {}
        self.marks = {}
        chosen = frame.filter(pl.col("measure_id").is_in(self.measures) & pl.col("clear").is_not_null())
        columns = [*CELL_KEY, "clear", "version", "contributors", "sole_partner_id"]
        for *key_parts, clear, version, contributors, owner in chosen.select(columns).iter_rows():
            key = tuple(key_parts)
            cells[key] = self._cell(key, clear, version, contributors, owner)
            self.marks[cells[key]] = self._threshold(self.catalogue.measures[key[5]])
            if owner is not None and key[2] == "quarter":
                versions = self.base_versions.setdefault(key, [])
                if version not in versions:
                    versions.append(version)
        self._sums_over_places(cells)
        self._sums_over_periods(cells)
        self._sums_of_few_over_places(cells)
        self._splits(cells)
        if self.with_identities:
            self._identities(cells)
        self._limits(cells)

    def _cell(self, key: Key, clear: int, version: str, contributors: int, owner: str | None) -> int:
        measure = self.catalogue.measures[key[5]]
        if (key, version) in self.index:
            variable = self.index[(key, version)]
            self.threshold[variable] = min(self.threshold[variable], self._threshold(measure))
            return variable
        few = measure.person_level and key[0] != "local" and 1 < contributors < self.policy.min_contributors
        variable = self._variable(clear, measure, "cell", rank=self._rank(key), owner=owner, few=few)
        self.quarter[variable] = self._slice(key)
        self.reports[variable] = frozenset(version.split("|"))
        if key[6] != TOTAL:
            self.family[variable] = self.families.setdefault((key[5], key[6]), len(self.families))
        self.index[(key, version)] = variable
        return variable

    def _variable(
        self,
        clear: int,
        measure: Measure,
        kind: str,
        *,
        rank: int = 0,
        owner: str | None = None,
        few: bool = False,
    ) -> int:
        self.clear.append(clear)
        self.threshold.append(self._threshold(measure))
        self.lowest_threshold.append(self._lowest_threshold(measure))
        self.kind.append(kind)
        self.rank.append(rank)
        self.owner.append(owner)
        self.few.append(few)
        self.one_category.append(False)
        self.quarter.append(-1)
        self.family.append(-1)
        self.alias.append(len(self.alias))
        return len(self.clear) - 1

    def _slice(self, key: Key) -> int:
        if key[2] == "quarter":
            return self.catalogue.project.quarters.index(key[3])
        if key[2] == "year":
            return -2 - [year.id for year in self.catalogue.project.years].index(key[3])
        return -1

    def _threshold(self, measure: Measure) -> int:
        return self.policy.threshold_of(measure.id) if measure.person_level else 0

    def _lowest_threshold(self, measure: Measure) -> int:
        return min(p.threshold_of(measure.id) for p in self.policies) if measure.person_level else 0

    def _rank(self, key: Key) -> int:
        """Level first, then categories before activities before totals: never the value, so the pattern tells less."""
        order = self.catalogue.policy.keep_order
        level = f"{key[0]}/{key[2]}"
        position = order.index(level) if level in order else len(order)
        return position * 3 + (2 if key[6] != TOTAL else 1 if key[4] != TOTAL else 0)

    # ---- rows -------------------------------------------------------------------------------------------

    def _row(self, parent: int, parts: Sequence[tuple[int, int]]) -> None:
        """parent = sum of coefficient times part."""
        if not self._holds(parent, parts):
            raise PolicyError(
                title=text("Approved reports contradict the catalogue"),
                message=(
                    text(
                        "A total is not the sum of its parts, although the catalogue says that it is. Run the checks "
                        "on the approved reports again and return the one that fails; then publish again."
                    )
                ),
            )
        if len(parts) == 1 and parts[0][1] == 1:
            self.alias[self._root(parent)] = self._root(parts[0][0])
            return
        terms: dict[int, int] = defaultdict(int)
        terms[parent] -= 1
        for variable, coefficient in parts:
            terms[variable] += coefficient
        self.rows[tuple(sorted((v, c) for v, c in terms.items() if c))] = 0

    def _holds(self, parent: int, parts: Sequence[tuple[int, int]]) -> bool:
        return sum(c * self.clear[v] for v, c in parts) == self.clear[parent]

    def _root(self, variable: int) -> int:
        while self.alias[variable] != variable:
            variable = self.alias[variable]
        return variable

    def _slack(self, whole: int, parts: Sequence[int], measure: Measure) -> None:
        """parts <= whole: the rest is a count as well, never shown, perhaps sensitive."""
        same = self._root(whole), tuple(sorted(self._root(p) for p in parts))
        if same in self.slacks:
            return
        rest = self.clear[whole] - sum(self.clear[p] for p in parts)
        slack = self._variable(max(rest, 0), measure, "complement", owner=self.owner[whole])
        self.slacks[same] = slack
        self.quarter[slack] = self.quarter[whole]
        self._row(whole, [(p, 1) for p in parts] + [(slack, 1)])

    def _sum(self, whole: int, children: Sequence[int]) -> None:
        """A margin: the sum of its children."""
        self._row(whole, [(c, 1) for c in children])
        if self.few[whole]:
            self.children[whole].append(tuple(children))

    def _sums_over_places(self, cells: Mapping[Key, int]) -> None:
        country_of = {p.place_id: p.country for p in self.catalogue.partners.values() if p.place_id}
        children: dict[Key, list[int]] = defaultdict(list)
        for key, variable in cells.items():
            if key[2] != "quarter":
                continue
            if key[0] == "local":
                children[("country", country_of[key[1]], *key[2:])].append(variable)
            elif key[0] == "country":
                children[("project", PROJECT_PLACE, *key[2:])].append(variable)
        self._add_sums(cells, children)

    def _sums_over_periods(self, cells: Mapping[Key, int]) -> None:
        year_of = {q: year.id for year in self.catalogue.project.years for q in year.quarters}
        children: dict[Key, list[int]] = defaultdict(list)
        for key, variable in cells.items():
            if key[2] == "quarter":
                children[(*key[:2], "year", year_of[key[3]], *key[4:])].append(variable)
            elif key[2] == "year":
                children[(*key[:2], "project", PROJECT_PERIOD, *key[4:])].append(variable)
        self._add_sums(cells, children)

    def _sums_of_few_over_places(self, cells: Mapping[Key, int]) -> None:
        """A sum of few over a year or the project is known from its places in that period, if all are shown."""
        local: dict[Key, list[int]] = defaultdict(list)
        for key, variable in cells.items():
            if key[0] == "local" and key[2] != "quarter":
                local[key[2:]].append(variable)
        for key, variable in cells.items():
            if not self.few[variable] or key[2] == "quarter":
                continue
            parts = [v for v in local[key[2:]] if self.reports[v] <= self.reports[variable]]
            if parts and frozenset().union(*(self.reports[v] for v in parts)) == self.reports[variable]:
                self.children[variable].append(tuple(parts))

    def _add_sums(self, cells: Mapping[Key, int], children: Mapping[Key, Sequence[int]]) -> None:
        for parent, parts in children.items():
            if parent in cells:
                self._sum(cells[parent], parts)

    def _base_totals(self, cells: Mapping[Key, int]) -> Iterable[tuple[Key, int]]:
        """Quarter totals over all activities at the places that reported them."""
        for key, variable in cells.items():
            if key[2] == "quarter" and key[4] == TOTAL and key[6] == TOTAL and self._is_base_place(key):
                yield key, variable

    def _is_base_place(self, key: Key) -> bool:
        if key[0] == "local":
            return True
        roles = self.catalogue.measures[key[5]].reported_by
        has_places = any(
            p.place_id for p in self.catalogue.partners.values() if p.reports and p.role in roles
        )
        return key[0] == "project" and not has_places

    def _splits(self, cells: Mapping[Key, int]) -> None:
        """Totals against their categories and their activities."""
        by_total: dict[Key, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
        for key, variable in cells.items():
            if key[2] != "quarter" or not self._is_base_place(key):
                continue
            if key[6] != TOTAL:
                by_total[(*key[:4], TOTAL, key[5], TOTAL, TOTAL)][key[6]].append((key[7], variable))
            elif key[4] != TOTAL:
                by_total[(*key[:4], TOTAL, key[5], TOTAL, TOTAL)]["activity"].append((key[4], variable))
        for total, splits in by_total.items():
            if total in cells:
                for split, parts in splits.items():
                    self._split(total, cells[total], split, parts)

    def _split(self, total_key: Key, total: int, split: str, parts: Sequence[tuple[str, int]]) -> None:
        variables = [variable for _, variable in parts]
        measure = self.catalogue.measures[total_key[5]]
        if split not in measure.sums_over:
            for variable in variables:
                self._slack(total, [variable], measure)
            return
        complete = len(parts) == self._parts_expected(total_key, split)
        if complete:
            self._row(total, [(v, 1) for v in variables])
        else:
            self._slack(total, variables, measure)
        if split in self.catalogue.policy.one_category_breakdowns and self.clear[total] > 0:
            for variable in variables:
                if self.clear[variable] == self.clear[total]:
                    self.one_category[variable] = True

    def _parts_expected(self, total: Key, split: str) -> int:
        if split != "activity":
            return len(self.catalogue.breakdowns[split].categories)
        partner = next((p for p in self.catalogue.partners.values() if p.place_id == total[1]), None)
        return len(self.catalogue.activities_of(partner, total[3])) if partner else -1

    def _identities(self, cells: Mapping[Key, int]) -> None:
        for identity in self.catalogue.identities:
            for key, variable in cells.items():
                if (
                    key[5] != identity.measure
                    or key[2] != "quarter"
                    or key[6] != TOTAL
                    or not self._is_base_place(key)
                ):
                    continue
                parts = []
                for term in identity.terms:
                    quarter = lagged_quarter(key[3], term.lag, self.catalogue)
                    part = cells.get((*key[:3], quarter or "", key[4], term.measure, TOTAL, TOTAL))
                    if part is not None:
                        parts.append((part, term.sign))
                if len(parts) == len(identity.terms) and self._holds(variable, parts):
                    self._row(variable, parts)

    def _limits(self, cells: Mapping[Key, int]) -> None:
        for limit in self.catalogue.limits:
            measure = self.catalogue.measures[limit.part]
            for key, part in cells.items():
                if key[5] != limit.part:
                    continue
                whole = cells.get((*key[:5], limit.whole, *key[6:]))
                # A count that is missing from the whole leaves nothing to compare its part with.
                if whole is not None and self.reports[part] <= self.reports[whole]:
                    self._slack(whole, [part], measure)

    def add_revisions(self) -> None:
        """What a revision changed is a number of people as well: new = old + difference."""
        for key, versions in self.base_versions.items():
            measure = self.catalogue.measures[key[5]]
            for old, new in pairwise(versions):
                before, after = self.index[(key, old)], self.index[(key, new)]
                offset = self.clear[after] - self.clear[before] + DIFFERENCE_OFFSET
                difference = self._variable(offset, measure, "difference", owner=self.owner[after])
                self.quarter[difference] = self.quarter[after]
                terms = sorted([(after, 1), (before, -1), (difference, -1)])
                self.rows[tuple(terms)] = -DIFFERENCE_OFFSET

        self._sums_of_few_revised()

    def _sums_of_few_revised(self) -> None:
        """A sum of few is known from the sum before and the reports that came or went, if all are shown."""
        local = {
            (key[4:], version): v
            for (key, version), v in self.index.items()
            if key[0] == "local" and key[2] == "quarter"
        }
        versions_of: dict[Key, dict[str, int]] = defaultdict(dict)
        for (key, version), variable in self.index.items():
            versions_of[key][version] = variable
        for key, versions in versions_of.items():
            for new, variable in versions.items():
                if not self.few[variable]:
                    continue
                for old, before in versions.items():
                    changed = [(key[4:], s) for s in {*old.split("|")} ^ {*new.split("|")}]
                    if changed and all(each in local for each in changed):
                        self.children[variable].append((before, *sorted(local[each] for each in changed)))

    # ---- result -----------------------------------------------------------------------------------------

    def build(self) -> System:
        roots = [self._root(v) for v in range(len(self.alias))]
        kept = sorted(set(roots))
        position = {root: i for i, root in enumerate(kept)}
        to = [position[root] for root in roots]
        members: dict[int, list[int]] = defaultdict(list)
        for old, new in enumerate(to):
            members[new].append(old)
        rows = self._renumbered_rows(to)
        entries = [entry for terms in rows for entry in terms]
        starts = np.cumsum([0] + [len(terms) for terms in rows])
        groups = [members[i] for i in range(len(kept))]
        return System(
            clear=np.array([self.clear[g[0]] for g in groups], dtype=np.int64),
            row_starts=starts.astype(np.int64),
            columns=np.array([v for v, _ in entries], dtype=np.int64),
            coefficients=np.array([c for _, c in entries], dtype=np.int64),
            rhs=np.array(list(rows.values()), dtype=np.int64),
            threshold=np.array([_lowest(self.threshold[v] for v in g) for g in groups], dtype=np.int64),
            lowest_threshold=np.array(
                [_lowest(self.lowest_threshold[v] for v in g) for g in groups], dtype=np.int64
            ),
            mark=np.array([self._mark(g) for g in groups], dtype=np.int64),
            rank=np.array([min(self.rank[v] for v in g) for g in groups], dtype=np.int64),
            owner=np.array([_one_owner(self.owner[v] for v in g) for g in groups], dtype=object),
            is_cell=np.array([any(self.kind[v] == "cell" for v in g) for g in groups], dtype=bool),
            is_difference=np.array([self.kind[g[0]] == "difference" for g in groups], dtype=bool),
            few_contributors=np.array([any(self.few[v] for v in g) for g in groups], dtype=bool),
            one_category=np.array([any(self.one_category[v] for v in g) for g in groups], dtype=bool),
            quarter=np.array([_finest(self.quarter[v] for v in g) for g in groups], dtype=np.int64),
            family=np.array([max(self.family[v] for v in g) for g in groups], dtype=np.int64),
            variable_of={key: to[v] for key, v in self.index.items()},
            children_of={
                to[v]: tuple(tuple(to[c] for c in parts) for parts in ways)
                for v, ways in self.children.items()
            },
        )

    def _mark(self, members: Sequence[int]) -> int:
        """Of merged variables, the threshold that holds for all of them."""
        marks = {self.marks[v] for v in members if v in self.marks}
        return marks.pop() if len(marks) == 1 else 0

    def _renumbered_rows(self, to: Sequence[int]) -> dict[tuple[tuple[int, int], ...], int]:
        rows: dict[tuple[tuple[int, int], ...], int] = {}
        for terms, rhs in self.rows.items():
            merged: dict[int, int] = defaultdict(int)
            for variable, coefficient in terms:
                merged[to[variable]] += coefficient
            left = tuple(sorted((v, c) for v, c in merged.items() if c))
            if left:
                rows[left] = rhs
        return rows


def _one_owner(owners: Iterable[str | None]) -> str | None:
    """The owner of merged variables: whoever owns one of the equal cells knows them all."""
    return next((o for o in owners if o is not None), None)


def _lowest(thresholds: Iterable[int]) -> int:
    """Of merged variables, the lowest threshold of those that count people."""
    return min((t for t in thresholds if t > 0), default=0)


def _finest(slices: Iterable[int]) -> int:
    """Of merged variables, the shortest period: a quarter before a year before the whole."""
    return min(slices, key=lambda s: (s < 0, s == -1, s))
