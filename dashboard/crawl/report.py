"""What a crawl found: how much was looked at, and every place that shows something nobody published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CELL = "cell"
"""Explained by the published cell that its context names."""
COUNT = "count"
"""How many cells, reports or partners: a function of what is published about them, never of counts of people."""
CONSTANT = "constant"
"""A listed constant: catalogue, policy, calendar, wording, release."""
DRAWING = "drawing"
"""Recomputed from published cells by the chart: positions, ranges, ticks, sizes."""
KINDS = (CELL, COUNT, CONSTANT, DRAWING)

MOST_PLACES = 40
"""Places that are listed one by one in text; JSON has them all."""

UNEXPLAINED = "a number that is no published cell and no listed constant"


@dataclass(frozen=True)
class Place:
    """Where something unexplained is served. Never says what: it may be a clear count."""

    address: str
    element: str
    problem: str = UNEXPLAINED

    def __str__(self) -> str:
        return f"{self.address}: {self.element}: {self.problem}"


@dataclass
class Tally:
    """Numbers explained so far by kind, and places of those that are not."""

    numbers: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)

    def explained(self, kind: str, count: int = 1) -> None:
        self.numbers[kind] += count

    def report(self, address: str, element: str, problem: str = UNEXPLAINED) -> None:
        self.numbers["unexplained"] += 1
        self.places.append(Place(address, element, problem))


@dataclass(frozen=True)
class CrawlReport:
    """What was fetched, what its numbers are explained by, and what is left."""

    release: int
    pages: tuple[str, ...]
    selections: int
    messages: int
    files: int
    answers: int
    numbers: Mapping[str, int]
    unexplained: tuple[Place, ...]
    is_same_catalogue: bool
    """Whether the release was made from the catalogue in force now, so that its texts could be compared with it."""
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether everything that is served is published."""
        return not self.unexplained

    @property
    def numbers_checked(self) -> int:
        return sum(self.numbers.values())

    def as_json(self) -> dict[str, object]:
        """The report for a program."""
        return {
            "is_clean": self.is_clean,
            "release": self.release,
            "pages": list(self.pages),
            "selections": self.selections,
            "messages": self.messages,
            "files": self.files,
            "answers": self.answers,
            "numbers_checked": self.numbers_checked,
            "numbers": dict(self.numbers),
            "unexplained": [
                {"address": p.address, "element": p.element, "problem": p.problem} for p in self.unexplained
            ],
            "is_same_catalogue": self.is_same_catalogue,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """The report for people."""
        explained = ", ".join(f"{self.numbers.get(kind, 0)} {kind}" for kind in KINDS)
        found = [
            f"Release {self.release:04d}: {len(self.pages)} pages, {self.selections} selections, "
            f"{self.messages} messages, {self.files} files, {self.answers} answers over http "
            f"in {self.seconds:.0f} s.",
            f"{self.numbers_checked} numbers checked: {explained}.",
        ]
        if not self.is_same_catalogue:
            found.append("The catalogue has changed since: texts of the release were not compared with it.")
        if self.is_clean:
            return [*found, "Every number that is served is published or a listed constant."]
        found.append(f"{len(self.unexplained)} places show something that was never published:")
        found += [f"  {place}" for place in self.unexplained[:MOST_PLACES]]
        rest = len(self.unexplained) - MOST_PLACES
        return [*found, f"  and {rest} more (--json lists all)"] if rest > 0 else found


def in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places without repetition, in the order they were found."""
    return tuple(dict.fromkeys(places))
