"""The tables of the first version: people by their address, and a trail without a chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _reports()
    _publications()
    _people()


def _reports() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "upload",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("blob.sha256"), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("partner_id", sa.Text, nullable=False),
        sa.Column("quarter", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("upload_number", sa.Integer, sa.ForeignKey("upload.number"), nullable=False),
        sa.Column("observations", sa.LargeBinary, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("catalogue_sha256", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.UniqueConstraint("partner_id", "quarter", "n"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submission.id")),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("event_of_submission", "event", ["submission_id", "id"])
    op.create_index("event_of_kind", "event", ["kind"])


def _publications() -> None:
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("audit", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "publication_submission",
        sa.Column("publication_number", sa.Integer, sa.ForeignKey("publication.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submission.id"), nullable=False),
    )
    key = (
        "place_level", "place_id", "period_level", "period", "activity_id", "measure_id", "breakdown", "category",
    )  # fmt: skip
    op.create_table(
        "lift",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in key),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.UniqueConstraint(*key),
    )


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("partner_id", sa.Text),
        sa.Column("added_at", sa.Text, nullable=False),
    )
    op.create_index("account_of_email", "account", ["email", "number"])
    op.create_table(
        "sign_in_link",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
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
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
    )
    op.create_table(
        "session_end",
        sa.Column("token_sha256", sa.Text, sa.ForeignKey("session.token_sha256"), primary_key=True),
        sa.Column("ended_at", sa.Text, nullable=False),
    )
