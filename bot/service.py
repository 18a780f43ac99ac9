"""The way of a message: activity -> message -> turn -> replies, in time and one after the other in each conversation."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from bot import texts
from bot.connector import ChannelError, UntrustedServiceUrlError
from bot.dispatcher import Dispatcher
from bot.extension import Extension
from bot.incoming import Incoming
from bot.limits import BusyError, Rate, Room
from bot.messages import CARD_ACTION, SUBMITTED, to_message
from bot.order import Order
from bot.parcels import HttpAnswer, answer_of, at_once, card_in, error_body, message_body, pack
from bot.replies import addressed
from bot.telemetry import Metrics, conversation_hash, log
from bot.tracing import span
from bot.turns import Turn, Turns, notice
from bot.typing_indicator import typing_when_slow
from dialogs.message import Message

LATE = 10.0
"""Seconds after which the request is answered and the turn goes on by itself: channels wait 15."""


class Service:
    """Answers activities: messages with `turns`, searches with `extension`. One for the whole process."""

    def __init__(
        self, turns: Turns, dispatcher: Dispatcher, metrics: Metrics, rate: Rate, extension: Extension | None = None
    ) -> None:
        self._turns = turns
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._rate = rate
        self._extension = extension
        self._order = Order()
        self._room = Room()
        self._late: set[asyncio.Task[HttpAnswer]] = set()

    async def take(self, incoming: Incoming | None) -> HttpAnswer:
        """Answer one activity. What takes longer than the channel waits is answered later. Raises BusyError."""
        if incoming and self._extension and self._extension.takes(incoming):
            return at_once(incoming, await self._extension.answer(incoming))
        message = to_message(incoming) if incoming else None
        if incoming is None or message is None:
            return _nothing(incoming)
        if not await self._rate.allows(incoming):
            return await self._too_fast(incoming, message)
        task = asyncio.create_task(self._answer(incoming, message))
        if incoming.buffered:
            return await task
        done, _ = await asyncio.wait({task}, timeout=LATE)
        return task.result() if done else self._continue(incoming, task)

    async def finish(self) -> None:
        """Wait for what is answered later."""
        await asyncio.gather(*self._late, return_exceptions=True)

    async def hear(self, incoming: Incoming) -> Turn:
        """Take the turn of `incoming`, a message that expects its replies, and leave it to the caller to show them."""
        message = to_message(incoming)
        if message is None:
            return Turn(None)
        try:
            return await self._take(incoming, message)
        except Exception as error:  # whatever it was, the user is told
            self._note(error)
            return Turn(None, (notice(texts.WENT_WRONG),))

    async def _answer(self, incoming: Incoming, message: Message) -> HttpAnswer:
        try:
            return answer_of(incoming, (await self._take(incoming, message)).parcel)
        except BusyError:
            self._metrics.failures.labels("busy").inc()
            raise
        except Exception as error:  # whatever it was, the user is told
            self._note(error)
            return await self._say(incoming, message, texts.WENT_WRONG)

    def _note(self, error: Exception) -> None:
        log("turn_failed", logging.ERROR, error=error)
        self._metrics.failures.labels("turn").inc()

    def _continue(self, incoming: Incoming, task: asyncio.Task[HttpAnswer]) -> HttpAnswer:
        """Answer the request, and go on: a card that was to answer it is sent as a message."""
        log("late")
        self._metrics.failures.labels("late").inc()
        later = asyncio.create_task(self._send_late(incoming, task))
        self._late.add(later)
        later.add_done_callback(self._late.discard)
        return HttpAnswer(200, message_body(texts.STILL_WORKING) if incoming.type == "invoke" else None)

    async def _send_late(self, incoming: Incoming, task: asyncio.Task[HttpAnswer]) -> HttpAnswer:
        answer = await task
        if incoming.type == "invoke" and (card := card_in(answer)):
            with contextlib.suppress(ChannelError, UntrustedServiceUrlError):
                await self._dispatcher.way.send(incoming.reference, addressed(card, incoming.reference), None)
        return answer

    async def _too_fast(self, incoming: Incoming, message: Message) -> HttpAnswer:
        log("too_fast")
        self._metrics.failures.labels("too_fast").inc()
        if await self._rate.tells(incoming):
            return await self._say(incoming, message, texts.TOO_FAST)
        return HttpAnswer(200)

    async def _take(self, incoming: Incoming, message: Message) -> Turn:
        async with typing_when_slow(self._dispatcher.way, incoming) as typing:
            key = await self._turns.key(incoming, message)
            async with self._order.of(key):
                async with self._room.place():
                    with self._metrics.turns.time(), span("turn", type=incoming.type, channel=incoming.channel):
                        turn = await self._turns.take(key, incoming, message)
                if turn.posted:
                    self._dispatcher.wake()
                await typing.stop()
                await self._deliver(turn)
        for reply in turn.replies:
            self._metrics.replies.labels(reply.kind).inc()
        log("turn", conversation=conversation_hash(key), type=incoming.type, replies=len(turn.replies), repeated=turn.repeated)
        return turn

    async def _deliver(self, turn: Turn) -> None:
        """Send what is to be sent. What cannot be sent now is sent later."""
        if turn.parcel and turn.parcel.status == "pending" and not turn.repeated:
            try:
                await self._dispatcher.deliver(turn.parcel)
            except Exception as error:  # the turn has been taken, and its parcel waits in the outbox
                log("dispatch_failed", logging.ERROR, error=error)
                self._metrics.failures.labels("dispatch").inc()

    async def _say(self, incoming: Incoming, message: Message, text: str) -> HttpAnswer:
        """Say `text`, which no turn has said."""
        if incoming.type == "invoke":
            return HttpAnswer(200, error_body(text) if incoming.name == CARD_ACTION else None)
        parcel = pack(incoming, message, (notice(text),))
        await self._dispatcher.deliver(parcel)
        return answer_of(incoming, parcel)


def _nothing(incoming: Incoming | None) -> HttpAnswer:
    """The answer to what is no message: to a malformed press or thumb an error, to everything else nothing."""
    if incoming is None or incoming.type != "invoke":
        return HttpAnswer(200, {"activities": []} if incoming and incoming.buffered else None)
    if incoming.name in (CARD_ACTION, SUBMITTED):
        return HttpAnswer(400, error_body("no action", 400, "BadRequest"))
    return HttpAnswer(501)
