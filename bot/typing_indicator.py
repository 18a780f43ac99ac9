"""Shows that the bot is at work when an answer takes long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.connector import ChannelError, UntrustedServiceUrlError
from bot.incoming import Incoming
from bot.replies import addressed
from bot.sender import Way

TYPING_AFTER = 1.0
"""Seconds after which the user sees that the bot writes."""


class Typing:
    """The indicator of one turn."""

    def __init__(self, way: Way, incoming: Incoming, after: float) -> None:
        self._way = way
        self._incoming = incoming
        self._showing: asyncio.Task[None] | None = None
        self._due = asyncio.get_running_loop().call_later(after, self._show) if can_show(incoming) else None

    async def stop(self) -> None:
        """No indicator from now on."""
        if self._due:
            self._due.cancel()
        if self._showing:
            self._showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._showing
            self._showing = None

    def _show(self) -> None:
        self._showing = asyncio.create_task(_show(self._way, self._incoming))


@asynccontextmanager
async def typing_when_slow(way: Way, incoming: Incoming, after: float | None = None) -> AsyncIterator[Typing]:
    """Show the indicator once when the block takes longer than `after` seconds, unless it is stopped before."""
    typing = Typing(way, incoming, TYPING_AFTER if after is None else after)
    try:
        yield typing
    finally:
        await typing.stop()


def can_show(incoming: Incoming) -> bool:
    """Whether whoever sent `incoming` waits for messages; others wait for the answer to their request."""
    return incoming.type == "message" and not incoming.buffered


async def _show(way: Way, incoming: Incoming) -> None:
    with contextlib.suppress(ChannelError, UntrustedServiceUrlError):
        await way.send(incoming.reference, addressed({"type": "typing"}, incoming.reference), None)
