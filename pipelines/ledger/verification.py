"""Whether the trail and what it is about are as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, select

from pipelines.ledger import coverage, events
from pipelines.ledger.records import EventKind
from pipelines.ledger.schema import blob, comment, comment_answer, publication, submission, upload
from pipelines.ledger.uploads import upload_number
from pipelines.model import SubmissionState


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong, in words that name events, uploads, reports and releases, never counts.

    Every row of every table that decides something, and for the events of the first versions their contents.
    """
    broken = list(events.broken_links(connection))
    if broken:
        yield from broken
        return  # what a broken trail says of its contents proves nothing
    yield from _uploads(connection)
    for event, submission_id, _, expected in events.contents(connection, SubmissionState.DRAFT):
        query = select(submission.c.observations).where(submission.c.id == submission_id)
        if not _is_same(connection.scalar(query), expected):
            yield f"report {submission_id} is not what event {event} says"
    for event, _, detail, expected in events.contents(connection, EventKind.PUBLICATION):
        number = int(detail.removeprefix("Release ")[:4])
        query = select(publication.c.audit).where(publication.c.number == number)
        if not _is_same(connection.scalar(query), expected):
            yield f"the audit of release {number:04d} is not what event {event} says"
    yield from _comments(connection)
    yield from coverage.faults(connection)


def _uploads(connection: Connection) -> Iterator[str]:
    for event, _, detail, expected in events.contents(connection, EventKind.UPLOADED):
        number = upload_number(detail)
        query = select(blob.c.content).join(upload, upload.c.sha256 == blob.c.sha256)
        if not _is_same(connection.scalar(query.where(upload.c.number == number)), expected):
            yield f"upload {detail} is not what event {event} says"


def _comments(connection: Connection) -> Iterator[str]:
    texts = {row.number: row.text for row in connection.execute(select(comment.c.number, comment.c.text))}
    for event, _, detail, expected in events.contents(connection, EventKind.COMMENTED):
        number = int(detail.split()[1])
        if not _is_same(texts.get(number, "").encode(), expected):
            yield f"comment {number} is not what event {event} says"
    answers = {
        sha256(text.encode()).hexdigest() for text in connection.scalars(select(comment_answer.c.text))
    }
    for event, _, detail, expected in events.contents(connection, EventKind.ANSWERED):
        if expected not in answers:
            yield f"an answer to {detail} is not what event {event} says"


def _is_same(content: bytes | None, expected: str) -> bool:
    return content is not None and sha256(bytes(content)).hexdigest() == expected
