"""How much is taken: from one person, and at one time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache

from aiolimiter import AsyncLimiter

from bot.incoming import Incoming

MOST_KEPT = 5_000
"""People and conversations whose pace is known at a time; who has been quiet longest is forgotten first."""
GROUP_FACTOR = 4
"""A conversation of several people may have so many times the messages of one person."""
NOTICE_SECONDS = 10.0
"""At most one notice to somebody who writes too fast in this time."""
AT_ONCE, WAITING = 64, 2_000
"""Turns that are worked out side by side, and those that may wait for it."""


class BusyError(Exception):
    """More waits already than is answered in time: the channel should try again."""


class Rate:
    """How fast people may write: `per_minute` messages each, all at once if they like."""

    def __init__(self, per_minute: int) -> None:
        self._person = limiters(per_minute, 60.0)
        self._group = limiters(GROUP_FACTOR * per_minute, 60.0)
        self._notice = limiters(1, NOTICE_SECONDS)

    async def allows(self, incoming: Incoming) -> bool:
        """Whether one more message is taken; it counts."""
        asked = [self._person(incoming.owner)]
        if incoming.conversation.shared:
            asked.append(self._group(incoming.place))
        if not all(limiter.has_capacity() for limiter in asked):
            return False
        for limiter in asked:
            await limiter.acquire()
        return True

    async def tells(self, incoming: Incoming) -> bool:
        """Whether somebody who writes too fast is told so this time; a request that waits for an answer always is."""
        limiter = self._notice(incoming.owner)
        if incoming.buffered or incoming.type == "invoke":
            return True
        if not limiter.has_capacity():
            return False
        await limiter.acquire()
        return True


class Room:
    """Place for so many turns at once; the others queue, and when the queue is too long BusyError is raised."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._most = waiting

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for the block. Raises BusyError."""
        if self._waiting >= self._most:
            raise BusyError
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()


def limiters(most: float, seconds: float) -> Callable[[str], AsyncLimiter]:
    """One limiter for each key: `most` in so many `seconds`, then as many as leak out."""

    @lru_cache(maxsize=MOST_KEPT)
    def limiter(_: str) -> AsyncLimiter:
        return AsyncLimiter(most, seconds)

    return limiter
