"""Brings the tables of a ledger to the version this program knows; each version is one step in `versions/`.

A step is written once and never changed afterwards: it has its own copy of whatever it needs of the program.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pipelines.errors import OutcomesError

NEWEST = "0005"
"""The version that `pipelines.ledger.schema` describes."""
_KNOWN = ("0001", "0002", "0003", "0004", NEWEST)
_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on in its module."""


def version_of(connection: Connection) -> str | None:
    """The version of the tables; null where there is no ledger yet.

    The first versions did not write theirs down, and are told by their columns.
    """
    tables = inspect(connection)
    if tables.has_table("alembic_version"):
        return str(connection.scalar(text("select version_num from alembic_version")))
    if not tables.has_table("event"):
        return None
    columns = {column["name"] for column in tables.get_columns("event")}
    if tables.has_table("author_text"):
        return "0005"
    if tables.has_table("mapping"):
        return "0004"
    return "0003" if "facts" in columns else "0002" if "nonce" in columns else "0001"


def is_up_to_date(connection: Connection) -> bool:
    """Whether the tables have the newest version, and say so."""
    return inspect(connection).has_table("alembic_version") and version_of(connection) == NEWEST


def _require_known(version: str | None) -> None:
    """Errors: OutcomesError for the ledger of a program that is newer than this one."""
    if version is not None and version not in _KNOWN:
        raise OutcomesError(
            title="This ledger is of a newer program",
            message=f"Its tables have version {version}, and this program knows versions up to {NEWEST}. Nothing "
            "was changed. Install the newer program again, or restore a backup made with this one.",
        )


def bring_up_to_date(connection: Connection) -> None:
    """Take all steps that are left, in the transaction that is open: they happen together or not at all.

    Errors: OutcomesError for the ledger of a program that is newer than this one.
    """
    version = version_of(connection)
    _require_known(version)
    # Imported here: most ledgers that are opened are up to date.
    from alembic import command
    from alembic.config import Config

    with _ONE_AT_A_TIME:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        if version is not None and not inspect(connection).has_table("alembic_version"):
            command.stamp(config, version)
        command.upgrade(config, "head")
