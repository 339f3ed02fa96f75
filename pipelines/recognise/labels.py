"""What the labels of a table name, by a plan and a vocabulary; spellings that name no single thing are noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipelines.layout import ReportLayout
from pipelines.model import RawTable
from pipelines.recognise.periods import read_period
from pipelines.recognise.plan import Column, Plan
from pipelines.recognise.recognised import Place, Unclear
from pipelines.recognise.spelling import normalised
from pipelines.recognise.vocabulary import TOTAL_KEY, Vocabulary
from pipelines.texts import Name, Text

PIECES = re.compile(r"[·|:;,()\n]|\s[-–—]\s")
"""What parts the title of a report: 'Report · Málaga · 2018-Q2 (April to June 2018)'."""
LONGEST_TITLE = 300
MOST_SUGGESTIONS = 50
"""To look for what is spelt alike takes long; a table in which so much is unknown is another table."""

Called = tuple[str | Name | Text, ...]


class Labels:
    """The labels of one table."""

    def __init__(self, table: RawTable, plan: Plan, vocabulary: Vocabulary) -> None:
        self.table, self.plan, self.vocabulary = table, plan, vocabulary
        self.layout: ReportLayout | None = None
        """The report that the table can only be, once that is known; what it does not ask for cannot be meant."""
        self.dates: list[Place] = []
        self._unclear: dict[tuple[str, str], Unclear] = {}

    @property
    def unclear(self) -> tuple[Unclear, ...]:
        """Every spelling that names no single thing, with all its cells."""
        return tuple(self._unclear.values())

    def text(self, row: int, role: str) -> str:
        """The first text of a row in the columns of a role."""
        return next((text for c in self.plan.of(role) if (text := self.table.text(row, c.number))), "")

    def place(self, row: int, role: str) -> Place | None:
        """Where that text stands."""
        return next(((row, c.number) for c in self.plan.of(role) if self.table.text(row, c.number)), None)

    def is_total(self, text: str) -> bool:
        """Whether a text is a word for a total."""
        return bool(self.vocabulary.find("total", text))

    def ids(self, about: str, text: str) -> tuple[str, ...]:
        """Everything that a text may name."""
        said = self.plan.words.get(about, {}).get(normalised(text))
        if said:
            return (said,)
        if about == "quarter":
            period = read_period(text)
            return () if period is None else (period.quarter,)
        return self.vocabulary.find(about, text)

    def pieces(self, about: str, content: str) -> set[str]:
        """What a line above the table names, as a whole or in its parts."""
        if not content.strip() or len(content) > LONGEST_TITLE:
            return set()
        whole = self.ids(about, content)
        if whole:
            return set(whole)
        return {found[0] for part in PIECES.split(content) if len(found := self.ids(about, part)) == 1}

    def of_row(self, about: str, row: int) -> str | None:
        """What the columns of a role name together in a row; null when that is not one thing."""
        columns = [c for c in self.plan.of(about) if self.table.text(row, c.number)]
        found = [self.of_cell(about, row, column) for column in columns]
        names = list(dict.fromkeys(identifier for identifier in found if identifier is not None))
        if len(names) != 1 or None in found:
            if len(names) > 1:
                choices = tuple(self.vocabulary.called(about, identifier) for identifier in names)
                self._note(about, (row, columns[0].number), choices=choices)
            return None
        return names[0]

    def of_cell(self, about: str, row: int, column: Column, *, within: str = "") -> str | None:
        """The one thing that a cell names; null, and noted, when that is not one thing."""
        place = (row, column.number)
        text = self.table.text(*place)
        found = self._possible(about, self.ids(about, text), within)
        if len(found) == 1:
            self._note_date(about, text, place)
            return found[0]
        if found:
            self._note(about, place, choices=tuple(self.vocabulary.called(about, i) for i in found))
        else:
            self._note(about, place, near=self._near(about, text, within))
        return None

    def note_unknown(self, about: str, place: Place) -> None:
        """Note a cell that names nothing."""
        self._note(about, place)

    def _near(self, about: str, text: str, within: str) -> Called:
        noted = self._unclear.get((about, normalised(text)))
        if noted is not None:
            return noted.near
        if len(self._unclear) >= MOST_SUGGESTIONS:
            return ()
        alike = self._possible(about, self.vocabulary.near(about, text), within)
        return tuple(self.vocabulary.called(about, identifier) for identifier in alike)

    def _possible(self, about: str, ids: Sequence[str], within: str) -> tuple[str, ...]:
        """Those of several things that the report can hold; all when that leaves none."""
        if within:
            ids = [i for i in ids if i.startswith(f"{within}:") or i == TOTAL_KEY]
        if len(ids) < 2:
            return tuple(ids)
        is_asked = self._asked(about)
        return tuple(i for i in ids if is_asked(i)) or tuple(ids)

    def _asked(self, about: str) -> Callable[[str], bool]:
        if self.layout is None or about not in ("activity", "measure", "category"):
            return lambda _: True
        asked = {
            "activity": {row.activity_id for row in self.layout.rows},
            "measure": {row.measure.id for row in self.layout.rows},
            "category": {f"{breakdown}:{category}" for breakdown, category in self.layout.columns},
        }
        return asked[about].__contains__

    def _note(self, about: str, place: Place, *, choices: Called = (), near: Called = ()) -> None:
        key = (about, normalised(self.table.text(*place)))
        earlier = self._unclear.get(key)
        cells = (place,) if earlier is None else tuple(dict.fromkeys((*earlier.cells, place)))
        self._unclear[key] = Unclear(about, cells, choices, near)

    def _note_date(self, about: str, text: str, place: Place) -> None:
        period = read_period(text) if about == "quarter" else None
        if period is not None and period.is_date and place not in self.dates:
            self.dates.append(place)
