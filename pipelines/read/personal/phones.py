"""Telephone numbers, as they are written in the countries of the partners."""

from __future__ import annotations

import re
from collections.abc import Iterator

REGIONS = ("ES", "FR", "BE", "NL", "DE", "SE", "IT")
FEWEST_DIGITS, MOST_DIGITS = 8, 15
LIKE_A_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d ()./-]{6,22}\d(?![\w])")
_YEAR, _MONTH, _DAY = r"(?:19|20)\d{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
DATES = re.compile(
    rf"(?<!\d){_YEAR}(?P<a>[-./ ]){_MONTH}(?P=a){_DAY}(?!\d)"
    rf"|(?<!\d){_DAY}(?P<b>[-./ ]){_MONTH}(?P=b){_YEAR}(?!\d)"
    rf"|(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[ _-]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d)"
)
WITH_A_ZERO = re.compile(r"^\(?0\d")
SPANISH = re.compile(
    r"^[6-9]\d{2}(?:[ .-]?\d{3}){2}$|^[6-9]\d{2}(?:[ .-]?\d{2}){3}$|^[6-9]\d[ .-]\d{3}(?:[ .-]?\d{2}){2}$"
)
ITALIAN_MOBILE = re.compile(r"^3\d{2}[ .-]?(?:\d{3}[ .-]?\d{3,4}|\d{6,7})$")


def has_phone_number(text: str) -> bool:
    """Whether a text holds a valid telephone number, written as one."""
    without_dates = DATES.sub(" ; ", text)
    return any(
        _is_written_as_phone(candidate)
        for found in LIKE_A_PHONE.finditer(without_dates)
        for candidate in _windows(found.group().strip())
    )


def is_phone_number(digits: str) -> bool:
    """Whether digits alone are a valid number: a column of them has lost its leading zeros and plus signs."""
    return any(_is_valid(digits, region, only_mobile=True) for region in REGIONS) or _is_valid(
        f"+{digits}", None
    )


def _windows(candidate: str) -> Iterator[str]:
    """A run of groups of digits, and every shorter run in it: a year may stand before or behind the number."""
    groups = candidate.split(" ")
    for first in range(len(groups)):
        for last in range(len(groups), first, -1):
            yield " ".join(groups[first:last]).strip(" ()./-") if first else " ".join(groups[first:last])


def _is_written_as_phone(candidate: str) -> bool:
    count = sum(letter.isdigit() for letter in candidate)
    if not FEWEST_DIGITS <= count <= MOST_DIGITS:
        return False
    if candidate.startswith(("+", "00")):
        return _is_valid(re.sub(r"^00", "+", candidate).replace("(0)", ""), None)
    if SPANISH.match(candidate):
        return _is_valid(candidate, "ES")
    if ITALIAN_MOBILE.match(candidate):
        return _is_valid(candidate, "IT")
    if WITH_A_ZERO.match(candidate):
        return any(_is_valid(candidate, region) for region in REGIONS)
    return False


def _is_valid(candidate: str, region: str | None, *, only_mobile: bool = False) -> bool:
    import phonenumbers

    try:
        number = phonenumbers.parse(candidate, region)
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_valid_number(number):
        return False
    return not only_mobile or phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
