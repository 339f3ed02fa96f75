"""The language that somebody wants to read, and what authors write for practice sheets and the annex."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Two more tables; nothing that is there changes."""
    op.create_table(
        "account_language",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("language_of_person", "account_language", ["person", "number"])
    op.create_table(
        "author_text",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("text_of_subject", "author_text", ["subject", "language", "number"])
