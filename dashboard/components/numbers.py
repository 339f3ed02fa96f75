"""Numbers as people read them."""

from __future__ import annotations

from dashboard import page_wording as wording
from dashboard.model import CellStatus


def amount(value: float, unit: str = "") -> str:
    """A number with thousands separators and at most one decimal, and its unit."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{text} %" if unit == "%" else f"{text} {unit}".strip()


def interval(lower: float | None, upper: float | None) -> str:
    """What the published cells say about a value that is not shown; blank where there is no interval."""
    if lower is None:
        return ""
    if upper is None:
        return wording.INTERVAL_OPEN.format(lower=amount(lower))
    return wording.INTERVAL.format(lower=amount(lower), upper=amount(upper))


def range_of(lower: float | None, upper: float | None, unit: str) -> str:
    """A range with its unit, in few words."""
    if lower is None:
        return wording.STATUS_IN_PLACE_OF_VALUE["none"]
    if upper is None:
        return wording.INTERVAL_OPEN.format(lower=amount(lower, unit))
    return wording.RANGE.format(lower=amount(lower), upper=amount(upper, unit))


def share(part: int, whole: int) -> str:
    """A part as a percentage of the whole, without decimals; a dash when there is no whole."""
    return f"{round(100 * part / whole)} %" if whole else "–"


def status_word(status: CellStatus | None) -> str:
    """What to say in place of a value."""
    return wording.STATUS_IN_PLACE_OF_VALUE["none" if status is None else status.value]
