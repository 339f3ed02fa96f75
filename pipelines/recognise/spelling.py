"""Spellings: what makes two texts the same word for us, and which known spellings a text is close to."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

SIGNS = {"<": " lt ", ">": " gt ", "≤": " le ", "≥": " ge ", "+": " plus ", "%": " pct ", "&": " and "}
"""Signs that mean something; all others, and spaces, make no difference."""
PLAIN_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})
NEAR = 0.8
MOST_NEAR = 3
LONGEST = 300

_TRANSLATED = str.maketrans(SIGNS)


@lru_cache(maxsize=50_000)
def normalised(text: str) -> str:
    """The letters and digits of a text without case and accents, and the signs that mean something.

    Shape: of a long text only its beginning, which is more than any name has.
    """
    signed = text[:LONGEST].translate(_TRANSLATED)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", signed).casefold())
    return "".join(letter for letter in letters.translate(PLAIN_LETTERS) if letter.isalnum())


def words(text: str) -> list[str]:
    """The runs of letters and of digits of a text, without case and accents."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W\d_]+|\d+", plain.translate(PLAIN_LETTERS))


def near(spelling: str, known: Collection[str]) -> list[str]:
    """The known spellings that differ by a slip or two, the nearest first. They are suggested, never taken."""
    if len(spelling) < MOST_NEAR:
        return []
    return difflib.get_close_matches(spelling, known, n=MOST_NEAR, cutoff=NEAR)
