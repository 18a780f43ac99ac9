"""Sends parcels, one activity after the other, and says how far it came."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.connector import BUSY, ChannelError, UntrustedServiceUrlError
from bot.replies import addressed
from bot.storage.outbox import Parcel
from bot.telemetry import log

Json = dict[str, Any]


class Way(Protocol):
    """The way to the channel. All raise ChannelError when it does not take a call."""

    async def send(self, reference: Json, activity: Json, reply_to: str | None) -> str | None:
        """Post `activity` in the conversation of `reference`; the id that the channel gave it."""

    async def update(self, reference: Json, activity_id: str, activity: Json) -> None:
        """Put `activity` in place of another."""


@dataclass(frozen=True)
class Sent:
    """How far a parcel came: `done` activities sent; `error` where it stopped, and `shown` the last id given.

    `final`: trying again would not help.
    """

    done: int
    shown: str | None = None
    error: ChannelError | None = None
    final: bool = False

    @property
    def ok(self) -> bool:
        """Whether all of it was sent."""
        return self.error is None and not self.final


Progress = Callable[[int], Awaitable[None]]


async def send(way: Way, parcel: Parcel, replacing: str | None = None, progress: Progress | None = None) -> Sent:
    """Send what is left of `parcel`. `replacing` is the activity in whose place its card goes, if it stands there already.

    `progress` is told after each activity that is not the last.
    """
    shown = None
    activities = parcel.content["activities"]
    for number, item in enumerate(activities[parcel.done :], parcel.done):
        try:
            shown = await _one(way, parcel, item, replacing)
        except UntrustedServiceUrlError:
            return Sent(number, shown, None, final=True)
        except ChannelError as error:
            final = error.status is not None and error.status not in BUSY and error.status < 500
            return Sent(number, shown, error, final)
        if progress and number + 1 < len(activities):
            await progress(number + 1)
    return Sent(len(activities), shown)


async def _one(way: Way, parcel: Parcel, item: Json, replacing: str | None) -> str | None:
    reference = parcel.reference or {}
    reply_to = parcel.content.get("reply_to")
    if item["method"] == "replace":
        pressed = parcel.content["pressed"]
        if await _replaced(way, reference, pressed, item["activity"]):
            return str(pressed)
    if item["method"] == "card" and replacing and await _replaced(way, reference, replacing, item["activity"]):
        return replacing
    return await way.send(reference, addressed(item["activity"], reference, reply_to), reply_to)


async def _replaced(way: Way, reference: Json, activity_id: str, activity: Json) -> bool:
    """Put `activity` in place of another; False when that is no longer there. Raises ChannelError when the channel is busy."""
    try:
        await way.update(reference, activity_id, {**addressed(activity, reference), "id": activity_id})
    except ChannelError as error:
        if error.status is None or error.status in BUSY:
            raise
        log("update_failed", logging.WARNING, status=error.status)
        return False
    return True
