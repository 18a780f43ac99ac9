"""One message at a time in each conversation."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Order:
    """A lock per conversation; those that nobody holds are forgotten."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: str) -> asyncio.Lock:
        """The lock of the conversation `key`: who asks first comes first."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
