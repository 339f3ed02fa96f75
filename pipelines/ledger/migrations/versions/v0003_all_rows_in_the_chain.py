"""A digest of every row in the chain, a salt for each address, lifts that can be taken back.

The events that are there keep their hashes: releases were published with them. One more event says what all rows are
like now.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEYS = {
    "person": ("number",),
    "upload": ("number",),
    "submission": ("id",),
    "publication": ("number",),
    "publication_submission": ("publication_number", "position"),
    "publication_withdrawal": ("publication_number",),
    "lift": ("number",),
    "account": ("number",),
    "sign_in_link": ("token_sha256",),
    "link_use": ("token_sha256",),
    "session": ("token_sha256",),
    "session_end": ("token_sha256",),
    "extension": ("number",),
    "comment": ("number",),
    "comment_answer": ("number",),
    "comment_resolution": ("comment_number",),
}
"""Tables of which every row is noted, with the columns that name a row."""
CELL_KEY = (
    "place_level", "place_id", "period_level", "period", "activity_id", "measure_id", "breakdown", "category",
)  # fmt: skip

Row = dict[str, Any]


def upgrade() -> None:
    """Add what is new, then note every row as it is."""
    op.add_column("event", sa.Column("facts", sa.Text))
    op.add_column("person", sa.Column("salt", sa.Text))
    for row in _rows("person"):
        if row["email"] is not None:
            salted = sa.text("update person set salt = :salt where number = :number")
            op.get_bind().execute(salted, {"salt": secrets.token_hex(16), "number": row["number"]})
    _make_lifts()
    _note_all()


def _rows(table: str) -> list[Row]:
    order = ", ".join(KEYS[table])
    found = op.get_bind().execute(sa.text(f"select * from {table} order by {order}"))
    return [dict(row) for row in found.mappings()]


def _make_lifts() -> None:
    """The same cell can be lifted again after that was taken back, so its key is no longer unique."""
    kept = _rows("lift")
    op.drop_table("lift")
    op.create_table(
        "lift",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in CELL_KEY),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    _put("lift", kept)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "select setval(pg_get_serial_sequence('lift', 'number'), "
            "(select coalesce(max(number), 0) + 1 from lift), false)"
        )
    op.create_table(
        "lift_withdrawal",
        sa.Column(
            "lift_number", sa.Integer, sa.ForeignKey("lift.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )


def _put(name: str, rows: Sequence[Row]) -> None:
    if rows:
        columns: list[sa.ColumnClause[Any]] = [sa.column(key) for key in rows[0]]
        op.bulk_insert(sa.table(name, *columns), list(rows))


def _note_all() -> None:
    newest = (
        op.get_bind().execute(sa.text("select id, sha256 from event order by id desc limit 1")).one_or_none()
    )
    if newest is None:
        return  # a new ledger: its first act will note its own rows
    nonce = secrets.token_hex(16)
    noted = [
        [table, [row[name] for name in KEYS[table]], _digest(nonce, table, row)]
        for table in KEYS
        for row in _rows(table)
    ]
    people = max((row["number"] for row in _rows("person")), default=0)
    made = {
        "id": newest.id + 1,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "actor": "operator",
        "kind": "covered",
        "submission_id": None,
        "detail": "",
        "content_sha256": None,
        "nonce": nonce,
        "facts": json.dumps({"people": people, "rows": noted}),
    }
    digest = sha256(json.dumps([newest.sha256, *made.values()]).encode()).hexdigest()
    _put("event", [{**made, "sha256": digest}])


def _digest(nonce: str, table: str, row: Mapping[str, Any]) -> str:
    values = {name: _as_text(value) for name, value in row.items() if value is not None}
    if table == "upload":
        content = sa.text("select content from blob where sha256 = :sha256")
        data = op.get_bind().execute(content, {"sha256": row["sha256"]}).scalar_one()
        values["content"] = sha256(bytes(data)).hexdigest()
    salt = row["salt"] if table == "person" else nonce
    return sha256(json.dumps([salt, table, values], sort_keys=True).encode()).hexdigest()


def _as_text(value: object) -> object:
    return ["bytes", sha256(bytes(value)).hexdigest()] if isinstance(value, bytes | memoryview) else value
