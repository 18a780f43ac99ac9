"""One message at a time in each conversation, and each message once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

from botbuilder.schema import Activity

from bot.channels import TEAMS

MOST_RECENT = 10_000
"""Activities that are remembered, so that one that the channel repeats is answered once."""


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


class Recent:
    """The last messages of Teams, which sends one again when the answer took long."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, ...], None] = OrderedDict()

    @contextmanager
    def first(self, activity: Activity) -> Iterator[bool]:
        """Whether `activity` is new. When answering it fails it may come again."""
        identity = _identity(activity)
        if identity is None:
            yield True
            return
        if identity in self._seen:
            yield False
            return
        self._remember(identity)
        try:
            yield True
        except BaseException:
            self._seen.pop(identity, None)
            raise

    def _remember(self, identity: tuple[str, ...]) -> None:
        self._seen[identity] = None
        if len(self._seen) > MOST_RECENT:
            self._seen.popitem(last=False)


def _identity(activity: Activity) -> tuple[str, ...] | None:
    """What a repeated message has in common with the first; None where a repetition cannot be told from a new message."""
    if activity.channel_id != TEAMS or activity.type != "message" or not activity.id or not activity.timestamp:
        return None
    return (activity.conversation.id, activity.id, activity.timestamp.isoformat())
