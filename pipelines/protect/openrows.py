"""What the shown cells leave open: the rows over open variables, and parts of them that are small enough to solve."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.protect.system import BoolArray, IntArray, System

MOST_LINKED = 3_000
"""Variables of a part at the most, and of a part that had to be cut off: what lies further away narrows few bounds."""
MOST_NEAR = 1_000


@dataclass(frozen=True)
class Part:
    """Some rows with all their open variables, both numbered from 0."""

    variables: IntArray
    """The system's number of each variable, the nearest to the first one first."""
    rows: IntArray
    """The system's number of each row."""
    row: IntArray
    """Of each coefficient; ascending, as `column` and `coefficients` are ordered."""
    column: IntArray
    coefficients: IntArray
    rhs: IntArray
    finished: int
    """So many variables, from the first, lie far from where the part was cut off; all of them when it was not."""


class OpenRows:
    """The rows of a system once its settled variables, those with equal bounds, are on the right-hand side."""

    def __init__(self, system: System, lower: IntArray, upper: IntArray) -> None:
        is_open = lower < upper
        entries = np.flatnonzero(is_open[system.columns])
        row_of_entry = system.row_of_entry[entries]
        first = np.flatnonzero(np.diff(row_of_entry, prepend=-1))
        self._rows = row_of_entry[first]
        self._columns = system.columns[entries]
        self._coefficients = system.coefficients[entries]
        self._rhs = -system.residuals(np.where(is_open, 0, lower))[self._rows]
        self._starts = np.append(first, len(entries))
        self._variables_in = _parted(self._columns, self._starts)
        self._rows_with = _inverse(self._columns, self._starts, is_open)

    def near(self, variable: int) -> Part:
        """All rows that are linked with a variable, or the nearest ones where that is too much to solve at once."""
        variables, rows, cut_off = self._grow(variable, MOST_LINKED)
        if cut_off:
            variables, rows, _ = self._grow(variable, MOST_NEAR)
        position = {v: i for i, v in enumerate(variables)}
        taken = np.array(rows, dtype=np.int64)
        sizes = self._starts[taken + 1] - self._starts[taken]
        entries = _ranges(self._starts[taken], sizes)
        return Part(
            variables=np.array(variables, dtype=np.int64),
            rows=self._rows[taken],
            row=np.repeat(np.arange(len(taken)), sizes),
            column=np.array([position[v] for v in self._columns[entries].tolist()], dtype=np.int64),
            coefficients=self._coefficients[entries],
            rhs=self._rhs[taken],
            finished=-(-len(variables) // 3) if cut_off else len(variables),
        )

    def _grow(self, variable: int, most: int) -> tuple[list[int], list[int], bool]:
        variables, rows, cut_off = [variable], [], False
        inside, taken = {variable}, set()
        for each in variables:  # grows meanwhile
            for row in self._rows_with[each]:
                if row in taken:
                    continue
                new = [v for v in self._variables_in[row] if v not in inside]
                if len(variables) + len(new) > most:
                    cut_off = True
                    continue
                taken.add(row)
                rows.append(row)
                inside.update(new)
                variables += new
        return variables, rows, cut_off


def _ranges(starts: IntArray, sizes: IntArray) -> IntArray:
    """start, start + 1, ... of each range, one range after the other."""
    ends = np.cumsum(sizes)
    ranges: IntArray = np.arange(sizes.sum()) + np.repeat(starts - ends + sizes, sizes)
    return ranges


def _parted(values: IntArray, starts: IntArray) -> list[list[int]]:
    listed = values.tolist()
    return [listed[start:end] for start, end in pairwise(starts.tolist())]


def _inverse(columns: IntArray, starts: IntArray, is_open: BoolArray) -> dict[int, list[int]]:
    """The rows in which each open variable stands."""
    rows_with: dict[int, list[int]] = {v: [] for v in np.flatnonzero(is_open).tolist()}
    row_of_entry = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    for column, row in zip(columns.tolist(), row_of_entry.tolist(), strict=True):
        rows_with[column].append(row)
    return rows_with
