"""From breaches to problems: which cell, what is wrong with it, and the chain of sums that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.audit.assault import Assault, Breach
from pipelines.audit.bounding import Matrix, matrix
from pipelines.audit.findings import Finding
from pipelines.audit.linear import fewest_rows
from pipelines.audit.report import OUTSIDER, Kind, Problem
from pipelines.audit.system import UNBOUNDED, Asked, Row, Source, Target, Terms
from pipelines.audit.words import cell_in_words, count_in_words, in_a_row, partner_in_words
from pipelines.model import Catalogue

EXPLAINED = 10
"""Breaches per attacker and group that get their chain of sums; finding a chain costs a program each."""
_ALMOST = 0.99
"""A bound in fractions this far below a whole number proves that number."""

_WRONG = {
    Kind.DETERMINED: "the exact number can be worked out",
    Kind.SMALL: "it can be told that the count is below the threshold",
    Kind.NOT_ZERO: "it can be told that the count is not zero",
    Kind.NOT_ZERO_BEFORE: "zero is ruled out by earlier releases alone; no fault if the count is large, which only "
    "an audit with the reports at hand can say",
    Kind.FEW_VALUES: "too few numbers remain possible",
    Kind.INTERVAL: "the published interval says more than the published numbers do",
    Kind.UNDECIDED: "it could not be settled within the limit of work",
    Kind.CONTRADICTION: "the published numbers contradict each other or the rules of the catalogue",
}


class Explainer:
    """Words for the breaches of one assault."""

    def __init__(self, catalogue: Catalogue, assault: Assault, release: int) -> None:
        self.catalogue = catalogue
        self.assault = assault
        self.release = release
        self._matrices: dict[int, Matrix] = {}

    def problems(self, breaches: Sequence[Breach]) -> list[Problem]:
        """One problem per breach; the first ones with their chain of sums."""
        return [self._problem(breach, with_chain=i < EXPLAINED) for i, breach in enumerate(breaches)]

    def _problem(self, breach: Breach, *, with_chain: bool) -> Problem:
        target = breach.target
        if target is None:
            how = self._chain(breach.rows, (), 1) if with_chain else ""
            return Problem(breach.kind, breach.attacker, self.release, self._what(breach), how)
        how = self._how(breach, target) if with_chain else ""
        cell = target.part or target.cell
        return Problem(breach.kind, breach.attacker, target.last_release, self._what(breach), how, cell)

    def _what(self, breach: Breach) -> str:
        who = (
            "" if breach.attacker == OUTSIDER else f" by {partner_in_words(self.catalogue, breach.attacker)}"
        )
        if breach.target is None:
            measures = {self.catalogue.measures[count[3]].label for count, _ in self.assault.system.unknowns}
            return f"{in_a_row(sorted(measures))}: {_WRONG[breach.kind]}{who}"
        return f"{self.target_in_words(breach.target)}: {_WRONG[breach.kind]}{who}"

    def target_in_words(self, target: Target) -> str:
        cell = cell_in_words(self.catalogue, target.cell)
        if target.last_release < self.release:
            cell += f" (as in release {target.last_release})"
        if target.asked is Asked.COMPLEMENT:
            return f"{cell}, without {cell_in_words(self.catalogue, target.part)}"
        if target.asked is Asked.DIFFERENCE:
            return f"what a revision changed in {cell}"
        return cell

    # ---- the chain of sums -------------------------------------------------------------------------------

    def _how(self, breach: Breach, target: Target) -> str:
        found = breach.found
        if found is None or breach.kind is Kind.INTERVAL:
            return ""
        parts = []
        if breach.kind is not Kind.SMALL:
            parts.append(("at least", self._chain(breach.rows, target.terms, found.proven_lower)))
        if breach.kind not in {Kind.NOT_ZERO, Kind.NOT_ZERO_BEFORE} and _has_upper(found):
            opposite = tuple((v, -c) for v, c in target.terms)
            parts.append(("at most", self._chain(breach.rows, opposite, -found.proven_upper, upwards=False)))
        chains = {chain for _, chain in parts if chain}
        if breach.kind is Kind.DETERMINED and len(chains) == 1:
            return f"it is {chains.pop()}"
        return "; ".join(f"{word} {chain}" for word, chain in parts if chain)

    def _chain(self, rows: Sequence[Row], terms: Terms, needed: int, *, upwards: bool = True) -> str:
        """Published sums with their signs, and the rules that make them one chain."""
        known = self.assault.known
        plain = [*rows, *(_own(unknown, value) for unknown, value in known.items())]
        system = self._matrices.setdefault(id(rows), _matrix(plain))
        size = len(self.assault.system.unknowns)
        signs = fewest_rows(system, terms, size, needed)
        if signs is None:
            signs = fewest_rows(system, terms, size, needed - _ALMOST)
        if signs is None:
            return ""
        used = [(row, int(sign)) for row, sign in zip(plain, signs, strict=True) if sign]
        return self._used_in_words(used, 1 if upwards else -1)

    def _used_in_words(self, used: Sequence[tuple[Row, int]], direction: int) -> str:
        sums = [
            (sign * direction, self._row_in_words(row))
            for row, sign in used
            if row.source is Source.PUBLISHED
        ]
        plus = [words for sign, words in sums if sign > 0]
        minus = [words for sign, words in sums if sign < 0]
        rules = sorted({row.rule for row, _ in used if row.rule})
        text = in_a_row(plus) or "nothing"
        if minus:
            text += f" minus {in_a_row(minus)}"
        return f"{text}, as {in_a_row(rules)}" if rules else text

    def _row_in_words(self, row: Row) -> str:
        if not row.cell:
            count, _ = self.assault.system.unknowns[row.terms[0][0]]
            return f"the own count of {count_in_words(self.catalogue, count)}"
        return f"[{cell_in_words(self.catalogue, row.cell)} (release {row.release})]"


def _has_upper(found: Finding) -> bool:
    return found.proven_upper < UNBOUNDED


def _own(unknown: int, value: int) -> Row:
    return Row(((unknown, 1),), value, value, Source.PUBLISHED, 0, (), "", is_exempt=True)


def _matrix(rows: Sequence[Row]) -> Matrix:
    return matrix([row.terms for row in rows], (row.lower for row in rows), (row.upper for row in rows))
