"""Shows that the bot is at work when an answer takes long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes, DeliveryModes

from bot.connector import ChannelError

TYPING_AFTER = 1.0
"""Seconds after which the user sees that the bot writes."""


class Typing:
    """The indicator of one turn."""

    def __init__(self, context: TurnContext, after: float) -> None:
        self._task = asyncio.create_task(_show(context, after)) if can_show(context.activity) else None

    async def stop(self) -> None:
        """No indicator from now on."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None


@asynccontextmanager
async def typing_when_slow(context: TurnContext, after: float | None = None) -> AsyncIterator[Typing]:
    """Show the indicator once when the block takes longer than `after` seconds, unless it is stopped before."""
    typing = Typing(context, TYPING_AFTER if after is None else after)
    try:
        yield typing
    finally:
        await typing.stop()


def can_show(activity: Activity) -> bool:
    """Whether whoever sent `activity` waits for messages; others wait for the answer to their request."""
    return bool(activity.type == ActivityTypes.message and activity.delivery_mode != DeliveryModes.expect_replies)


async def _show(context: TurnContext, after: float) -> None:
    await asyncio.sleep(after)
    with contextlib.suppress(ChannelError):
        await context.send_activity(Activity(type=ActivityTypes.typing))
