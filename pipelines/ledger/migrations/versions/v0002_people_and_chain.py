"""People by reference, so that an address can be forgotten; a chain of hashes; comments, extensions, withdrawals."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OPERATOR = "operator"
NAMES_AN_ADDRESS = {"account_added", "link_issued"}
"""Kinds of events whose detail begins with an address."""

Row = dict[str, Any]


class People:
    """Gives every address a number, in the order in which they are met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, address: str) -> int:
        return self.numbers.setdefault(address.strip().lower(), len(self.numbers) + 1)

    def reference(self, actor: str) -> str:
        return OPERATOR if actor == OPERATOR else f"person-{self.number(actor)}"


def upgrade() -> None:
    """Take the rows out, make the tables again, put the rows back with references in place of addresses."""
    people = People()
    accounts = [_account(row, people) for row in _rows("account", "number")]
    links = [_with_person(row, people) for row in _rows("sign_in_link", "issued_at")]
    sessions = [_with_person(row, people) for row in _rows("session", "started_at")]
    uses, ends = _rows("link_use", "used_at"), _rows("session_end", "ended_at")
    events = _chained(_rows("event", "id"), people, _contents())
    for name in ("link_use", "session_end", "sign_in_link", "session", "account", "event"):
        op.drop_table(name)
    _name_actors(people)
    _make_people()
    _put("person", [{"number": number, "email": email} for email, number in people.numbers.items()])
    _put("account", accounts)
    _put("sign_in_link", links)
    _put("link_use", uses)
    _put("session", sessions)
    _put("session_end", ends)
    _make_event()
    _put("event", events)
    _make_the_new()
    _go_on_after("person", "account")


def _rows(table: str, order: str) -> list[Row]:
    found = op.get_bind().execute(sa.text(f"select * from {table} order by {order}"))
    return [dict(row) for row in found.mappings()]


def _put(name: str, rows: Sequence[Row]) -> None:
    if rows:
        columns: list[sa.ColumnClause[Any]] = [sa.column(key) for key in rows[0]]
        op.bulk_insert(sa.table(name, *columns), list(rows))


def _account(row: Row, people: People) -> Row:
    return {
        "number": row["number"],
        "person": people.number(row["email"]),
        "role": row["role"],
        "partner_ids": row["partner_id"] or "",
        "added_at": row["added_at"],
    }


def _with_person(row: Row, people: People) -> Row:
    return {**{key: row[key] for key in row if key != "email"}, "person": people.number(row["email"])}


def _contents() -> dict[tuple[str, str], str]:
    """Hash of what an event is about, by the event's kind and by what it names."""
    connection = op.get_bind()
    found = {
        ("uploaded", f"U{row.number:06d}"): str(row.sha256)
        for row in connection.execute(sa.text("select number, sha256 from upload"))
    }
    for row in connection.execute(sa.text("select id, observations from submission")):
        found["draft", row.id] = sha256(bytes(row.observations)).hexdigest()
    for row in connection.execute(sa.text("select number, audit from publication")):
        found["publication", f"Release {row.number:04d}"] = sha256(bytes(row.audit)).hexdigest()
    return found


def _chained(rows: Sequence[Row], people: People, contents: Mapping[tuple[str, str], str]) -> list[Row]:
    chained = []
    before = "0" * 64
    for row in rows:
        detail = row["detail"]
        if row["kind"] in NAMES_AN_ADDRESS:
            address, space, rest = detail.partition(" ")
            detail = f"{people.reference(address)}{space}{rest}"
        subject = row["submission_id"] if row["kind"] == "draft" else detail.partition(".")[0]
        made = {
            "id": row["id"],
            "at": row["at"],
            "actor": people.reference(row["actor"]),
            "kind": row["kind"],
            "submission_id": row["submission_id"],
            "detail": detail,
            "content_sha256": contents.get((row["kind"], subject)),
            "nonce": secrets.token_hex(16),
        }
        before = sha256(json.dumps([before, *made.values()]).encode()).hexdigest()
        chained.append({**made, "sha256": before})
    return chained


def _name_actors(people: People) -> None:
    """References in place of addresses in the tables that otherwise stay as they are."""
    connection = op.get_bind()
    for table in ("upload", "publication", "lift"):
        for (actor,) in connection.execute(sa.text(f"select distinct actor from {table}")).all():
            named = {"new": people.reference(actor), "old": actor}
            connection.execute(sa.text(f"update {table} set actor = :new where actor = :old"), named)


def _go_on_after(*tables: str) -> None:
    """PostgreSQL counts apart from the rows."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'number'), "
                f"(select coalesce(max(number), 0) + 1 from {table}), false)"
            )


def _make_people() -> None:
    op.create_table(
        "person",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("email", sa.Text, unique=True),
    )
    op.create_table(
        "account",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("partner_ids", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
    )
    op.create_index("account_of_person", "account", ["person", "number"])
    op.create_table(
        "sign_in_link",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("issued_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
    )
    op.create_table(
        "link_use",
        sa.Column("token_sha256", sa.Text, sa.ForeignKey("sign_in_link.token_sha256"), primary_key=True),
        sa.Column("used_at", sa.Text, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
    )
    op.create_table(
        "session_end",
        sa.Column("token_sha256", sa.Text, sa.ForeignKey("session.token_sha256"), primary_key=True),
        sa.Column("ended_at", sa.Text, nullable=False),
    )
    op.create_table(
        "session_use",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("token_sha256", sa.Text, sa.ForeignKey("session.token_sha256"), nullable=False),
        sa.Column("used_at", sa.Text, nullable=False),
    )
    op.create_index("use_of_session", "session_use", ["token_sha256", "number"])


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submission.id")),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.Text),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    op.create_index("event_of_submission", "event", ["submission_id", "id"])
    op.create_index("event_of_kind", "event", ["kind"])


def _make_the_new() -> None:
    op.create_table(
        "extension",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("partner_id", sa.Text, nullable=False),
        sa.Column("quarter", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("extension_of_report", "extension", ["partner_id", "quarter"])
    op.create_table(
        "comment",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("activity_id", sa.Text),
        sa.Column("measure_id", sa.Text),
        sa.Column("breakdown", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("comment_of_submission", "comment", ["submission_id", "number"])
    op.create_table(
        "comment_answer",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("comment_number", sa.Integer, sa.ForeignKey("comment.number"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("answer_of_comment", "comment_answer", ["comment_number", "number"])
    op.create_table(
        "comment_resolution",
        sa.Column(
            "comment_number",
            sa.Integer,
            sa.ForeignKey("comment.number"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "publication_withdrawal",
        sa.Column(
            "publication_number",
            sa.Integer,
            sa.ForeignKey("publication.number"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
