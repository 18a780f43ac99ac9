"""A PostgreSQL database of the tests' own, made and dropped by them. Fixtures: `postgresql_url`, `postgresql`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy.engine import URL

from bot.storage.engine import open_engine
from bot.storage.schema import metadata
from bot.storage.upgrade import upgrade


def server() -> URL:
    """The PostgreSQL server: the usual variables of its clients, else this machine."""
    port = int(os.environ.get("PGPORT", "5432"))
    return URL.create(
        "postgresql+asyncpg", os.environ.get("PGUSER", "postgres"), None, os.environ.get("PGHOST", "127.0.0.1"), port
    )


async def on_server(statement: str) -> None:
    asyncpg = pytest.importorskip("asyncpg")
    there = server()
    connection = await asyncpg.connect(host=there.host, port=there.port, user=there.username, database="postgres", timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def migrate(url: URL) -> None:
    """Make the tables as the service makes them."""
    engine = open_engine(url.render_as_string(hide_password=False))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


async def empty(url: URL) -> None:
    """Remove every row."""
    engine = open_engine(url.render_as_string(hide_password=False))
    async with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
    await engine.dispose()


@contextmanager
def own_database() -> Iterator[URL]:
    """A new database with the tables, for as long as the block. Without a server the test is skipped, but never in CI."""
    name = f"test_{uuid4().hex}"
    try:
        asyncio.run(on_server(f'CREATE DATABASE "{name}"'))
    except OSError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL answers: {error}")
    try:
        url = server().set(database=name)
        asyncio.run(migrate(url))
        yield url
    finally:
        asyncio.run(on_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[URL]:
    """A database of all tests."""
    with own_database() as url:
        yield url


@pytest.fixture
def postgresql(postgresql_url: URL) -> Iterator[str]:
    """The address of a database with empty tables."""
    yield postgresql_url.render_as_string(hide_password=False)
    asyncio.run(empty(postgresql_url))
