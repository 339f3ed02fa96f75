"""Controlled rounding of one table: which counts go up to the next multiple of the base, and which go down.

Zero-restricted: no count moves by as much as the base, and multiples stay where they are. Sums stay sums wherever
that is possible; where it is not, they miss by multiples of the base, sums over places before sums over parts.
Method: Cox and Ernst; Salazar-Gonzalez; as a program in zeros and ones (HiGHS), limited in nodes and never in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from pipelines.protect.sums import Over
from pipelines.protect.system import BoolArray, IntArray

FloatArray = npt.NDArray[np.float64]

_NODES = 2_000
_PRICE_OF_A_MISS = {Over.PERIODS: 0.0, Over.PLACES: 1e3, Over.PARTS: 1e4}
"""By how much a sum may rather not fail, in counts by which one cell is moved; far above any sum of such moves."""


@dataclass(frozen=True)
class TableSum:
    """A sum of the table by the positions of its cells."""

    whole: int
    parts: tuple[int, ...]
    over: Over


@dataclass(frozen=True)
class Table:
    """Counts to be rounded together."""

    clear: IntArray
    settled: IntArray
    """The rounded value of cells that were rounded before; -1 for those that were not."""
    price_up: FloatArray
    """What it costs to round a cell up rather than down, in counts; negative where up is the better choice."""
    sums: Sequence[TableSum]


def lawful_values(clear: int, base: int) -> tuple[int, ...]:
    """The multiples of the base less than the base away."""
    down = clear // base * base
    return (down,) if down == clear else (down, down + base)


def round_table(table: Table, base: int) -> IntArray:
    """The rounded value of every cell: the cheapest choice that keeps all sums, or else most of them.

    Units: counts; every value is a multiple of `base`, except that settled cells keep what they have.
    """
    down = np.where(table.settled >= 0, table.settled, table.clear // base * base)
    is_free = (table.settled < 0) & (table.clear % base != 0)
    free = np.flatnonzero(is_free)
    if len(free) == 0:
        return down
    program = _Program(table, base, down, is_free)
    is_urgent = np.abs(table.price_up[free]).max() > _PRICE_OF_A_MISS[Over.PLACES]
    ups = None if is_urgent else program.solve(elastic=False)
    if ups is None:
        ups = program.solve(elastic=True)
    if ups is None:
        ups = table.price_up[free] < 0
    rounded = down.copy()
    rounded[free] += base * ups.astype(np.int64)
    return rounded


class _Program:
    def __init__(self, table: Table, base: int, down: IntArray, is_free: BoolArray) -> None:
        self._position = np.full(len(table.clear), -1, dtype=np.int64)
        self._position[is_free] = np.arange(int(is_free.sum()))
        self._cost = table.price_up[is_free]
        self._rows: dict[tuple[tuple[int, int], ...], tuple[int, float]] = {}
        for each in table.sums:
            terms = [(each.whole, -1), *((part, 1) for part in each.parts)]
            left = tuple(sorted((int(self._position[v]), c) for v, c in terms if is_free[v]))
            missing = -sum(c * int(down[v]) for v, c in terms) // base
            if left:
                price = _PRICE_OF_A_MISS[each.over]
                self._rows[left] = (missing, max(price, self._rows.get(left, (0, 0.0))[1]))

    def solve(self, *, elastic: bool) -> BoolArray | None:
        """Which cells go up; null when no choice keeps all sums. Elastic: sums may fail at their price."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        options: dict[str, bool | int | float | str] = {
            "output_flag": False, "threads": 1, "random_seed": 1, "parallel": "off", "mip_max_nodes": _NODES,
            "mip_rel_gap": 0.0, "mip_abs_gap": 0.0,
        }  # fmt: skip
        for option, value in options.items():
            solver.setOptionValue(option, value)
        solver.passModel(self._model(elastic=elastic))
        solver.run()
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if len(values) == 0 or not solver.getSolution().value_valid:
            return None
        ups: BoolArray = values[: len(self._cost)] > 0.5
        return ups if elastic or self._keeps_all_sums(ups) else None

    def _keeps_all_sums(self, ups: BoolArray) -> bool:
        return all(sum(c * int(ups[v]) for v, c in left) == rhs for left, (rhs, _) in self._rows.items())

    def _model(self, *, elastic: bool) -> highspy.HighsLp:
        n, m = len(self._cost), len(self._rows)
        extra = 2 * m if elastic else 0
        misses = np.repeat([price for _, price in self._rows.values()], 2) if elastic else np.zeros(0)
        entries = [[*left] for left in self._rows]
        if elastic:
            entries = [[*left, (n + 2 * i, 1), (n + 2 * i + 1, -1)] for i, left in enumerate(entries)]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n + extra, m
        lp.col_cost_ = np.concatenate([self._cost, misses])
        lp.col_lower_ = np.zeros(n + extra)
        lp.col_upper_ = np.concatenate([np.ones(n), np.full(extra, highspy.kHighsInf)])
        lp.row_lower_ = lp.row_upper_ = np.array([rhs for rhs, _ in self._rows.values()], dtype=np.float64)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * (n + extra)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0] + [len(row) for row in entries]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([v for row in entries for v, _ in row], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([c for row in entries for _, c in row], dtype=np.float64)
        return lp
