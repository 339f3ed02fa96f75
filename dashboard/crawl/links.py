"""Addresses of views within a text: they may name what is published, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote_plus

from dashboard.crawl import numerals
from dashboard.crawl.published import Published
from dashboard.model import PERIOD_LEVELS, PLACE_LEVELS
from dashboard.selection import QUERY_KEYS
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY

_PAIR = r"[a-z_-]+=[^\s&\"'<>()\[\]{}]*"
_QUERY = re.compile(rf"(?<![\w=&]){_PAIR}(?:&{_PAIR})*")
RELEASES = ("from", "to", "as-of")
"""Keys of the page of releases that name one."""
_ENDS = ".,;:"
"""What ends a sentence and not an address."""


class Links:
    """The addresses that one release can have."""

    def __init__(self, published: Published, numbers: Collection[int]) -> None:
        """`numbers` are those of all releases."""
        releases = frozenset(map(str, numbers))
        self._known = _codes(published) | dict.fromkeys((RELEASE_KEY, *RELEASES), releases)

    def without(self, text: str) -> tuple[str, int]:
        """The text without the queries of known addresses, and how many there were."""
        explained = 0

        def blank(found: re.Match[str]) -> str:
            nonlocal explained
            query = found[0].rstrip(_ENDS)
            if not all(self._is_known(*pair.split("=", 1)) for pair in query.split("&")):
                return found[0]
            explained += 1
            return " ¤ " + found[0][len(query) :]

        return (_QUERY.sub(blank, text), explained) if "=" in text else (text, 0)

    def _is_known(self, key: str, value: str) -> bool:
        value = unquote_plus(value)
        return value in self._known.get(key, ()) or not numerals.has_number(value)


def _codes(published: Published) -> dict[str, frozenset[str]]:
    """Key of a query -> what the release has for it."""
    options = published.options
    labels = options.labels
    by_field = {
        "indicator_id": options.indicators,
        "place_level": PLACE_LEVELS,
        "place_ids": [code for _, code in labels.places],
        "period_level": PERIOD_LEVELS,
        "periods": [code for _, code in labels.periods],
        "activity_ids": labels.activities,
        "breakdown": labels.breakdowns,
        "categories": [code for _, code in labels.categories],
    }
    found = {QUERY_KEYS[field]: frozenset(codes) for field, codes in by_field.items()}
    of_levels = frozenset(f"{level}.{code}" for level, code in labels.places)
    found["place"] |= of_levels
    return found | {"highlight": found["place"] | found["activity"], LANGUAGE_KEY: frozenset()}
