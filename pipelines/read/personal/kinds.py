"""The kinds of personal data that are looked for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a text could tell; the value is the end of the check's name."""

    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    NATIONAL_ID = "national_id"
    BANK_ACCOUNT = "bank_account"
    HEADER = "header"
    """A column, or a form, that asks for names, birth dates, addresses or file numbers."""
    NAME = "name"
    """Looks like a first and a last name; somebody must say whether it is."""
    PICTURE = "picture"
    """Cannot be searched; somebody must say what it shows."""


TO_CONFIRM = frozenset({Kind.NAME, Kind.PICTURE})
"""Kinds that do not stop an upload."""
