"""Numbers that states and banks give to persons: ES, FR, BE, NL, DE, SE and IT.

Each candidate has its full length, because some checks fill up short numbers with zeros and would accept counts
(nl.bsn takes 8 to 9 % of all numbers of 2 to 9 digits). python-stdnum is loaded only when there is a candidate.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import lru_cache, partial

FEWEST_DIGITS = 7
"""Of an Italian tax code and a Spanish NIE, which have letters too."""
LONG_DIGITS = 10
"""A number cell with as many digits is no count."""

_PATTERNS = (
    ("stdnum.es.dni", r"\d{2}\.?\d{3}\.?\d{3}(?:[ -]?[A-Z]|[a-z])"),
    ("stdnum.es.nie", r"[XYZxyz][ -]?\d\.?\d{3}\.?\d{3}[ -]?[A-Za-z]"),
    ("stdnum.fr.nir", r"[1-478][ .]?\d{2}[ .]?\d{2}[ .]?(?:\d{2}|2[ABab])[ .]?\d{3}[ .]?\d{3}[ .-]?\d{2}"),
    ("stdnum.be.nn", r"\d{2}[. ]?\d{2}[. ]?\d{2}[- .]?\d{3}[. -]?\d{2}"),
    ("stdnum.nl.bsn", r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3} \d{3} \d{3}"),
    ("stdnum.de.idnr", r"\d{11}|\d{2}[ ]\d{3}[ ]\d{3}[ ]\d{3}"),
    ("stdnum.se.personnummer", r"(?:19|20)?\d{6}[ ]?[-+]?[ ]?\d{4}"),
    (
        "stdnum.it.codicefiscale",
        r"[A-Za-z]{6}[ ]?[0-9LMNP-Vlmnp-v]{2}[A-Ea-eHhL-Ml-mPpR-Tr-t][0-9LMNP-Vlmnp-v]{2}"
        r"[ ]?[A-Za-z][0-9LMNP-Vlmnp-v]{3}[A-Za-z]",
    ),
)
NATIONAL_IDS = tuple(
    (module, re.compile(rf"(?<![\w/])(?<!\d[.,-])(?:{form})(?![\w/])")) for module, form in _PATTERNS
)
SOCIAL_INSURANCE_DE = re.compile(r"(?<![\w])\d{2}[ ]?\d{6}[ ]?[A-Za-z][ ]?\d{3}(?!\w)")
IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)")
DIGIT_MODULES = {
    9: ("stdnum.nl.bsn",),
    10: ("stdnum.se.personnummer",),
    11: ("stdnum.be.nn", "stdnum.de.idnr"),
    12: ("stdnum.se.personnummer",),
    15: ("stdnum.fr.nir",),
}


def has_national_id(text: str) -> bool:
    """Whether a text holds a number of a person with right check digits."""
    candidates = ((module, found.group()) for module, form in NATIONAL_IDS for found in form.finditer(text))
    return any(_is_valid(module, candidate) for module, candidate in candidates) or any(
        _is_social_insurance_de(found.group()) for found in SOCIAL_INSURANCE_DE.finditer(text)
    )


def has_bank_account(text: str) -> bool:
    """Whether a text holds an IBAN with right check digits."""
    return any(_is_valid("stdnum.iban", candidate) for candidate in _ibans(text))


def _ibans(text: str) -> list[str]:
    """Candidates, and each of them without its last group: that may be the next word."""
    found = [match.group() for match in IBAN.finditer(text)]
    return [*found, *(each.rpartition(" ")[0] for each in found if " " in each)]


def is_long_national_id(digits: str) -> bool:
    """Whether a number of ten digits or more is one of a person."""
    return len(digits) >= LONG_DIGITS and is_any_national_id(digits)


def is_any_national_id(digits: str) -> bool:
    """Whether digits alone are a number of a person, by their length and check digits."""
    return any(_is_valid(module, digits) for module in DIGIT_MODULES.get(len(digits), ()))


def _is_valid(module: str, candidate: str) -> bool:
    plain = (
        candidate.replace(".", "").upper()
        if module != "stdnum.se.personnummer"
        else candidate.replace(" ", "")
    )
    return _check(module)(plain)


@lru_cache(maxsize=16)
def _check(module: str) -> Callable[[str], bool]:
    check: Callable[..., bool] = importlib.import_module(module).is_valid
    # The check digits are enough: a bank that the library does not know is a bank all the same.
    return partial(check, check_country=False) if module == "stdnum.iban" else check


def _is_social_insurance_de(candidate: str) -> bool:
    """The German pension insurance number: area, birth date, letter, serial number, check digit."""
    plain = candidate.replace(" ", "").upper()
    day, month = int(plain[2:4]) % 50, int(plain[4:6])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    digits = plain[:8] + f"{ord(plain[8]) - 64:02d}" + plain[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = (int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(plain[11])
