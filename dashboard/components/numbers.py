"""Numbers as people read them, in the language of the reader."""

from __future__ import annotations

from dashboard import reading_wording as wording
from dashboard.model import CellStatus
from pipelines.languages import SOURCE_LANGUAGE, Speaker

ENGLISH = Speaker(SOURCE_LANGUAGE)


def amount(value: float, unit: str = "", speaker: Speaker = ENGLISH) -> str:
    """A number with thousands separators and at most one decimal, and its unit.

    A 1 stands alone: units are words for several ('authorities').
    """
    if unit == "%":
        return speaker.percent(value)
    return f"{speaker.number(value)} {'' if value == 1 else unit}".strip()


def interval(lower: float | None, upper: float | None, speaker: Speaker = ENGLISH) -> str:
    """What the published cells say about a value that is not shown; blank where they say nothing."""
    if lower is None or (lower == 0 and upper is None):
        return ""
    least = amount(lower, speaker=speaker)
    if upper is None:
        return speaker.say(wording.INTERVAL_OPEN.using(lower=least))
    return speaker.say(wording.INTERVAL.using(lower=least, upper=amount(upper, speaker=speaker)))


def range_of(lower: float | None, upper: float | None, unit: str, speaker: Speaker = ENGLISH) -> str:
    """A range with its unit, in few words."""
    if lower is None:
        return status_word(None, speaker)
    if upper is None:
        return speaker.say(wording.INTERVAL_OPEN.using(lower=amount(lower, unit, speaker)))
    least, most = amount(lower, speaker=speaker), amount(upper, unit, speaker)
    return speaker.say(wording.RANGE.using(lower=least, upper=most))


def share(part: int, whole: int, speaker: Speaker = ENGLISH) -> str:
    """A part as a percentage of the whole, without decimals; a dash when there is no whole."""
    return speaker.percent(round(100 * part / whole)) if whole else "–"


def status_word(status: CellStatus | None, speaker: Speaker = ENGLISH) -> str:
    """What to say in place of a value."""
    return speaker.say(wording.STATUS_IN_PLACE_OF_VALUE["none" if status is None else status.value])
