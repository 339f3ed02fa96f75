"""Why findings are no faults, in the words of who submitted the report; each is an event of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from pipelines.ledger import events
from pipelines.ledger.records import Confirmation, EventKind

_FINDING = "Finding "


def add(
    connection: Connection, submission_id: str, reasons: Mapping[int, str], actor: str, at: datetime
) -> None:
    """Keep the reasons, by the number of their finding, from 1 on."""
    for number, reason in sorted(reasons.items()):
        detail = f"{_FINDING}{number}: {reason}"
        events.append(connection, EventKind.CONFIRMED, actor, at, submission_id=submission_id, detail=detail)


def listed(connection: Connection, submission_id: str) -> dict[int, Confirmation]:
    """Number of a finding, from 1 on -> why it is no fault."""
    found = {}
    for each in events.listed(connection, submission_id):
        if each.kind == EventKind.CONFIRMED:
            number, _, reason = each.detail.removeprefix(_FINDING).partition(": ")
            found[int(number)] = Confirmation(reason, each.actor, each.at)
    return found
