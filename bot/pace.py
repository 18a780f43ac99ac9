"""Keeps what is sent within the limits of Teams, so that it is not refused for being too much."""

from __future__ import annotations

from typing import Any

from bot.channels import TEAMS
from bot.limits import limiters
from bot.sender import Way

THREAD_PER_SECOND, TENANT_PER_SECOND = 7, 30
"""What Teams takes from a bot in one conversation, and in one tenant (Microsoft: Rate limiting for bots)."""

Json = dict[str, Any]


class PacedWay:
    """Sends over `way`, and to Teams no faster than Teams takes it."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._thread = limiters(THREAD_PER_SECOND, 1.0)
        self._tenant = limiters(TENANT_PER_SECOND, 1.0)

    async def send(self, reference: Json, activity: Json, reply_to: str | None) -> str | None:
        """Post `activity`; the id that the channel gave it. Raises ChannelError, UntrustedServiceUrlError."""
        await self._wait(reference)
        return await self._way.send(reference, activity, reply_to)

    async def update(self, reference: Json, activity_id: str, activity: Json) -> None:
        """Put `activity` in place of another. Raises ChannelError, UntrustedServiceUrlError."""
        await self._wait(reference)
        await self._way.update(reference, activity_id, activity)

    async def _wait(self, reference: Json) -> None:
        if reference["channelId"] != TEAMS:
            return
        conversation = reference["conversation"]
        await self._thread(conversation["id"]).acquire()
        if tenant := conversation.get("tenantId"):
            await self._tenant(tenant).acquire()
