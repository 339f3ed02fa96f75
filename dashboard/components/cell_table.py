"""The cells of a figure as a table: places, activities and categories down, periods across."""

from __future__ import annotations

from dashboard import reading_wording as wording
from dashboard.charts.text import Row, full_text
from dashboard.model import Cells
from pipelines.languages import Speaker
from pipelines.model import TOTAL


def rows(cells: Cells, speaker: Speaker) -> tuple[list[str], list[list[str]]]:
    """Columns and rows; a combination that the release does not have is blank."""
    periods = list(dict.fromkeys(cells.frame["period_label"].to_list()))
    has_categories = cells.frame["breakdown"].ne(TOTAL).any()
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in cells.frame.iter_rows(named=True):
        names = (
            row["place_label"],
            row["activity_label"],
            *([row["category_label"]] if has_categories else []),
        )
        found.setdefault(names, {})[row["period_label"]] = stated(row, speaker)
    columns = [*map(speaker.say, wording.CELL_COLUMNS[: 3 if has_categories else 2]), *periods]
    return columns, [
        [*names, *(texts.get(period, "") for period in periods)] for names, texts in found.items()
    ]


def stated(row: Row, speaker: Speaker) -> str:
    """What a cell states: a value, or why there is none; a ratio with the counts that it is made of."""
    value = full_text(row, speaker)
    if row["denominator"] is None:
        return value
    above, below = speaker.number(row["numerator"]), speaker.number(row["denominator"])
    return speaker.say(wording.RATIO.using(value=value, numerator=above, denominator=below))
