"""What the values of catalogue keys must fulfil beyond their type."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.model import LICENCES, TOTAL, quarter_index

SAFE_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""Ids become file names, column keys and URL parameters."""


@dataclass(frozen=True)
class Rule:
    """What the values of a key must fulfil beyond their type."""

    holds: Callable[[object], bool]
    words: str


def in_words(values: Collection[object]) -> str:
    """Values as a readable list."""
    return ", ".join(repr(value) for value in values) or "(nothing)"


def is_quarter(value: object) -> bool:
    try:
        quarter_index(str(value))
    except ValueError:
        return False
    return True


def is_moment(value: object) -> bool:
    """Whether a value is a day, a month, a quarter, or a first and a last day."""
    text = str(value)
    if is_quarter(text):
        return True
    days = text.split("/") if len(text) > len("2018-03") else [f"{text}-01"]
    try:
        found = [date.fromisoformat(day) for day in days]
    except ValueError:
        return False
    return len(found) <= 2 and found == sorted(found) and all(len(day) == len("2018-03-15") for day in days)


def is_safe_id(value: object) -> bool:
    return SAFE_ID.fullmatch(str(value)) is not None and value != TOTAL


def at_least(minimum: int) -> Rule:
    return Rule(
        lambda value: isinstance(value, int) and value >= minimum, f"must be {minimum} or more; correct it"
    )


def one_of(*choices: object) -> Rule:
    return Rule(lambda value: value in choices, f"must be one of {in_words(choices)}")


ID = Rule(
    is_safe_id,
    f"may consist only of A-Z, a-z, 0-9, '_', '.' and '-', may not begin with '.' or '-', and may not be "
    f"'{TOTAL}', which stands for totals; choose another id",
)
QUARTER = Rule(is_quarter, "is not a quarter; write it as 2018-Q1")

RULES: Mapping[str, Rule] = {
    "id": ID,
    "place_id": ID,
    "code": Rule(
        lambda value: is_safe_id(value) and str(value)[0].isalpha(),
        "is typed in place of a count, so it must begin with a letter and hold only letters, digits, '_', "
        "'.' and '-'; choose another code",
    ),
    "first_quarter": QUARTER,
    "last_quarter": QUARTER,
    "valid_from": QUARTER,
    "valid_to": QUARTER,
    "quarters": QUARTER,
    "when": Rule(
        is_moment,
        "is no date; write a day as 2018-03-15, two days as 2018-03-15/2018-03-16, a month as 2018-03 or a quarter as "
        "2018-Q1",
    ),
    "due_days": at_least(0),
    "obs_status": one_of("O", "M"),
    "licence": one_of(*LICENCES),
    "level": one_of(1, 2, 3, 9),
    "iati_measure": one_of(1, 2, 3, 4, 5),
    "scale": at_least(1),
    "first_period_lag": at_least(0),
    "sign": one_of(1, -1),
    "lag": at_least(0),
    "value": at_least(0),
    "threshold": at_least(3),
    "measure_thresholds": at_least(3),
    "min_contributors": at_least(1),
    "insider_values": at_least(2),
    "rounding_base": at_least(2),
}
"""Key -> rule; for a list or a table, each of its values must fulfil it."""
