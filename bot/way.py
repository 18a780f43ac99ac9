"""The ways to a channel: over this project's own connector, or into the mailbox of the test page."""

from __future__ import annotations

from typing import Any, Protocol

from bot.connector import ChannelError, Connector
from bot.sender import Way

Json = dict[str, Any]

WEB = "web"
"""The channel of the test page."""


class ConnectorWay:
    """Sends to whatever address a reference names; the connector refuses those that are not the channel's."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def send(self, reference: Json, activity: Json, reply_to: str | None) -> str | None:
        """Post `activity`; the id that the channel gave it. Raises ChannelError, UntrustedServiceUrlError."""
        return await self._connector.send(reference["serviceUrl"], reference["conversation"]["id"], activity, reply_to)

    async def update(self, reference: Json, activity_id: str, activity: Json) -> None:
        """Put `activity` in place of another. Raises ChannelError, UntrustedServiceUrlError."""
        await self._connector.update(reference["serviceUrl"], reference["conversation"]["id"], activity_id, activity)


class Mailbox(Protocol):
    """Where messages wait until the browser of their conversation fetches them."""

    def put(self, conversation: str, activity: Json) -> str | None:
        """Add `activity`; its id, None when there is nothing to show in it."""

    def change(self, conversation: str, activity_id: str, activity: Json) -> bool:
        """Put `activity` in place of another; False when that is not there."""


class PageWay:
    """Puts what is for the channel of the test page in `mailbox`, and sends everything else the other way."""

    def __init__(self, mailbox: Mailbox, other: Way) -> None:
        self._mailbox = mailbox
        self._other = other

    async def send(self, reference: Json, activity: Json, reply_to: str | None) -> str | None:
        """Post `activity`; its id. Raises as the other way does."""
        if reference["channelId"] != WEB:
            return await self._other.send(reference, activity, reply_to)
        return self._mailbox.put(reference["conversation"]["id"], activity)

    async def update(self, reference: Json, activity_id: str, activity: Json) -> None:
        """Put `activity` in place of another. Raises ChannelError when that is gone, and as the other way does."""
        if reference["channelId"] != WEB:
            await self._other.update(reference, activity_id, activity)
        elif not self._mailbox.change(reference["conversation"]["id"], activity_id, activity):
            raise ChannelError(404)
