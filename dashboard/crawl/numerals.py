"""Numbers as they stand in a text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

NUMBER = r"\d+(?:[.,]\d+)*"
_NUMBER = re.compile(NUMBER)
_DIGIT = re.compile(r"\d")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$:@])")
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|dozen"
)
_WORD = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)


def plain(text: str) -> str:
    """A text as it is read: without markup and escapes, with single spaces."""
    text = html.unescape(_TAG.sub(" ", text))
    return " ".join(_ESCAPED.sub(r"\1", text).replace("**", "").split())


def has_number(text: str) -> bool:
    """Whether there is a number in any script, a fraction, a raised figure, or a number in words."""
    if _DIGIT.search(text) or _WORD.search(text):
        return True
    return not text.isascii() and any(character.isnumeric() for character in text)


def numbers(text: str) -> list[float]:
    """Numbers of a plain text in order; thousands separators are read as such."""
    return [value(found) for found in _NUMBER.findall(text)]


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return _NUMBER.fullmatch(text) is not None


def count(text: str) -> int:
    """How many numbers there are in a text."""
    return len(_NUMBER.findall(text))


def value(token: str) -> float:
    """The number a token stands for; not a number for what is none of ours, such as 1.2.3."""
    try:
        return float(token.replace(",", ""))
    except ValueError:
        return float("nan")


def is_shown_as(shown: float, fact: float) -> bool:
    """Whether a number is what people read for a fact: with one decimal at most."""
    return abs(shown - round(fact, 1)) < 1e-6


def are_shown_as(shown: Sequence[float], facts: Sequence[float]) -> bool:
    """The same for several in order."""
    return len(shown) == len(facts) and all(map(is_shown_as, shown, facts))


def only_numbers_are(text: str, allowed: Sequence[Sequence[float]]) -> bool:
    """Whether the numbers of a plain text are exactly one of the allowed sequences, and there are no others."""
    return not has_number(_NUMBER.sub(" ", text)) and any(
        are_shown_as(numbers(text), facts) for facts in allowed
    )
