"""A large part seen in pieces: a piece proves what its own rows imply, or shows tables that change it alone.

What few rows exclude, all rows exclude; and a table that differs from another in one piece only needs the rows of
that piece checked. Most questions are settled so, at a cost that does not grow with the part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from pipelines.audit.bounding import IntArray, Matrix, summed
from pipelines.audit.linear import Program
from pipelines.audit.parts import Asking, Part
from pipelines.audit.system import UNBOUNDED, Terms
from pipelines.audit.whole_numbers import WholeNumbers

_RECENT = 4
"""Tables whose numbers are compared with the next one's, so that only new numbers are noted one by one."""
WHOLE = 1500
"""Unknowns up to which tables are looked for in a part as a whole."""
PIECE = 600
"""Unknowns in a piece of a larger one, to look for tables in."""
NEAR = 60
"""Unknowns in a piece whose rows may prove something."""


class View:
    """A smaller (or the same) part with the solvers that answer questions about it."""

    def __init__(
        self, part: Part, quests: Sequence[int], unknowns: IntArray, *, proves: bool, shows: bool
    ) -> None:
        self.part = part
        self.quests = tuple(quests)
        """For each of its targets, the position of that target in the part it is a view of."""
        self.unknowns = unknowns
        """For each of its unknowns, its position there."""
        self.proves = proves
        """Whether what is impossible here is impossible altogether."""
        self.shows = shows
        """Whether its tables are pieces of tables of all."""
        self.position = {quest: i for i, quest in enumerate(self.quests)}
        self._recent: list[IntArray] = []

    @cached_property
    def program(self) -> Program:
        return Program(self.part)

    @cached_property
    def whole_numbers(self) -> WholeNumbers:
        return WholeNumbers(self.part)

    def new_values(self, table: IntArray) -> Iterator[tuple[int, int]]:
        """(target, its number in a table) where that is not the same as in the tables just before."""
        starts, columns, coefficients, constants = self._terms
        values = summed(coefficients * table[columns], starts) + constants
        is_new = np.ones(len(values), dtype=bool)
        for before in self._recent:
            is_new &= values != before
        self._recent = [values, *self._recent[: _RECENT - 1]]
        for i in np.flatnonzero(is_new).tolist():
            yield self.quests[i], int(values[i])

    @cached_property
    def _terms(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        asked = self.part.asked
        starts = np.cumsum([0, *(len(asking.terms) for asking in asked)]).astype(np.int64)
        pairs = np.array([pair for asking in asked for pair in asking.terms], dtype=np.int64).reshape(-1, 2)
        constants = np.array([asking.constant for asking in asked], dtype=np.int64)
        return starts, pairs[:, 0], pairs[:, 1], constants


def everything(part: Part) -> View:
    """The whole part as it is."""
    every = tuple(range(len(part.asked)))
    return View(part, every, np.arange(len(part.unknowns)), proves=True, shows=True)


@dataclass(frozen=True)
class Piece:
    """Neighbouring unknowns, and the targets that are about them alone."""

    unknowns: tuple[int, ...]
    targets: tuple[int, ...]


class Map:
    """Which unknowns, rows and targets of a part are next to each other."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._unknowns_of = _runs(part.rows)
        self._rows_of: list[list[int]] = [[] for _ in part.unknowns]
        for row, unknowns in enumerate(self._unknowns_of):
            for v in unknowns:
                self._rows_of[v].append(row)
        self._targets_of: list[list[int]] = [[] for _ in part.unknowns]
        for i, asking in enumerate(part.asked):
            for v, _ in asking.terms:
                self._targets_of[v].append(i)

    def pieces(self, size: int) -> Iterator[Piece]:
        """Pieces of about the same size in which every target is at home in one."""
        is_home = np.zeros(len(self.part.asked), dtype=bool)
        for i, asking in enumerate(self.part.asked):
            if is_home[i]:
                continue
            unknowns = self._grown([v for v, _ in asking.terms], size)
            inside = {t for v in unknowns for t in self._targets_of[v] if not is_home[t]}
            at_home = sorted(t for t in inside if all(v in unknowns for v, _ in self.part.asked[t].terms))
            is_home[at_home] = True
            yield Piece(tuple(sorted(unknowns)), tuple(at_home))

    def around_target(self, i: int, table: IntArray) -> View:
        """The piece with a target in its middle, free within a table."""
        unknowns = self._grown([v for v, _ in self.part.asked[i].terms], PIECE)
        return self.around(Piece(tuple(sorted(unknowns)), (i,)), table)

    def _grown(self, start: Sequence[int], size: int) -> dict[int, None]:
        """Unknowns around some, nearest first, about as many as a piece has."""
        found = dict.fromkeys(start)
        queue = list(found)
        while queue and len(found) < size:
            around = [u for v in queue for row in self._rows_of[v] for u in self._unknowns_of[row]]
            queue = [u for u in dict.fromkeys(around) if u not in found][: size - len(found)]
            found.update(dict.fromkeys(queue))
        return found

    def _rows_at(self, unknowns: Sequence[int]) -> list[int]:
        return sorted({row for v in unknowns for row in self._rows_of[v]})

    def nearby(self, piece: Piece) -> View:
        """Only the rows at a piece, all of their unknowns free: what they exclude is excluded."""
        rows = self._rows_at(piece.unknowns)
        unknowns = sorted({*piece.unknowns, *(u for row in rows for u in self._unknowns_of[row])})
        local = {v: i for i, v in enumerate(unknowns)}
        asked = [self.part.asked[t] for t in piece.targets]
        return View(
            part=Part(
                unknowns=self.part.unknowns[unknowns],
                lower=self.part.lower[unknowns],
                upper=self.part.upper[unknowns],
                rows=self._cut_rows(rows, np.array(unknowns, dtype=np.int64), None),
                asked=tuple(Asking(a.number, _renamed(a.terms, local), a.constant) for a in asked),
            ),
            quests=piece.targets,
            unknowns=np.array(unknowns, dtype=np.int64),
            proves=True,
            shows=False,
        )

    def around(self, piece: Piece, table: IntArray) -> View:
        """A piece free within a table that is kept everywhere else: each of its tables is one of all."""
        local = {v: i for i, v in enumerate(piece.unknowns)}
        unknowns = np.array(piece.unknowns, dtype=np.int64)
        targets = sorted({t for v in piece.unknowns for t in self._targets_of[v]})
        asked = []
        for t in targets:
            asking = self.part.asked[t]
            kept = sum(c * int(table[v]) for v, c in asking.terms if v not in local)
            inside = tuple((local[v], c) for v, c in asking.terms if v in local)
            asked.append(Asking(asking.number, inside, asking.constant + kept))
        return View(
            part=Part(
                unknowns=self.part.unknowns[unknowns],
                lower=self.part.lower[unknowns],
                upper=self.part.upper[unknowns],
                rows=self._cut_rows(self._rows_at(piece.unknowns), unknowns, table),
                asked=tuple(asked),
            ),
            quests=tuple(targets),
            unknowns=unknowns,
            proves=False,
            shows=True,
        )

    def _cut_rows(self, rows: Sequence[int], unknowns: IntArray, table: IntArray | None) -> Matrix:
        """Rows over the unknowns of a view; what the others add comes from a table."""
        of = self.part.rows
        chosen = np.array(rows, dtype=np.int64)
        lengths = of.starts[chosen + 1] - of.starts[chosen]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        entries = np.repeat(of.starts[chosen] - starts[:-1], lengths) + np.arange(starts[-1])
        columns, coefficients = of.columns[entries], of.coefficients[entries]
        local = np.full(len(self.part.unknowns), -1, dtype=np.int64)
        local[unknowns] = np.arange(len(unknowns))
        inside = local[columns] >= 0
        kept = np.zeros(len(chosen), dtype=np.int64)
        if table is not None:
            kept = summed(np.where(inside, 0, coefficients * table[columns]), starts)
        high = of.upper[chosen]
        return Matrix(
            starts=np.concatenate([[0], np.cumsum(summed(inside.astype(np.int64), starts))]),
            columns=local[columns[inside]],
            coefficients=coefficients[inside],
            lower=of.lower[chosen] - kept,
            upper=np.where(high >= UNBOUNDED, high, high - kept),
        )


def _runs(rows: Matrix) -> list[list[int]]:
    columns, starts = rows.columns.tolist(), rows.starts.tolist()
    return [columns[start:end] for start, end in pairwise(starts)]


def _renamed(terms: Terms, local: dict[int, int]) -> Terms:
    return tuple((local[v], c) for v, c in terms)
