"""Reads the rows of a table as a plan says: each figure with its key, and every row that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.errors import PolicyError
from pipelines.layout import report_layout
from pipelines.model import TOTAL, RawTable
from pipelines.recognise.labels import Labels
from pipelines.recognise.plan import Column, Plan
from pipelines.recognise.recognised import Key, Place, Recognised, Slot
from pipelines.recognise.spelling import normalised
from pipelines.recognise.vocabulary import TOTAL_KEY, Vocabulary

LEAVE_OUT = ""
"""What a mapping says a word means whose rows are not for this report."""
KEEP = "keep"
HEADER_LIKE = 2
"""So many rows below the header may repeat it: a template has a row of keys and one of labels."""
NO_CATEGORY = (TOTAL, TOTAL)


class RowReader:
    """Reads one table by one plan."""

    def __init__(
        self,
        table: RawTable,
        plan: Plan,
        vocabulary: Vocabulary,
        expected_partner: str | None,
        expected_quarter: str | None,
    ) -> None:
        self._table, self._plan, self._vocabulary = table, plan, vocabulary
        self._labels = Labels(table, plan, vocabulary)
        self._slots: list[Slot] = []
        self._row_labels: dict[int, Place] = {}
        self._activity_labels: dict[int, Place] = {}
        self._without_measure: list[Place] = []
        self._crossed: list[Place] = []
        self._twice: list[Place] = []
        self._headings: list[Place] = []
        self._left_out: list[Place] = []
        self._left_out_cells = 0
        below = range(plan.header_row + 1, len(table.cells) + 1)
        self._body = [number for number in below if not self._is_header_like(number)]
        self._partners = self._named("partner", expected_partner)
        self._quarters = self._named("quarter", expected_quarter)
        self._set_layout(expected_partner, expected_quarter)
        self._has_activities = self._names_activities()

    def read(self) -> Recognised:
        """Everything the table says, as far as the plan goes."""
        for number in self._body:
            self._read_row(number)
        figures = self._figure_columns()
        return Recognised(
            kind=self._plan.kind,
            header_row=self._plan.header_row,
            partners=MappingProxyType(self._partners),
            quarters=MappingProxyType(self._quarters),
            dates=tuple(self._labels.dates),
            slots=tuple(self._slots),
            columns=MappingProxyType(self._category_columns()),
            row_labels=MappingProxyType(self._row_labels),
            activity_labels=MappingProxyType(self._activity_labels),
            unclear=(*self._plan.unclear, *self._labels.unclear),
            unknown_columns=self._plan.unknown_columns,
            without_measure=tuple(self._without_measure),
            crossed=tuple(dict.fromkeys(self._crossed)),
            twice=tuple(self._twice),
            headings=tuple(self._headings),
            left_out=tuple(self._left_out),
            left_out_cells=self._left_out_cells,
            filled_cells=sum(bool(self._table.text(n, c)) for n in self._body for c in figures),
        )

    # ---- whose report, and of when -------------------------------------------------------------------

    def _named(self, about: str, expected: str | None) -> dict[str, tuple[Place, ...]]:
        """What the columns for it name, else what stands above the header, if that is one thing or the expected."""
        found: dict[str, list[Place]] = {}
        columns = self._plan.of(about)
        for number in self._body if columns else ():
            if self._is_left_out_by_mapping(number) or not self._has_figures(number):
                continue  # what such a row says does not count; a footer may stand under any header
            for column in columns:
                identifier = self._labels.of_cell(about, number, column)
                if identifier is not None:
                    found.setdefault(identifier, []).append((number, column.number))
        for row in range(1, self._plan.header_row) if not columns else ():
            for at, content in enumerate(self._table.cells[row - 1], start=1):
                for identifier in self._labels.pieces(about, content):
                    found.setdefault(identifier, []).append((row, at))
        if not columns and expected in found:
            found = {expected: found[expected]}
        if not columns and len(found) > 1:
            found = {}
        return {identifier: tuple(places) for identifier, places in found.items()}

    def _set_layout(self, expected_partner: str | None, expected_quarter: str | None) -> None:
        partner = next(iter(self._partners), expected_partner)
        quarter = next(iter(self._quarters), expected_quarter)
        if partner is not None and quarter is not None:
            try:
                self._labels.layout = report_layout(self._vocabulary.catalogue, partner, quarter)
            except PolicyError:
                self._labels.layout = None  # nobody expects it, and a check of the structure says so

    # ---- rows ----------------------------------------------------------------------------------------

    def _read_row(self, number: int) -> None:
        first = self._first_text(number)
        if first is None:
            return
        if self._is_left_out_by_mapping(number):
            self._leave_out(number, first)
        elif not self._plan.of("measure"):
            self._read_figures(number, first)
        elif not self._has_figures(number):
            self._read_label_only(number, first)
        elif self._is_sum_of_sums(number, first):
            self._leave_out(number, first)
        elif not self._labels.text(number, "measure"):
            self._without_measure.append(first)
        else:
            self._read_figures(number, first)

    def _read_label_only(self, number: int, first: Place) -> None:
        """A row without figures: a blank row of the report, a heading, or a note."""
        measure = self._labels.text(number, "measure")
        if measure and self._labels.ids("measure", measure):
            self._read_figures(number, first)
        elif not self._plan.of("activity") and set(self._activities(self._table.text(*first))) - {TOTAL}:
            self._headings.append(first)
        else:
            self._leave_out(number, self._labels.place(number, "measure") or first)

    def _is_sum_of_sums(self, number: int, first: Place) -> bool:
        measure = self._labels.text(number, "measure")
        return self._labels.is_total(measure or self._table.text(*first))

    def _read_figures(self, number: int, first: Place) -> None:
        self._note_new_filter_words(number)
        self._row_labels[number] = self._labels.place(number, "measure") or first
        row_measure = self._labels.of_row("measure", number) if self._plan.of("measure") else None
        row_category = self._row_category(number)
        keys: dict[int, Key] = {}
        for column in self._plan.of("value"):
            measure = column.measure or row_measure
            if measure is None or row_category is None:
                continue
            activity = self._activity(number, measure, column)
            category = self._combined(column, row_category, number)
            if activity is not None and category is not None:
                keys[column.number] = (activity, measure, *category)
        self._add_slots(number, keys)

    def _add_slots(self, number: int, keys: Mapping[int, Key]) -> None:
        mark = self._labels.place(number, "mark")
        for column, key in keys.items():
            is_filled = bool(self._table.text(number, column))
            if mark is not None and is_filled:
                self._twice.append(mark)
            if mark is not None and not is_filled and len(keys) == 1:
                self._slots.append(Slot(*mark, key, is_for_marks=True))
            else:
                self._slots.append(Slot(number, column, key))

    def _activity(self, number: int, measure_id: str, column: Column) -> str | None:
        """The activity of a figure; all of them where the row names none and cannot mean one."""
        place = self._labels.place(number, "activity")
        if place is not None:
            self._activity_labels[number] = place
            return self._labels.of_row("activity", number)
        if not (self._has_activities and self._vocabulary.catalogue.measures[measure_id].per_activity):
            return TOTAL
        label = self._row_labels[number]
        if self._table.text(number, column.number) and label not in self._without_measure:
            self._without_measure.append(label)
        return None

    def _row_category(self, number: int) -> tuple[str, str] | None:
        """Breakdown and category that a row names; null when they cannot be told."""
        within = ""
        if not self._labels.is_total(self._labels.text(number, "breakdown")) and self._labels.text(
            number, "breakdown"
        ):
            breakdown = self._labels.of_row("breakdown", number)
            if breakdown is None:
                return None
            within = breakdown
        found: list[tuple[str, str]] = []
        for column in self._plan.of("category"):
            if self._table.text(number, column.number):
                identifier = self._labels.of_cell(
                    "category", number, column, within=column.breakdown or within
                )
                if identifier is None:
                    return None
                if identifier != TOTAL_KEY:
                    breakdown_id, _, category_id = identifier.partition(":")
                    found.append((breakdown_id, category_id))
        if len(found) > 1:
            self._crossed += [(number, column.number) for column in self._plan.of("category")]
            return None
        return found[0] if found else NO_CATEGORY

    def _combined(self, column: Column, row: tuple[str, str], number: int) -> tuple[str, str] | None:
        """Column and row may both name a category, but not two."""
        header = column.category or NO_CATEGORY
        if header in (NO_CATEGORY, row):
            return row
        if row == NO_CATEGORY:
            return header
        if self._table.text(number, column.number):
            self._crossed.append((number, column.number))
        return None

    # ---- what a mapping says -------------------------------------------------------------------------

    def _is_left_out_by_mapping(self, number: int) -> bool:
        return any(
            self._said(number, column) == LEAVE_OUT
            for column in self._plan.columns
            if self._table.text(number, column.number)
        )

    def _note_new_filter_words(self, number: int) -> None:
        """A word that the mapping says nothing about: neither kept nor left out without asking."""
        for column in self._plan.of("filter"):
            if self._said(number, column) != KEEP:
                self._labels.note_unknown("filter", (number, column.number))

    def _said(self, number: int, column: Column) -> str | None:
        role = f"filter {column.number}" if column.role == "filter" else column.role
        return self._plan.words.get(role, {}).get(normalised(self._table.text(number, column.number)))

    # ---- small questions -----------------------------------------------------------------------------

    def _activities(self, text: str) -> tuple[str, ...]:
        return self._labels.ids("activity", text)

    def _names_activities(self) -> bool:
        """Whether any row names a single activity."""
        texts = (
            {self._labels.text(number, "activity") for number in self._body}
            if self._plan.of("activity")
            else ()
        )
        return any(set(self._activities(text)) - {TOTAL} for text in texts)

    def _has_figures(self, number: int) -> bool:
        return bool(self._labels.text(number, "value") or self._labels.text(number, "mark"))

    def _is_header_like(self, number: int) -> bool:
        """Whether a row only repeats what the header says."""
        if number > self._plan.header_row + HEADER_LIKE:
            return False
        texts = [text for c in self._plan.of("value") if (text := self._table.text(number, c.number))]
        return bool(texts) and all(self._vocabulary.find("column", text) for text in texts)

    def _first_text(self, number: int) -> Place | None:
        numbers = [c.number for c in self._plan.columns if c.role not in ("ignore", "unit")]
        return next(((number, n) for n in numbers if self._table.text(number, n)), None)

    def _leave_out(self, number: int, first: Place) -> None:
        self._left_out.append(first)
        self._left_out_cells += sum(
            bool(self._table.text(number, c.number)) for c in self._plan.of("value", "mark")
        )

    def _figure_columns(self) -> list[int]:
        labels = {c.number for c in self._plan.columns if c.role not in ("value", "mark")}
        width = max((len(line) for line in self._table.cells), default=0)
        return [number for number in range(1, width + 1) if number not in labels]

    def _category_columns(self) -> dict[tuple[str, str], tuple[Place, ...]]:
        """Breakdown and category -> headers, of a table that has a column for each."""
        columns = self._plan.of("value")
        if self._plan.kind != "sheet" or any(c.measure or c.category is None for c in columns):
            return {}
        found: dict[tuple[str, str], tuple[Place, ...]] = {}
        for column in columns:
            category = column.category or NO_CATEGORY
            found[category] = (*found.get(category, ()), (self._plan.header_row, column.number))
        return found
