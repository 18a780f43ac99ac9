"""A SQLite file, used on the event loop itself: a transaction is over sooner than another thread would begin it.

A commit appends to the log and waits for nothing. What may take long is done beside the event loop: emptying the log into the
file, and work that says so.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from typing import Any, TypeVar, cast
from urllib.parse import quote

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.storage.engine import BUSY_SECONDS, open_file
from bot.storage.errors import StorageError

AGAIN = 0.01
"""Seconds before a file is tried again that another process writes to."""
EMPTIED_EVERY = 500
"""Transactions after which the log is emptied into the file."""

T = TypeVar("T")
Work = Callable[[Connection], T]


class File:
    """One SQLite file. Transactions queue: it has one writer at a time."""

    def __init__(self, database_url: str) -> None:
        self._path = make_url(database_url).database
        self._engine = open_file(database_url)
        self._connection: Connection | None = None
        self._order = asyncio.Lock()
        self._since_emptied = 0
        self._emptying: asyncio.Task[None] | None = None
        self._long: set[asyncio.Task[Any]] = set()

    async def transaction(self, work: Work[T], *, long: bool = False) -> T:
        """See `Transactions`. Raises StorageError when another process writes for too long."""
        if long:
            return await self._apart(self._beside(work))
        async with self._order:
            connection = await self._begun()
            self._empty_in_time()
            return _done(connection, work)

    async def close(self) -> None:
        """Close the file, when what is under way is over."""
        await asyncio.gather(*self._long, *filter(None, [self._emptying]), return_exceptions=True)
        async with self._order:
            if self._connection:
                self._connection.close()
            self._engine.dispose()

    async def _begun(self) -> Connection:
        """The connection, in a transaction that may write: two that both have read could not both go on to write."""
        if self._connection is None:
            self._connection = self._engine.connect()
        file = _file(self._connection)
        loop = asyncio.get_running_loop()
        until = loop.time() + BUSY_SECONDS
        while True:
            try:
                file.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() > until:
                    raise StorageError from error
                await asyncio.sleep(AGAIN)
            else:
                return self._connection

    def _empty_in_time(self) -> None:
        self._since_emptied += 1
        if self._since_emptied >= EMPTIED_EVERY and (self._emptying is None or self._emptying.done()):
            self._since_emptied = 0
            self._emptying = asyncio.create_task(asyncio.to_thread(_empty_log, self._path or ""))

    async def _beside(self, work: Work[T]) -> T:
        async with self._order:
            return await asyncio.to_thread(_done, await self._begun(), work)

    async def _apart(self, taking: Coroutine[Any, Any, T]) -> T:
        """What comes of `taking`, which goes on when nobody waits for it any longer: the file is in its hands."""
        task = asyncio.create_task(taking)
        self._long.add(task)
        task.add_done_callback(self._long.discard)
        return await asyncio.shield(task)


def _done(connection: Connection, work: Work[T]) -> T:
    """What `work` returns, in the transaction that has begun. Whoever uses no more than the file leaves SQLAlchemy out of it."""
    file = _file(connection)
    try:
        done = work(connection)
        connection.commit()
        file.commit()
    except sqlite3.Error as error:
        _take_back(connection)
        raise StorageError from error
    except BaseException:
        _take_back(connection)
        raise
    return done


def _take_back(connection: Connection) -> None:
    """Both sides: where the disk is full SQLite has taken its own back already."""
    connection.rollback()
    _file(connection).rollback()


def _file(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _empty_log(path: str) -> None:
    """Bring what stands in the log into the file, over a connection of its own. Where that fails the log only grows."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quote(path)}?mode=rw", uri=True)) as file:
        file.execute("PRAGMA wal_checkpoint(PASSIVE)")
