"""A saved mapping: what the headers and words of one kind of foreign file mean, said once by somebody who knows.

It is data that is kept in the ledger, and a pure function from a table to a plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from types import MappingProxyType

from pipelines.model import TOTAL, RawTable
from pipelines.recognise.periods import read_period
from pipelines.recognise.plan import HEADER_WITHIN, Column, Plan, find_plan, headers
from pipelines.recognise.reading import KEEP, LEAVE_OUT
from pipelines.recognise.recognised import Place
from pipelines.recognise.spelling import normalised
from pipelines.recognise.vocabulary import Vocabulary

ROLES = (
    "partner",
    "quarter",
    "activity",
    "measure",
    "breakdown",
    "category",
    "value",
    "mark",
    "filter",
    "ignore",
)
FEWEST_HEADERS = 2


@dataclass(frozen=True)
class MappedColumn:
    """What one column means; of a column of counts also the measure and the category, where it is only about them."""

    role: str
    measure: str = ""
    breakdown: str = ""
    category: str = ""


@dataclass(frozen=True)
class HeaderMapping:
    """What the columns under some headers mean."""

    headers: tuple[str, ...]
    """As they stand in the file, from the first column on."""
    columns: tuple[MappedColumn, ...]
    """One for each header."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Role (or `filter` and the number of its column) -> normalised spelling -> id; blank: its rows are left out."""

    @property
    def fingerprint(self) -> str:
        """The same for all files with these headers, whatever their case, accents and spaces."""
        return fingerprint(self.headers)


def fingerprint(texts: Sequence[str]) -> str:
    """SHA-256 over normalised headers."""
    known = [normalised(text) for text in texts]
    while known and not known[-1]:
        known.pop()
    return sha256(json.dumps(known).encode()).hexdigest()


def encode(mapping: HeaderMapping) -> str:
    """The mapping as JSON."""
    words = {role: dict(sorted(meant.items())) for role, meant in sorted(mapping.words.items())}
    columns = [{key: value for key, value in asdict(column).items() if value} for column in mapping.columns]
    return json.dumps(
        {"headers": list(mapping.headers), "columns": columns, "words": words}, ensure_ascii=False
    )


def decode(content: str) -> HeaderMapping:
    """The mapping that `encode` wrote. Errors: KeyError, TypeError or ValueError for anything else."""
    record = json.loads(content)
    columns = tuple(MappedColumn(**column) for column in record["columns"])
    words = {role: MappingProxyType(dict(meant)) for role, meant in record["words"].items()}
    return HeaderMapping(tuple(record["headers"]), columns, MappingProxyType(words))


def header_texts(table: RawTable, row: int) -> tuple[str, ...]:
    """The texts of a row up to its last one."""
    texts = [text.strip() for text in table.cells[row - 1]]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def header_rows(table: RawTable) -> tuple[int, ...]:
    """Rows that may be the header: among the first, with two texts or more, none of them a number."""
    rows = range(1, min(len(table.cells), HEADER_WITHIN) + 1)
    return tuple(row for row in rows if _may_be_header(header_texts(table, row)))


def _may_be_header(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) >= FEWEST_HEADERS and not any(text[0].isdecimal() for text in filled)


def plan_of(table: RawTable, mappings: Sequence[HeaderMapping], vocabulary: Vocabulary) -> Plan | None:
    """The plan of the mapping whose headers the table has; null when it has none of them."""
    known = {mapping.fingerprint: mapping for mapping in mappings}
    if not known:
        return None
    for row in range(1, min(len(table.cells), HEADER_WITHIN) + 1):
        mapping = known.get(fingerprint(header_texts(table, row)))
        if mapping is not None:
            return _plan(table, row, mapping, vocabulary)
    return None


