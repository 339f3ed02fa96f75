"""The tables of the ledger, defined once for every database; rows are only ever added.

Who did something is a reference such as `person-7`; the one table that has addresses is the one that can forget them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from pipelines.model import CELL_KEY


class UtcTime(TypeDecorator[datetime]):
    """A moment as text such as 2018-07-02T09:30:00.000000+00:00, so that text order is time order.

    Errors: ValueError for a datetime without a time zone.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the ledger needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()
MAY_FORGET = "may_forget"
"""Key in the `info` of a table: columns that may be set to null together, while nothing else may ever change."""

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("email", Text, unique=True),
    Column("salt", Text),
    info={MAY_FORGET: ("email", "salt")},
)
"""The salt is in the digest of the address, and is forgotten with it."""

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

upload = Table(
    "upload",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sha256", Text, ForeignKey(blob.c.sha256), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("partner_id", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("upload_number", Integer, ForeignKey(upload.c.number), nullable=False),
    Column("observations", LargeBinary, nullable=False),
    Column("findings", Text, nullable=False),
    Column("catalogue_sha256", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("partner_id", "quarter", "n"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("submission_id", Text, ForeignKey(submission.c.id)),
    Column("detail", Text, nullable=False),
    Column("content_sha256", Text),
    Column("nonce", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("facts", Text),
    Index("event_of_submission", "submission_id", "id"),
    Index("event_of_kind", "kind"),
)
"""Each event carries a hash over itself and the hash of the event before, and that of the content it is about.

`facts` has a digest of every row that was written with it (`pipelines.ledger.coverage`); the first versions had none.
"""

publication = Table(
    "publication",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("audit", LargeBinary, nullable=False),
)

publication_submission = Table(
    "publication_submission",
    metadata,
    Column("publication_number", Integer, ForeignKey(publication.c.number), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("submission_id", Text, ForeignKey(submission.c.id), nullable=False),
)

lift = Table(
    "lift",
    metadata,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in CELL_KEY),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""Cells that a manager no longer wants withheld only because they were withheld before."""

lift_withdrawal = Table(
    "lift_withdrawal",
    metadata,
    Column("lift_number", Integer, ForeignKey(lift.c.number), primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""A lift that was taken back; what was published meanwhile stays a fact."""

account = Table(
    "account",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey(person.c.number), nullable=False),
    Column("role", Text),
    Column("partner_ids", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Index("account_of_person", "person", "number"),
)
"""The newest row of a person counts; without a role the account is closed."""

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("person", Integer, ForeignKey(person.c.number), nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

link_use = Table(
    "link_use",
    metadata,
    Column("token_sha256", Text, ForeignKey(sign_in_link.c.token_sha256), primary_key=True),
    Column("used_at", UtcTime, nullable=False),
)
"""Its key is what makes a link work once only."""

session = Table(
    "session",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("person", Integer, ForeignKey(person.c.number), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

session_end = Table(
    "session_end",
    metadata,
    Column("token_sha256", Text, ForeignKey(session.c.token_sha256), primary_key=True),
    Column("ended_at", UtcTime, nullable=False),
)

session_use = Table(
    "session_use",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_sha256", Text, ForeignKey(session.c.token_sha256), nullable=False),
    Column("used_at", UtcTime, nullable=False),
    Index("use_of_session", "token_sha256", "number"),
)
"""When a session was last seen at work, to the minute or so: an idle one ends."""

extension = Table(
    "extension",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("partner_id", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("extension_of_report", "partner_id", "quarter"),
)
"""More time for one report; the newest row counts."""

comment = Table(
    "comment",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("submission_id", Text, ForeignKey(submission.c.id), nullable=False),
    Column("activity_id", Text),
    Column("measure_id", Text),
    Column("breakdown", Text),
    Column("category", Text),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("comment_of_submission", "submission_id", "number"),
)
"""On one cell of a report, or on the whole report where the cell is null."""

comment_answer = Table(
    "comment_answer",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("comment_number", Integer, ForeignKey(comment.c.number), nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("answer_of_comment", "comment_number", "number"),
)

comment_resolution = Table(
    "comment_resolution",
    metadata,
    Column("comment_number", Integer, ForeignKey(comment.c.number), primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

publication_withdrawal = Table(
    "publication_withdrawal",
    metadata,
    Column(
        "publication_number", Integer, ForeignKey(publication.c.number), primary_key=True, autoincrement=False
    ),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""A release that must no longer be relied on; what it showed stays a fact."""

mapping = Table(
    "mapping",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("partner_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("mapping_of_partner", "partner_id", "number"),
)
"""What the headers of a partner's own files mean; the newest row of a fingerprint counts, a blank one is none."""

account_language = Table(
    "account_language",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey(person.c.number), nullable=False),
    Column("language", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("language_of_person", "person", "number"),
)
"""Which language somebody wants to read; the newest row of a person counts."""

author_text = Table(
    "author_text",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("text_of_subject", "subject", "language", "number"),
)
"""What authors wrote for practice sheets and the annex, each version a row; a blank one takes the text out again."""
