"""One attacker against one group of linked measures: what she can find out, and from what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from pipelines.audit.bounding import ContradictionError, IntArray
from pipelines.audit.findings import Finding, Wish
from pipelines.audit.parts import Cut, cut
from pipelines.audit.promise import Case, fault, interval_fault, is_accepted_as_large, wish
from pipelines.audit.report import OUTSIDER, Kind
from pipelines.audit.search import Search, search
from pipelines.audit.system import Asked, Row, Source, System, Target

Truth = Mapping[int, int]
"""Unknown -> its true count, where it is at hand."""


@dataclass(frozen=True)
class Breach:
    """A promise that is broken, not yet in words."""

    kind: Kind
    attacker: str
    target: Target | None
    found: Finding | None
    rows: tuple[Row, ...] = field(repr=False)
    """What the attacker used."""


@dataclass(frozen=True)
class Outcome:
    """What one attacker could do to one group."""

    checked: int
    narrowest: int | None
    excused: int
    breaches: tuple[Breach, ...]
    doubts: tuple[Breach, ...]
    """What she could do besides, if identities held of which nobody can say that they do."""


class Assault:
    """The rows an attacker believes, what she knows herself, and the targets."""

    def __init__(self, system: System, attacker: str, truth: Truth) -> None:
        self.system = system
        self.attacker = attacker
        self.truth = truth
        self.known = {
            unknown: truth[unknown]
            for unknown, ((partner, *_), _) in enumerate(system.unknowns)
            if partner == attacker and unknown in truth
        }
        self.table = self._true_table()
        self.cases = [Case(target, attacker, self._true_value(target)) for target in system.targets]

    def _true_table(self) -> IntArray | None:
        size = len(self.system.unknowns)
        if len(self.truth) < size:
            return None
        return np.array([self.truth[v] for v in range(size)], dtype=np.int64)

    def _true_value(self, target: Target) -> int | None:
        if any(v not in self.truth for v, _ in target.terms):
            return None
        return sum(c * self.truth[v] for v, c in target.terms)

    def run(self) -> Outcome:
        """All breaches of the promise before this attacker."""
        certain = self.rows(trusting=False)
        try:
            found = self._found(certain)
        except ContradictionError:
            breach = Breach(Kind.CONTRADICTION, self.attacker, None, None, certain)
            return Outcome(0, None, 0, (breach,), ())
        judged = self._judged(certain, found)
        excused = {
            i for i, kind in judged if kind is Kind.NOT_ZERO and self._is_excused(i, found[i], certain)
        }
        breaches = tuple(self._breach(i, kind, found[i], certain) for i, kind in judged if i not in excused)
        return Outcome(
            checked=len(found),
            narrowest=self._narrowest(found),
            excused=len(excused),
            breaches=breaches,
            doubts=self._doubts({i for i, _ in judged}),
        )

    def _found(self, rows: Sequence[Row]) -> dict[int, Finding]:
        wishes = {
            i: w
            for i, case in enumerate(self.cases)
            if not self._knows(case.target) and (w := wish(case)) is not None
        }
        plain = [row for row in rows if row.source is not Source.IDENTITY]
        if len(plain) == len(rows):
            found = self._findings(rows, wishes)
        else:
            found = self._findings(rows, {i: replace(w, lower=None, upper=None) for i, w in wishes.items()})
            self._check_claims(plain, wishes, found)
            self._doubt_identities(plain, found)
        self._look_again_at_differences(rows, found)
        return found

    def _knows(self, target: Target) -> bool:
        return all(v in self.known for v, _ in target.terms)

    def _check_claims(
        self, plain: Sequence[Row], wishes: Mapping[int, Wish], found: Mapping[int, Finding]
    ) -> None:
        """Published intervals must follow without identities: whether those hold is not published."""
        claims = {
            i: Wish(lower=w.lower, upper=w.upper)
            for i, w in wishes.items()
            if w.lower is not None or w.upper is not None
        }
        for i, finding in self._findings(plain, claims).items():
            found[i].claims = finding

    def _judged(self, rows: Sequence[Row], found: Mapping[int, Finding]) -> list[tuple[int, Kind]]:
        judged = []
        for i, finding in found.items():
            kinds = [fault(self.cases[i], finding)]
            if self.attacker == OUTSIDER:
                kinds.append(interval_fault(self.cases[i], finding))
            judged += [(i, kind) for kind in dict.fromkeys(kinds) if kind is not None]
        return judged

    def _doubts(self, broken: Set[int]) -> tuple[Breach, ...]:
        """What the attacker could work out besides if every identity held that can hold."""
        rows = self.rows(trusting=True)
        if len(rows) == len(self.rows(trusting=False)):
            return ()
        found = self._found(rows)
        return tuple(
            self._breach(i, kind, found[i], rows)
            for i, kind in self._judged(rows, found)
            if i not in broken and kind is not Kind.INTERVAL
        )

    def _breach(self, i: int, kind: Kind, finding: Finding, rows: tuple[Row, ...]) -> Breach:
        is_in_doubt = self.cases[i].target.asked is Asked.CELL and self.cases[i].truth is None
        if kind is Kind.NOT_ZERO and is_in_doubt and self._follows_from_earlier(i, rows, 1):
            kind = Kind.NOT_ZERO_BEFORE
        return Breach(kind, self.attacker, self.cases[i].target, finding, rows)

    def _narrowest(self, found: Mapping[int, Finding]) -> int | None:
        cells = [f.width for i, f in found.items() if self.cases[i].target.asked is Asked.CELL]
        return min(cells, default=None) if self.attacker == OUTSIDER else None

    # ---- what the attacker believes ----------------------------------------------------------------------

    def rows(self, *, trusting: bool) -> tuple[Row, ...]:
        """All rows; of the identities, which may lawfully fail, those that hold; trusting: those that may, too."""
        doubtful = [row for row in self.system.rows if row.source is Source.IDENTITY]
        certain = [row for row in self.system.rows if row.source is not Source.IDENTITY]
        certain += [row for row in doubtful if self._is_true(row) is True]
        if not trusting:
            return tuple(certain)
        possible = [row for row in doubtful if self._is_true(row) is None]
        return (*certain, *self._consistent(certain, possible))

    def _is_true(self, row: Row) -> bool | None:
        if any(v not in self.truth for v, _ in row.terms):
            return None
        return row.lower <= sum(c * self.truth[v] for v, c in row.terms) <= row.upper

    def _consistent(self, rows: Sequence[Row], possible: Sequence[Row]) -> list[Row]:
        """Of rows that may hold, as many as can hold together, the earlier ones first."""
        if not possible or self._has_table([*rows, *possible]):
            return list(possible)
        if len(possible) == 1:
            return []
        middle = len(possible) // 2
        first = self._consistent(rows, possible[:middle])
        return first + self._consistent([*rows, *first], possible[middle:])

    def _has_table(self, rows: Sequence[Row]) -> bool:
        try:
            for part in cut(len(self.system.unknowns), rows, {}, self.known).parts:
                Search(part, {}).run()
        except ContradictionError:
            return False
        return True

    # ---- what she finds out ------------------------------------------------------------------------------

    def _findings(self, rows: Sequence[Row], wishes: Mapping[int, Wish]) -> dict[int, Finding]:
        targets = {i: self.cases[i].target.terms for i in wishes}
        pieces: Cut = cut(len(self.system.unknowns), rows, targets, self.known)
        found = {i: Finding(value, value, value, value, {value}) for i, value in pieces.known.items()}
        return found | search(pieces.parts, wishes, self.table)

    def _look_again_at_differences(self, rows: Sequence[Row], found: dict[int, Finding]) -> None:
        """Without the truth, a difference is first asked for zero, and where that fails for large changes."""
        again = {
            i: Wish(at_most=-case.target.threshold, at_least=case.target.threshold)
            for i, case in enumerate(self.cases)
            if i in found
            and case.target.asked is Asked.DIFFERENCE
            and not case.target.is_rounded
            and case.truth is None
            and fault(case, found[i])
        }
        if again:
            found |= self._findings(rows, again)

    def _doubt_identities(self, plain: Sequence[Row], found: dict[int, Finding]) -> None:
        """A count accepted as large with the help of identities must be safe from who does not trust them, too."""
        doubted = {i: w for i in self._large(found) if (w := wish(self.cases[i])) is not None}
        if not doubted:
            return
        for i, finding in self._findings(plain, doubted).items():
            if fault(self.cases[i], finding) is not None:
                found[i] = finding

    def _large(self, found: Mapping[int, Finding]) -> Iterator[int]:
        return (i for i, finding in found.items() if is_accepted_as_large(self.cases[i], finding))

    def bounds(self, cells: Sequence[int]) -> dict[int, tuple[int, int | None]]:
        """Exact bounds of some targets in whole numbers.

        Errors: ContradictionError when no table satisfies the rows.
        """
        targets = {i: self.cases[i].target.terms for i in cells}
        pieces = cut(len(self.system.unknowns), self.rows(trusting=True), targets, self.known)
        found: dict[int, tuple[int, int | None]] = {i: (value, value) for i, value in pieces.known.items()}
        for part in pieces.parts:
            found |= Search(part, dict.fromkeys(targets, Wish())).bounds()
        return found

    # ---- facts that cannot be undone -----------------------------------------------------------------------

    def _is_excused(self, i: int, finding: Finding, rows: Sequence[Row]) -> bool:
        """A count that earlier facts show not to be zero; nothing can be withheld to undo that.

        It is large; or it was under a lower threshold that was in force before, and earlier facts show even that.
        """
        target, truth = self.cases[i].target, self.cases[i].truth
        if truth is None:
            return False
        if truth >= target.threshold:
            return target.asked is Asked.CELL and self._follows_from_earlier(i, rows, 1)
        may_be_large = finding.most is not None and finding.most >= target.threshold
        was_large = 0 < target.large_before <= truth
        return may_be_large and was_large and self._follows_from_earlier(i, rows, target.large_before)

    def _follows_from_earlier(self, i: int, rows: Sequence[Row], least: int) -> bool:
        """Whether releases before the first that has this number already show it to be at least so many."""
        target = self.cases[i].target
        if self.attacker != OUTSIDER or target.asked is Asked.DIFFERENCE:
            return False
        facts = [
            row
            for row in rows
            if row.source is not Source.PUBLISHED or row.is_exempt or row.release < target.release
        ]
        return self._findings(facts, {i: Wish(at_most=least - 1)})[i].proven_lower >= least
