"""Small inputs for the tests of the ledger and of what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

from pipelines.ledger import Ledger
from pipelines.model import OBSERVATION_SCHEMA, Finding, Screening, Severity, Submission
from pipelines.texts import text

AT = datetime(2018, 7, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTICE = Finding(
    check="continuity_first_report",
    severity=Severity.NOTICE,
    what=text("This is the first report of “Málaga”."),
    remedy=text("Nothing to do."),
    sheet="Report",
    cells=("D6", "D7"),
)
BLOCKING = Finding(
    check="values_not_a_count",
    severity=Severity.BLOCKING,
    what=text("1 cell is not a whole number (D6)."),
    remedy=text("Write a whole number."),
)

Row = tuple[str, str, str, str, str, str, int | None, str | None]


def observations(partner_id: str, quarter: str, values: Sequence[int | None] = (7, None)) -> pl.DataFrame:
    rows: list[Row] = [
        (partner_id, quarter, f"activity-{i}", "starts", "_T", "_T", value, "NR" if value is None else None)
        for i, value in enumerate(values)
    ]
    return pl.DataFrame(rows, schema=dict(OBSERVATION_SCHEMA), orient="row")


def screening(
    partner_id: str = "malaga",
    quarter: str = "2018-Q2",
    *,
    findings: tuple[Finding, ...] = (),
    values: Sequence[int | None] = (7, None),
) -> Screening:
    read = len(values)
    return Screening(
        partner_id, quarter, observations(partner_id, quarter, values), findings, read, read, 0, 0
    )


def add_draft(
    ledger: Ledger, screened: Screening | None = None, *, actor: str = "ana@example.org"
) -> Submission:
    receipt = ledger.receive(b"workbook", "report.xlsx", actor, AT)
    return ledger.add_draft(receipt, screened or screening(), "c" * 64, AT)
