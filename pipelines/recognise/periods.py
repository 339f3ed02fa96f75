"""Quarters as people write them, in seven languages. What may be a month, a week or another quarter is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

from babel.dates import get_month_names

from pipelines.languages import LANGUAGES
from pipelines.model import quarter_end, quarter_from_index
from pipelines.recognise.spelling import words
from pipelines.recognise.words import (
    FILLERS,
    NOT_QUARTERS,
    ORDINALS,
    QUARTER_WORDS,
    RANGE_WORDS,
    SUFFIXES,
)

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
ROMAN_WITH_YEAR = re.compile(
    r"\s*(?:(?P<a>I|II|III|IV)[\s/.-]*(?P<y>\d{4})|(?P<z>\d{4})[\s/.-]*(?P<b>I|II|III|IV))\s*"
)
ROMAN_WORD = re.compile(r"(?<!\w)(?:I|II|III|IV)(?!\w)")
ISO_DATE = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:T00:00(?::00(?:\.0+)?)?)?\s*")
DAY_FIRST = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})\s*")
YEARS = range(1990, 2100)
LONGEST = 60
"""Characters; a longer text is no period."""


@dataclass(frozen=True)
class Period:
    """A quarter, and whether it was given as the date of its last day."""

    quarter: str
    is_date: bool = False


def read_period(text: str) -> Period | None:
    """The quarter that a text means; null when it means none, or is not unmistakable.

    A date is a quarter when it is the last day of one and its day cannot be a month.
    """
    if len(text) > LONGEST:
        return None
    day = _date(text)
    if day is not None:
        quarter = f"{day.year:04d}-Q{(day.month + 2) // 3}"
        return Period(quarter, is_date=True) if day == quarter_end(quarter) else None
    quarter_of = _roman(text) or _in_words(words(_without_romans(text)))
    return None if quarter_of is None else Period(quarter_of)


def _date(text: str) -> date | None:
    iso, other = ISO_DATE.fullmatch(text), DAY_FIRST.fullmatch(text)
    try:
        if iso is not None:
            return date(*map(int, iso.groups()))
        if other is not None and int(other[1]) > 12:
            return date(int(other[4]), int(other[3]), int(other[1]))
        if other is not None and int(other[3]) > 12:
            return date(int(other[4]), int(other[1]), int(other[3]))
    except ValueError:
        return None
    return None


def _roman(text: str) -> str | None:
    found = ROMAN_WITH_YEAR.fullmatch(text)
    if found is None:
        return None
    return _quarter(int(found["y"] or found["z"]), ROMAN[found["a"] or found["b"]])


def _without_romans(text: str) -> str:
    """Roman capitals beside other words as digits: 'trimestre II de 2018'."""
    return ROMAN_WORD.sub(lambda found: str(ROMAN[found[0]]), text)


def _in_words(tokens: list[str]) -> str | None:
    years = [token for token in tokens if len(token) == 4 and token.isdecimal() and int(token) in YEARS]
    if len(years) != 1 or NOT_QUARTERS.intersection(tokens):
        return None
    rest = [token for token in tokens if token != years[0]]
    number = _number_and_word(rest) or _months(rest)
    return None if number is None else _quarter(int(years[0]), number)


def _number_and_word(tokens: list[str]) -> int | None:
    """The number of the quarter, where there is one number and the word for a quarter, and nothing else."""
    numbers: list[int] = []
    quarter_words = 0
    previous = ""
    for position, token in enumerate(tokens):
        if token in "1234" and len(token) == 1:
            numbers.append(int(token))
        elif token in ORDINALS:
            numbers.append(ORDINALS[token])
        elif previous.isdecimal() and token in SUFFIXES and _is_word_left(tokens, position):
            pass  # the ending of an ordinal number
        elif token in QUARTER_WORDS:
            quarter_words += 1
        elif token not in FILLERS:
            return None
        previous = token
    return numbers[0] if len(numbers) == 1 and quarter_words == 1 else None


def _is_word_left(tokens: list[str], position: int) -> bool:
    """Whether another token is the word for a quarter: the t of '4t trimestre' is an ending, that of '4t' the word."""
    return any(token in QUARTER_WORDS for at, token in enumerate(tokens) if at != position)


def _months(tokens: list[str]) -> int | None:
    """The quarter from its first month to its last, or of all three."""
    named = [_month_numbers()[token] for token in tokens if token in _month_numbers()]
    if any(token not in _month_numbers() and token not in RANGE_WORDS | FILLERS for token in tokens):
        return None
    ranges = {tuple(choice) for choice in product(*named)}
    quarters = {
        first // 3 + 1
        for first in (0, 3, 6, 9)
        if ranges & {(first + 1, first + 3), (first + 1, first + 2, first + 3)}
    }
    return quarters.pop() if len(quarters) == 1 else None


@cache
def _month_numbers() -> dict[str, frozenset[int]]:
    """Name or abbreviation of a month, in any language -> its number, or numbers."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for names in (
            get_month_names("wide", "format", locale=language),
            get_month_names("wide", "stand-alone", locale=language),
            get_month_names("abbreviated", "format", locale=language),
            get_month_names("abbreviated", "stand-alone", locale=language),
        ):
            for number, name in names.items():
                for word in words(name):
                    if len(word) > 2:
                        found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _quarter(year: int, number: int) -> str | None:
    return quarter_from_index(year * 4 + number - 1) if year in YEARS else None
