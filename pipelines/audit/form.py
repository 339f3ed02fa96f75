"""Whether each release has the form that the plan prescribes, before anybody attacks it.

Every cell once, a lawful status with lawful values, nothing that the plan does not have, no small count in the open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.audit.made import is_made, made_faults
from pipelines.audit.plan import Cell, Plan, is_open_period
from pipelines.audit.published import PublishedRelease, has_lawful_columns
from pipelines.audit.report import Kind, Problem
from pipelines.audit.words import cell_in_words
from pipelines.model import CELL_KEY, CELL_SCHEMA, TOTAL, Catalogue

REPORTED = frozenset({"A", "P", "Q"})
SHOWN = frozenset({"A", "P"})
_CONFIDENTIALITY = {"A": "F", "P": "F", "O": "F", "M": "F", "Q": "C"}
_NAMED = 20
"""Cells named one by one; of more, only how many there are is said."""


@dataclass(frozen=True)
class Entry:
    """What a release says about one cell."""

    value: int | None
    lower: int | None
    upper: int | None
    status: str


class Book:
    """One release as a look-up: its entries by cell, and which counts were reported to it by which submission."""

    def __init__(self, release: PublishedRelease, catalogue: Catalogue, plan: Plan) -> None:
        self.release = release
        self.catalogue = catalogue
        self.plan = plan
        self.entries: dict[Cell, Entry] = {}
        self.doubled: list[Cell] = []
        if has_lawful_columns(release.cells):
            columns = [*CELL_KEY, "value", "lower", "upper", "obs_status"]
            for *key, value, lower, upper, status in release.cells.select(columns).iter_rows():
                cell = tuple(key)
                if cell in self.entries:
                    self.doubled.append(cell)
                self.entries[cell] = Entry(value, lower, upper, status)

    @cached_property
    def submission_of(self) -> Mapping[tuple[str, str], str]:
        """(partner, quarter) -> the submission that is in the release."""
        found = {}
        for submission in self.release.submissions:
            partner_and_quarter = submission.rpartition("-")[0]
            found[partner_and_quarter[:-8], partner_and_quarter[-7:]] = submission
        return found

    @cached_property
    def reported(self) -> frozenset[int]:
        """Positions of counts that were reported: who did not report is public, by the status of the own cell.

        A partner without a place has no cell of its own; the project's tells where no other count can be meant.
        """
        return frozenset(i for i in range(len(self.plan.counts)) if self._is_reported(i))

    def _is_reported(self, position: int) -> bool:
        partner, quarter, *rest = self.plan.counts[position]
        own = self.plan.own_cell.get(position)
        if own is not None:
            entry = self.entries.get(own)
            return entry is not None and entry.status in REPORTED
        if (partner, quarter) not in self.submission_of:
            return False
        whole = ("project", "PROJECT", "quarter", quarter, *rest)
        entry = self.entries.get(whole)
        if entry is None or entry.status not in REPORTED:
            return False
        if entry.status == "P":
            missing = [i for i in self.plan.members[whole] if i != position and not self._may_be_reported(i)]
            return bool(missing)
        return True

    def _may_be_reported(self, position: int) -> bool:
        own = self.plan.own_cell.get(position)
        if own is None:
            return self.plan.counts[position][:2] in self.submission_of
        entry = self.entries.get(own)
        return entry is not None and entry.status != "O"

    def contributors(self, cell: Cell) -> set[str]:
        """Partners that reported a count which the cell sums."""
        return {self.plan.counts[i][0] for i in self.plan.members[cell] if i in self.reported}


def form_problems(book: Book) -> list[Problem]:
    """Everything about one release that is wrong without any attack."""
    release = book.release
    if not has_lawful_columns(release.cells):
        return [Problem(Kind.FORM, "", release.number, _wrong_columns(release))]
    by_fault: dict[str, list[Cell]] = {}
    for cell, fault in _faults(book):
        by_fault.setdefault(fault, []).append(cell)
    problems = []
    for fault, cells in by_fault.items():
        problems += [
            Problem(
                Kind.FORM, "", release.number, f"{cell_in_words(book.catalogue, cell)}: {fault}", cell=cell
            )
            for cell in cells[:_NAMED]
        ]
        if len(cells) > _NAMED:
            problems.append(
                Problem(Kind.FORM, "", release.number, f"{fault}: {len(cells) - _NAMED} more cells")
            )
    return problems


def _wrong_columns(release: PublishedRelease) -> str:
    extra = sorted(set(release.cells.columns) - set(CELL_SCHEMA))
    missing = sorted(set(CELL_SCHEMA) - set(release.cells.columns))
    parts = [f"the unknown column {name!r}" for name in extra] + [f"no column {name!r}" for name in missing]
    return f"the cells have {', '.join(parts) or 'columns of another type than agreed'}"


def _faults(book: Book) -> Iterator[tuple[Cell, str]]:
    yield from ((cell, "is in the release more than once") for cell in book.doubled)
    is_same_plan = book.release.catalogue_sha256 in (None, book.catalogue.sha256)
    for cell in book.entries:
        if cell not in book.plan.members:
            yield cell, "is not in the publication plan"
    for cell, members in book.plan.members.items():
        entry = book.entries.get(cell)
        if entry is None:
            if is_same_plan:
                yield cell, "is missing from the release"
            continue
        yield from ((cell, fault) for fault in _entry_faults(book, cell, members, entry))
    confidentiality = book.release.cells.select(*CELL_KEY, "obs_status", "conf_status")
    for *key, status, conf_status in confidentiality.iter_rows():
        if _CONFIDENTIALITY.get(status) != conf_status:
            yield tuple(key), "has a status and a confidentiality that do not go together"


def _entry_faults(book: Book, cell: Cell, members: Sequence[int], entry: Entry) -> Iterator[str]:
    lawful = _lawful_statuses(book, cell, members)
    if entry.status not in lawful:
        yield f"has a status that the reports in the release do not allow ({entry.status})"
    if is_made(book.catalogue, cell[5]):
        yield from made_faults(book, cell, members, entry.value)
    elif entry.status in REPORTED and not any(book.plan.counts[i][:2] in book.submission_of for i in members):
        yield "has a number although no report in the release is about it"
    if not _has_lawful_values(book, cell, entry):
        yield "has value, lower and upper that do not go with its status"


def _lawful_statuses(book: Book, cell: Cell, members: Sequence[int]) -> set[str]:
    """What follows from the statuses of the own cells of the counts that a cell sums."""
    if is_open_period(book.catalogue, cell, book.release.as_of) and _is_of_people(book, cell):
        return {"M"}
    reported = sum(i in book.reported for i in members)
    if reported == 0 and any(i not in book.plan.own_cell for i in members):
        return {"O", "M"}
    if any(i not in book.plan.own_cell for i in members):
        return {"A", "P", "Q"}
    if cell[0] == "local" and cell[2] == "quarter":
        return {"A", "Q"} if reported else {"O", "M"}
    impossible = sum(
        entry is not None and entry.status == "M"
        for entry in (book.entries.get(book.plan.own_cell[i]) for i in members)
    )
    if impossible == len(members):
        return {"M"}
    if reported == 0:
        return {"O"}
    return {"Q", "A" if reported + impossible == len(members) else "P"}


def _is_of_people(book: Book, cell: Cell) -> bool:
    return book.catalogue.measures[cell[5]].person_level


def _has_lawful_values(book: Book, cell: Cell, entry: Entry) -> bool:
    value, lower, upper = entry.value, entry.lower, entry.upper
    if entry.status in {"O", "M"}:
        return value is None and lower is None and upper is None
    is_rounded = book.release.policy.profile == "round" and _is_of_people(book, cell)
    if entry.status == "Q":
        has_order = lower is not None and lower >= 0 and (upper is None or upper >= lower)
        return value is None and has_order and not is_rounded
    if value is None or lower is None or upper is None or value < 0:
        return False
    if is_rounded:
        base = book.release.policy.rounding_base
        return value % base == 0 and lower == max(0, value - base + 1) and upper == value + base - 1
    return value == lower == upper


def small_shown(books: Sequence[Book]) -> Iterator[Problem]:
    """Small counts, rows in one category and totals of too few partners in the open, by the oldest lawful policy.

    What an earlier release showed lawfully stays a fact, so only a cell's first showing is judged, and by the
    lowest threshold in force so far.
    """
    shown_before: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for book in books:
        for cell, entry in book.entries.items():
            if entry.status not in SHOWN or cell not in book.plan.members or not _is_of_people(book, cell):
                continue
            # A sum over places of which one is left is the number of that place.
            number = cell[2:], _version(book, cell)
            if number in shown_before:
                continue
            shown_before.add(number)
            for fault in _small_faults(book, books, cell, entry):
                words = f"{cell_in_words(book.catalogue, cell)}: {fault}"
                yield Problem(Kind.SMALL_SHOWN, "", book.release.number, words, cell=cell)


def _version(book: Book, cell: Cell) -> tuple[str, ...]:
    plan = book.plan
    return tuple(
        sorted(
            {book.submission_of.get(plan.counts[i][:2], "") for i in plan.members[cell] if i in book.reported}
        )
    )


def _small_faults(book: Book, books: Sequence[Book], cell: Cell, entry: Entry) -> Iterator[str]:
    if entry.value is None or entry.value != entry.lower or entry.value != entry.upper:
        return  # a rounded number is judged by what it leaves possible
    threshold = book.release.policy.threshold_of(cell[5])
    for other in books:
        is_earlier = other.release.number < book.release.number and cell in other.entries
        if is_earlier and _version(other, cell) == _version(book, cell):
            threshold = min(threshold, other.release.policy.threshold_of(cell[5]))
    if 1 <= entry.value < threshold:
        yield "a small count of people is shown"
    if _is_whole_row(book, cell, entry.value):
        yield "all people of a row are shown to be in one category"
    if _has_few_contributors(book, cell) and not _is_known_by_revision(book, books, cell):
        yield "a total of too few partners is shown"


def _is_whole_row(book: Book, cell: Cell, value: int) -> bool:
    if cell[6] not in book.release.policy.one_category_breakdowns or value == 0:
        return False
    if (
        cell[0] != "local"
        or cell[2] != "quarter"
        or cell[6] not in book.catalogue.measures[cell[5]].sums_over
    ):
        return False
    total = book.entries.get((*cell[:6], TOTAL, TOTAL))
    return total is not None and total.value == value


def _has_few_contributors(book: Book, cell: Cell) -> bool:
    """Unless the parts are shown, so that the total is known anyway."""
    contributors = book.contributors(cell)
    if cell[0] == "local" or not 1 < len(contributors) < book.release.policy.min_contributors:
        return False
    positions = [i for i in book.plan.members[cell] if i in book.reported]
    by_place = {book.catalogue.partners[book.plan.counts[i][0]].place_id for i in positions}
    by_period = {book.plan.counts[i][1] for i in positions}
    ways = [[("local", place or "", *cell[2:]) for place in by_place]]
    if cell[2] != "quarter":
        ways.append([(*cell[:2], "quarter", quarter, *cell[4:]) for quarter in by_period])
    return not any(_all_shown(book, parts) for parts in ways)


def _is_known_by_revision(book: Book, books: Sequence[Book], cell: Cell) -> bool:
    """Whether it follows from an earlier release: the sum there, and the reports that came or went since, all shown."""
    for other in books:
        if other.release.number >= book.release.number or not _all_shown(other, [cell]):
            continue
        changed = {*_version(book, cell)} ^ {*_version(other, cell)}
        if changed and all(_all_shown(each, _reported_by(each, changed, cell)) for each in (book, other)):
            return True
    return False


def _reported_by(book: Book, submissions: set[str], cell: Cell) -> list[Cell]:
    """What each of some submissions says about what a cell sums up."""
    return [
        ("local", book.catalogue.partners[partner].place_id or "", "quarter", quarter, *cell[4:])
        for (partner, quarter), submission in book.submission_of.items()
        if submission in submissions
    ]


def _all_shown(book: Book, cells: Sequence[Cell]) -> bool:
    entries = [book.entries.get(cell) for cell in cells]
    return all(entry is not None and entry.value is not None for entry in entries)
