"""The rows of a system without what follows from them at once, so that linear programs are small.

Where a row has one variable left that may change, that one does not change either; where it has two, they change
together. A variable that may change for nothing is left out of the columns: it is what a row of the others comes to,
and its bounds are those of that row. All is worked out in whole numbers, once for each part of a system.
"""

from __future__ import annotations

import numpy as np

from pipelines.protect.system import BoolArray, FloatArray, IntArray, System

_PAIR = 2
_MOST_ROWS = 3
"""A column in more rows than that is not left out, nor one in more than one row by a row longer than this."""
_LONGEST = 8


class Reduction:
    """Changes of some variables, as those of fewer columns: change of a variable = `sign` * change of its `column`."""

    def __init__(self, system: System, may_change: BoolArray, costs_nothing: BoolArray) -> None:
        """`costs_nothing` are the variables whose changes have no price."""
        rows, columns, coefficients, leader, changes, self.sign = _joined_system(system, may_change)
        self.variables = np.flatnonzero(may_change & changes[leader])
        """Those that can change at all."""
        is_dear = np.zeros(system.size, dtype=bool)
        is_dear[leader[self.variables[~costs_nothing[self.variables]]]] = True
        terms: list[dict[int, int]] = [{} for _ in range(int(rows[-1]) + 1 if len(rows) else 0)]
        for row, column, coefficient in zip(
            rows.tolist(), columns.tolist(), coefficients.tolist(), strict=True
        ):
            terms[row][column] = coefficient
        row_of = _left_out(terms, is_dear)
        leaders = np.unique(leader[self.variables])
        is_left = np.zeros(system.size, dtype=bool)
        is_left[list(row_of)] = True
        left = leaders[is_left[leaders]]
        self.width = len(leaders) - len(left)
        """Columns of the program; numbers from here on stand for the rows of `left_row`, in order."""
        position = np.full(system.size, -1, dtype=np.int64)
        position[np.concatenate([leaders[~is_left[leaders]], left])] = np.arange(len(leaders))
        self.column = np.full(system.size, -1, dtype=np.int64)
        """Of each variable; -1 where it cannot change."""
        self.column[self.variables] = position[leader[self.variables]]
        kept = [number for number, row in enumerate(terms) if row]
        of_row = {number: i for i, number in enumerate(kept)}
        self.height = len(kept)
        self.left_row = np.array([of_row.get(row_of[v][0], -1) for v in left.tolist()], dtype=np.int64)
        self.left_sign = np.array([row_of[v][1] for v in left.tolist()], dtype=np.int64)
        """The change of a variable that was left out, times its sign, and its row add up to zero."""
        entries = [(of_row[number], v, c) for number in kept for v, c in sorted(terms[number].items())]
        self.row = np.array([row for row, _, _ in entries], dtype=np.int64)
        self.entry_column = position[np.array([v for _, v, _ in entries], dtype=np.int64)]
        self.coefficients = np.array([c for _, _, c in entries], dtype=np.int64)

    def sums(self, values: FloatArray) -> FloatArray:
        """A value of each of `variables`, summed for each column of the program."""
        total = np.bincount(self.column[self.variables], values, self.width + len(self.left_row))
        return total[: self.width].astype(np.float64)

    def bounds(self, lower: FloatArray, upper: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the changes of `variables` may be, as bounds of each column and of what is left out."""
        columns, is_same = self.column[self.variables], self.sign[self.variables] > 0
        highest = np.full(self.width + len(self.left_row), np.inf)
        lowest = -highest
        np.maximum.at(lowest, columns, np.where(is_same, lower, -upper))
        np.minimum.at(highest, columns, np.where(is_same, upper, -lower))
        return lowest, highest

    def expanded(self, changes: FloatArray, row_values: FloatArray, size: int) -> FloatArray:
        """The change of every variable of the system from that of each column."""
        every = np.concatenate([changes, -self.left_sign * row_values[self.left_row]])
        full = np.zeros(size)
        full[self.variables] = self.sign[self.variables] * every[self.column[self.variables]]
        return full


def _joined_system(
    system: System, may_change: BoolArray
) -> tuple[IntArray, IntArray, IntArray, IntArray, BoolArray, IntArray]:
    """Rows, columns and coefficients over leaders; the leader of each variable, which leaders change, and signs."""
    entries = np.flatnonzero(may_change[system.columns])
    rows, columns = system.row_of_entry[entries], system.columns[entries]
    coefficients = system.coefficients[entries]
    leader, sign = np.arange(system.size), np.ones(system.size, dtype=np.int64)
    changes = may_change.copy()
    while True:
        rows, columns, coefficients = _summed(rows, leader[columns], coefficients * sign[columns])
        kept = changes[columns]
        rows, columns, coefficients = rows[kept], columns[kept], coefficients[kept]
        alone, one, other, relation = _short_rows(rows, columns, coefficients)
        if len(alone) + len(one) == 0:
            return rows, columns, coefficients, leader, changes, sign
        step, step_sign, still = _joined(one, other, relation, system.size)
        changes[step[alone]] = changes[still] = False
        sign = sign * step_sign[leader]
        leader = step[leader]


def _left_out(terms: list[dict[int, int]], is_dear: BoolArray) -> dict[int, tuple[int, int]]:
    """Take columns out of the rows, each with the row and sign that give it; those of few and short rows first."""
    rows_of: dict[int, set[int]] = {}
    for number, row in enumerate(terms):
        for column in row:
            rows_of.setdefault(column, set()).add(number)
    row_of: dict[int, tuple[int, int]] = {}
    taken: set[int] = set()
    for most in range(1, _MOST_ROWS + 1):
        for column in sorted(rows_of):
            its_rows = rows_of[column]
            if is_dear[column] or not 0 < len(its_rows) <= most:
                continue
            longest = len(terms) if len(its_rows) == 1 else _LONGEST
            fitting = [
                (len(terms[number]), number)
                for number in its_rows
                if number not in taken and abs(terms[number][column]) == 1 and len(terms[number]) <= longest
            ]
            if fitting:
                number = min(fitting)[1]
                row_of[column] = number, terms[number][column]
                taken.add(number)
                _take_out(column, number, terms, rows_of)
    return row_of


def _take_out(column: int, by: int, terms: list[dict[int, int]], rows_of: dict[int, set[int]]) -> None:
    """Put what a row says of a column in its place, wherever else it stands."""
    own = terms[by].pop(column)
    for number in rows_of.pop(column) - {by}:
        row = terms[number]
        factor = -own * row.pop(column)
        for other, coefficient in terms[by].items():
            total = row.get(other, 0) + factor * coefficient
            if total:
                row[other] = total
                rows_of[other].add(number)
            else:
                row.pop(other, None)
                rows_of[other].discard(number)


def _summed(rows: IntArray, columns: IntArray, coefficients: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Entries sorted by row, those of one row and column added up, zeros left out."""
    order = np.lexsort((columns, rows))
    rows, columns, coefficients = rows[order], columns[order], coefficients[order]
    first = np.flatnonzero((np.diff(rows, prepend=-1) != 0) | (np.diff(columns, prepend=-1) != 0))
    if len(first) < len(rows):
        coefficients = np.add.reduceat(coefficients, first)
        rows, columns = rows[first], columns[first]
    kept = coefficients != 0
    return rows[kept], columns[kept], coefficients[kept]


def _short_rows(
    rows: IntArray, columns: IntArray, coefficients: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Columns that are alone in a row; and pairs that fill a row, with the sign between their changes."""
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    sizes = np.diff(np.append(starts, len(rows)))
    pairs = starts[sizes == _PAIR]
    pairs = pairs[np.abs(coefficients[pairs]) == np.abs(coefficients[pairs + 1])]
    relation = -np.sign(coefficients[pairs]) * np.sign(coefficients[pairs + 1])
    return columns[starts[sizes == 1]], columns[pairs], columns[pairs + 1], relation


def _joined(
    one: IntArray, other: IntArray, relation: IntArray, size: int
) -> tuple[IntArray, IntArray, list[int]]:
    """Leader and sign of every column after joining pairs; and those that would have to be their own opposite."""
    parent: dict[int, tuple[int, int]] = {}
    still: list[int] = []

    def find(column: int) -> tuple[int, int]:
        sign, path = 1, []
        while column in parent:
            path.append((column, sign))
            column, step = parent[column]
            sign *= step
        for each, before in path:
            parent[each] = column, sign * before
        return column, sign

    for a, b, between in zip(one.tolist(), other.tolist(), relation.tolist(), strict=True):
        (a, of_a), (b, of_b) = find(a), find(b)
        if a == b:
            if of_a != between * of_b:
                still.append(a)
        else:
            low, high = min(a, b), max(a, b)
            parent[high] = low, of_a * of_b * between
    leader, sign = np.arange(size), np.ones(size, dtype=np.int64)
    for column in parent:
        leader[column], sign[column] = find(column)
    return leader, sign, [find(column)[0] for column in still]
