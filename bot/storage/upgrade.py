"""The schema brought up to date, step by step: Alembic's migrations, taken by one process at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The last migration: what this program needs."""
LOCK = 7_203_978
"""Number of the lock that PostgreSQL holds while one process upgrades."""


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one that this program needs. Asked at every start, so without Alembic."""
    return revision(connection) == HEAD


def revision(connection: Connection) -> str | None:
    """The migration that the database is at; None for one without."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Take the migrations that are missing. Raises ValueError when the schema is newer than this program."""
    from alembic import command  # noqa: PLC0415 - seldom needed, and slow to load
    from alembic.util import CommandError  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if is_current(connection):
            return
    try:
        command.upgrade(config(connection), "head")
    except CommandError:
        raise ValueError(f"the database is at migration {revision(connection)}, which this version does not know") from None


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config  # noqa: PLC0415

    made = Config()
    made.set_main_option("script_location", "bot.storage:migrations")
    made.attributes["connection"] = connection
    return made
