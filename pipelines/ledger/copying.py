"""All rows of one ledger into another, whatever databases they are in."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger.schema import event, metadata

_AT_ONCE = 50
"""Rows held in memory; one may be a whole workbook."""


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table, in an order in which each reference finds what it refers to.

    Errors: PolicyError when the target is not empty.
    """
    if target.scalar(select(event.c.id).limit(1)) is not None:
        raise PolicyError(
            title="The ledger is not empty",
            message="A backup is restored into an empty ledger only. Name an empty one in PREPARE_LEDGER_URL.",
        )
    for table in metadata.sorted_tables:
        rows = source.execution_options(yield_per=_AT_ONCE).execute(select(table))
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
