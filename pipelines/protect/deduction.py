"""What follows from published sums by adding and subtracting, one sum after the other, and how.

For explaining only: it finds what a patient reader with a pencil finds. Nothing is decided by it; the promise is
proven by witnesses (`certificate`), and the audit uses no line of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Cell = tuple[str, str]
"""Place and category."""
Relation = Literal["is", "at_least", "at_most"]
Side = Literal["lower", "upper"]

UNKNOWN = 10**9
"""Upper bound of a cell that nothing bounds."""
_MOST_ROUNDS = 60
_OTHER: Mapping[Side, Side] = {"lower": "upper", "upper": "lower"}


@dataclass(frozen=True)
class Sum:
    """A published relation: the whole is the sum of its parts."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Step:
    """What one sum says about one of its cells, from what is known of the others."""

    cell: Cell
    relation: Relation
    value: int
    by: Sum
    used: tuple[tuple[Cell, int], ...]
    """The other cells of the sum, each with the value or the end of its interval that was used."""
    needs: tuple[int, ...]
    """Positions of the steps that this one rests on."""
    is_whole_known: bool
    """Whether the whole was known exactly when the sum was used."""


class Deduction:
    """All that can be worked out from some starting knowledge, with the steps in the order they were made."""

    def __init__(self, sums: Sequence[Sum], known: Mapping[Cell, tuple[int, int]]) -> None:
        self._sums = sums
        self._ends: dict[Side, dict[Cell, int]] = {"lower": {}, "upper": {}}
        for cell in {cell for each in sums for cell in each.cells}:
            self._ends["lower"][cell], self._ends["upper"][cell] = known.get(cell, (0, UNKNOWN))
        self.steps: list[Step] = []
        self._made_by: dict[tuple[Cell, Side], int] = {}
        for _ in range(_MOST_ROUNDS):
            if not (self._subtract() or self._narrow()):
                break

    def interval(self, cell: Cell) -> tuple[int, int]:
        """The least and the most a cell can be."""
        return self._ends["lower"][cell], self._ends["upper"][cell]

    def chain(self, cell: Cell) -> tuple[Step, ...]:
        """The steps that lead to what is known about a cell, in order; none when it was known from the start."""
        wanted = [self._made_by[cell, side] for side in _OTHER if (cell, side) in self._made_by]
        found: set[int] = set()
        while wanted:
            position = wanted.pop()
            if position not in found:
                found.add(position)
                wanted += self.steps[position].needs
        return tuple(self.steps[position] for position in sorted(found))

    # ---- steps ------------------------------------------------------------------------------------------

    def _subtract(self) -> bool:
        """Cells that are the only unknown one of a sum."""
        is_new = False
        for each in self._sums:
            unknown = [cell for cell in each.cells if not self._is_known(cell)]
            if len(unknown) == 1:
                value = self._end(each, unknown[0], "lower")
                self._note(each, unknown[0], "is", value, self._uses(each, unknown[0], "lower"))
                is_new = True
        return is_new

    def _narrow(self) -> bool:
        """Intervals that a sum makes narrower."""
        is_new = False
        for each in self._sums:
            for cell in each.cells:
                lower, upper = self._end(each, cell, "lower"), self._end(each, cell, "upper")
                if lower > self._ends["lower"][cell]:
                    self._note(each, cell, "at_least", lower, self._uses(each, cell, "lower"))
                    is_new = True
                if upper < min(self._ends["upper"][cell], UNKNOWN // 2):
                    self._note(each, cell, "at_most", upper, self._uses(each, cell, "upper"))
                    is_new = True
        return is_new

    def _is_known(self, cell: Cell) -> bool:
        return self._ends["lower"][cell] == self._ends["upper"][cell]

    def _uses(self, by: Sum, cell: Cell, side: Side) -> tuple[tuple[Cell, Side], ...]:
        """Which ends of the other cells' intervals an end of this cell's interval follows from."""
        if cell == by.whole:
            return tuple((part, side) for part in by.parts)
        return ((by.whole, side), *((part, _OTHER[side]) for part in by.parts if part != cell))

    def _end(self, by: Sum, cell: Cell, side: Side) -> int:
        values = [self._ends[s][other] for other, s in self._uses(by, cell, side)]
        return sum(values) if cell == by.whole else values[0] - sum(values[1:])

    def _note(
        self, by: Sum, cell: Cell, relation: Relation, value: int, uses: Iterable[tuple[Cell, Side]]
    ) -> None:
        uses = tuple(uses)
        needs = {self._made_by[use] for use in self._sides(uses, relation) if use in self._made_by}
        used = tuple((other, self._ends[side][other]) for other, side in uses)
        is_whole_known = self._is_known(by.whole)
        self.steps.append(Step(cell, relation, value, by, used, tuple(sorted(needs)), is_whole_known))
        sides: tuple[Side, ...] = (
            ("lower", "upper") if relation == "is" else ("lower",) if relation == "at_least" else ("upper",)
        )
        for side in sides:
            self._ends[side][cell] = value
            self._made_by[cell, side] = len(self.steps) - 1

    def _sides(self, uses: Sequence[tuple[Cell, Side]], relation: Relation) -> list[tuple[Cell, Side]]:
        """An exact value rests on both ends of the others, an end of an interval on one end of each."""
        if relation != "is":
            return list(uses)
        return [(cell, side) for cell, _ in uses for side in _OTHER]
