"""Figures in words, for readers who do not see them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import wording
from dashboard.charts.text import HAS_VALUE, Row, in_words
from dashboard.charts.titles import subtitle
from dashboard.derived import MEDIAN
from dashboard.model import Cells
from dashboard.selection import Selection
from dashboard.view import Exhibit
from pipelines.languages import Speaker


def alt_text(exhibit: Exhibit) -> str:
    """Two or three sentences: what is shown, the highest and lowest value shown, what has no value."""
    cells, selection, speaker = exhibit.cells, exhibit.selection, exhibit.provenance.speaker
    subject = speaker.say(
        wording.ALT_SUBJECT.using(
            indicator=cells.indicator.label,
            unit=cells.indicator.unit,
            selection=subtitle(exhibit),
        )
    )
    if cells.frame.is_empty():
        return f"{subject} {speaker.say(wording.NOTHING_TO_SHOW)}"
    rows = [row for row in cells.frame.to_dicts() if row["place_id"] != MEDIAN]
    shown = [row for row in rows if row["status"] in HAS_VALUE]
    return " ".join([subject, _range(shown, selection, speaker), _counts(cells, speaker)])


def _range(shown: Sequence[Row], selection: Selection, speaker: Speaker) -> str:
    if not shown:
        return speaker.say(wording.ALT_NO_VALUE)
    highest = max(shown, key=lambda row: row["value"])
    lowest = min(shown, key=lambda row: row["value"])
    if len(shown) == 1:
        return speaker.say(wording.ALT_SINGLE.using(value=in_words(highest, speaker)))
    if highest["value"] == lowest["value"]:
        return speaker.say(wording.ALT_ONE_VALUE.using(value=in_words(highest, speaker)))
    return speaker.say(
        wording.ALT_RANGE.using(
            highest=in_words(highest, speaker),
            highest_where=_where(highest, selection),
            lowest=in_words(lowest, speaker),
            lowest_where=_where(lowest, selection),
        )
    )


def _where(row: Row, selection: Selection) -> str:
    chosen = (
        (selection.place_ids, row["place_label"]),
        (selection.activity_ids, row["activity_label"]),
        (selection.categories, row["category_label"]),
        (selection.periods, row["period_label"]),
    )
    return ", ".join(label for ids, label in chosen if len(ids) > 1)


def _counts(cells: Cells, speaker: Speaker) -> str:
    parts = [
        speaker.say(part(cells.count(status)))
        for status, part in wording.ALT_PARTS.items()
        if cells.count(status)
    ]
    total = cells.frame.height
    if not parts:
        return speaker.say(wording.alt_all_shown(total))
    return speaker.say(wording.alt_counts(total, ", ".join(parts)))
