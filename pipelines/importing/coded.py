"""The first pass over an import: every text becomes a code of the catalogue, and every row says what is wrong with it.

What is not in the catalogue becomes null, so that nothing of the file but codes and counts is ever written to the disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl

from pipelines.importing.source import ROW, damaged, open_source
from pipelines.model import TOTAL, Catalogue, quarter_index

LARGEST = 10**15
ROW_GROUP = 500_000
CODED = ("partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category")


@dataclass(frozen=True)
class CodedTable:
    """A table on its way through the checks."""

    path: Path
    """Parquet: `row`, the columns of OBSERVATION_SCHEMA as codes, and `problems`, a bit for each of ROW_RULES."""
    rows: int
    sound: int
    """Rows with nothing wrong by themselves."""
    of_nobody: int
    """Rows that name no partner of the project."""

    def scan(self) -> pl.LazyFrame:
        return pl.scan_parquet(self.path)


def read_coded(
    source: Path, catalogue: Catalogue, allowed_partners: Collection[str] | None, folder: Path
) -> CodedTable:
    """Read a table once, in streams, into a file in the folder.

    `allowed_partners` are those for whom the account may import; null means all.
    Errors: UnreadableFileError.
    """
    target = folder / "coded.parquet"
    try:
        coded(open_source(source), catalogue, allowed_partners).sink_parquet(
            target, compression="lz4", row_group_size=ROW_GROUP, engine="streaming"
        )
        counted = (
            pl.scan_parquet(target)
            .select(
                rows=pl.len(), sound=(pl.col("problems") == 0).sum(), nobody=pl.col("partner_id").null_count()
            )
            .collect(engine="streaming")
        )
    except pl.exceptions.PolarsError as error:
        raise damaged() from error
    return CodedTable(target, counted["rows"].item(), counted["sound"].item(), counted["nobody"].item())


def coded(
    table: pl.LazyFrame, catalogue: Catalogue, allowed_partners: Collection[str] | None = None
) -> pl.LazyFrame:
    """The rows as codes, each with its problems."""
    kinds = enums(catalogue)
    value = pl.col("value").cast(pl.Int64, strict=False)
    return (
        table.with_columns(
            *(pl.col(name).cast(kind, strict=False) for name, kind in kinds.items() if name != "mark"),
            mark_code=pl.col("mark").cast(kinds["mark"], strict=False),
            count=pl.when(value.is_between(0, LARGEST)).then(value),
        )
        .with_columns(problems=_problems(catalogue, kinds, allowed_partners))
        .select(ROW, *CODED, value="count", mark="mark_code", problems="problems")
    )


def enums(catalogue: Catalogue) -> dict[str, pl.Enum]:
    """The codes of each column."""
    categories = (category.id for b in catalogue.breakdowns.values() for category in b.categories)
    return {
        "partner_id": pl.Enum(list(catalogue.partners)),
        "quarter": pl.Enum(list(catalogue.project.quarters)),
        "activity_id": pl.Enum([TOTAL, *catalogue.activities]),
        "measure_id": pl.Enum(list(catalogue.measures)),
        "breakdown": pl.Enum([TOTAL, *catalogue.breakdowns]),
        "category": pl.Enum(list(dict.fromkeys((TOTAL, *categories)))),
        "mark": pl.Enum([mark.code for mark in catalogue.project.marks]),
    }


def _problems(
    catalogue: Catalogue, kinds: dict[str, pl.Enum], allowed_partners: Collection[str] | None
) -> pl.Expr:
    """A bit for each of ROW_RULES; what cannot be told because a code is missing is no further problem."""
    missing = {name: pl.col(name).is_null() for name in CODED}
    has_value, has_mark = pl.col("value").is_not_null(), pl.col("mark").is_not_null()
    by_activity = pl.col("activity_id") != TOTAL
    allowed = [(p,) for p in catalogue.partners if allowed_partners is None or p in allowed_partners]
    measures = [(m.id,) for m in catalogue.measures.values() if m.per_activity]

    def is_known(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> pl.Expr:
        return _is_one_of(kinds, names, rows)

    rules = (
        missing["partner_id"],
        ~is_known(("partner_id",), allowed),
        *(missing[name] for name in CODED[1:]),
        has_value & pl.col("count").is_null(),
        has_mark & pl.col("mark_code").is_null(),
        has_value == has_mark,
        ~is_known(("partner_id", "quarter"), _reporting(catalogue)),
        ~is_known(("partner_id", "measure_id"), _reported(catalogue)),
        by_activity & ~is_known(("partner_id", "activity_id", "quarter"), _running(catalogue)),
        ~is_known(("measure_id", "breakdown", "category"), _cells(catalogue))
        | (by_activity & (~is_known(("measure_id",), measures) | (pl.col("category") != TOTAL))),
    )
    bits = (rule.fill_null(value=False).cast(pl.UInt32) * (1 << bit) for bit, rule in enumerate(rules))
    return reduce(or_, bits)


def _is_one_of(kinds: dict[str, pl.Enum], names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> pl.Expr:
    """Whether the codes of some columns are one of the rows; null when a code is missing.

    One number for all of them, because a join would hold the table back from streaming.
    """
    sizes = [len(kinds[name].categories) for name in names]
    codes = [{code: number for number, code in enumerate(kinds[name].categories)} for name in names]
    numbers = [
        reduce(lambda found, each: found * each[1] + each[2][each[0]], zip(row, sizes, codes, strict=True), 0)
        for row in rows
    ]
    number = reduce(
        lambda found, each: found * each[1] + pl.col(each[0]).to_physical().cast(pl.UInt64),
        zip(names, sizes, strict=True),
        pl.lit(0, pl.UInt64),
    )
    return number.is_in(pl.Series(numbers, dtype=pl.UInt64).implode())


def _cells(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Measure, breakdown and category of every cell that a measure has."""
    for measure in catalogue.measures.values():
        yield measure.id, TOTAL, TOTAL
        for breakdown in measure.breakdowns:
            yield from (
                (measure.id, breakdown, each.id) for each in catalogue.breakdowns[breakdown].categories
            )


def _reporting(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Partner and quarter of every report that is expected."""
    for quarter in catalogue.project.quarters:
        yield from ((partner.id, quarter) for partner in catalogue.expected_partners(quarter))


def _running(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Partner, activity and quarter wherever one runs."""
    quarters = catalogue.project.quarters
    start = quarter_index(quarters[0])
    for activity in catalogue.activities.values():
        first = max(quarter_index(activity.first_quarter) - start, 0)
        last = quarter_index(activity.last_quarter) - start
        for partner in activity.partners:
            yield from ((partner, activity.id, quarter) for quarter in quarters[first : last + 1])


def _reported(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Partner and measure that it reports."""
    for partner in catalogue.partners.values():
        yield from ((partner.id, measure.id) for measure in catalogue.measures_of(partner))
