"""One system of whole numbers per group of linked measures: what an attacker can write down about the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

DIFFERENCE_OFFSET = 1_000_000
"""Added to the difference a revision makes, so that it is a variable >= 0 like all others."""

Key = tuple[str, ...]
"""CELL_KEY values, in order."""


@dataclass(frozen=True)
class System:
    """Variables 0..n-1 with the rows that link them: `coefficients[k] * x[columns[k]]` summed per row = rhs."""

    clear: IntArray
    """The true value of each variable; the table every witness is compared with."""
    row_starts: IntArray
    columns: IntArray
    coefficients: IntArray
    rhs: IntArray
    threshold: IntArray
    """A value from 1 to threshold - 1 is sensitive; 0 for variables that are not about people."""
    lowest_threshold: IntArray
    """The lowest that was ever in force for such counts: what was published under it stays a fact."""
    mark: IntArray
    """What a withheld count of the newest release may be published to be at least: the threshold in force there, which
    may be above that under which the number was published before; 0 where the newest release has no such cell."""
    rank: IntArray
    """What to withhold first: the larger, the sooner."""
    owner: npt.NDArray[np.object_]
    """The partner whose own cell it is, or null."""
    is_cell: BoolArray
    """A cell of the plan, in some release; else a complement or a difference."""
    is_difference: BoolArray
    few_contributors: BoolArray
    one_category: BoolArray
    quarter: IntArray
    """Position of the quarter a variable belongs to; -2, -3 ... for project years; -1 for the whole period."""
    family: IntArray
    """Cells of one measure and breakdown have one number; -1 for totals and for what is no cell."""
    variable_of: Mapping[tuple[Key, str], int]
    """(cell key, version) -> variable."""
    children_of: Mapping[int, tuple[tuple[int, ...], ...]] = field(repr=False)
    """For the sums with few contributors: variables it can be worked out from, each way by itself."""

    @property
    def size(self) -> int:
        return len(self.clear)

    @cached_property
    def sensitive(self) -> BoolArray:
        """Counts of 1 to threshold - 1 people, and revisions by so many."""
        size = np.where(self.is_difference, np.abs(self.clear - DIFFERENCE_OFFSET), self.clear)
        return (size >= 1) & (size < self.threshold)

    @cached_property
    def row_of_entry(self) -> IntArray:
        """The row each coefficient stands in."""
        return np.repeat(np.arange(len(self.rhs)), np.diff(self.row_starts))

    @cached_property
    def _entries_by_variable(self) -> tuple[IntArray, IntArray]:
        """Entry numbers sorted by variable, and where each variable's begin."""
        order = np.argsort(self.columns, kind="stable")
        return order, np.searchsorted(self.columns[order], np.arange(self.size + 1))

    def entries_of(self, variables: IntArray) -> tuple[IntArray, IntArray]:
        """Positions within `variables`, and the entry numbers of those variables."""
        order, starts = self._entries_by_variable
        counts = starts[variables + 1] - starts[variables]
        owner = np.repeat(np.arange(len(variables)), counts)
        offsets = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return owner, order[starts[variables][owner] + offsets]

    def row_sums(self, variables: IntArray, changes: IntArray) -> IntArray:
        """What changes of these variables add up to in each row that one of them stands in, exactly."""
        owner, entries = self.entries_of(variables)
        rows, position = np.unique(self.row_of_entry[entries], return_inverse=True)
        sums = np.zeros(len(rows), dtype=np.int64)
        np.add.at(sums, position, self.coefficients[entries] * changes[owner])
        return sums

    def linked_parts(self, variables: IntArray) -> list[IntArray]:
        """Positions within `variables`, grouped by what rows link to each other."""
        if len(variables) == 0:
            return []
        owner, entries = self.entries_of(variables)
        rows, row = np.unique(self.row_of_entry[entries], return_inverse=True)
        label = np.arange(len(variables))
        while True:
            least = np.full(len(rows), len(variables), dtype=np.int64)
            np.minimum.at(least, row, label[owner])
            lowered = label.copy()
            np.minimum.at(lowered, owner, least[row])
            lowered = lowered[lowered]
            if (lowered == label).all():
                break
            label = lowered
        order = np.argsort(label, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)

    def residuals(self, x: IntArray) -> IntArray:
        """Row sums minus right-hand sides, in exact integer arithmetic."""
        if len(self.rhs) == 0:
            return np.zeros(0, dtype=np.int64)
        sums: IntArray = np.add.reduceat(self.coefficients * x[self.columns], self.row_starts[:-1])
        return sums - self.rhs
