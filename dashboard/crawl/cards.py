"""Whether the cards of headline indicators show published cells: by the indicator and the period they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.crawl import numerals
from dashboard.crawl.cellwords import value_numbers
from dashboard.crawl.messages import Element
from dashboard.crawl.published import RANGES, WITH_VALUE, Published, Row
from dashboard.crawl.report import CELL, Tally
from dashboard.crawl.sentences import Facts
from dashboard.model import IndicatorInfo
from dashboard.reading_wording import INDICATOR_VALUE
from dashboard.selection import Selection
from pipelines.model import PROJECT_PLACE, TOTAL

SEPARATOR = " · "
UNNAMED = "a card that names no published cell"


@dataclass(frozen=True)
class Card:
    """A card: the elements in one container with a metric."""

    metric: Element
    others: tuple[Element, ...]


def cards(elements: Sequence[Element]) -> Iterator[Card]:
    """Every metric with the elements beside it."""
    for element in elements:
        if element.kind == "metric":
            beside = [e for e in elements if e is not element and e.at and e.at[:-1] == element.at[:-1]]
            yield Card(element, tuple(beside))


def card_facts(card: Card, published: Published, address: str, tally: Tally) -> Facts:
    """Check the number of a card, and give the facts that the words beside it may hold."""
    rows = list(_rows(card, published))
    said = card.metric.text("Metric.body")
    if not rows:
        if numerals.has_number(said, published.language):
            tally.report(address, f"{card.metric.where}.body", UNNAMED)
        return _targets(card, published)
    info, row = rows[0]
    language = published.language
    words = numerals.plain(said, language).removesuffix(numerals.plain(info.unit, language))
    has_numbers = row["status"] in (*WITH_VALUE, *RANGES)
    if numerals.only_numbers_are(words, value_numbers(row) if has_numbers else [[]], language):
        tally.explained(CELL, len(numerals.numbers(words)))
    else:
        tally.report(address, f"{card.metric.where}.body")
    facts = dict(_targets(card, published))
    for bound in ("lower", "upper"):
        facts[bound] = [] if row[bound] is None else [row[bound]]
    if row["status"] in WITH_VALUE:
        facts["progress"] = [round(100 * row["value"] / target) for target in facts["target"] if target]
    return facts


def is_line_of_cell(text: str, published: Published) -> bool:
    """Whether a text is an indicator of the whole project with its value and period, and the cell says so."""
    language = published.language
    said = numerals.plain(text)
    periods = {numerals.plain(label): key for key, label in published.options.labels.periods.items()}
    for info in published.options.indicators.values():
        label = numerals.plain(info.label)
        for period in [name for name in periods if label in said and name in said]:
            parts = INDICATOR_VALUE.using(indicator=label, value="\n", period=period)
            before, after = map(numerals.plain, published.say(parts).split("\n"))
            if not (said.startswith(before.strip()) and said.endswith(after.strip())):
                continue
            value = numerals.plain(text, language)[len(before.strip()) :].removesuffix(after.strip())
            value = value.strip().removesuffix(numerals.plain(info.unit, language))
            level, code = periods[period]
            where = Selection(info.id, "project", (PROJECT_PLACE,), level, (code,), (TOTAL,))
            if any(
                numerals.only_numbers_are(value, value_numbers(r), language) for r in published.rows(where)
            ):
                return True
    return False


def _rows(card: Card, published: Published) -> Iterator[tuple[IndicatorInfo, Row]]:
    label = numerals.plain(card.metric.text("Metric.label"))
    periods = {numerals.plain(text): key for key, text in published.options.labels.periods.items()}
    said = [numerals.plain(e.text("Markdown.body")) for e in card.others]
    named = [periods[text.split(SEPARATOR)[0]] for text in said if text.split(SEPARATOR)[0] in periods]
    for info in published.options.indicators.values():
        if numerals.plain(info.label) != label:
            continue
        for period_level, period in named:
            where = Selection(info.id, "project", (PROJECT_PLACE,), period_level, (period,), (TOTAL,))
            for row in published.rows(where):
                yield info, row


def _targets(card: Card, published: Published) -> Facts:
    """Targets of the catalogue for the indicator of a card."""
    label = numerals.plain(card.metric.text("Metric.label"))
    ids = [i for i, info in published.options.indicators.items() if numerals.plain(info.label) == label]
    found = published.targets.filter(pl.col("indicator_id").is_in(ids))
    return {"target": [float(value) for value in found["value"].to_list()]}
