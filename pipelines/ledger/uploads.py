"""Uploads and their exact bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people
from pipelines.ledger.coverage import written
from pipelines.ledger.records import EventKind
from pipelines.ledger.schema import blob, upload
from pipelines.model import Receipt
from pipelines.written import require_file_name


def receive(connection: Connection, data: bytes, file_name: str, actor: str, at: datetime) -> Receipt:
    """Keep the bytes, once for each content, and note who sent them under which name.

    Errors: PolicyError for a name with control characters.
    """
    digest = sha256(data).hexdigest()
    # Names of files on Linux need not be proper Unicode, text in a database must be.
    file_name = require_file_name(file_name.encode(errors="replace").decode())
    if connection.scalar(select(blob.c.sha256).where(blob.c.sha256 == digest)) is None:
        connection.execute(insert(blob).values(sha256=digest, content=data))
    key = written(
        connection.execute(
            insert(upload).values(
                sha256=digest, file_name=file_name, actor=people.reference(connection, actor), received_at=at
            )
        )
    )
    receipt = Receipt(upload_id(key), digest, file_name, at, actor)
    events.append(
        connection,
        EventKind.UPLOADED,
        actor,
        at,
        detail=receipt.upload_id,
        content=data,
        rows=[(upload, key)],
    )
    return receipt


def refuse(connection: Connection, reasons: str, actor: str, at: datetime) -> None:
    """Note that somebody sent a file of which nothing is kept: no content, no hash of it, no name."""
    events.append(connection, EventKind.UPLOAD_REFUSED, actor, at, detail=reasons)


def content(connection: Connection, digest: str) -> bytes:
    """The bytes with this SHA-256.

    Errors: PolicyError when no upload has them.
    """
    data = connection.scalar(select(blob.c.content).where(blob.c.sha256 == digest))
    if data is None:
        raise PolicyError(
            title="There is no such file", message="No upload has this SHA-256. Take it from a receipt."
        )
    return bytes(data)


def upload_id(key: Sequence[int]) -> str:
    """U000001 from the key of the upload's row."""
    return f"U{key[0]:06d}"


def upload_number(identifier: str) -> int:
    return int(identifier.removeprefix("U"))


def receipt_of(row: RowMapping, names: people.Names) -> Receipt:
    """The receipt from a row that has the columns of `upload`."""
    return Receipt(
        upload_id=upload_id((row["upload_number"],)),
        sha256=row["sha256"],
        file_name=row["file_name"],
        received_at=row["received_at"],
        actor=names.get(row["upload_actor"], row["upload_actor"]),
    )
