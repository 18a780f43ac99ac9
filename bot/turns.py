"""A turn in one transaction: load, turn, save, outbox. What was taken before is not taken again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from bot import texts
from bot.clock import Clock, utc_now
from bot.incoming import Incoming
from bot.messages import WELCOME
from bot.parcels import pack
from bot.storage import Database, StorageError, conversations, turn
from bot.storage.conversations import Where
from bot.storage.counts import Happening
from bot.storage.faq import Mark
from bot.storage.outbox import Parcel
from bot.telemetry import Metrics, log
from dialogs.desk import Desk
from dialogs.message import Message
from dialogs.reply import Line, Reply
from dialogs.state import State

MOVED_WITHIN = timedelta(hours=1)
"""How old a conversation may be that a press under another conversation id belongs to."""


class Dialog(Protocol):
    """The conversation: pure but for its desk, quick, never raising for anything that a user can send."""

    def turn(self, state: State, message: Message, desk: Desk | None = None) -> tuple[State, tuple[Reply, ...]]:
        """What is remembered and said after `message`."""
        ...


class TurnDesk(Desk, Protocol):
    """The desk of one turn.

    `posted`: whether something was put in the outbox for others; `counted`: what is to be counted with the turn.
    """

    posted: bool
    counted: list[Happening]


Desks = Callable[[Connection, Incoming, datetime, Mark | None], TurnDesk | None]
"""Makes the desk of one turn, inside its transaction. The mark of the live FAQ spares a question, where it is known."""


def no_desk(connection: Connection, incoming: Incoming, now: datetime, mark: Mark | None) -> None:
    """Turns reach nobody but who wrote."""


@dataclass(frozen=True)
class Turn:
    """What came of a turn: its parcel (None: nothing to say), and what was said.

    `repeated`: it had been taken before; `posted`: others are told something too.
    """

    parcel: Parcel | None
    replies: tuple[Reply, ...] = ()
    repeated: bool = False
    posted: bool = False


class Turns:
    """Takes turns with a dialog, on what the database remembers."""

    def __init__(
        self, dialog: Dialog, database: Database, metrics: Metrics, desks: Desks = no_desk, clock: Clock = utc_now
    ) -> None:
        self._dialog = dialog
        self._database = database
        self._metrics = metrics
        self._desks = desks
        self._clock = clock

    async def key(self, incoming: Incoming, message: Message) -> str:
        """Where the conversation is kept. Web Chat may send a press under another conversation id than the card had."""
        if incoming.channel != "webchat" or incoming.type != "message" or message.verb is None:
            return incoming.key

        def find(connection: Connection) -> str:
            if conversations.load(connection, incoming.key).version:
                return incoming.key
            return conversations.latest_of(connection, incoming.owner, self._clock() - MOVED_WITHIN) or incoming.key

        try:
            return await self._database.run(find)
        except StorageError:
            return incoming.key

    async def take(self, key: str, incoming: Incoming, message: Message) -> Turn:
        """The turn of `message` in the conversation under `key`; without storage one that nobody will remember."""
        own: set[datetime] = set()
        try:
            return await self._database.run(lambda connection: self._remembered(connection, key, incoming, message, own))
        except StorageError as error:
            log("storage_failed", logging.ERROR, error=error)
            self._metrics.failures.labels("storage").inc()
        _, replies = self._dialog.turn(State(), message)
        replies = (notice(texts.CANNOT_SAVE), *replies)
        return Turn(pack(incoming, message, replies), replies)

    def _remembered(self, connection: Connection, key: str, incoming: Incoming, message: Message, own: set[datetime]) -> Turn:
        """The turn, inside its transaction. `own` are the moments at which it was tried: an attempt whose connection was lost may
        have been stored all the same."""
        now = self._clock()
        stored, before, mark = turn.begin(connection, key, incoming.once)
        if before:
            return Turn(before, repeated=before.created_at not in own)
        own.add(now)
        if message is WELCOME and stored.state.welcomed:
            return Turn(None)
        desk = self._desks(connection, incoming, now, mark)
        state, replies = self._dialog.turn(stored.state, message, desk)
        if message is WELCOME:
            state = state.with_(welcomed=True)
        if stored.lost:
            replies = (notice(texts.STARTED_OVER), *replies)
        parcel = pack(incoming, message, replies)
        changed = state if stored.lost or state != stored.state else None
        counted = desk.counted if desk else ()
        left = turn.Left(Where(key, incoming.owner), stored, changed, counted, parcel)
        identity = turn.leave(connection, left, now)
        return Turn(parcel.numbered(identity, now), replies, posted=desk is not None and desk.posted)


def notice(text: str) -> Reply:
    """A sentence of the service's own."""
    return Reply(lines=(Line(text),))
