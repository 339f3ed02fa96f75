"""Values and statuses in words, and texts cut into lines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording
from dashboard.model import CellStatus, Provenance
from pipelines.languages import Speaker
from pipelines.texts import Text

Row = Mapping[str, Any]
"""One row of `Cells.frame`."""

HAS_VALUE = (CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value)
IS_RANGE = (CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value)
HAS_INTERVAL = (CellStatus.WITHHELD.value, *IS_RANGE)
"""Statuses of cells that are drawn from one end of an interval to the other."""

_WITHOUT_VALUE: Mapping[str, Text] = {
    CellStatus.NOT_REPORTED.value: wording.NOT_REPORTED,
    CellStatus.CANNOT_EXIST.value: wording.CANNOT_EXIST,
    CellStatus.NO_CASES.value: wording.NO_CASES,
}


def is_rounded(row: Row) -> bool:
    """Whether a value stands for all counts between its bounds."""
    has_bounds = row["lower"] is not None and row["upper"] is not None
    return row["status"] in HAS_VALUE and has_bounds and bool(row["lower"] < row["upper"])


def value_text(row: Row, speaker: Speaker) -> str:
    """What a label beside a mark says: '12', '≈ 10', '12 (provisional)', 'withheld: 0 to 12', 'not reported'."""
    return _text(row, wording.VALUE_ROUNDED, speaker)


def full_text(row: Row, speaker: Speaker) -> str:
    """The same, a rounded value with the counts it stands for: '≈ 10 (6 to 14)'."""
    return _text(row, wording.VALUE_ROUNDED_BETWEEN, speaker)


def in_words(row: Row, speaker: Speaker) -> str:
    """A value within a sentence: '12', 'about 10'."""
    value = speaker.number(row["value"])
    return speaker.say(wording.VALUE_ROUNDED_IN_WORDS.using(value=value)) if is_rounded(row) else value


def hover_text(row: Row, speaker: Speaker, *where: str) -> str:
    """What a hovering reader sees: the cell, and its value or why there is none; escaped for Plotly."""
    status = row["status"]
    if status == CellStatus.WITHHELD.value:
        what = _withheld(row, wording.HOVER_WITHHELD_BETWEEN, wording.HOVER_WITHHELD_FROM, speaker)
    elif row["denominator"] is not None:
        sentence = wording.HOVER_RANGE if status in IS_RANGE else wording.HOVER_RATIO
        what = speaker.say(
            sentence.using(
                value=value_text(row, speaker),
                numerator=speaker.number(row["numerator"]),
                denominator=speaker.number(row["denominator"]),
            )
        )
    else:
        what = _text(row, wording.HOVER_ROUNDED, speaker)
    return "<br>".join(escaped(line) for line in (", ".join(filter(None, where)), what) if line)


def withheld_count_text(count: int, speaker: Speaker) -> str:
    """How many cells are withheld, as a sentence."""
    return speaker.say(wording.withheld_cells(count) if count else wording.WITHHELD_NONE)


def rounded_note(provenance: Provenance) -> str:
    """That counts of people are rounded, as a sentence; blank where they are not."""
    base = provenance.rounded_to
    return provenance.say(wording.ROUNDED_NOTE.using(base=base)) if base else ""


def lines(text: str, width: int) -> list[str]:
    """A text cut into lines of at most `width` characters; a word longer than that is cut too."""
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def joined(parts: Sequence[str]) -> str:
    """Lines as Plotly text, escaped."""
    return "<br>".join(escaped(part) for part in parts)


def escaped(text: str) -> str:
    """Text in which Plotly finds no markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(row: Row, rounded: Text, speaker: Speaker) -> str:
    status = row["status"]
    if status == CellStatus.WITHHELD.value:
        return _withheld(row, wording.WITHHELD_BETWEEN, wording.WITHHELD_FROM, speaker)
    if status in IS_RANGE:
        found = _interval(row, wording.RANGE_BETWEEN, wording.RANGE_FROM, speaker)
    elif status in HAS_VALUE:
        found = _interval(row, rounded, rounded, speaker) if is_rounded(row) else speaker.number(row["value"])
    else:
        return speaker.say(_WITHOUT_VALUE[status])
    is_provisional = status in (CellStatus.PROVISIONAL.value, CellStatus.PROVISIONAL_RANGE.value)
    return speaker.say(wording.VALUE_PROVISIONAL.using(value=found)) if is_provisional else found


def _withheld(row: Row, between: Text, from_: Text, speaker: Speaker) -> str:
    """A withheld cell with its interval; of a count that can be anything there is nothing more to say."""
    is_anything = row["lower"] == 0 and row["upper"] is None
    return speaker.say(wording.WITHHELD_PLAIN) if is_anything else _interval(row, between, from_, speaker)


def _interval(row: Row, between: Text, from_: Text, speaker: Speaker) -> str:
    if row["lower"] is None:
        return speaker.say(wording.WITHHELD_PLAIN)
    ends = {
        name: "" if row[name] is None else speaker.number(row[name]) for name in ("value", "lower", "upper")
    }
    return speaker.say((from_ if row["upper"] is None else between).using(**ends))
