"""The worked example in words: names of cells, reasons, and chains of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboard import method_wording as wording
from pipelines.model import Policy
from pipelines.protect.example import OUTSIDER, Cell, Example, HiddenCell, Leak, PublishedCell, Step


def name_of(cell: Cell) -> str:
    """What a cell counts: 'women in Alder'."""
    place, column = cell
    return wording.EXAMPLE_INPUT.format(who=wording.EXAMPLE_WHO[column], where=wording.EXAMPLE_WHERE[place])


def capitalised(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def published(example: Example) -> Mapping[Cell, str]:
    """Each cell of the table as readers would see it."""
    return {cell: _published_text(each) for cell, each in example.published.items()}


def _published_text(cell: PublishedCell) -> str:
    if cell.value is not None:
        return str(cell.value)
    if cell.upper is None:
        return wording.EXAMPLE_HIDDEN_FROM.format(lower=cell.lower)
    return wording.EXAMPLE_HIDDEN_BETWEEN.format(lower=cell.lower, upper=cell.upper)


def rounded(cells: Mapping[Cell, PublishedCell]) -> Mapping[Cell, str]:
    """Each cell of the rounded table, with what the true number can be."""
    return {
        cell: wording.EXAMPLE_ROUNDED_CELL.format(value=each.value, lower=each.lower, upper=each.upper)
        for cell, each in cells.items()
    }


def hidden_count(example: Example) -> str:
    """How many cells are hidden, small ones and further ones."""
    small = sum(each.is_small for each in example.hidden)
    return wording.EXAMPLE_HIDDEN_COUNT.format(
        hidden=len(example.hidden),
        cells=len(example.clear),
        small=small,
        further=len(example.hidden) - small,
    )


def reason(hidden: HiddenCell, policy: Policy) -> str:
    """Why a cell is hidden: it is small, or what somebody could do if it were shown."""
    if hidden.is_small:
        return wording.EXAMPLE_SMALL.format(largest=policy.threshold - 1)
    leak = hidden.leak
    if leak is None and hidden.protects is not None:
        return wording.EXAMPLE_TOGETHER.format(target=name_of(hidden.protects))
    if leak is None:
        return wording.EXAMPLE_TOGETHER_ALL
    return wording.EXAMPLE_IF_SHOWN.format(
        attacker=_attacker(leak), could=_could(leak, policy), chain=f"{chain(leak.steps)}."
    )


def naive_leak(leak: Leak) -> str:
    """Who could work out a small count, and how; that it is hidden says that it is small."""
    sides = {step.relation for step in leak.steps if step.cell == leak.target}
    end = ""
    if "is" not in sides:
        end = wording.EXAMPLE_NAIVE_EXACT if sides == {"at_most"} else ""
        end = wording.EXAMPLE_NAIVE_EXACT_MOST if sides == {"at_least"} else end
    return wording.EXAMPLE_NAIVE_LEAK.format(
        attacker=capitalised(_attacker(leak)),
        target=name_of(leak.target),
        chain=chain(leak.steps) + end.format(value=leak.lower),
    )


def chain(steps: Iterable[Step]) -> str:
    """Steps one after the other: 'all people in Alder (12) − men in Alder (9) = women in Alder (3)'."""
    return wording.EXAMPLE_STEP_SO.join(_step(each) for each in steps)


def _attacker(leak: Leak) -> str:
    if leak.attacker == OUTSIDER:
        return wording.EXAMPLE_ATTACKER_OUTSIDER
    return wording.EXAMPLE_ATTACKER_TOWN.format(town=wording.EXAMPLE_WHERE[leak.attacker])


def _could(leak: Leak, policy: Policy) -> str:
    if leak.is_exact:
        text = wording.EXAMPLE_COULD_EXACT
    elif leak.attacker != OUTSIDER:
        text = wording.EXAMPLE_COULD_NEAR
    elif leak.lower > 0:
        text = wording.EXAMPLE_COULD_AT_LEAST
    else:
        text = wording.EXAMPLE_COULD_AT_MOST
    return text.format(target=name_of(leak.target), threshold=policy.threshold)


def _step(step: Step) -> str:
    if step.relation == "is":
        return _equation(step)
    cell, used = name_of(step.cell), dict(step.used)
    others = [other for other in used if other != step.by.whole]
    total = sum(used[other] for other in others)
    is_least = step.relation == "at_least"
    if step.cell == step.by.whole:
        text = wording.EXAMPLE_AT_LEAST_SUM if is_least else wording.EXAMPLE_AT_MOST_SUM
        return text.format(others=_together(others), sum=total, cell=cell, value=step.value)
    text = wording.EXAMPLE_AT_LEAST_REST if is_least else wording.EXAMPLE_AT_MOST_REST
    return text.format(
        whole=name_of(step.by.whole),
        amount=_amount(step, used[step.by.whole]),
        others=_together(others),
        sum=total,
        cell=cell,
        value=step.value,
    )


def _together(cells: Sequence[Cell]) -> str:
    names = wording.EXAMPLE_AND.join(name_of(cell) for cell in cells)
    return names if len(cells) == 1 else wording.EXAMPLE_TOGETHER_WITH.format(others=names)


def _amount(step: Step, amount: int) -> str:
    if step.is_whole_known:
        return str(amount)
    text = wording.EXAMPLE_AMOUNT_AT_LEAST if step.relation == "at_least" else wording.EXAMPLE_AMOUNT_AT_MOST
    return text.format(amount=amount)


def _equation(step: Step) -> str:
    sign = " + " if step.cell == step.by.whole else " − "
    return wording.EXAMPLE_STEP.format(
        terms=sign.join(_term(other, value) for other, value in step.used), cell=_term(step.cell, step.value)
    )


def _term(cell: Cell, value: int) -> str:
    return wording.EXAMPLE_TERM.format(cell=name_of(cell), value=value)
