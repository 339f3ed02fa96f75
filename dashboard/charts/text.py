"""Values and statuses in words, and texts cut into lines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording
from dashboard.model import CellStatus

Row = Mapping[str, Any]
"""One row of `Cells.frame`."""

HAS_VALUE = (CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value)

_WITHOUT_VALUE = {
    CellStatus.NOT_REPORTED.value: wording.NOT_REPORTED,
    CellStatus.CANNOT_EXIST.value: wording.CANNOT_EXIST,
    CellStatus.NO_CASES.value: wording.NO_CASES,
}


def number(value: float) -> str:
    """A value as read by people: 1,234 or 62.5."""
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def value_text(row: Row) -> str:
    """What a label beside a mark says: '12', '12 (provisional)', 'withheld: 0 to 12', 'not reported'."""
    status = row["status"]
    if status == CellStatus.SHOWN.value:
        return number(row["value"])
    if status == CellStatus.PROVISIONAL.value:
        return wording.VALUE_PROVISIONAL.format(value=number(row["value"]))
    if status == CellStatus.WITHHELD.value:
        return _withheld(row, wording.WITHHELD_BETWEEN, wording.WITHHELD_FROM)
    return _WITHOUT_VALUE[status]


def hover_text(row: Row, *where: str) -> str:
    """What a hovering reader sees: the cell, and its value or why there is none; escaped for Plotly."""
    status = row["status"]
    if status == CellStatus.WITHHELD.value:
        what = _withheld(row, wording.HOVER_WITHHELD_BETWEEN, wording.HOVER_WITHHELD_FROM)
    elif status in HAS_VALUE and row["denominator"] is not None:
        what = wording.HOVER_RATIO.format(
            value=value_text(row), numerator=number(row["numerator"]), denominator=number(row["denominator"])
        )
    else:
        what = value_text(row)
    return "<br>".join(escaped(line) for line in (", ".join(filter(None, where)), what) if line)


def withheld_count_text(count: int) -> str:
    """How many cells are withheld, as a sentence."""
    if count == 0:
        return wording.WITHHELD_NONE
    return wording.WITHHELD_ONE if count == 1 else wording.WITHHELD_MANY.format(count=count)


def lines(text: str, width: int) -> list[str]:
    """A text cut into lines of at most `width` characters; a word longer than that is cut too."""
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def joined(parts: Sequence[str]) -> str:
    """Lines as Plotly text, escaped."""
    return "<br>".join(escaped(part) for part in parts)


def escaped(text: str) -> str:
    """Text in which Plotly finds no markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _withheld(row: Row, between: str, from_: str) -> str:
    if row["lower"] is None:
        return wording.WITHHELD_PLAIN
    if row["upper"] is None:
        return from_.format(lower=number(row["lower"]))
    return between.format(lower=number(row["lower"]), upper=number(row["upper"]))
