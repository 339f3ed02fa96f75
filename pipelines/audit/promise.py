"""What must stay possible for each number that was not published, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.audit.findings import Finding, Wish
from pipelines.audit.report import OUTSIDER, Kind
from pipelines.audit.system import UNBOUNDED, Asked, Target


@dataclass(frozen=True)
class Case:
    """One target before one attacker; the truth where it is at hand."""

    target: Target
    attacker: str
    truth: int | None

    @property
    def is_sensitive(self) -> bool | None:
        """Whether it is a small count of people; null when only its owner could say."""
        return None if self.truth is None else 1 <= abs(self.truth) < self.target.threshold


def wish(case: Case) -> Wish | None:
    """What to look for; null when nothing is promised about the target."""
    target = case.target
    if target.is_rounded:
        return _rounded_wish(case)
    if case.attacker != OUTSIDER:
        return _insider_wish(case)
    if target.asked is Asked.CELL:
        return _cell_wish(target)
    if case.is_sensitive is False:
        return None
    if target.asked is Asked.DIFFERENCE and case.truth is None:
        return Wish(at_most=0, at_least=0)
    if target.asked is Asked.DIFFERENCE and case.truth is not None and case.truth < 0:
        return Wish(at_most=-target.threshold, at_least=0)
    return Wish(at_most=0, at_least=target.threshold)


def _cell_wish(target: Target) -> Wish:
    is_of_people = target.threshold > 0
    return Wish(
        at_most=0 if is_of_people else None,
        at_least=target.threshold if is_of_people else None,
        values=2,
        unless_large=target.large if is_of_people else None,
        values_when_large=2,
        lower=target.lower if target.lower > 0 else None,
        upper=target.upper if target.upper < UNBOUNDED else None,
    )


def _rounded_wish(case: Case) -> Wish | None:
    """Rounded cells, and what follows beside them: nothing exact, and enough numbers where the count is small."""
    target, is_inside = case.target, case.attacker != OUTSIDER
    if case.is_sensitive is False and (is_inside or target.asked is not Asked.CELL):
        return None
    return Wish(
        values=2 if case.is_sensitive is False else max(2, target.values),
        unless_large=None if target.asked is Asked.DIFFERENCE else target.threshold,
        values_when_large=1 if is_inside else 2,
    )


def _insider_wish(case: Case) -> Wish | None:
    """Withheld counts of single other partners, and what is left of them without a part."""
    target = case.target
    is_theirs = target.owner not in {"", case.attacker}
    if (
        not is_theirs
        or target.asked is Asked.DIFFERENCE
        or target.threshold == 0
        or case.is_sensitive is False
    ):
        return None
    return Wish(values=target.values, unless_large=target.threshold, unless_zero=True)


def fault(case: Case, found: Finding) -> Kind | None:
    """What is wrong with what the attacker could find out; null when the promise is kept."""
    if case.attacker != OUTSIDER or case.target.is_rounded:
        return _fault_in_values(case, found)
    if case.target.asked is Asked.CELL:
        return _fault_in_cell(case, found)
    return _fault_beside_cells(case, found)


def is_accepted_as_large(case: Case, found: Finding) -> bool:
    """Whether the promise is kept only because everybody may know that the count is large."""
    is_cell = case.attacker == OUTSIDER and case.target.asked is Asked.CELL
    return is_cell and case.target.large > 0 and _may_be_known(case, found)


def _may_be_known(case: Case, found: Finding) -> bool:
    """Whether it is known to be large, and is; by the threshold for it, unless nobody here could say that."""
    return found.proven_lower >= case.target.large and not case.is_sensitive


def _fault_in_cell(case: Case, found: Finding) -> Kind | None:
    threshold = case.target.threshold
    least, most = found.least, found.most
    if found.is_determined:
        return Kind.DETERMINED
    if threshold == 0 or _may_be_known(case, found):
        return None if len(found.values) > 1 else Kind.UNDECIDED
    if least is not None and most is not None and least <= 0 and most >= threshold:
        return None
    if found.proven_upper < threshold:
        return Kind.SMALL
    return Kind.NOT_ZERO if found.proven_lower > 0 else Kind.UNDECIDED


def interval_fault(case: Case, found: Finding) -> Kind | None:
    """Whether a published interval says more than the published numbers do."""
    if case.target.asked is not Asked.CELL:
        return None
    found = found.claims or found
    lower, upper = case.target.lower, case.target.upper
    if found.proven_lower >= lower and found.proven_upper <= upper:
        return None
    is_below = found.least is not None and found.least < lower
    is_above = found.most is not None and found.most > upper
    return Kind.INTERVAL if is_below or is_above else Kind.UNDECIDED


def _fault_beside_cells(case: Case, found: Finding) -> Kind | None:
    """Complements and differences: where the truth is not at hand, all that counts is what can be proven."""
    threshold = case.target.threshold
    is_open_low, is_open_high = _reaches(case, found)
    if is_open_low and is_open_high:
        return None
    if case.is_sensitive is None:
        return _fault_without_truth(case, found)
    if found.is_determined:
        return Kind.DETERMINED
    if not is_open_high and found.proven_upper < threshold:
        return Kind.SMALL
    return Kind.NOT_ZERO if found.proven_lower > 0 or found.proven_upper < 0 else Kind.UNDECIDED


def _reaches(case: Case, found: Finding) -> tuple[bool, bool]:
    wanted = wish(case)
    if wanted is None or wanted.at_most is None or wanted.at_least is None:
        return True, True
    is_low = found.least is not None and found.least <= wanted.at_most
    is_high = found.most is not None and found.most >= wanted.at_least
    return is_low, is_high


def _fault_without_truth(case: Case, found: Finding) -> Kind | None:
    threshold = case.target.threshold
    if any(abs(v) == 0 or abs(v) >= threshold for v in (found.least, found.most) if v is not None):
        return None
    if found.least is not None and found.most is not None and found.least < 0 < found.most:
        return None
    return Kind.SMALL if _is_always_small(case, found) else Kind.UNDECIDED


def _fault_in_values(case: Case, found: Finding) -> Kind | None:
    target = case.target
    needed = 2 if case.is_sensitive is False else max(2, target.values)
    if len(found.values) >= needed:
        return None
    is_exact_promised = case.attacker == OUTSIDER and target.asked is Asked.CELL
    if is_exact_promised and found.is_determined:
        return Kind.DETERMINED
    if _is_never_small(case, found):
        return Kind.UNDECIDED if is_exact_promised and len(found.values) < 2 else None
    if target.asked is not Asked.CELL and case.is_sensitive is None and not _is_always_small(case, found):
        return None
    if found.is_determined:
        return Kind.DETERMINED
    is_settled = found.proven_upper - found.proven_lower < needed - 1 or not found.is_undecided
    return Kind.FEW_VALUES if is_settled else Kind.UNDECIDED


def _is_never_small(case: Case, found: Finding) -> bool:
    """Whether every number still possible is at least the threshold, or none but zero is."""
    threshold = case.target.threshold
    if found.proven_lower >= threshold or found.proven_lower == found.proven_upper == 0:
        return True
    return found.proven_upper <= (-threshold if case.target.asked is Asked.DIFFERENCE else 0)


def _is_always_small(case: Case, found: Finding) -> bool:
    """Whether every number still possible is a small count, or a small change up or down."""
    threshold = case.target.threshold
    is_small = found.proven_lower >= 1 and found.proven_upper < threshold
    return is_small or (found.proven_upper <= -1 and found.proven_lower > -threshold)
