"""The worked example in words: names of cells, reasons, and chains of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboard import method_wording as wording
from pipelines.model import PROJECT_PLACE, Policy
from pipelines.protect.example import OUTSIDER, Cell, Example, HiddenCell, Leak, PublishedCell, Step
from pipelines.texts import Text, verbatim


def name_of(cell: Cell) -> Text:
    """What a cell counts: 'women in Alder'."""
    place, column = cell
    if place == PROJECT_PLACE:
        return wording.EXAMPLE_IN_ALL[column]
    return wording.EXAMPLE_IN_TOWN[column].using(town=wording.EXAMPLE_TOWNS[place])


def capitalised(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def published(example: Example) -> Mapping[Cell, Text]:
    """Each cell of the table as readers would see it."""
    return {cell: _published_text(each) for cell, each in example.published.items()}


def _published_text(cell: PublishedCell) -> Text:
    if cell.value is not None:
        return verbatim(str(cell.value))
    if cell.upper is None:
        return wording.EXAMPLE_HIDDEN_FROM.using(lower=cell.lower)
    return wording.EXAMPLE_HIDDEN_BETWEEN.using(lower=cell.lower, upper=cell.upper)


def rounded(cells: Mapping[Cell, PublishedCell]) -> Mapping[Cell, Text]:
    """Each cell of the rounded table, with what the true number can be."""
    return {
        cell: wording.EXAMPLE_ROUNDED_CELL.using(
            value=str(each.value), lower=str(each.lower), upper=str(each.upper)
        )
        for cell, each in cells.items()
    }


def hidden_count(example: Example) -> Text:
    """How many cells are hidden, small ones and further ones."""
    small = sum(each.is_small for each in example.hidden)
    return wording.EXAMPLE_HIDDEN_COUNT.using(
        hidden=len(example.hidden),
        cells=len(example.clear),
        small=small,
        further=len(example.hidden) - small,
    )


def reason(hidden: HiddenCell, policy: Policy) -> Text:
    """Why a cell is hidden: it is small, or what somebody could do if it were shown."""
    if hidden.is_small:
        return wording.EXAMPLE_SMALL.using(largest=policy.threshold - 1)
    leak = hidden.leak
    if leak is None and hidden.protects is not None:
        return wording.EXAMPLE_TOGETHER.using(target=name_of(hidden.protects))
    if leak is None:
        return wording.EXAMPLE_TOGETHER_ALL
    return _if_shown(leak).using(
        town=wording.EXAMPLE_TOWNS.get(leak.attacker, ""),
        target=name_of(leak.target),
        threshold=policy.threshold,
        chain=chain(leak.steps),
    )


def naive_leak(leak: Leak) -> Text:
    """Who could work out a small count, and how; that it is hidden says that it is small."""
    sides = {step.relation for step in leak.steps if step.cell == leak.target}
    steps = chain(leak.steps)
    if sides == {"at_most"}:
        steps = wording.EXAMPLE_NAIVE_EXACT.using(chain=steps, value=leak.lower)
    elif sides == {"at_least"}:
        steps = wording.EXAMPLE_NAIVE_EXACT_MOST.using(chain=steps, value=leak.lower)
    is_outsider = leak.attacker == OUTSIDER
    sentence = wording.EXAMPLE_NAIVE_ANYBODY if is_outsider else wording.EXAMPLE_NAIVE_TOWN
    return sentence.using(
        town=wording.EXAMPLE_TOWNS.get(leak.attacker, ""), target=name_of(leak.target), chain=steps
    )


def chain(steps: Iterable[Step]) -> Text:
    """Steps one after the other: 'all people in Alder (12) − men in Alder (9) = women in Alder (3)'."""
    *before, said = (_step(each) for each in steps)
    for each in reversed(before):
        said = wording.EXAMPLE_THEN.using(first=each, rest=said)
    return said


def _if_shown(leak: Leak) -> Text:
    if leak.attacker != OUTSIDER:
        return wording.EXAMPLE_TOWN_EXACT if leak.is_exact else wording.EXAMPLE_TOWN_NEAR
    if leak.is_exact:
        return wording.EXAMPLE_ANYBODY_EXACT
    return wording.EXAMPLE_ANYBODY_AT_LEAST if leak.lower > 0 else wording.EXAMPLE_ANYBODY_AT_MOST


def _step(step: Step) -> Text:
    if step.relation == "is":
        return _equation(step)
    cell, used = name_of(step.cell), dict(step.used)
    others = [other for other in used if other != step.by.whole]
    total = sum(used[other] for other in others)
    is_least = step.relation == "at_least"
    if step.cell == step.by.whole:
        sentence = wording.EXAMPLE_AT_LEAST_SUM if is_least else wording.EXAMPLE_AT_MOST_SUM
        return sentence.using(others=_together(others), sum=total, cell=cell, value=step.value)
    sentence = wording.EXAMPLE_AT_LEAST_REST if is_least else wording.EXAMPLE_AT_MOST_REST
    return sentence.using(
        whole=name_of(step.by.whole),
        amount=_amount(step, used[step.by.whole]),
        others=_together(others),
        sum=total,
        cell=cell,
        value=step.value,
    )


def _together(cells: Sequence[Cell]) -> Text:
    names = tuple(name_of(cell) for cell in cells)
    return names[0] if len(names) == 1 else wording.EXAMPLE_TOGETHER_WITH.using(others=names)


def _amount(step: Step, amount: int) -> Text:
    if step.is_whole_known:
        return verbatim(str(amount))
    is_least = step.relation == "at_least"
    phrase = wording.EXAMPLE_AMOUNT_AT_LEAST if is_least else wording.EXAMPLE_AMOUNT_AT_MOST
    return phrase.using(amount=amount)


def _equation(step: Step) -> Text:
    """Terms and signs, which are the same in every language."""
    parts = {f"cell{n}": name_of(cell) for n, (cell, _) in enumerate(step.used)}
    terms = [f"{{cell{n}}} ({value})" for n, (_, value) in enumerate(step.used)]
    sign = " + " if step.cell == step.by.whole else " − "
    return Text(f"{sign.join(terms)} = {{cell}} ({step.value})", {**parts, "cell": name_of(step.cell)})
