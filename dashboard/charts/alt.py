"""Figures in words, for readers who do not see them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import wording
from dashboard.charts.text import HAS_VALUE, Row, in_words
from dashboard.model import Cells
from dashboard.selection import Selection


def alt_text(cells: Cells, selection: Selection) -> str:
    """Two or three sentences: what is shown, the highest and lowest value shown, what has no value."""
    subject = wording.ALT_SUBJECT.format(
        indicator=cells.indicator.label,
        unit=cells.indicator.unit,
        selection=selection.describe(cells.labels),
    )
    if cells.frame.is_empty():
        return f"{subject} {wording.NOTHING_TO_SHOW}"
    shown = [row for row in cells.frame.to_dicts() if row["status"] in HAS_VALUE]
    return " ".join([subject, _range(shown, selection), _counts(cells)])


def _range(shown: Sequence[Row], selection: Selection) -> str:
    if not shown:
        return wording.ALT_NO_VALUE
    highest = max(shown, key=lambda row: row["value"])
    lowest = min(shown, key=lambda row: row["value"])
    if len(shown) == 1:
        return wording.ALT_SINGLE.format(value=in_words(highest))
    if highest["value"] == lowest["value"]:
        return wording.ALT_ONE_VALUE.format(value=in_words(highest))
    return wording.ALT_RANGE.format(
        highest=in_words(highest),
        highest_where=_where(highest, selection),
        lowest=in_words(lowest),
        lowest_where=_where(lowest, selection),
    )


def _where(row: Row, selection: Selection) -> str:
    chosen = (
        (selection.place_ids, row["place_label"]),
        (selection.activity_ids, row["activity_label"]),
        (selection.categories, row["category_label"]),
        (selection.periods, row["period_label"]),
    )
    return ", ".join(label for ids, label in chosen if len(ids) > 1)


def _counts(cells: Cells) -> str:
    parts = [
        text.format(count=cells.count(status))
        for status, text in wording.ALT_PARTS.items()
        if cells.count(status)
    ]
    total = cells.frame.height
    if not parts:
        return wording.ALT_ALL_SHOWN.format(cells=total)
    return wording.ALT_COUNTS.format(cells=total, parts=", ".join(parts))
