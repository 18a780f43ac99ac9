"""The migrations make the tables that the program uses, from every beginning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import own_database
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL

from bot.storage import Database, StorageError, tickets
from bot.storage.schema import conversations, metadata
from bot.storage.upgrade import HEAD, config, is_current, revision, upgrade
from dialogs.ticket import Ticket

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request, tmp_path) -> Iterator[URL]:
    """A database as the service makes it."""
    if request.param == "sqlite":
        yield URL.create("sqlite+aiosqlite", database=str(tmp_path / "new.sqlite"))
        return
    with own_database() as url:
        yield url


async def test_the_migrations_make_the_tables_of_the_schema(made):
    def differences(connection: Connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    database = Database(made.render_as_string(hide_password=False))
    await database.prepare()
    assert await database.run(differences) == []
    assert await database.run(is_current)
    assert (
        await database.run(lambda connection: tickets.open_ticket(connection, Ticket("north", "?"), "a", "p", NOW).number) == 1001
    )
    await database.close()


def test_the_head_that_is_named_is_the_last_step():
    with create_engine("sqlite://").begin() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == HEAD


def test_a_database_from_before_the_migrations_keeps_its_rows():
    with create_engine("sqlite://").begin() as connection:
        conversations.create(connection)
        connection.execute(conversations.insert().values(key="k", owner="o", version=3, state={"version": 1}, updated_at=NOW))
        assert revision(connection) is None
        upgrade(connection)
        assert is_current(connection)
        assert connection.execute(conversations.select()).one().version == 3


def test_the_steps_can_be_taken_back():
    with create_engine("sqlite://").begin() as connection:
        upgrade(connection)
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version", "sqlite_sequence"}


async def test_a_schema_that_is_newer_than_the_program_is_refused(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'newer.sqlite'}"
    database = Database(url)
    await database.prepare()
    await database.run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await database.close()
    again = Database(url)
    with pytest.raises(StorageError):
        await again.prepare()
    await again.close()
