"""Numbers as they stand in a text, in every language of the program.

A text is first made plain: without markup, and with its numbers written as in English. All that follows compares
plain texts, so that 1 234,5 and 1.234,5 are one number, and one that is written as in another language is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from pipelines.languages import SOURCE_LANGUAGE

NUMBER = r"\d+(?:[.,]\d+)*"
_NUMBER = re.compile(NUMBER)
_DIGIT = re.compile(r"\d")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$:@])")

SEPARATORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fr": ("\u202f\u00a0", ","),
        "es": (".", ","),
        "ca": (".", ","),
        "nl": (".", ","),
        "de": (".", ","),
        "sv": ("\u00a0\u202f", ","),
    }
)
"""Language -> what may stand between thousands, and before decimals, where it is not as in English."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty dozen",
        "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt "
        "trente douzaine",
        "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve veinte treinta docena",
        "ca": "dos dues tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze disset divuit "
        "dinou vint trenta dotzena",
        "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien twintig dertig dozijn",
        "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
        "achtzehn neunzehn zwanzig dreißig dutzend",
        "sv": "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton "
        "tjugo trettio dussin",
    }
)
"""Numbers in words. What is an article as well is not among them: un, uno, een, ein, en."""


def plain(text: str, language: str = SOURCE_LANGUAGE) -> str:
    """A text as it is read: without markup and escapes, with single spaces, its numbers as in English."""
    # A quarter that is cut into two lines at its hyphen is one word still.
    text = html.unescape(_TAG.sub(" ", text.replace("-<br>", "-")))
    return " ".join(as_in_english(_ESCAPED.sub(r"\1", text), language).replace("**", "").split())


def as_in_english(text: str, language: str) -> str:
    """A text whose numbers are written as in English."""
    if language not in SEPARATORS or not _DIGIT.search(text):
        return text
    _, decimal = SEPARATORS[language]

    def rewritten(found: re.Match[str]) -> str:
        whole, mark, rest = found[0].partition(decimal)
        digits = re.sub(r"\D", "", whole)
        return (
            f"{int(digits):,}{'.' if mark else ''}{rest}" if len(digits) < len(whole) else f"{whole}.{rest}"
        )

    return _foreign(language).sub(rewritten, text)


@lru_cache
def _foreign(language: str) -> re.Pattern[str]:
    """Numbers that are not written as in English."""
    group, decimal = map(re.escape, SEPARATORS[language])
    return re.compile(
        rf"(?<![\d.,])(?:\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+{decimal}\d+)(?!\d)"
    )


def has_number(text: str, language: str = SOURCE_LANGUAGE) -> bool:
    """Whether there is a number in any script, a fraction, a raised figure, or a number in words.

    Numbers in English words are seen in every language: what nobody translated is said in English.
    """
    if _DIGIT.search(text) or _in_words(language).search(text):
        return True
    return not text.isascii() and any(character.isnumeric() for character in text)


@lru_cache
def _in_words(language: str) -> re.Pattern[str]:
    words = {*_WORDS[SOURCE_LANGUAGE].split(), *_WORDS[language].split()}
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE)


def numbers(text: str) -> list[float]:
    """Numbers of a plain text in order; thousands separators are read as such."""
    return [value(found) for found in _NUMBER.findall(text)]


def without(text: str) -> str:
    """A plain text without its numbers."""
    return _NUMBER.sub(" ", text)


def is_number(text: str) -> bool:
    """Whether a plain text is a number and nothing else."""
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


def only_numbers_are(text: str, allowed: Sequence[Sequence[float]], language: str = SOURCE_LANGUAGE) -> bool:
    """Whether the numbers of a plain text are exactly one of the allowed sequences, and there are no others."""
    return not has_number(_NUMBER.sub(" ", text), language) and any(
        are_shown_as(numbers(text), facts) for facts in allowed
    )