def _plan(table: RawTable, row: int, mapping: HeaderMapping, vocabulary: Vocabulary) -> Plan:
    columns = [
        column
        for number, meant in enumerate(mapping.columns, start=1)
        if (column := _column(number, meant, vocabulary)) is not None
    ]
    rows_say_category = any(column.role in ("breakdown", "category") for column in columns)
    columns = [
        Column(c.number, "value", c.measure, (TOTAL, TOTAL))
        if c.role == "value" and c.category is None and not rows_say_category
        else c
        for c in columns
    ]
    taken = {column.number for column in columns}
    unknown: dict[int, Place] = {
        number: (row, number)
        for line in table.cells[row:]
        for number, content in enumerate(line, start=1)
        if content.strip() and number not in taken
    }
    return Plan(
        kind="mapped",
        header_row=row,
        has_upper=False,
        columns=tuple(columns),
        unknown_columns=tuple(place for _, place in sorted(unknown.items())),
        words=mapping.words,
    )


def _column(number: int, meant: MappedColumn, vocabulary: Vocabulary) -> Column | None:
    """The column as a plan has it; null when the catalogue no longer has what it means."""
    catalogue = vocabulary.catalogue
    if meant.role not in ROLES or (meant.measure and meant.measure not in catalogue.measures):
        return None
    category = None
    if meant.category:
        breakdown = catalogue.breakdowns.get(meant.breakdown)
        is_known = breakdown is not None and any(c.id == meant.category for c in breakdown.categories)
        if not is_known and (meant.breakdown, meant.category) != (TOTAL, TOTAL):
            return None
        category = (meant.breakdown, meant.category)
    return Column(number, meant.role, meant.measure, category, "" if meant.category else meant.breakdown)


def draft(table: RawTable, row: int, vocabulary: Vocabulary) -> HeaderMapping:
    """What can be told of the columns under a header without asking; the rest is to be ignored until somebody says."""
    texts = header_texts(table, row)
    plan = find_plan(table, vocabulary)
    found = {} if plan is None or plan.header_row != row else {c.number: c for c in plan.columns}
    columns = []
    for number, text in enumerate(texts, start=1):
        ids = vocabulary.find("column", text)
        if number in found:
            columns.append(_mapped(found[number]))
        elif len(ids) == 1:
            about, _, name = ids[0].partition("=")
            if about == "role":
                columns.append(MappedColumn("ignore" if name == "unit" else name))
            elif about == "measure":
                columns.append(MappedColumn("value", measure=name))
            elif about == "breakdown":
                columns.append(MappedColumn("category", breakdown=name))
            else:
                breakdown, _, category = name.partition(":")
                columns.append(MappedColumn("value", "", breakdown, category))
        else:
            columns.append(MappedColumn("ignore"))
    return HeaderMapping(texts, tuple(columns))


def _mapped(column: Column) -> MappedColumn:
    breakdown, category = column.category or (column.breakdown, "")
    return MappedColumn(
        "ignore" if column.role == "unit" else column.role, column.measure, breakdown, category
    )


def open_words(
    table: RawTable, row: int, mapping: HeaderMapping, vocabulary: Vocabulary
) -> dict[str, dict[str, str]]:
    """Words that the mapping has to say something about: role, as in `words` -> normalised -> as it is spelt."""
    found: dict[str, dict[str, str]] = {}
    for number, column in enumerate(mapping.columns, start=1):
        if column.role not in (
            "partner",
            "quarter",
            "activity",
            "measure",
            "breakdown",
            "category",
            "filter",
        ):
            continue
        about = f"filter {number}" if column.role == "filter" else column.role
        for at in range(row + 1, len(table.cells) + 1):
            text = table.text(at, number)
            if not normalised(text):
                continue
            if column.role == "quarter":
                is_known = read_period(text) is not None
            elif column.role == "filter":
                is_known = False
            else:
                ids = vocabulary.find(column.role, text)
                if column.breakdown:
                    ids = tuple(i for i in ids if i.startswith(f"{column.breakdown}:"))
                is_known = len(ids) == 1
            if not is_known:
                found.setdefault(about, {}).setdefault(normalised(text), text)
    return found


__all__ = [
    "KEEP",
    "LEAVE_OUT",
    "HeaderMapping",
    "MappedColumn",
    "decode",
    "draft",
    "encode",
    "fingerprint",
    "header_rows",
    "header_texts",
    "headers",
    "open_words",
    "plan_of",
]
