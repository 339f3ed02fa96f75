"""Whether two words are a first and a last name: a weak sign, so it only ever leads to a question.

The lists are those of Faker (MIT licence), loaded once in the server when the first candidate comes. They know perhaps
half of the names of these countries, and many words that are names of towns and things too.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterable
from functools import lru_cache

from pipelines.read.personal.collector import Pair, name_pairs
from pipelines.read.personal.folding import folded, without_accents

LISTS = (
    "es_ES",
    "fr_FR",
    "fr_BE",
    "fr_DZ",
    "nl_NL",
    "nl_BE",
    "de_DE",
    "sv_SE",
    "it_IT",
    "en_GB",
    "tr_TR",
)
SHORTEST = 3


def likely_names(pairs: Iterable[Pair], known_texts: Collection[str]) -> frozenset[Pair]:
    """The pairs that are in the lists, in either order, and not in the texts that the project itself uses."""
    candidates = {pair for pair in pairs if min(map(len, pair)) >= SHORTEST}
    if not candidates:
        return frozenset()
    ours = {_plain(pair) for text in known_texts for pair in name_pairs(text)}
    first_names, last_names = _names()
    return frozenset(
        pair
        for pair in candidates
        if (plain := _plain(pair)) not in ours
        and (
            (plain[0] in first_names and plain[1] in last_names)
            or (plain[1] in first_names and plain[0] in last_names)
        )
    )


def _plain(pair: Pair) -> Pair:
    return without_accents(pair[0]).split(" ")[0], without_accents(pair[1]).split(" ")[0]


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str]]:
    first: set[str] = set()
    last: set[str] = set()
    for name in LISTS:
        provider = importlib.import_module(f"faker.providers.person.{name}").Provider
        first.update(folded(each) for each in provider.first_names)
        last.update(folded(each) for each in provider.last_names)
    return frozenset(first), frozenset(last)
