"""An uploaded table on its way through the checks: before its structure is known, and after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pipelines.errors import PolicyError
from pipelines.layout import ReportLayout, column_key, report_layout
from pipelines.model import (
    CELL_SCHEMA,
    FIRST_DATA_ROW,
    KEY_ROW,
    MACHINE_ROW,
    TEMPLATE_KEYS,
    Catalogue,
    Finding,
    Partner,
    RawTable,
    Severity,
    cell_address,
)
from pipelines.recognise.recognised import Place, Recognised, Slot
from pipelines.texts import Text

ACTIVITY_KEY, MEASURE_KEY, *LABEL_KEYS = TEMPLATE_KEYS


@dataclass(frozen=True)
class DataRow:
    """A row below the header that is not blank; `key` is its activity and measure as they stand there."""

    number: int
    key: tuple[str, str]


@dataclass(frozen=True)
class Source(ABC):
    """A table as it came, with what was expected of it."""

    table: RawTable
    catalogue: Catalogue
    expected_partner: str | None
    expected_quarter: str | None

    @property
    @abstractmethod
    def partner_id(self) -> str | None:
        """The partner whose report it is, as far as the table says; also one that the project does not have."""

    @property
    @abstractmethod
    def claimed_quarter(self) -> str | None:
        """The quarter it is about, as far as the table says; also one that the project does not have."""

    @property
    @abstractmethod
    def partner_cells(self) -> tuple[str, ...]:
        """Where the table names the partner."""

    @property
    @abstractmethod
    def quarter_cells(self) -> tuple[str, ...]:
        """Where the table names the quarter."""

    @property
    def partner(self) -> Partner | None:
        """The partner the file names; null when there is no such partner."""
        return None if self.partner_id is None else self.catalogue.partners.get(self.partner_id)

    @property
    def quarter(self) -> str | None:
        """The quarter the file names; null when the project has no such quarter."""
        return self.claimed_quarter if self.claimed_quarter in self.catalogue.project.quarters else None

    @cached_property
    def layout(self) -> ReportLayout | None:
        """What the file should hold; null when no such report is expected."""
        if self.partner_id is None or self.claimed_quarter is None:
            return None
        try:
            return report_layout(self.catalogue, self.partner_id, self.claimed_quarter)
        except PolicyError:
            return None

    @abstractmethod
    def slots(self) -> tuple[Slot, ...]:
        """The cells that counts are read from, once the structure is right."""

    @abstractmethod
    def filled_cells(self) -> int:
        """How many cells below the header and outside the keys and labels are not blank."""

    @property
    def left_out_cells(self) -> int:
        """How many of those are knowingly not read, although the structure is right."""
        return 0

    def finding(
        self,
        check: str,
        what: Text,
        remedy: Text,
        cells: Sequence[str] = (),
        *,
        severity: Severity = Severity.BLOCKING,
    ) -> Finding:
        """A finding about this table."""
        return Finding(check, severity, what, remedy, self.table.sheet, tuple(cells))


@dataclass(frozen=True)
class Upload(Source):
    """A template as it came, with what its machine rows claim."""

    @property
    def magic(self) -> str:
        return self.table.text(MACHINE_ROW, 1)

    @property
    def version(self) -> str:
        return self.table.text(MACHINE_ROW, 2)

    @property
    def project_id(self) -> str:
        return self.table.text(MACHINE_ROW, 3)

    @property
    def partner_id(self) -> str:
        return self.table.text(MACHINE_ROW, 4)

    @property
    def claimed_quarter(self) -> str:
        return self.table.text(MACHINE_ROW, 5)

    @property
    def partner_cells(self) -> tuple[str, ...]:
        return (cell_address(MACHINE_ROW, 4),)

    @property
    def quarter_cells(self) -> tuple[str, ...]:
        return (cell_address(MACHINE_ROW, 5),)

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.table.cells), default=0)

    @cached_property
    def columns(self) -> tuple[tuple[int, str], ...]:
        """1-based number and machine key of every column; the key is blank where there is none."""
        return tuple((number, self.table.text(KEY_ROW, number)) for number in range(1, self.width + 1))

    def column_of(self, key: str) -> int | None:
        """The first column with a machine key."""
        return next((number for number, found in self.columns if found == key), None)

    @cached_property
    def rows(self) -> tuple[DataRow, ...]:
        """Rows below the header with any text; none when the columns that identify rows are missing."""
        activity, measure = self.column_of(ACTIVITY_KEY), self.column_of(MEASURE_KEY)
        if activity is None or measure is None:
            return ()
        return tuple(
            DataRow(number, (self.table.text(number, activity), self.table.text(number, measure)))
            for number in range(FIRST_DATA_ROW, len(self.table.cells) + 1)
            if any(text.strip() for text in self.table.cells[number - 1])
        )

    def filled_cells(self) -> int:
        """How many cells below the header and outside the keys and labels are not blank."""
        keys = {number for number, key in self.columns if key in TEMPLATE_KEYS}
        return sum(
            bool(text.strip())
            for row in self.table.cells[FIRST_DATA_ROW - 1 :]
            for number, text in enumerate(row, start=1)
            if number not in keys
        )

    def slots(self) -> tuple[Slot, ...]:
        if self.layout is None:
            return ()
        columns = {column_key(column): column for column in self.layout.columns}
        numbered = [(number, columns[key]) for number, key in self.columns if key in columns]
        return tuple(
            Slot(row.number, number, (*row.key, *column)) for row in self.rows for number, column in numbered
        )


@dataclass(frozen=True)
class Sheet(Source):
    """A table without our machine rows, as what it was recognised as."""

    recognised: Recognised

    @property
    def partner_id(self) -> str | None:
        is_known = self.recognised.kind != "unknown"  # nobody's, as long as nothing of it is understood
        return next(iter(self.recognised.partners), self.expected_partner if is_known else None)

    @property
    def claimed_quarter(self) -> str | None:
        return next(iter(self.recognised.quarters), self.expected_quarter)

    @property
    def partner_cells(self) -> tuple[str, ...]:
        return at(next(iter(self.recognised.partners.values()), ()))

    @property
    def quarter_cells(self) -> tuple[str, ...]:
        return at(next(iter(self.recognised.quarters.values()), ()))

    @property
    def asked(self) -> ReportLayout | None:
        """What the report asks for; null as well when it is another report than the one expected."""
        is_other = self.expected_partner not in (None, self.partner_id) or self.expected_quarter not in (
            None,
            self.claimed_quarter,
        )
        return None if is_other else self.layout

    def slots(self) -> tuple[Slot, ...]:
        return self.recognised.slots

    def filled_cells(self) -> int:
        return self.recognised.filled_cells

    @property
    def left_out_cells(self) -> int:
        return self.recognised.left_out_cells


def at(places: Iterable[Place]) -> tuple[str, ...]:
    """The addresses of some cells."""
    return tuple(cell_address(row, column) for row, column in places)


@dataclass(frozen=True)
class Published:
    """What is published already."""

    quarters: frozenset[str] = frozenset()
    """Whose report of this partner is part of a release."""
    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(CELL_SCHEMA)))
    """CELL_SCHEMA: the current release; empty before the first."""


@dataclass(frozen=True)
class Report:
    """A table whose structure is right, as cells, with what was reported before."""

    upload: Source
    layout: ReportLayout
    cells: pl.DataFrame
    """One row per cell that was read, see `pipelines.validate.cells.read_cells`."""
    history: pl.DataFrame
    """OBSERVATION_SCHEMA: reports of this partner only."""
    published: Published

    @property
    def catalogue(self) -> Catalogue:
        return self.upload.catalogue

    @property
    def quarter(self) -> str:
        return self.layout.quarter

    def row_called(self, activity_id: str, measure_id: str) -> Text:
        """What a row is called in findings."""
        return next(
            r.called for r in self.layout.rows if (r.activity_id, r.measure.id) == (activity_id, measure_id)
        )


def addresses(rows: Collection[int], column: int) -> tuple[str, ...]:
    """The addresses of one column in some rows."""
    return tuple(cell_address(row, column) for row in rows)


def expected_keys(layout: ReportLayout) -> tuple[str, ...]:
    """The machine keys a report cannot do without."""
    return (ACTIVITY_KEY, MEASURE_KEY, *(column_key(column) for column in layout.columns))
