"""What one text could tell about a person. A number of up to seven digits never does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.read.personal import identifiers, phones
from pipelines.read.personal.birth import tells_birth_date
from pipelines.read.personal.headers import asks_who
from pipelines.read.personal.kinds import Kind

EMAIL = re.compile(
    r"[^\W_][\w.%+'-]{0,63}\s?(?:@|[(\[{]\s?(?:at|arroba|arobase)\s?[)\]}])\s?"
    r"(?:[^\W_](?:[\w-]{0,62})\.){1,6}[^\W\d_]{2,24}(?!\w)",
    re.IGNORECASE,
)
AT = re.compile(r"@|[(\[{]\s?(?:at|arroba|arobase)\s?[)\]}]", re.IGNORECASE)
DIGITS = re.compile(r"\d")
NOT_OF_PEOPLE = re.compile(
    r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"  # a program's own identifier
    r"|\b(?:https?|urn|file):\S+"  # addresses in the web
    r"|\b\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?",  # moments
    re.IGNORECASE,
)
FULLWIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF20: 0x40}
INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)) | {
    0x00A0: " ",
    0x2007: " ",
    0x2009: " ",
    0x202F: " ",
    0x2010: "-",
    0x2011: "-",
    0x2012: "-",
    0x2013: "-",
}


@lru_cache(maxsize=8192)
def kinds_in(text: str) -> frozenset[Kind]:
    """The kinds of personal data in a text, names apart."""
    if not text.isascii():
        text = text.translate(FULLWIDTH).translate(INVISIBLE)
    found = {Kind.HEADER} if asks_who(text) else set()
    if AT.search(text) and has_email(text):
        found.add(Kind.EMAIL)
    if len(DIGITS.findall(text)) >= 4:
        found |= kinds_in_digits(text)
    return frozenset(found)


def has_email(text: str) -> bool:
    """Whether there is an address of electronic mail."""
    return EMAIL.search(text) is not None


def kinds_in_digits(text: str) -> set[Kind]:
    """What the numbers in a text could tell."""
    cleaned = NOT_OF_PEOPLE.sub(" ", text)
    found: set[Kind] = set()
    if tells_birth_date(cleaned):
        found.add(Kind.BIRTH_DATE)
    if len(DIGITS.findall(cleaned)) < identifiers.FEWEST_DIGITS:
        return found
    if identifiers.has_bank_account(cleaned):
        found.add(Kind.BANK_ACCOUNT)
    elif identifiers.has_national_id(cleaned):
        found.add(Kind.NATIONAL_ID)
    elif phones.has_phone_number(cleaned):
        found.add(Kind.PHONE)
    return found


def kinds_in_number(digits: str) -> frozenset[Kind]:
    """What a number cell could tell by itself: only what is far longer than any count and has a right check digit."""
    return frozenset({Kind.NATIONAL_ID}) if identifiers.is_long_national_id(digits) else frozenset()


def kinds_in_column(numbers: Sequence[str]) -> frozenset[Kind]:
    """What the long numbers of one column tell together: nothing unless each of them is of the kind."""
    if all(identifiers.is_any_national_id(digits) for digits in numbers):
        return frozenset({Kind.NATIONAL_ID})
    if all(phones.is_phone_number(digits) for digits in numbers):
        return frozenset({Kind.PHONE})
    return frozenset()
