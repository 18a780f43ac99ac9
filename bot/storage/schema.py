"""The tables. `person`, `place` and `key` are fingerprints; who somebody is stands only in `references`.

The migrations in `migrations/` make the same tables step by step; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Identity = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives: SQLite counts only INTEGER primary keys."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone; SQLite keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002
        """In UTC. Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002
        """With its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


conversations = Table(
    "conversations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("conversations_of_owner", "owner", "updated_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("once", String(64), nullable=False, unique=True),
    Column("reference", JSON),
    Column("content", JSON, nullable=False),
    Column("status", String(10), nullable=False),
    Column("done", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("ticket", Integer),
    Column("card", String(160)),
    Index("outbox_due", "status", "due_at"),
)

references = Table(
    "references",
    metadata,
    Column("place", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("reference", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)

places = Table(
    "places",
    metadata,
    Column("place", String(64), ForeignKey("references.place", ondelete="CASCADE"), primary_key=True),
    Column("county", String(40), primary_key=True),
    Column("principal", String(10), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("places_of_role", "county", "principal"),
)

cards = Table(
    "cards",
    metadata,
    Column("place", String(64), ForeignKey("references.place", ondelete="CASCADE"), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("activity", String(500)),
    Column("updated_at", Moment, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Identity, primary_key=True, autoincrement=True),
    Column("county", String(40), nullable=False),
    Column("principal", String(10)),
    Column("status", String(10), nullable=False),
    Column("asker", String(64), index=True),
    Column("asker_place", String(64)),
    Column("handler", String(64)),
    Column("content", JSON, nullable=False),
    Column("delivery", String(10)),
    Column("created_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("changed_at", Moment, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Index("tickets_of_county", "county", "status"),
    sqlite_autoincrement=True,
)

NUMBERING: Mapping[str, str] = {
    "sqlite": "INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)",
    "postgresql": "ALTER SEQUENCE tickets_number_seq RESTART WITH 1001",
}
"""By dialect: what makes ticket numbers start at 1001, executed once after the table is made."""


def _start_numbering(table: Table, connection: Connection, **_: object) -> None:  # noqa: ARG001 - the listener's form
    connection.exec_driver_sql(NUMBERING[connection.dialect.name])


event.listen(tickets, "after_create", _start_numbering)

events = Table(
    "events",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("ticket", Identity, ForeignKey("tickets.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("county", String(40)),
    Column("principal", String(10)),
    Column("note", Text),
    Column("at", Moment, nullable=False),
)

faq = Table(
    "faq",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("county", String(40), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("entry", JSON, nullable=False),
    Column("approvals", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("faq_of_county", "county", "stage"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False, index=True),
    Column("county", String(40)),
    Column("topic", String(60), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("facts", JSON, nullable=False),
)

happenings = Table(
    "happenings",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("county", String(40)),
    Column("topic", String(60), nullable=False),
    Column("detail", String(60), nullable=False),
)
