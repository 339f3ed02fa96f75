"""Counts of reports that the program makes itself: all of them follow from what a release says of its reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipelines.audit.plan import Cell
from pipelines.model import Catalogue, CycleFact

if TYPE_CHECKING:
    from pipelines.audit.form import Book

_ORDER: tuple[CycleFact, ...] = ("due", "received", "on_time")
"""Each counts some of the reports that the one before counts."""


def is_made(catalogue: Catalogue, measure_id: str) -> bool:
    """Whether a measure is about reports and not about what they say, so that it can give nothing of it away."""
    return catalogue.measures[measure_id].of_cycle is not None


def made_faults(book: Book, cell: Cell, members: Sequence[int], value: int | None) -> Iterator[str]:
    """What is wrong with a shown count of reports."""
    own = [book.plan.own_cell.get(i) for i in members]
    if value is None or any(each is None for each in own):
        return
    if cell[0] != "local" or cell[2] != "quarter":
        parts = [book.entries[each].value or 0 for each in own if each is not None and each in book.entries]
        if value != sum(parts):
            yield "is not the sum of the reports that it counts"
        return
    partner, quarter, *_ = book.plan.counts[members[0]]
    fact = book.catalogue.measures[cell[5]].of_cycle
    is_in_release = (partner, quarter) in book.submission_of
    is_due = book.catalogue.project.due_date(quarter) < book.release.as_of
    if value not in (0, 1) or (value and not is_due) or (value and fact != "due" and not is_in_release):
        yield "counts a report that was not due or is not in the release"
    before = _before(book, cell)
    if before is not None and value > before:
        yield "counts a report that is not counted where it must be as well"
    if fact == "received" and not value and before == 1 and is_in_release:
        yield "does not count a report that is in the release"


def _before(book: Book, cell: Cell) -> int | None:
    """What the same place and quarter has for the measure of which this one counts some."""
    fact = book.catalogue.measures[cell[5]].of_cycle
    if fact is None or fact == _ORDER[0]:
        return None
    wanted = _ORDER[_ORDER.index(fact) - 1]
    for measure in book.catalogue.measures.values():
        entry = book.entries.get((*cell[:5], measure.id, *cell[6:]))
        if measure.of_cycle == wanted and entry is not None:
            return entry.value
    return None
