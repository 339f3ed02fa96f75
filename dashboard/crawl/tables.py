"""Whether a table shows published cells only: each by the labels of its row and the period of its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from dashboard import reading_wording as wording
from dashboard.components.cell_table import stated
from dashboard.crawl import numerals, profiles
from dashboard.crawl.alike import Alike
from dashboard.crawl.cellwords import full_numbers
from dashboard.crawl.published import Row
from dashboard.crawl.report import CELL, CONSTANT, COUNT, UNEXPLAINED, Tally
from dashboard.crawl.sentences import Facts
from dashboard.crawl.texts import Texts
from dashboard.crawl.view import View
from dashboard.model import CellStatus
from dashboard.wording import PLACE_LEVELS
from pipelines.texts import Text

COUNTED = (
    CellStatus.SHOWN.value,
    CellStatus.PROVISIONAL.value,
    CellStatus.WITHHELD.value,
    CellStatus.NOT_REPORTED.value,
    CellStatus.CANNOT_EXIST.value,
)
"""The statuses that the columns of the table of withheld cells count, after the first column."""
KNOWN = (CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value, CellStatus.WITHHELD.value)
UNREADABLE = "a table that cannot be read"
HIDDEN = "text beside the table that no reader sees"
OTHER_WORDS = "not the words for the published cell"
UNNAMED = "a row or column that names no published cell"

Line = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as it was served."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden: tuple[str, ...]
    """What else travels with it."""


def read_table(data: bytes) -> Table:
    """A table from an Arrow stream. Errors: ValueError when it is none."""
    with pa.ipc.open_stream(pa.BufferReader(data)) as stream:
        table = stream.read_all()
    names = tuple(str(name) for name in table.schema.names)
    columns = {name: ["" if v is None else str(v) for v in table[name].to_pylist()] for name in names}
    lines = tuple({name: columns[name][i] for name in names} for i in range(table.num_rows))
    hidden = [f"{k!r} {v!r}" for k, v in (table.schema.metadata or {}).items()]
    hidden += [f"{k!r} {v!r}" for field in table.schema for k, v in (field.metadata or {}).items()]
    return Table(names, lines, tuple(hidden))


class Tables:
    """The check of the tables of one page."""

    def __init__(self, view: View, texts: Texts, facts: Facts, tally: Tally) -> None:
        self._view = view
        self._published = view.published
        self._texts = texts
        self._facts = facts
        self._tally = tally

    def check(self, data: bytes, where: str) -> None:
        """Check one table by what it is."""
        try:
            table = read_table(data)
        except (pa.ArrowException, ValueError):
            self._report(where, UNREADABLE)
            return
        for text in table.hidden:
            if numerals.has_number(text):
                self._report(f"{where} metadata", HIDDEN)
        if self._view.selection is not None and table.columns[:2] == self._said(wording.CELL_COLUMNS[:2]):
            self._check_cells(table, where)
        elif table.columns == self._said(wording.WITHHELD_COLUMNS):
            self._check_counts(table, where)
        elif table.columns == self._said(wording.ABOUT_RELEASE_COLUMNS):
            self._check_release(table, where)
        elif (check := profiles.check_of(table.columns, self._view)) is not None:
            self._check_profile(table, where, check)
        elif not self._is_made_again(table):
            self._check_texts(table, where, table.columns)

    def _check_profile(
        self, table: Table, where: str, check: Callable[[Sequence[str]], list[profiles.Said | None]]
    ) -> None:
        """Cells by what their row and column name."""
        for i, line in enumerate(table.lines):
            texts = list(line.values())
            # A column that is not known there is a text as any other.
            expected = [*check(texts), *[None] * len(texts)][: len(texts)]
            for j, (text, may) in enumerate(zip(texts, expected, strict=True), start=1):
                if may is None:
                    self._check_text(text, f"{where} row {i + 1}, column {j}", self._facts)
                elif may.facts is not None:
                    facts = {**self._facts, **may.facts}
                    self._check_text(text, f"{where} row {i + 1}, column {j}", facts)
                elif self._says(text, may):
                    self._tally.explained(CELL, numerals.count(numerals.plain(text, self._view.language)))
                else:
                    self._report(f"{where} row {i + 1}, column {j}", OTHER_WORDS)
        self._check_texts(Table(table.columns, (), ()), where, ())

    def _says(self, text: str, may: profiles.Said) -> bool:
        language = self._view.language
        said = numerals.plain(text, language)
        if said in {numerals.plain(words, language) for words in may.words}:
            return True
        return bool(may.numbers) and numerals.only_numbers_are(said, may.numbers, language)

    def _is_made_again(self, table: Table) -> bool:
        """Whether each line is one that the release alone gives for such a table."""
        served = [tuple(map(numerals.plain, line.values())) for line in table.lines]
        for lines in profiles.made_again(table.columns, self._view):
            expected = {tuple(map(numerals.plain, line)) for line in lines}
            if served and set(served) <= expected:
                self._tally.explained(COUNT, sum(numerals.count(text) for line in served for text in line))
                return True
        return False

    def _check_text(self, text: str, place: str, facts: Facts) -> None:
        if not self._texts.check(text, facts, self._tally):
            self._report(place)

    def _check_cells(self, table: Table, where: str) -> None:
        """Cells by place, activity and category of the row and period of the column."""
        language = self._view.language
        names = tuple(name for name in self._said(wording.CELL_COLUMNS) if name in table.columns)
        cells: dict[tuple[str, ...], list[Row]] = {}
        for row in self._view.rows:
            labels = (row["place_label"], row["activity_label"], row["category_label"])[: len(names)]
            cells.setdefault(tuple(map(numerals.plain, (*labels, row["period_label"]))), []).append(row)
        named = {key[:-1] for key in cells}
        alike = Alike()
        for i, line in enumerate(table.lines):
            key = tuple(numerals.plain(line[name]) for name in names)
            for j, column in enumerate(table.columns[len(names) :], start=len(names) + 1):
                place = f"{where} row {i + 1}, column {j}"
                said = numerals.plain(line[column], language)
                found = cells.get((*key, numerals.plain(column)), [])
                fitting = [r for r in found if numerals.only_numbers_are(said, full_numbers(r), language)]
                if not found and (said or key not in named):
                    self._report(place, UNNAMED)
                elif found and not fitting:
                    self._report(place)
                elif fitting and not alike.holds(fitting[0], said):
                    self._report(place, Alike.PROBLEM)
                elif fitting and said != numerals.plain(self._words_of(fitting[0]), language):
                    self._report(place, OTHER_WORDS)
                else:
                    self._tally.explained(CELL, len(numerals.numbers(said)))
        self._check_texts(table, where, names)

    def _check_counts(self, table: Table, where: str) -> None:
        """Numbers of cells by kind of place."""
        language, level_column = self._view.language, table.columns[0]
        levels = {self._published.say(label): level for level, label in PLACE_LEVELS.items()}
        for i, line in enumerate(table.lines):
            level = levels.get(numerals.plain(line[level_column]), "")
            counts = self._published.counts_by_level.get(level, {})
            allowed = [[[float(counts.get(status, 0))]] for status in COUNTED]
            for j, (text, numbers) in enumerate(
                zip(list(line.values())[1:], [*allowed, _share(counts)], strict=True), start=2
            ):
                if numerals.only_numbers_are(numerals.plain(text, language), numbers, language):
                    self._tally.explained(COUNT)
                else:
                    self._report(f"{where} row {i + 1}, column {j}")
        self._check_texts(table, where, (level_column,))

    def _check_release(self, table: Table, where: str) -> None:
        """What identifies the release, by what each line says it is."""
        provenance = self._published.provenance
        first, *_, last = self._said(wording.ABOUT_RELEASE_ROWS)
        alone = {first: str(provenance.release_number), last: provenance.software_version}
        name, value = table.columns
        known = [line for line in table.lines if alone.get(line[name], "") == numerals.plain(line[value])]
        self._tally.explained(CONSTANT, len(known))
        rest = tuple(line for line in table.lines if line not in known)
        self._check_texts(Table(table.columns, rest, ()), where, table.columns)

    def _words_of(self, row: Row) -> str:
        """What a table says of a cell."""
        return stated(row, self._published.provenance.speaker)

    def _said(self, texts: Sequence[Text]) -> tuple[str, ...]:
        return tuple(map(self._published.say, texts))

    def _report(self, where: str, problem: str = UNEXPLAINED) -> None:
        self._tally.report(str(self._view), where, problem)

    def _check_texts(self, table: Table, where: str, columns: Sequence[str]) -> None:
        """Words: the headings, and the texts of some columns."""
        for place, text in _texts(table, columns):
            if not self._texts.check(text, self._facts, self._tally):
                self._report(f"{where} {place}")


def _texts(table: Table, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for i, column in enumerate(table.columns):
        yield f"heading {i + 1}", column
    for i, line in enumerate(table.lines):
        for column in columns:
            yield f"row {i + 1}, column {list(table.columns).index(column) + 1}", line[column]


def _share(counts: Mapping[str, int]) -> list[list[float]]:
    known = sum(counts.get(status, 0) for status in KNOWN)
    return [[float(round(100 * counts.get(CellStatus.WITHHELD.value, 0) / known))]] if known else [[]]
