"""The sentences that may hold numbers, each number with the fact it must be equal to.

Every sentence of the program is known, in every language and plural form (`sources`); the numbers of those that stand
here are facts. Fails closed: a number in any other sentence is unexplained until the sentence stands here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from string import Formatter
from types import MappingProxyType

from dashboard.crawl import numerals
from dashboard.crawl.sources import Source, sources
from pipelines.languages import SOURCE_LANGUAGE

Facts = Mapping[str, Collection[float]]
"""Name of a fact -> the numbers that it may be; empty when there is none."""

_UNIT = r"(?:\s[^\d\s;·]+){0,4}?"
"""A unit that is written with a number."""
ROUNDED = ("VALUE_ROUNDED", "VALUE_ROUNDED_IN_WORDS", "ABOUT_VALUE")
"""Sentences that say that a number is rounded: ≈ {value}, about {value}."""

KEY = "{key}"
"""A fact that is called as the key under which the sentence stands."""

POLICY = ("largest", "threshold", "contributors", "insider_values", "base", "less")
"""Names of what the policy says, the same in every sentence."""
FACTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "RELEASE_LINE_UP_TO": {"number": "release"},
        "RELEASE_LINE": {"number": "release"},
        "SOURCE_LINE_UP_TO": {"number": "release"},
        "SOURCE_LINE": {"number": "release"},
        "REPORTED_SUMMARY": {"reported": "reports_in", "expected": "reports_due"},
        "ALT_REPORTS": {"partners": "partners", "quarters": "quarters"},
        "withheld": {"n": "withheld", "total": "cells"},
        "withheld_cells": {"n": "withheld"},
        "alt_counts": {"n": "cells"},
        "alt_all_shown": {"n": "cells"},
        "ALT_PARTS": {"n": KEY},
        "ALT_RANGE": {"highest": "highest", "lowest": "lowest"},
        "ALT_ONE_VALUE": {"value": "highest"},
        "ALT_SINGLE": {"value": "highest"},
        "INTERVAL": {"lower": "lower", "upper": "upper"},
        "INTERVAL_OPEN": {"lower": "lower"},
        "TARGET_UP_FOR": {"aim": "target"},
        "TARGET_DOWN_FOR": {"aim": "target"},
        "TARGET_UP": {"aim": "target"},
        "TARGET_DOWN": {"aim": "target"},
        "TARGET_PROGRESS_ABOUT": {"share": "progress"},
        "TARGET_PROGRESS": {"share": "progress"},
        "TARGET": {"target": "target"},
        "REACHED": {"target": "target"},
        "NOT_REACHED": {"target": "target"},
        "RELEASE_IS_OLD": {"number": "release", "current": "current"},
        "RELEASE_SEE_CURRENT": {"number": "current"},
        "RELEASE_UNKNOWN": {"number": "current"},
        "RELEASE_NAME": {"number": "releases"},
        "RELEASE_OPEN": {"number": "releases"},
        "RELEASE_SUPERSEDED": {"number": "releases"},
        "REVISION_OF": {"number": "releases"},
        "NEWS_SINCE": {"number": "releases"},
        "NEWS_NOTHING": {"number": "releases"},
        "change_of": {"count": "changes"},
        "COMPARE_PAGE": {"first": "first_row", "last": "last_row", "total": "changed"},
        "MILESTONE": {"number": "milestones"},
        "found": {"n": "activities_found", "total": "activities"},
        "MORE": {"n": "more"},
        "REPORTED_AS": {"number": "upstream"},
        "CITED_SHORT": {"number": "release"},
        "CITED_LONG": {"number": "release"},
        "CITED_LONG_SYNTHETIC": {"number": "release"},
        "CITED_NOTE": {"number": "release"},
        "CITED_NOTE_SYNTHETIC": {"number": "release"},
    }
)
"""Name of the constant or function of a sentence -> its fields that are numbers -> the facts they must be."""


@dataclass(frozen=True)
class Sentence:
    """A template, and the fact behind each of its numbers; what its other fields say is explained by itself."""

    template: str
    facts: Mapping[str, str]
    language: str = SOURCE_LANGUAGE
    of_one: str = ""
    """The fact that must be 1 where the sentence is said of one thing without a field for it; blank for none."""

    @cached_property
    def _parts(self) -> tuple[tuple[str, str | None], ...]:
        return tuple((literal, name) for literal, name, _, _ in Formatter().parse(self.template.strip()))

    @cached_property
    def _numbers(self) -> int:
        """How many of its fields are numbers."""
        return sum(name in self.facts for _, name in self._parts)

    @cached_property
    def _needle(self) -> str:
        """The longest of its words that a text must have."""
        plain = [numerals.plain(literal, self.language) for literal, _ in self._parts]
        return max(plain, key=len, default="")

    @property
    def fact_names(self) -> frozenset[str]:
        """The facts that its numbers are."""
        return frozenset(self.facts.values())

    @property
    def weight(self) -> int:
        """How much of it is fixed; the longer of two sentences that fit is meant."""
        return sum(len(literal) for literal, _ in self._parts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        found = ""
        for i, (literal, name) in enumerate(self._parts):
            found += self._literal(literal)
            if name in self.facts:
                found += (
                    rf"(?<![\w.,-]){_about(self.language)}(?P<n{i}>{numerals.NUMBER})(?![\d]|[.,]\d){_UNIT}"
                )
            elif name is not None and found and i + 1 < len(self._parts):
                # What stands before the first and after the last fixed words is left as it is.
                found += rf"(?P<t{i}>.+?)"
        return re.compile(found)

    def explain(self, text: str, facts: Facts) -> tuple[str, int]:
        """The text without what this sentence explains, and how many numbers that were."""
        if self._needle not in text or (self.of_one and 1 not in facts.get(self.of_one, ())):
            return text, 0
        explained = 0

        def blank(found: re.Match[str]) -> str:
            nonlocal explained
            for i, (_, name) in enumerate(self._parts):
                if name is not None and name in self.facts:
                    number = numerals.value(found[f"n{i}"])
                    allowed = facts.get(self.facts[name], ())
                    if not any(numerals.is_shown_as(number, fact) for fact in allowed):
                        return found[0]
            explained += self._numbers
            # A mark that no sentence holds keeps what was apart from running together.
            return " ¤ ".join(["", *(found[name] for name in found.groupdict() if name[0] == "t"), ""])

        return self._pattern.sub(blank, text), explained

    def _literal(self, text: str) -> str:
        """A pattern for the fixed words of a template, as `numerals.plain` leaves them."""
        left, right = text[:1].isspace(), text[-1:].isspace()
        inner = r"\s+".join(re.escape(word) for word in numerals.plain(text, self.language).split())
        if not inner:
            return r"\s+" if text else ""
        return (r"\s+" if left else "") + inner + (r"\s+" if right else "")


@lru_cache
def _about(language: str) -> str:
    """A pattern for what may be written before a number that is rounded."""
    forms = [form for source in sources() if source.name in ROUNDED for form, _ in source.forms(language)]
    words = {numerals.plain(form.partition("{")[0], language) for form in forms} - {""}
    return rf"(?:(?:{'|'.join(map(re.escape, sorted(words)))})\s+)?"


@lru_cache
def listed(language: str) -> tuple[Sentence, ...]:
    """Every sentence of a language with numbers: those with facts, and those with numbers of their own.

    Those that say more come first.
    """
    found = {
        (each.template, *each.facts.items(), each.of_one): each
        for source in sources()
        for each in _sentences(source, language)
    }
    return tuple(sorted(found.values(), key=lambda sentence: (not sentence.facts, -sentence.weight)))


def _sentences(source: Source, language: str) -> Iterator[Sentence]:
    known = FACTS.get(source.name, {})
    for form, is_of_one in source.forms(language):
        try:
            parts = list(Formatter().parse(form))
        except ValueError:
            continue  # no sentence: a pattern, or a piece of a style sheet
        names = [name for _, name, _, _ in parts if name]
        facts = {name: known[name].replace(KEY, source.key) for name in names if name in known}
        facts |= {name: name for name in names if name in POLICY and name not in facts}
        has_numbers = numerals.has_number("".join(literal for literal, *_ in parts), language)
        if facts or has_numbers:
            counted = known["n"].replace(KEY, source.key) if is_of_one and "n" in known else ""
            yield Sentence(form, MappingProxyType(facts), language, "" if "n" in facts else counted)
