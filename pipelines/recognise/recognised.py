"""What a table was recognised as: what each of its cells means, and everything that could not be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pipelines.texts import Name, Text

Kind = Literal["sheet", "long", "mapped", "unknown"]
Key = tuple[str, str, str, str]
"""Activity, measure, breakdown and category."""
Place = tuple[int, int]
"""1-based row and column."""


@dataclass(frozen=True)
class Slot:
    """One cell that a count or a mark is read from."""

    row: int
    column: int
    key: Key
    is_for_marks: bool = False
    """Whether only a mark may stand there."""


@dataclass(frozen=True)
class Unclear:
    """One spelling that names nothing the project has, or several things."""

    about: str
    """What it should name: partner, quarter, activity, measure, breakdown, category or column."""
    cells: tuple[Place, ...]
    choices: tuple[str | Name | Text, ...] = ()
    """The things it may mean, when there are several."""
    near: tuple[str | Name | Text, ...] = ()
    """Things that are spelt alike, when it means nothing."""


@dataclass(frozen=True)
class Recognised:
    """A table without our machine rows, cell by cell.

    Every filled cell below the header and outside the columns of labels is a slot, or is in `left_out`, or makes the
    structure wrong.
    """

    kind: Kind
    header_row: int = 0
    partners: Mapping[str, tuple[Place, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Partners that the file names, and where."""
    quarters: Mapping[str, tuple[Place, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Quarters that the file names, and where."""
    dates: tuple[Place, ...] = ()
    """Quarters that are given as the date of their last day."""
    slots: tuple[Slot, ...] = ()
    columns: Mapping[tuple[str, str], tuple[Place, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Of a sheet with a column for each category: breakdown and category -> its headers."""
    row_labels: Mapping[int, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Row -> the cell that names its measure, or the first that says anything."""
    activity_labels: Mapping[int, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Row -> the cell that names its activity."""
    unclear: tuple[Unclear, ...] = ()
    unknown_columns: tuple[Place, ...] = ()
    """Headers (or the blanks in their place) of columns that are filled and mean nothing to us."""
    without_measure: tuple[Place, ...] = ()
    """First text of rows with figures that do not say which measure, or which of the activities, they are about."""
    crossed: tuple[Place, ...] = ()
    """Figures of rows that name categories of two breakdowns at once."""
    twice: tuple[Place, ...] = ()
    """Rows with both a count and a mark."""
    headings: tuple[Place, ...] = ()
    """Rows that name nothing but an activity."""
    left_out: tuple[Place, ...] = ()
    """First text of rows that are not read: totals of totals, footers, what a mapping leaves out."""
    left_out_cells: int = 0
    """Filled cells of those rows in columns of figures."""
    filled_cells: int = 0
    """Filled cells below the header and outside the columns of labels."""
