"""What the loop of asking an ombud keeps, and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "faq",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("approvals", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq")),
    )
    op.create_index("faq_of_county", "faq", ["county", "stage"])

    op.create_table(
        "happenings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happenings")),
    )
    op.create_index("ix_happenings_day", "happenings", ["day"])

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("card", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("once", name=op.f("uq_outbox_once")),
    )
    op.create_index("outbox_due", "outbox", ["status", "due_at"])

    op.create_table(
        "ratings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_day", "ratings", ["day"])

    op.create_table(
        "references",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_references")),
    )
    op.create_index("ix_references_person", "references", ["person"])
    op.create_index("ix_references_updated_at", "references", ["updated_at"])

    op.create_table(
        "tickets",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("principal", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("asker", sa.String(length=64), nullable=True),
        sa.Column("asker_place", sa.String(length=64), nullable=True),
        sa.Column("handler", sa.String(length=64), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("delivery", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tickets")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tickets_asker", "tickets", ["asker"])
    op.create_index("ix_tickets_changed_at", "tickets", ["changed_at"])
    op.create_index("tickets_of_county", "tickets", ["county", "status"])

    number_from_1001()
    op.create_table(
        "cards",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("activity", sa.String(length=500), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["references.place"], name=op.f("fk_cards_place_references"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", "subject", name=op.f("pk_cards")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=True),
        sa.Column("principal", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_events_ticket_tickets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_ticket", "events", ["ticket"])

    op.create_table(
        "places",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("principal", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["references.place"], name=op.f("fk_places_place_references"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", "county", "principal", name=op.f("pk_places")),
    )
    op.create_index("places_of_role", "places", ["county", "principal"])


def number_from_1001() -> None:
    """Tickets have numbers of four figures from the first one on."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)")
    else:
        op.execute("ALTER SEQUENCE tickets_number_seq RESTART WITH 1001")


def downgrade() -> None:
    """Remove them."""
    op.drop_index("places_of_role", "places")

    op.drop_table("places")
    op.drop_index("ix_events_ticket", "events")

    op.drop_table("events")
    op.drop_table("cards")
    op.drop_index("tickets_of_county", "tickets")
    op.drop_index("ix_tickets_changed_at", "tickets")
    op.drop_index("ix_tickets_asker", "tickets")

    op.drop_table("tickets")
    op.drop_index("ix_references_updated_at", "references")
    op.drop_index("ix_references_person", "references")

    op.drop_table("references")
    op.drop_index("ix_ratings_day", "ratings")

    op.drop_table("ratings")
    op.drop_index("outbox_due", "outbox")

    op.drop_table("outbox")
    op.drop_index("ix_happenings_day", "happenings")

    op.drop_table("happenings")
    op.drop_index("faq_of_county", "faq")

    op.drop_table("faq")
