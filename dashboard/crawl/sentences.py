"""The sentences that may hold numbers, each number with the fact it must be equal to.

Fails closed: a new sentence with a number in it is unexplained until it stands here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from types import ModuleType

from dashboard import method_wording, page_wording, wording
from dashboard.crawl import numerals

Facts = Mapping[str, Collection[float]]
"""Name of a fact -> the numbers that it may be; empty when there is none."""

_UNIT = r"(?:\s[^\d\s;·]+){0,4}?"
"""A unit that is written with a number."""

POLICY = ("largest", "threshold", "contributors", "insider_values", "base", "less")
"""Names of what the policy says, the same in every sentence."""
RELEASE = {"number": "release"}
CELLS = {"count": "withheld", "total": "cells"}
BOUNDS = {"lower": "lower", "upper": "upper"}


@dataclass(frozen=True)
class Sentence:
    """A template, and the fact behind each of its numbers; what its other fields say is explained by itself."""

    template: str
    facts: Mapping[str, str]

    @cached_property
    def _parts(self) -> tuple[tuple[str, str | None], ...]:
        return tuple((literal, name) for literal, name, _, _ in Formatter().parse(self.template.strip()))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        found = ""
        for i, (literal, name) in enumerate(self._parts):
            found += _literal(literal)
            if name in self.facts:
                found += rf"(?<![\d.,])(?P<n{i}>{numerals.NUMBER})(?![\d]|[.,]\d){_UNIT}"
            elif name is not None and found and i + 1 < len(self._parts):
                # What stands before the first and after the last fixed words is left as it is.
                found += rf"(?P<t{i}>.+?)"
        return re.compile(found)

    def explain(self, text: str, facts: Facts) -> tuple[str, int]:
        """The text without what this sentence explains, and how many numbers that were."""
        explained = 0

        def blank(found: re.Match[str]) -> str:
            nonlocal explained
            for i, (_, name) in enumerate(self._parts):
                if name is not None and name in self.facts:
                    number = numerals.value(found[f"n{i}"])
                    allowed = facts.get(self.facts[name], ())
                    if not any(numerals.is_shown_as(number, fact) for fact in allowed):
                        return found[0]
            explained += len(self.facts)
            # A mark that no sentence holds keeps what was apart from running together.
            return " ¤ ".join(["", *(found[name] for name in found.groupdict() if name[0] == "t"), ""])

        return self._pattern.sub(blank, text), explained


def _literal(text: str) -> str:
    """A pattern for the fixed words of a template, as `numerals.plain` leaves them."""
    left, right = text[:1].isspace(), text[-1:].isspace()
    inner = r"\s+".join(re.escape(word) for word in numerals.plain(text).split())
    if not inner:
        return r"\s+" if text else ""
    return (r"\s+" if left else "") + inner + (r"\s+" if right else "")


LISTED = (
    Sentence(page_wording.RELEASE_LINE_UP_TO, RELEASE),
    Sentence(page_wording.RELEASE_LINE, RELEASE),
    Sentence(wording.SOURCE_LINE_UP_TO, RELEASE),
    Sentence(wording.SOURCE_LINE, RELEASE),
    Sentence(page_wording.REPORTED_SUMMARY, {"reported": "reports_in", "expected": "reports_due"}),
    Sentence(wording.ALT_REPORTS, {"partners": "partners", "quarters": "quarters"}),
    Sentence(page_wording.WITHHELD_ONE, {"total": "cells"}),
    Sentence(page_wording.WITHHELD_MANY, CELLS),
    Sentence(wording.WITHHELD_MANY, {"count": "withheld"}),
    Sentence(wording.ALT_COUNTS, {"cells": "cells"}),
    Sentence(wording.ALT_ALL_SHOWN, {"cells": "cells"}),
    *(Sentence(text, {"count": status.value}) for status, text in wording.ALT_PARTS.items()),
    Sentence(wording.ALT_RANGE, {"highest": "highest", "lowest": "lowest"}),
    Sentence(wording.ALT_ONE_VALUE, {"value": "highest"}),
    Sentence(wording.ALT_SINGLE, {"value": "highest"}),
    Sentence(page_wording.INTERVAL, BOUNDS),
    Sentence(page_wording.INTERVAL_OPEN, {"lower": "lower"}),
    Sentence(page_wording.TARGET_UP_FOR, {"aim": "target"}),
    Sentence(page_wording.TARGET_DOWN_FOR, {"aim": "target"}),
    Sentence(page_wording.TARGET_UP, {"aim": "target"}),
    Sentence(page_wording.TARGET_DOWN, {"aim": "target"}),
    Sentence(page_wording.TARGET_PROGRESS_ABOUT, {"share": "progress"}),
    Sentence(page_wording.TARGET_PROGRESS, {"share": "progress"}),
)


def others() -> Iterator[Sentence]:
    """Every other text of the wording modules that holds numbers of its own, or one of the policy.

    What its other fields say is explained by itself.
    """
    listed = {sentence.template for sentence in LISTED}
    for text in dict.fromkeys(_strings(page_wording, method_wording, wording)):
        parts = list(Formatter().parse(text))
        policy = {name: name for _, name, _, _ in parts if name in POLICY}
        has_numbers = numerals.has_number("".join(literal for literal, *_ in parts))
        if text not in listed and (policy or has_numbers):
            yield Sentence(text, policy)


def _strings(*modules: ModuleType) -> Iterator[str]:
    for module in modules:
        for name, value in vars(module).items():
            if name.isupper():
                yield from _flat(value)


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
