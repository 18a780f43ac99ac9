"""The database engine: SQLite that survives a crash, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

BUSY_SECONDS = 5
"""How long SQLite waits for another writer."""


def open_engine(database_url: str) -> AsyncEngine:
    """The engine for `database_url`, where each statement is a transaction. Nothing is connected yet."""
    url = make_url(database_url)
    if not is_sqlite(url):
        return create_async_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    # One connection: SQLite has one writer at a time, and here they queue in order instead of trying again.
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def is_sqlite(url: URL) -> bool:
    """Whether `url` is a SQLite database."""
    return url.get_backend_name() == "sqlite"


def create_folder(url: URL) -> None:
    """Create the folder of a SQLite file. Raises OSError."""
    if is_sqlite(url) and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001 - the listener's form
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
