"""Where each conversation stands. Databases from before the migrations have this table already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    if sa.inspect(op.get_bind()).has_table("conversations"):
        return
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("conversations_of_owner", "conversations", ["owner", "updated_at"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("conversations")
