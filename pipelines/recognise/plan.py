"""Plans: which row of a table is its header, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from pipelines.model import TOTAL, RawTable
from pipelines.recognise.recognised import Kind, Place, Unclear
from pipelines.recognise.vocabulary import Vocabulary

HEADER_WITHIN = 40
"""A header is one of the first rows."""
LABEL_ROLES = ("partner", "quarter", "activity", "measure", "breakdown", "category")
NOT_FIGURES = (*LABEL_ROLES, "unit", "ignore", "filter")
NEEDED_MATCHES = 2
_TOTAL = (TOTAL, TOTAL)
ENOUGH_ROWS = 200
"""So many rows show what a column holds."""
MEASURES_IN_COLUMN = 0.5
"""Share of the texts of a column that must name measures for it to be the column of measures."""


@dataclass(frozen=True)
class Column:
    """What one column holds; of a column of figures, the part of the key that its header says."""

    number: int
    role: str
    """A role of a label column, `value` for figures, `mark`, `unit`, `ignore`, or `filter`."""
    measure: str = ""
    category: tuple[str, str] | None = None
    """Breakdown and category; null when the row says it."""
    breakdown: str = ""
    """Of a column of categories: the breakdown they belong to, where the header says it."""


@dataclass(frozen=True)
class Plan:
    """How a table is to be read."""

    kind: Kind
    header_row: int
    has_upper: bool
    columns: tuple[Column, ...]
    unclear: tuple[Unclear, ...] = ()
    unknown_columns: tuple[Place, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Kind -> normalised spelling -> id, of a mapping; before the project's own words."""

    def of(self, *roles: str) -> tuple[Column, ...]:
        """The columns with one of some roles."""
        if len(roles) == 1:
            return self._by_role.get(roles[0], ())
        return tuple(column for column in self.columns if column.role in roles)

    @cached_property
    def _by_role(self) -> Mapping[str, tuple[Column, ...]]:
        roles = {column.role for column in self.columns}
        return {role: tuple(column for column in self.columns if column.role == role) for role in roles}


def headers(table: RawTable, row: int, *, has_upper: bool) -> tuple[tuple[str, str], ...]:
    """Upper and lower header of each column; the upper one reaches to the right until the next one begins."""
    width = max(len(table.cells[row - 1]), len(table.cells[row - 2]) if has_upper else 0)
    found: list[tuple[str, str]] = []
    upper = ""
    for number in range(1, width + 1):
        above = table.text(row - 1, number) if has_upper else ""
        upper = above or upper
        below = table.text(row, number)
        found.append((upper, below) if below else (above, ""))
    return tuple(found)


def find_plan(table: RawTable, vocabulary: Vocabulary) -> Plan | None:
    """The plan whose header says most; null when no row is a header with figures and measures."""
    plans = [plan for plan in _plans(table, vocabulary) if plan is not None]
    if not plans:
        return None
    best = max(plans, key=lambda plan: (_matches(plan), not plan.has_upper, -plan.header_row))
    return _with_other_columns(best, table)


def _plans(table: RawTable, vocabulary: Vocabulary) -> Iterator[Plan | None]:
    for row in range(1, min(len(table.cells), HEADER_WITHIN) + 1):
        for has_upper in (False, True) if row > 1 else (False,):
            yield _plan_at(table, vocabulary, row, has_upper=has_upper)


def _matches(plan: Plan) -> int:
    return sum(column.role != "ignore" for column in plan.columns)


def _plan_at(table: RawTable, vocabulary: Vocabulary, row: int, *, has_upper: bool) -> Plan | None:
    texts = headers(table, row, has_upper=has_upper)
    meanings = [_meanings(vocabulary, upper, lower) for upper, lower in texts]
    columns = [
        column
        for number, ids in enumerate(meanings, start=1)
        if len(ids) == 1 and (column := _column(number, ids[0])) is not None
    ]
    if len(columns) < NEEDED_MATCHES:
        return None
    columns = _with_measures(table, vocabulary, row, columns)
    has_category_columns = any(c.role == "value" and c.category is not None for c in columns)
    has_row_measure = any(column.role == "measure" for column in columns)
    # Where the rows say the measure, a header that names one as well cannot be about it.
    columns = [c for c in columns if not (c.measure and has_row_measure)]
    rows_say_category = any(each.role in ("breakdown", "category") for each in columns)
    is_all_there_is = has_category_columns or not rows_say_category
    columns = [replace(c, category=_TOTAL) if _lacks_category(c) and is_all_there_is else c for c in columns]
    if not any(c.role == "value" for c in columns):
        return None
    if not has_row_measure and not all(c.measure for c in columns if c.role == "value"):
        return None
    return Plan(
        kind="sheet" if has_category_columns or not has_row_measure else "long",
        header_row=row,
        has_upper=has_upper,
        columns=tuple(sorted(columns, key=lambda column: column.number)),
        unclear=tuple(
            Unclear("column", ((row, number),), choices=tuple(vocabulary.called("column", i) for i in ids))
            for number, ids in enumerate(meanings, start=1)
            if len(ids) > 1
        ),
    )


def _with_other_columns(plan: Plan, table: RawTable) -> Plan:
    """The plan with the columns that are filled and mean nothing; headers that are in doubt count only when filled."""
    taken = {column.number for column in plan.columns}
    filled = {
        number
        for line in table.cells[plan.header_row :]
        for number, content in enumerate(line, start=1)
        if number not in taken and content.strip()
    }
    in_doubt = {unclear.cells[0][1] for unclear in plan.unclear}
    return replace(
        plan,
        unclear=tuple(unclear for unclear in plan.unclear if unclear.cells[0][1] in filled),
        unknown_columns=tuple((plan.header_row, number) for number in sorted(filled - in_doubt)),
    )


def _meanings(vocabulary: Vocabulary, upper: str, lower: str) -> tuple[str, ...]:
    """Everything that a header may mean: both rows together, else the lower one, else the upper one."""
    for spelling in ((f"{upper} {lower}",) if upper and lower else ()) + (lower or upper,):
        found = vocabulary.find("column", spelling)
        if found:
            return found
    return ()


def _column(number: int, identifier: str) -> Column | None:
    about, _, name = identifier.partition("=")
    if about == "role":
        return Column(number, name)
    if about == "measure":
        return Column(number, "value", measure=name)
    if about == "breakdown":
        return Column(number, "category", breakdown=name)
    breakdown, _, category = name.partition(":")
    return Column(number, "value", category=(breakdown, category))


def _with_measures(
    table: RawTable, vocabulary: Vocabulary, row: int, columns: Sequence[Column]
) -> list[Column]:
    """The columns, with one of measures where what it holds tells it and its header does not."""
    if any(column.role == "measure" or column.measure for column in columns):
        return list(columns)
    taken = {column.number for column in columns}
    for number in range(1, min((c.number for c in columns if c.role == "value"), default=1)):
        below = range(row + 1, min(row + ENOUGH_ROWS, len(table.cells)) + 1)
        texts = [text for at in below if (text := table.text(at, number))]
        known = [text for text in texts if vocabulary.find("measure", text)]
        if number not in taken and known and len(known) >= MEASURES_IN_COLUMN * len(texts):
            return [*columns, Column(number, "measure")]
    return list(columns)


def _lacks_category(column: Column) -> bool:
    return column.role == "value" and column.category is None
