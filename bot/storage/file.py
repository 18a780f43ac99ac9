"""A SQLite file, used from one thread of its own: a transaction goes there as a whole, and the event loop goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection

from bot.storage.engine import open_file

T = TypeVar("T")
Work = Callable[[Connection], T]


class GivenUpError(Exception):
    """Nobody waits for the transaction any longer: it is taken back."""


class File:
    """One SQLite file. Transactions queue: it has one writer at a time."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_file(database_url)
        self._thread = ThreadPoolExecutor(1, "storage")

    async def transaction(self, work: Work[T]) -> T:
        """What `work` returns, done in one transaction. When the caller gives up, it is not begun, or taken back."""
        given_up = Event()
        begun = asyncio.get_running_loop().run_in_executor(self._thread, copy_context().run, self._take, work, given_up)
        try:
            return await begun
        except asyncio.CancelledError:
            given_up.set()
            raise

    def _take(self, work: Work[T], given_up: Event) -> T:
        with self._engine.begin() as connection:
            done = work(connection)
            if given_up.is_set():
                raise GivenUpError
            return done

    async def close(self) -> None:
        """Close the file, when what is under way is over."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()
