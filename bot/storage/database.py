"""The database: transactions that are taken again when somebody else was faster, and its schema brought up to date."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, SQLAlchemyError
from sqlalchemy.util import greenlet_spawn

from bot.storage.engine import POOL, create_folder, is_sqlite, open_engine
from bot.storage.errors import StaleStateError, StorageError
from bot.storage.file import File
from bot.storage.schema import conversations
from bot.storage.upgrade import is_current, upgrade

LONGEST_WAIT = 8.0
"""Seconds after which a database that does not answer counts as gone."""
MOST_ATTEMPTS = 8
"""Transactions that are taken again because others were faster."""
RECONNECT_WAIT = 0.2
"""Seconds before a lost connection is tried again."""
TAKE_AGAIN = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's codes for transactions that stood in each other's way."""

T = TypeVar("T")
Work = Callable[[Connection], T]
"""What happens in one transaction. It may be taken several times, so it must do nothing outside of it."""


class Transactions(Protocol):
    """What takes transactions."""

    async def transaction(self, work: Work[T], *, long: bool = False) -> T:
        """What `work` returns, done in one transaction. When the caller is cancelled meanwhile, it may be done all the same.

        `long`: it may take some time, which nobody else should have to wait for.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""


class Server:
    """PostgreSQL: transactions side by side, each on a connection of its own."""

    def __init__(self, url: str, pool: int) -> None:
        self._engine = open_engine(url, pool)
        self._connections = asyncio.Semaphore(pool)
        self._open: set[asyncio.Task[Any]] = set()

    async def transaction(self, work: Work[T], *, long: bool = False) -> T:  # noqa: ARG002 - all are beside the event loop
        """See Transactions. One that has begun ends by itself: a connection that is left in the middle would hold its locks."""
        async with self._connections:  # in SQLAlchemy's pool each wait would take a task and a timer
            task = asyncio.create_task(self._taken(work))
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            return await asyncio.shield(task)

    async def _taken(self, work: Work[T]) -> T:
        """All of it in one greenlet: one each to connect, to begin and to commit cost as much as a statement."""
        return await greenlet_spawn(self._take, work)

    def _take(self, work: Work[T]) -> T:
        with self._engine.sync_engine.begin() as connection:
            return work(connection)

    async def close(self) -> None:
        """See Transactions."""
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._engine.dispose()


class Database:
    """One database. `observe` is told the seconds that each transaction took."""

    def __init__(self, url: str, pool: int = POOL, observe: Callable[[float], None] | None = None) -> None:
        self._url = make_url(url)
        self._within: Transactions = File(url) if self.is_sqlite else Server(url, pool)
        self._observe = observe
        self._prepared = False
        self._preparing = asyncio.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of one process's own."""
        return is_sqlite(self._url)

    async def prepare(self) -> None:
        """Create what is missing: the folder, the tables. Raises StorageError, also for a schema newer than this program."""
        async with self._preparing:
            if self._prepared:
                return
            async with self._guarded():
                create_folder(self._url)
                await self._within.transaction(_upgraded)
            self._prepared = True

    async def run(self, work: Work[T], *, long: bool = False) -> T:
        """What `work` returns, done in one transaction. Raises StorageError.

        It is taken again when another transaction was faster, and while the database is being restarted. `long`: it may take
        more than some milliseconds.
        """
        if not self._prepared:
            await self.prepare()
        begun = time.perf_counter()
        async with self._guarded():
            for attempt in range(MOST_ATTEMPTS):
                try:
                    done = await self._within.transaction(work, long=long)
                except (StaleStateError, IntegrityError):
                    await asyncio.sleep(0.005 * attempt)
                    continue
                except (DBAPIError, OSError) as error:
                    await self._pause(error, attempt)
                    continue
                if self._observe:
                    self._observe(time.perf_counter() - begun)
                return done
        raise StorageError("too many others write the same")

    async def ping(self) -> None:
        """Raises StorageError when the database cannot be read."""
        if not self._prepared:
            await self.prepare()
        async with self._guarded():
            await self._within.transaction(lambda connection: connection.execute(conversations.select().limit(1)).first())

    async def close(self) -> None:
        """Close all connections."""
        await self._within.close()

    async def _pause(self, error: DBAPIError | OSError, attempt: int) -> None:
        """Wait until it is worth trying again. Raises `error` where it is not."""
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in TAKE_AGAIN:
            await asyncio.sleep(0.01 * attempt)
            return
        lost = isinstance(error, OSError | InterfaceError) or error.connection_invalidated or _is_starting(error)
        if self.is_sqlite or not lost:
            raise error
        await asyncio.sleep(RECONNECT_WAIT * 2 ** min(attempt, 3))

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """Whatever the database raises, and its silence, as StorageError."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                yield
        except (SQLAlchemyError, OSError, TimeoutError, ValueError, ImportError) as error:
            raise StorageError from error


def _upgraded(connection: Connection) -> None:
    if not is_current(connection):
        upgrade(connection)


def _is_starting(error: DBAPIError) -> bool:
    """Whether PostgreSQL is going down or coming up."""
    return str(getattr(error.orig, "sqlstate", None) or "").startswith(("57P", "08"))
