"""The database engine: SQLite that survives a crash, or PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BUSY_SECONDS = 5
"""How long SQLite waits for a writer of another process."""
POOL = 10
"""Connections to PostgreSQL that one process keeps; a turn holds one for some milliseconds."""
ANSWER_SECONDS = 8
"""How long PostgreSQL may take for one statement."""
LONGEST_LOG = 20_000
"""Pages in the log of a SQLite file from which a commit empties it itself."""


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


JSON: Mapping[str, Any] = {"json_serializer": _json, "json_deserializer": orjson.loads}
"""How JSON columns are written and read."""


def open_engine(database_url: str, pool: int = POOL) -> AsyncEngine:
    """The engine for `database_url`, with at most `pool` connections to PostgreSQL. Nothing is connected yet."""
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - the service needs none for SQLite

    url = make_url(database_url)
    if not is_sqlite(url):
        arguments = {"command_timeout": ANSWER_SECONDS, "timeout": ANSWER_SECONDS}
        return create_async_engine(
            url, pool_size=pool, max_overflow=0, pool_timeout=ANSWER_SECONDS, connect_args=arguments, **JSON
        )
    # One connection: SQLite has one writer at a time, and here they queue in order instead of trying again.
    engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0, **JSON)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def open_file(database_url: str) -> Engine:
    """The engine for the SQLite file `database_url`, for `bot.storage.file`. Nothing is connected yet.

    Whoever uses it begins the transactions, waits for other writers, and empties the log.
    """
    url = make_url(database_url).set(drivername="sqlite")
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, **JSON)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "connect", _wait_for_nothing)
    return engine


def is_sqlite(url: URL) -> bool:
    """Whether `url` is a SQLite database."""
    return url.get_backend_name() == "sqlite"


def create_folder(url: URL) -> None:
    """Create the folder of a SQLite file. Raises OSError."""
    if is_sqlite(url) and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001 - the listener's form
    connection.isolation_level = None  # transactions begin where we say so
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _wait_for_nothing(connection: Any, record: object) -> None:  # noqa: ARG001 - the listener's form
    """Neither for another writer nor, until the log is very long, for the disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 0")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer: two transactions that both have read could not both go on to write."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
