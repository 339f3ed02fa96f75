"""What was found in an import, one line for each row of the file and each thing that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.importing.rules import DUPLICATE, ROW_RULES, Rule
from pipelines.model import Finding, Severity
from pipelines.texts import Argument, Text

LINES: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "column": pl.String(),
    "check": pl.String(),
    "severity": pl.String(),
    "partner_id": pl.String(),
    "quarter": pl.String(),
    "message": pl.String(),
    "advice": pl.String(),
}
"""`row` is null for what is about a report as a whole; nothing in it is a text of the file."""

ADDRESS = re.compile(r"\b[A-Z]{1,3}[0-9]{1,6}\b")


def row_lines(rows: pl.DataFrame) -> pl.DataFrame:
    """The problems of rows, each as a line, in the order of the rows."""
    found = [
        _lines(rows.filter((pl.col("problems") & (1 << bit)) != 0), rule)
        for bit, rule in enumerate(ROW_RULES)
    ]
    return pl.concat(found).sort("row", maintain_order=True)


def duplicate_lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of which each has the cell of another."""
    return _lines(rows, DUPLICATE)


def lines_of(
    findings: Iterable[Finding], rows: Mapping[str, int], partner_id: str, quarter: str
) -> pl.DataFrame:
    """What the checks of a report found, by the rows of its cells; `rows` says the row of each address."""
    lines: list[tuple[object, ...]] = []
    for finding in findings:
        at: list[int | None] = [*sorted({rows[cell] for cell in finding.cells if cell in rows})]
        message, advice = (str(_with_rows(text, rows)) for text in (finding.what, finding.remedy))
        lines += [
            (row, "value", finding.check, str(finding.severity), partner_id, quarter, message, advice)
            for row in at or [None]
        ]
    return pl.DataFrame(lines, schema=dict(LINES), orient="row")


def report_line(check: str, what: Text, remedy: Text, partner_id: str, quarter: str) -> pl.DataFrame:
    """One line about a report as a whole."""
    line = (None, "", check, Severity.BLOCKING.value, partner_id, quarter, str(what), str(remedy))
    return pl.DataFrame([line], schema=dict(LINES), orient="row")


def _lines(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    return rows.select(
        row=pl.col("row").cast(pl.Int64),
        column=pl.lit(rule.column),
        check=pl.lit(rule.check),
        severity=pl.lit(Severity.BLOCKING.value),
        partner_id=pl.col("partner_id").cast(pl.String),
        quarter=pl.col("quarter").cast(pl.String),
        message=pl.lit(str(rule.what)),
        advice=pl.lit(str(rule.remedy)),
    )


def _with_rows(sentence: Text, rows: Mapping[str, int]) -> Text:
    """The sentence with rows of the file where it has addresses of a workbook."""
    return sentence.using(**{name: _argument(value, rows) for name, value in sentence.arguments.items()})


def _argument(value: Argument, rows: Mapping[str, int]) -> Argument:
    if isinstance(value, Text):
        return _with_rows(value, rows)
    if isinstance(value, str):
        return _in_words(value, rows)
    if isinstance(value, tuple):
        return tuple(
            _with_rows(each, rows)
            if isinstance(each, Text)
            else _in_words(each, rows)
            if isinstance(each, str)
            else each
            for each in value
        )
    return value


def _in_words(text: str, rows: Mapping[str, int]) -> str:
    return ADDRESS.sub(
        lambda found: f"row {rows[found.group()]}" if found.group() in rows else "a cell without a row", text
    )
