"""The way of a message: activity -> message -> load -> turn -> save -> replies."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Protocol

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot import texts
from bot.activities import WELCOME, Address, address, to_message
from bot.delivery import answer_malformed, deliver
from bot.order import Order, Recent
from bot.storage import Conversations, StaleStateError, StorageError, Stored
from bot.telemetry import Metrics, conversation_hash, log
from bot.typing_indicator import typing_when_slow
from dialogs.message import Message
from dialogs.reply import Line, Reply
from dialogs.state import State

MOST_ATTEMPTS = 5
"""Turns that are taken again because another process saved first."""
MOVED_WITHIN = timedelta(hours=1)
"""How old a conversation may be that a press under another conversation id belongs to."""


class Dialog(Protocol):
    """The conversation: pure, quick, never raising for anything that a user can send."""

    def turn(self, state: State, message: Message) -> tuple[State, tuple[Reply, ...]]:
        """What is remembered and said after `message`."""
        ...


class Service:
    """Answers activities with a dialog. One for the whole process."""

    def __init__(self, dialog: Dialog, conversations: Conversations, metrics: Metrics) -> None:
        self._dialog = dialog
        self._conversations = conversations
        self._metrics = metrics
        self._order = Order()
        self._recent = Recent()

    async def handle(self, context: TurnContext) -> None:
        """Answer the activity of `context`. Raises ChannelError when a reply is not taken."""
        message = to_message(context.activity)
        if message is None:
            await answer_malformed(context)
            return
        with self._recent.first(context.activity) as first:
            if first:
                await self._answer(context, message)
            else:
                log("repeated_activity")

    async def _answer(self, context: TurnContext, message: Message) -> None:
        async with typing_when_slow(context) as typing:
            where = await self._address(context.activity, message)
            async with self._order.of(where.key):
                with self._metrics.turns.time():
                    replies = await self._take_turn(where, message)
                await typing.stop()
                await deliver(context, message, replies)
        for reply in replies:
            self._metrics.replies.labels(reply.kind).inc()
        log("turn", conversation=conversation_hash(where.key), type=context.activity.type, replies=len(replies))

    async def _address(self, activity: Activity, message: Message) -> Address:
        """Where the conversation is kept. Web Chat may send a press under another conversation id than the card had."""
        where = address(activity)
        if activity.channel_id != "webchat" or activity.type != ActivityTypes.message or message.verb is None:
            return where
        try:
            if (await self._conversations.load(where.key)).version == 0:
                latest = await self._conversations.latest_of(where.owner, MOVED_WITHIN)
                return Address(latest or where.key, where.owner)
        except StorageError:
            return where
        return where

    async def _take_turn(self, where: Address, message: Message) -> tuple[Reply, ...]:
        try:
            return await self._remembered_turn(where, message)
        except StorageError as error:
            log("storage_failed", logging.ERROR, error=error)
            self._metrics.failures.labels("storage").inc()
        _, replies = self._dialog.turn(State(), message)
        return (_notice(texts.CANNOT_SAVE), *replies)

    async def _remembered_turn(self, where: Address, message: Message) -> tuple[Reply, ...]:
        """The replies of a turn whose state is saved; taken again on the newer state when another process was faster."""
        for _ in range(MOST_ATTEMPTS):
            stored = await self._conversations.load(where.key)
            if message is WELCOME and stored.state.welcomed:
                return ()
            state, replies = self._dialog.turn(stored.state, message)
            if message is WELCOME:
                state = state.with_(welcomed=True)
            try:
                await self._save(where, stored, state)
            except StaleStateError:
                log("stale_state", conversation=conversation_hash(where.key))
                continue
            return (_notice(texts.STARTED_OVER), *replies) if stored.lost else replies
        raise StorageError("too many others write the same conversation")

    async def _save(self, where: Address, stored: Stored, state: State) -> None:
        if stored.lost or state != stored.state:
            await self._conversations.save(where.key, state, stored.version, where.owner)


def _notice(text: str) -> Reply:
    return Reply(lines=(Line(text),))
