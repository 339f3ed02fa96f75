"""What an attacker writes down: the reported counts as unknowns, and every published number as a row over them.

This is the latent formulation: no cell is an unknown of its own; a cell is a sum of reported counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from pipelines.audit.form import REPORTED, SHOWN, Book, Entry
from pipelines.audit.made import is_made
from pipelines.audit.plan import Cell, Count
from pipelines.model import TOTAL, Catalogue, quarter_from_index, quarter_index

Terms = tuple[tuple[int, int], ...]
"""(unknown, coefficient), sorted by unknown."""
UNBOUNDED = 2**40
"""Stands for no upper bound; counts are far below."""


class Source(StrEnum):
    """Where a row comes from."""

    PUBLISHED = "published"
    SPLIT = "split"
    LIMIT = "limit"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Row:
    """lower <= sum of coefficient times unknown <= upper."""

    terms: Terms
    lower: int
    upper: int
    source: Source
    release: int
    """The first release that published it; the first one with these reports where it is a rule."""
    cell: Cell
    """The published cell; empty for rules."""
    rule: str
    """The rule in words; empty for published cells."""
    is_exempt: bool
    """About a measure that does not count people: never withheld."""


class Asked(StrEnum):
    """What kind of number the attacker is after."""

    CELL = "cell"
    COMPLEMENT = "complement"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Target:
    """A number nobody published exactly, as a signed sum of unknowns."""

    terms: Terms
    asked: Asked
    cell: Cell
    """The cell; of a complement the whole, of a difference the cell that was revised."""
    part: Cell
    """Of a complement, the part; else empty."""
    threshold: int
    """The lowest in force in any release that has it; 0 where it is not about people."""
    large: int
    """What is large: the lowest threshold ever in force. What was published under it cannot be undone by raising it."""
    large_before: int
    """The same, of the releases before the first that has it; 0 where there is none."""
    values: int
    """How many numbers must stay possible for an insider."""
    release: int
    """The first release that has it."""
    last_release: int
    owner: str
    """The partner whose own number it is; empty when it is a sum over partners."""
    lower: int
    """The narrowest published interval."""
    upper: int
    is_rounded: bool = False


@dataclass(frozen=True)
class System:
    """One group of linked measures over all releases."""

    unknowns: tuple[tuple[Count, str], ...]
    """Reported count and the submission that reported it."""
    rows: tuple[Row, ...]
    targets: tuple[Target, ...]


def linked_measures(catalogue: Catalogue) -> list[frozenset[str]]:
    """Measures that rules tie together; what one group shows says nothing about another.

    Counts of reports are in none: they are public, and change without a report being revised (`pipelines.audit.made`).
    """
    group: dict[str, set[str]] = {m: {m} for m in catalogue.measures if not is_made(catalogue, m)}
    links = [(limit.part, limit.whole) for limit in catalogue.limits if not is_made(catalogue, limit.part)]
    links += [
        (identity.measure, term.measure) for identity in catalogue.identities for term in identity.terms
    ]
    for one, other in links:
        if group[one] is not group[other]:
            group[one] |= group[other]
            for measure in group[other]:
                group[measure] = group[one]
    found: list[frozenset[str]] = []
    for members in group.values():
        if frozenset(members) not in found:
            found.append(frozenset(members))
    return found


def write_down(books: Sequence[Book], measures: frozenset[str]) -> System:
    """The system of one group of measures, from all releases, oldest first."""
    writer = _Writer(books, measures)
    for book in books:
        writer.add_release(book)
    writer.add_differences()
    return System(tuple(writer.unknowns), tuple(writer.rows), tuple(writer.targets.values()))


class _Writer:
    def __init__(self, books: Sequence[Book], measures: frozenset[str]) -> None:
        self.books = books
        self.catalogue = books[0].catalogue
        self.plan = books[0].plan
        self.unknowns: dict[tuple[Count, str], int] = {}
        self.rows: list[Row] = []
        self.row_at: dict[tuple[Terms, Source], int] = {}
        self.targets: dict[tuple[Terms, Asked], Target] = {}
        self.cells = [cell for cell in self.plan.members if cell[5] in measures]
        self.positions = [i for i, count in enumerate(self.plan.counts) if count[3] in measures]
        self.owner_of = {p.place_id: p.id for p in self.catalogue.partners.values() if p.place_id}

    # ---- one release -------------------------------------------------------------------------------------

    def add_release(self, book: Book) -> None:
        unknown_at = {
            i: self._unknown(self.plan.counts[i], book) for i in self.positions if i in book.reported
        }
        for cell in self.cells:
            entry = book.entries.get(cell)
            members = [unknown_at[i] for i in self.plan.members[cell] if i in unknown_at]
            if entry is not None and members:
                self._add_cell(book, cell, entry, tuple((v, 1) for v in sorted(members)))
        present = {self.plan.counts[i]: v for i, v in unknown_at.items()}
        self._add_splits(book, present)
        self._add_limits(book, present)
        self._add_identities(book, present)
        self._add_complements(book, unknown_at)

    def _unknown(self, count: Count, book: Book) -> int:
        key = (count, book.submission_of.get(count[:2], ""))
        return self.unknowns.setdefault(key, len(self.unknowns))

    def _threshold(self, book: Book, measure: str) -> int:
        is_of_people = self.catalogue.measures[measure].person_level
        return book.release.policy.threshold_of(measure) if is_of_people else 0

    def _add_cell(self, book: Book, cell: Cell, entry: Entry, terms: Terms) -> None:
        lower, upper = entry.lower, entry.upper
        if entry.status in SHOWN and lower is not None and upper is not None:
            is_exempt = not self.catalogue.measures[cell[5]].person_level
            row = Row(terms, lower, upper, Source.PUBLISHED, book.release.number, cell, "", is_exempt)
            self._add_row(row)
            if lower < upper:
                self._ask(self._target(book, terms, Asked.CELL, cell, is_rounded=True))
        elif entry.status == "Q":
            target = self._target(book, terms, Asked.CELL, cell)
            claimed = UNBOUNDED if upper is None else upper
            if lower is not None and lower >= target.threshold > 0:
                # A withheld cell may be published as large: a statement like any other. What its interval says more
                # than that must follow.
                said = Row(
                    terms,
                    target.threshold,
                    UNBOUNDED,
                    Source.PUBLISHED,
                    book.release.number,
                    cell,
                    "",
                    is_exempt=False,
                )
                self._add_row(said)
            self._ask(replace(target, lower=lower or 0, upper=claimed))

    def _add_row(self, row: Row) -> None:
        """Every statement once; two different ones about the same sum both hold, or leave no table at all."""
        before = self.row_at.get((row.terms, row.source))
        if before is not None:
            same = self.rows[before]
            if (same.lower, same.upper) == (row.lower, row.upper):
                return
        self.row_at[row.terms, row.source] = len(self.rows)
        self.rows.append(row)

    def _target(
        self, book: Book, terms: Terms, asked: Asked, cell: Cell, part: Cell = (), *, is_rounded: bool = False
    ) -> Target:
        before = [each for each in self.books if each.release.number < book.release.number]
        return Target(
            terms=terms,
            asked=asked,
            cell=cell,
            part=part,
            threshold=self._threshold(book, (part or cell)[5]),
            large=min(self._threshold(each, (part or cell)[5]) for each in self.books),
            large_before=min((self._threshold(each, (part or cell)[5]) for each in before), default=0),
            values=book.release.policy.insider_values,
            release=book.release.number,
            last_release=book.release.number,
            owner=self.owner_of.get(cell[1], "") if cell[0] == "local" else "",
            lower=0,
            upper=UNBOUNDED,
            is_rounded=is_rounded,
        )

    def _ask(self, target: Target) -> None:
        """A number asked for in several releases is one target, under the lowest of their thresholds."""
        key = (target.terms, target.asked)
        before = self.targets.get(key)
        if before is not None:
            target = replace(
                before,
                threshold=min(before.threshold, target.threshold),
                values=min(before.values, target.values),
                last_release=target.release,
                owner=before.owner or target.owner,
                lower=max(before.lower, target.lower),
                upper=min(before.upper, target.upper),
                is_rounded=before.is_rounded or target.is_rounded,
            )
        self.targets[key] = target

    # ---- rules -------------------------------------------------------------------------------------------

    def _rule(
        self, book: Book, parts: Sequence[tuple[int, int]], rule: tuple[Source, str], *, equal: bool
    ) -> None:
        """0 <= signed sum, and 0 = signed sum where it is an equation."""
        collected: dict[int, int] = defaultdict(int)
        for unknown, coefficient in parts:
            collected[unknown] += coefficient
        terms = tuple(sorted((v, c) for v, c in collected.items() if c))
        source, words = rule
        if terms:
            upper = 0 if equal else UNBOUNDED
            self._add_row(Row(terms, 0, upper, source, book.release.number, (), words, is_exempt=True))

    def _add_splits(self, book: Book, present: Mapping[Count, int]) -> None:
        by_total: dict[Count, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for count, unknown in present.items():
            split = count[4] if count[4] != TOTAL else "activity" if count[2] != TOTAL else None
            if split is not None:
                by_total[(*count[:2], TOTAL, count[3], TOTAL, TOTAL)][split].append(unknown)
        for total, splits in by_total.items():
            if total not in present:
                continue
            for split, parts in splits.items():
                self._add_split(book, total, present[total], split, parts)

    def _add_split(self, book: Book, total: Count, whole: int, split: str, parts: Sequence[int]) -> None:
        label = self._split_label(split)
        if split not in self.catalogue.measures[total[3]].sums_over:
            for part in parts:
                words = f"no category of {label} is more than the total"
                self._rule(book, [(whole, 1), (part, -1)], (Source.SPLIT, words), equal=False)
            return
        is_complete = len(parts) == self._expected_parts(total, split)
        words = f"{label} adds up to the total" if is_complete else f"parts of {label} are at most the total"
        self._rule(book, [(whole, 1), *((p, -1) for p in parts)], (Source.SPLIT, words), equal=is_complete)

    def _split_label(self, split: str) -> str:
        return "activity" if split == "activity" else self.catalogue.breakdowns[split].label.lower()

    def _expected_parts(self, total: Count, split: str) -> int:
        if split == "activity":
            return len(self.catalogue.activities_of(self.catalogue.partners[total[0]], total[1]))
        return len(self.catalogue.breakdowns[split].categories)

    def _add_limits(self, book: Book, present: Mapping[Count, int]) -> None:
        labels = {m.id: m.label for m in self.catalogue.measures.values()}
        for limit in self.catalogue.limits:
            words = f"{labels[limit.part]} are among {labels[limit.whole]}"
            for count, part in present.items():
                whole = present.get((*count[:3], limit.whole, *count[4:])) if count[3] == limit.part else None
                if whole is not None:
                    self._rule(book, [(whole, 1), (part, -1)], (Source.LIMIT, words), equal=False)

    def _add_identities(self, book: Book, present: Mapping[Count, int]) -> None:
        for identity in self.catalogue.identities:
            words = f"{self.catalogue.measures[identity.measure].label} follow from the other figures ({identity.id})"
            for count, unknown in present.items():
                if count[3] != identity.measure or count[4] != TOTAL:
                    continue
                parts = [(unknown, -1)]
                for term in identity.terms:
                    quarter = quarter_from_index(quarter_index(count[1]) - term.lag)
                    part = present.get((count[0], quarter, count[2], term.measure, TOTAL, TOTAL))
                    if part is None:
                        break
                    parts.append((part, term.sign))
                else:
                    self._rule(book, parts, (Source.IDENTITY, words), equal=True)

    # ---- numbers that are not cells -----------------------------------------------------------------------

    def _add_complements(self, book: Book, unknown_at: Mapping[int, int]) -> None:
        for cell in self.cells:
            for whole, part in self._pairs(cell):
                if whole in self.plan.members and part in self.plan.members:
                    self._complement(book, whole, part, unknown_at)

    def _pairs(self, cell: Cell) -> Iterator[tuple[Cell, Cell]]:
        """(whole, part) of limits, and of splits that do not add up by definition."""
        for limit in self.catalogue.limits:
            if limit.part == cell[5]:
                yield (*cell[:5], limit.whole, *cell[6:]), cell
        split = cell[6] if cell[6] != TOTAL else "activity"
        is_part = cell[6] != TOTAL or cell[4] != TOTAL
        if is_part and split not in self.catalogue.measures[cell[5]].sums_over:
            yield (*cell[:4], TOTAL, cell[5], TOTAL, TOTAL), cell

    def _complement(self, book: Book, whole: Cell, part: Cell, unknown_at: Mapping[int, int]) -> None:
        wholes = [i for i in self.plan.members[whole] if i in unknown_at]
        parts = [i for i in self.plan.members[part] if i in unknown_at]
        of_whole = {self.plan.counts[i][:2] for i in wholes}
        # The rest is a count of people only where everybody who reported the part reported the whole as well.
        if not parts or not all(self.plan.counts[i][:2] in of_whole for i in parts):
            return
        entries = [book.entries.get(whole), book.entries.get(part)]
        if any(entry is None or entry.status not in REPORTED for entry in entries):
            return
        terms = tuple(sorted([(unknown_at[i], 1) for i in wholes] + [(unknown_at[i], -1) for i in parts]))
        is_rounded = book.release.policy.profile == "round"
        target = self._target(book, terms, Asked.COMPLEMENT, whole, part, is_rounded=is_rounded)
        if target.threshold:
            self._ask(target)

    def add_differences(self) -> None:
        """What a revision changed is a number of people as well."""
        versions: dict[Count, list[int]] = defaultdict(list)
        for (count, _), unknown in self.unknowns.items():
            versions[count].append(unknown)
        for count, unknowns in versions.items():
            measure = self.catalogue.measures[count[3]]
            if not measure.person_level:
                continue
            for old, new in pairwise(unknowns):
                self._difference(count, old, new)

    def _difference(self, count: Count, old: int, new: int) -> None:
        place = self.catalogue.partners[count[0]].place_id or count[0]
        target = Target(
            terms=tuple(sorted([(new, 1), (old, -1)])),
            asked=Asked.DIFFERENCE,
            cell=("local", place, "quarter", *count[1:]),
            part=(),
            threshold=min(book.release.policy.threshold_of(count[3]) for book in self.books),
            large=min(book.release.policy.threshold_of(count[3]) for book in self.books),
            large_before=0,
            values=min(book.release.policy.insider_values for book in self.books),
            release=self.books[-1].release.number,
            last_release=self.books[-1].release.number,
            owner=count[0],
            lower=-UNBOUNDED,
            upper=UNBOUNDED,
            is_rounded=any(book.release.policy.profile == "round" for book in self.books),
        )
        self.targets[target.terms, Asked.DIFFERENCE] = target
