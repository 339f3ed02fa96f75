"""What an audit found: a verdict, its figures, and every problem in words that name cells and never counts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

OUTSIDER = "outsider"
"""The attacker who has the releases and the catalogue; every other attacker is a partner, by its id."""


class Kind(StrEnum):
    """What is wrong with a cell, or with a release as a whole."""

    FORM = "form"
    """A cell, column, file or status that the publication plan does not allow."""
    SMALL_SHOWN = "small_shown"
    """A small count of people, a row in one category or a total of too few partners is shown."""
    CONTRADICTION = "contradiction"
    """Published numbers contradict each other, the catalogue or the reports."""
    DETERMINED = "determined"
    """The attacker works out the exact number."""
    SMALL = "small"
    """The attacker can tell that the count is below the threshold."""
    NOT_ZERO = "not_zero"
    """The attacker can tell that the count is not zero, and it may be small."""
    NOT_ZERO_BEFORE = "not_zero_before"
    """The same, already from earlier releases alone; no fault where the count is large."""
    FEW_VALUES = "few_values"
    """Too few numbers remain possible for the attacker."""
    INTERVAL = "interval"
    """The published interval says more than the published numbers do."""
    UNDECIDED = "undecided"
    """It could not be settled within the limit of work."""


@dataclass(frozen=True)
class Problem:
    """One thing that must not be."""

    kind: Kind
    attacker: str
    """`outsider` or the id of a partner; empty for faults of form."""
    release: int
    what: str
    """The cell or file and what is wrong with it, in words."""
    how: str = ""
    """The chain of published cells from which it follows, in words."""
    cell: tuple[str, ...] = ()
    """The cell's key (order of CELL_KEY); empty where the problem is about no single cell."""


@dataclass(frozen=True)
class AuditReport:
    """The answer of one audit. It holds no count of any cell."""

    release: int
    releases: tuple[int, ...]
    """All releases attacked together, the audited one last."""
    attackers: tuple[str, ...]
    adjudicated: bool
    """Whether all clear counts were at hand to settle what the files alone leave ambiguous."""
    cells: int
    shown: int
    withheld: int
    checked: int
    """Numbers attacked: unpublished cells of all releases, complements, and differences made by revisions."""
    narrowest: int | None
    """The least distance, over all unpublished cells and attackers, between two numbers both found possible."""
    undecided: int
    excused: int
    """Large cells that earlier releases alone show not to be zero: a fact, and no small count."""
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    """What could be worked out besides if identities held that may lawfully fail. No faults: nobody can prove them
    from the files, and an audit with the reports at hand uses those that hold."""
    seconds: float
    peak_memory_mb: float

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def digest(self) -> str:
        """SHA-256 of all that does not depend on the machine."""
        facts = asdict(self)
        del facts["seconds"], facts["peak_memory_mb"]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        return {"holds": self.holds, **asdict(self), "digest": self.digest}
