"""What the headers of a partner's own files mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One more table; nothing that is there changes."""
    op.create_table(
        "mapping",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("partner_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("mapping_of_partner", "mapping", ["partner_id", "number"])
