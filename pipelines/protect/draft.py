"""A first draft of what to withhold: one linear program about all cells at once, where the search goes goal by goal.

Its columns say what is withheld, and what is said to be large. In every row the others must together be able to make
up for the change of each withheld cell that has to stay possible (the capacity inequalities of single rows, after
Fischetti and Salazar). That is necessary for the promise but not enough: the search starts from the draft and adds
what is missing.
"""

from __future__ import annotations

import highspy
import numpy as np

from pipelines.protect.promise import Promise
from pipelines.protect.system import BoolArray, FloatArray, IntArray

_PRICE_OF_SAYING = 0.01
"""Saying that a count is large costs no cell; the little keeps it rare."""
_ENOUGH = 0.5 - 1e-6
"""The share of a cell from which on it is withheld."""
_NEAR = 1e-9
_PAIR = 2


class Draft:
    """The program of one system: columns 0..n-1 for what is withheld, n..2n-1 for what is said to be large.

    Further columns stand for pairs of cells of which an insider learns one as soon as the other is shown: both must be
    withheld to be of use against her.
    """

    def __init__(
        self, promise: Promise, must: BoolArray, fixed: BoolArray, floor: IntArray, may_be_said: BoolArray
    ) -> None:
        self._promise, self._system = promise, promise.system
        self._must, self._fixed = must, fixed
        self._may_be_said = may_be_said & promise.is_large & promise.protects
        clear = self._system.clear
        self._room = (clear - floor).astype(np.float64)
        self._room_said = np.where(self._may_be_said, clear - self._system.mark, self._room).clip(0)
        self._groups: list[IntArray] = []
        self._columns: list[IntArray] = []
        self._values: list[FloatArray] = []
        self._group_count, self._width = 0, 2 * self._system.size
        self._this, self._other = self._neighbours()
        is_goal = promise.protects & ~fixed & ~(self._system.few_contributors & ~self._system.sensitive)
        self._add_others(is_goal, self._system.columns[self._other])
        self._add_reach(np.where(is_goal, promise.high - clear, 0), 1)
        self._add_reach(np.where(is_goal & (floor == 0), clear - promise.low, 0), -1)
        for partner in promise.partners:
            self._add_insider(promise.known_to(partner))

    def pattern(self, price: FloatArray) -> tuple[BoolArray, BoolArray]:
        """What to withhold, and what of it to say to be large; only what must be where no answer is found."""
        n = self._system.size
        solver = self.in_fractions(price)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return self._must.copy(), np.zeros(n, dtype=bool)
        is_chosen = np.array(solver.getSolution().col_value) >= _ENOUGH
        withheld = is_chosen[:n] | self._must
        return withheld, is_chosen[n : 2 * n] & withheld & self._may_be_said

    # ---- inequalities ------------------------------------------------------------------------------------

    def _neighbours(self) -> tuple[IntArray, IntArray]:
        """All ordered pairs of different entries of one row."""
        system = self._system
        starts, sizes = system.row_starts[:-1], np.diff(system.row_starts)
        counts = np.repeat(sizes, sizes)
        this = np.repeat(np.arange(len(system.columns)), counts)
        offsets = np.arange(len(this)) - np.repeat(np.cumsum(counts) - counts, counts)
        other = starts[system.row_of_entry[this]] + offsets
        return this[this != other], other[this != other]

    def _add_others(self, wanted: BoolArray, column: IntArray) -> None:
        """Where a cell is withheld, some other of its row must be."""
        is_wanted = wanted[self._system.columns[self._this]]
        self._add(self._this[is_wanted], column[is_wanted], np.ones(is_wanted.sum()))

    def _add_reach(self, change: IntArray, direction: int) -> None:
        """The others of a row must make up for a change: each may rise without end, but fall only so far."""
        system, n = self._system, self._system.size
        is_wanted = change[system.columns[self._this]] > 0
        this, other = self._this[is_wanted], self._other[is_wanted]
        v, w = system.columns[this], system.columns[other]
        share = np.abs(system.coefficients[other] / system.coefficients[this]) / change[v]
        rises = system.coefficients[this] * system.coefficients[other] * direction < 0
        full = np.where(rises, 1.0, np.minimum(self._room[w] * share, 1.0))
        said = np.where(rises, 1.0, np.minimum(self._room_said[w] * share, 1.0))
        is_excused = np.unique(this[self._may_be_said[v]]) if direction < 0 else this[:0]
        self._add(
            np.concatenate([this, this, is_excused]),
            np.concatenate([w, w + n, system.columns[is_excused] + n]),
            np.concatenate([full, said - full, np.ones(len(is_excused))]),
        )

    def _add_insider(self, known: BoolArray) -> None:
        """What an insider does not know must be open to her as well, with what she does not know."""
        system = self._system
        row = system.row_of_entry
        unknown = ~(known | self._fixed)[system.columns]
        has_known = np.bincount(row[known[system.columns]], minlength=len(system.rhs)) > 0
        is_pair = has_known & (np.bincount(row[unknown], minlength=len(system.rhs)) == _PAIR)
        pairs = system.columns[unknown & is_pair[row]].reshape(-1, _PAIR)
        column = np.arange(system.size)
        for side in range(_PAIR):
            column[pairs[:, side]] = self._width + np.arange(len(pairs))
        concerned = self._promise.concerns_insiders & ~known & ~self._fixed
        for one, other in (pairs.T, pairs.T[::-1]):
            self._at_least(one, self._width + np.arange(len(pairs)))
            self._at_least(other[concerned[one]], one[concerned[one]])
        self._width += len(pairs)
        concerned[pairs[concerned[pairs].any(axis=1)]] = True
        v, w = system.columns[self._this], system.columns[self._other]
        is_told = np.bincount(
            row[(column != np.arange(system.size))[system.columns]], minlength=len(system.rhs)
        )
        tells = (has_known | (is_told > 0)) & ~is_pair
        is_wanted = concerned[v] & tells[row[self._this]]
        self._add(self._this[is_wanted], column[w[is_wanted]], (~known[w[is_wanted]]).astype(np.float64))

    def _add(self, entry: IntArray, column: IntArray, value: FloatArray) -> None:
        """For each entry an inequality: the sum of these columns is at least the variable of the entry."""
        each, group = np.unique(entry, return_inverse=True)
        self._groups += [group + self._group_count, np.arange(len(each)) + self._group_count]
        self._columns += [column, self._system.columns[each]]
        self._values += [value, np.full(len(each), -1.0)]
        self._group_count += len(each)

    def _at_least(self, larger: IntArray, smaller: IntArray) -> None:
        group = np.arange(len(larger)) + self._group_count
        self._groups += [group, group]
        self._columns += [larger, smaller]
        self._values += [np.ones(len(larger)), np.full(len(larger), -1.0)]
        self._group_count += len(larger)

    # ---- program -----------------------------------------------------------------------------------------

    def in_fractions(self, price: FloatArray) -> highspy.Highs:
        """The program, unsolved."""
        n, rest = self._system.size, self._width - 2 * self._system.size
        may_be = np.concatenate([~self._fixed | self._must, self._may_be_said, np.ones(rest, dtype=bool)])
        starts, columns, values = self._inequalities(may_be)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._width, len(starts) - 1
        lp.col_cost_ = np.concatenate([price, np.full(n, _PRICE_OF_SAYING), np.zeros(rest)])
        lp.col_lower_ = np.concatenate([self._must, np.zeros(n + rest)]).astype(np.float64)
        lp.col_upper_ = may_be.astype(np.float64)
        lp.row_lower_ = np.zeros(lp.num_row_)
        lp.row_upper_ = np.full(lp.num_row_, highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = starts.astype(np.int32), columns.astype(np.int32)
        lp.a_matrix_.value_ = values
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("parallel", "off"),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(lp)
        return solver

    def _inequalities(self, may_be: BoolArray) -> tuple[IntArray, IntArray, FloatArray]:
        """Starts, columns and values; without those that fail where all that may be is withheld and nothing is said."""
        group, column = np.concatenate(self._groups), np.concatenate(self._columns)
        entry, position = np.unique(group * self._width + column, return_inverse=True)
        value = np.bincount(position, weights=np.concatenate(self._values))
        group, column = entry // self._width, entry % self._width
        is_said = (column >= self._system.size) & (column < 2 * self._system.size)
        most = np.bincount(group, weights=value * (may_be[column] & ~is_said), minlength=self._group_count)
        kept = (most >= -_NEAR)[group] & (np.abs(value) > _NEAR)
        group, column, value = group[kept], column[kept], value[kept]
        starts = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1, [len(group)]])
        return (starts if len(group) else starts[:1]), column, value
