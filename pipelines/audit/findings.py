"""What is wanted of a target and what is established about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.audit.bounding import IntArray, reach
from pipelines.audit.parts import Asking
from pipelines.audit.system import UNBOUNDED

_REMEMBERED = 12
"""Different numbers remembered per target: no policy asks for more."""


@dataclass
class Finding:
    """What is established about one target; grows while the search goes on."""

    proven_lower: int
    proven_upper: int
    least: int | None = None
    """The least and the greatest number that some table has; null while there is no table."""
    most: int | None = None
    values: set[int] = field(default_factory=set)
    is_undecided: bool = False
    claims: Finding | None = None
    """What published intervals are judged by, where that is not the same."""

    @property
    def is_determined(self) -> bool:
        return self.proven_lower == self.proven_upper

    @property
    def width(self) -> int:
        """The distance between two numbers found possible."""
        return 0 if self.least is None or self.most is None else self.most - self.least

    def add(self, value: int) -> None:
        """Note a number that some table has."""
        if self.least is None or value < self.least:
            self.least = value
        if self.most is None or value > self.most:
            self.most = value
        if len(self.values) < _REMEMBERED:
            self.values.add(value)


@dataclass(frozen=True)
class Wish:
    """What would content the attacked: numbers that should be possible for a target."""

    at_most: int | None = None
    """Some number not above this."""
    at_least: int | None = None
    """Some number not below this."""
    values: int = 1
    """So many different numbers."""
    unless_large: int | None = None
    """No number need be low once all below this are impossible."""
    values_when_large: int = 1
    """So many different numbers are enough then."""
    unless_zero: bool = False
    """Nothing more is needed once the number is known to be zero."""
    lower: int | None = None
    """A number below which a published interval claims nothing is: to be proven, not only believed."""
    upper: int | None = None


@dataclass
class Quest:
    """One target with its wish and finding: what is still to be looked for."""

    asking: Asking
    wish: Wish
    finding: Finding

    @classmethod
    def begin(cls, asking: Asking, wish: Wish, lower: IntArray, upper: IntArray) -> Quest:
        """With what the bounds of the unknowns imply."""
        least, most = reach(asking.terms, lower, upper)
        proven_lower = least if least <= -UNBOUNDED else least + asking.constant
        return cls(asking, wish, Finding(proven_lower, most if most >= UNBOUNDED else most + asking.constant))

    def is_large(self) -> bool:
        limit = self.wish.unless_large
        return limit is not None and self.finding.proven_lower >= limit

    def wants_low(self) -> bool:
        goal, found = self.wish.at_most, self.finding
        if goal is None or found.proven_lower > goal:
            return False
        return found.least is None or found.least > goal

    def wants_high(self) -> bool:
        goal, found = self.wish.at_least, self.finding
        if goal is None or found.proven_upper < goal:
            return False
        return found.most is None or found.most < goal

    def wants_values(self) -> bool:
        found = self.finding
        if self.wish.unless_zero and found.proven_upper <= 0:
            return False
        needed = self.wish.values_when_large if self.is_large() else self.wish.values
        return len(found.values) < min(needed, found.proven_upper - found.proven_lower + 1)

    def wants_tables(self) -> bool:
        return self.wants_low() or self.wants_high() or self.wants_values()

    def wants_width(self) -> bool:
        """How far apart the possible numbers of a large count are is reported."""
        limit = self.wish.unless_large
        return self.wish.values_when_large > 1 and limit is not None and self.finding.width < limit

    def cap(self) -> int:
        """The number from which on more is worth nothing."""
        at_least, values = self.wish.at_least, self.wish.values
        if at_least is not None and values <= 2:
            return at_least
        return max(at_least or 0, self.finding.proven_lower + values + 1)

    def prove_lower(self, bound: int) -> None:
        self.finding.proven_lower = max(self.finding.proven_lower, bound)

    def prove_upper(self, bound: int) -> None:
        self.finding.proven_upper = min(self.finding.proven_upper, bound)
