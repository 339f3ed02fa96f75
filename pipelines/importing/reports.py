"""The second pass over an import: report by report, each through the same checks as an upload.

Partners are taken a few at a time, so that the memory needed depends on the largest of them and not on the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

import polars as pl

from pipelines.errors import PolicyError
from pipelines.importing.coded import CODED, CodedTable, enums
from pipelines.importing.findings import duplicate_lines, lines_of, row_lines
from pipelines.importing.sheet import sheet_of
from pipelines.layout import report_layout
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, Catalogue, Screening
from pipelines.validate import Published, screen

ROWS_AT_ONCE = 1_000_000
FIRST_ROWS = 2
"""The number of the first row of a CSV file, below its header."""


@dataclass(frozen=True)
class ImportedReport:
    """One partner's quarter of an import, screened."""

    partner_id: str
    quarter: str
    screening: Screening
    lines: pl.DataFrame
    """LINES: what the checks found, by row of the file."""
    is_sound: bool
    """Nothing that blocks it was found, neither in its rows nor in the whole."""


@dataclass(frozen=True)
class Batch:
    """The reports of a few partners, and what is wrong with single rows of them."""

    reports: Iterator[ImportedReport]
    lines: pl.DataFrame
    rows: int


Known = Callable[[str], tuple[pl.DataFrame, Published]]
"""Partner -> what was reported before, and what is published."""


def batches(coded: CodedTable, catalogue: Catalogue, known: Known) -> Iterator[Batch]:
    """All reports of the table, by partner and quarter, a few partners at a time."""
    for start in range(0, coded.rows + FIRST_ROWS if coded.of_nobody else 0, ROWS_AT_ONCE):
        some = coded.scan().filter(pl.col("row").is_between(start, start + ROWS_AT_ONCE - 1))
        strangers = some.filter(pl.col("partner_id").is_null()).collect(engine="streaming")
        if strangers.height:
            yield Batch(iter(()), row_lines(strangers), strangers.height)
    counts = (
        coded.scan()
        .group_by("partner_id")
        .agg(pl.len(), first=pl.col("row").min(), last=pl.col("row").max())
        .drop_nulls("partner_id")
        .collect(engine="streaming")
        .sort("first")
    )
    batch = (pl.col("len").cum_sum() - 1) // ROWS_AT_ONCE
    for partners in counts.with_columns(batch=batch).partition_by("batch", maintain_order=True):
        yield _batch(coded, catalogue, partners, known)


def check_rows(coded: CodedTable, catalogue: Catalogue) -> Iterator[pl.DataFrame]:
    """What is wrong with single rows, duplicates included, without the checks of whole reports."""
    for batch in batches(
        coded, catalogue, lambda _: (pl.DataFrame(schema=dict(OBSERVATION_SCHEMA)), Published())
    ):
        yield batch.lines


def _batch(coded: CodedTable, catalogue: Catalogue, partners: pl.DataFrame, known: Known) -> Batch:
    """`partners` has their ids, and the first and the last row of each: most tables have them one after the other."""
    rows = (
        coded.scan()
        .filter(
            pl.col("row").is_between(partners["first"].min(), partners["last"].max())
            & pl.col("partner_id").is_in(partners["partner_id"].implode())
        )
        .collect(engine="streaming")
        .with_columns(is_duplicate=_is_duplicate(catalogue))
    )
    lines = pl.concat(
        [row_lines(rows.filter(pl.col("problems") != 0)), duplicate_lines(rows.filter("is_duplicate"))]
    )
    return Batch(_reports(rows, catalogue, known), lines, rows.height)


def _is_duplicate(catalogue: Catalogue) -> pl.Expr:
    """Whether the cell of a row is in another row too; only rows that name a cell can be."""
    kinds = enums(catalogue)
    columns = [
        (pl.col(name).to_physical().cast(pl.UInt64), len(kinds[name].categories) + 1) for name in CODED
    ]
    key = reduce(lambda found, column: found * column[1] + column[0], columns, pl.lit(0, pl.UInt64))
    return key.is_not_null() & key.is_duplicated()


def _reports(rows: pl.DataFrame, catalogue: Catalogue, known: Known) -> Iterator[ImportedReport]:
    ordered = rows.filter(pl.col("quarter").is_not_null()).sort("partner_id", "quarter", "row")
    before: dict[str, tuple[pl.DataFrame, Published]] = {}
    for key, part in ordered.partition_by("partner_id", "quarter", as_dict=True, maintain_order=True).items():
        partner_id, quarter = str(key[0]), str(key[1])
        if partner_id not in before:
            before = {partner_id: known(partner_id)}
        history, published = before[partner_id]
        report = _screened(part, partner_id, quarter, catalogue, history, published)
        if report is None:
            continue
        if report.is_sound:
            later = history.filter(pl.col("quarter") != quarter)
            before[partner_id] = (
                pl.concat([later, report.screening.observations]).sort(OBSERVATION_KEY),
                published,
            )
        yield report


def _screened(
    part: pl.DataFrame,
    partner_id: str,
    quarter: str,
    catalogue: Catalogue,
    history: pl.DataFrame,
    published: Published,
) -> ImportedReport | None:
    """One report; null when none is expected, which its rows say already."""
    try:
        layout = report_layout(catalogue, partner_id, quarter)
    except PolicyError:
        return None
    sheet = sheet_of(part.filter((pl.col("problems") == 0) & ~pl.col("is_duplicate")), layout, catalogue)
    screening = screen(
        sheet.table,
        catalogue,
        history,
        expected_partner=partner_id,
        expected_quarter=quarter,
        published=published,
    )
    are_rows_sound = not part.select((pl.col("problems") != 0).any() | pl.col("is_duplicate").any()).item()
    return ImportedReport(
        partner_id=partner_id,
        quarter=quarter,
        screening=screening,
        lines=lines_of(screening.findings, sheet.rows, partner_id, quarter),
        is_sound=are_rows_sound and not screening.is_blocked,
    )
