"""Values and statuses in words, and texts cut into lines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording
from dashboard.model import CellStatus, Provenance

Row = Mapping[str, Any]
"""One row of `Cells.frame`."""

HAS_VALUE = (CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value)
IS_RANGE = (CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value)
HAS_INTERVAL = (CellStatus.WITHHELD.value, *IS_RANGE)
"""Statuses of cells that are drawn from one end of an interval to the other."""

_WITHOUT_VALUE = {
    CellStatus.NOT_REPORTED.value: wording.NOT_REPORTED,
    CellStatus.CANNOT_EXIST.value: wording.CANNOT_EXIST,
    CellStatus.NO_CASES.value: wording.NO_CASES,
}


def number(value: float) -> str:
    """A value as read by people: 1,234 or 62.5."""
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def is_rounded(row: Row) -> bool:
    """Whether a value stands for all counts between its bounds."""
    has_bounds = row["lower"] is not None and row["upper"] is not None
    return row["status"] in HAS_VALUE and has_bounds and bool(row["lower"] < row["upper"])


def value_text(row: Row) -> str:
    """What a label beside a mark says: '12', '≈ 10', '12 (provisional)', 'withheld: 0 to 12', 'not reported'."""
    return _text(row, wording.VALUE_ROUNDED)


def full_text(row: Row) -> str:
    """The same, a rounded value with the counts it stands for: '≈ 10 (6 to 14)'."""
    return _text(row, wording.VALUE_ROUNDED_BETWEEN)


def in_words(row: Row) -> str:
    """A value within a sentence: '12', 'about 10'."""
    value = number(row["value"])
    return wording.VALUE_ROUNDED_IN_WORDS.format(value=value) if is_rounded(row) else value


def hover_text(row: Row, *where: str) -> str:
    """What a hovering reader sees: the cell, and its value or why there is none; escaped for Plotly."""
    status = row["status"]
    if status == CellStatus.WITHHELD.value:
        what = _interval(row, wording.HOVER_WITHHELD_BETWEEN, wording.HOVER_WITHHELD_FROM)
    elif row["denominator"] is not None:
        text = wording.HOVER_RANGE if status in IS_RANGE else wording.HOVER_RATIO
        what = text.format(
            value=value_text(row), numerator=number(row["numerator"]), denominator=number(row["denominator"])
        )
    else:
        what = _text(row, wording.HOVER_ROUNDED)
    return "<br>".join(escaped(line) for line in (", ".join(filter(None, where)), what) if line)


def withheld_count_text(count: int) -> str:
    """How many cells are withheld, as a sentence."""
    if count == 0:
        return wording.WITHHELD_NONE
    return wording.WITHHELD_ONE if count == 1 else wording.WITHHELD_MANY.format(count=count)


def rounded_note(provenance: Provenance) -> str:
    """That counts of people are rounded, as a sentence; blank where they are not."""
    base = provenance.rounded_to
    return wording.ROUNDED_NOTE.format(base=base) if base else ""


def lines(text: str, width: int) -> list[str]:
    """A text cut into lines of at most `width` characters; a word longer than that is cut too."""
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def joined(parts: Sequence[str]) -> str:
    """Lines as Plotly text, escaped."""
    return "<br>".join(escaped(part) for part in parts)


def escaped(text: str) -> str:
    """Text in which Plotly finds no markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(row: Row, rounded: str) -> str:
    status = row["status"]
    if status == CellStatus.WITHHELD.value:
        return _interval(row, wording.WITHHELD_BETWEEN, wording.WITHHELD_FROM)
    if status in IS_RANGE:
        text = _interval(row, wording.RANGE_BETWEEN, wording.RANGE_FROM)
    elif status in HAS_VALUE:
        text = _interval(row, rounded, "") if is_rounded(row) else number(row["value"])
    else:
        return _WITHOUT_VALUE[status]
    is_provisional = status in (CellStatus.PROVISIONAL.value, CellStatus.PROVISIONAL_RANGE.value)
    return wording.VALUE_PROVISIONAL.format(value=text) if is_provisional else text


def _interval(row: Row, between: str, from_: str) -> str:
    if row["lower"] is None:
        return wording.WITHHELD_PLAIN
    if row["upper"] is None:
        return from_.format(lower=number(row["lower"]))
    value = "" if row["value"] is None else number(row["value"])
    return between.format(value=value, lower=number(row["lower"]), upper=number(row["upper"]))
