"""Sees to it that everything in the outbox is sent: at once what a turn has just put in, later what failed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from bot.clock import Clock, utc_now
from bot.connector import ChannelError, Patience
from bot.sender import Sent, Way, send
from bot.storage import Database, StorageError, outbox, places, tickets
from bot.storage.outbox import LEASE, Parcel
from bot.telemetry import Metrics, log

BATCH = 10
"""Parcels taken at a time."""
GATHER = 0.01
"""Seconds in which notes of what was sent gather, to be one transaction."""
TURN_WITHIN = timedelta(hours=1)
"""How long a reply to a message is worth sending."""
FEWEST_ATTEMPTS = 6
"""Before a parcel may be too old: a clock that is set forward makes it old at once."""
LONGEST_POSTPONED = timedelta(hours=1)
"""However much longer the channel asks for."""


class Dispatcher:
    """Sends parcels over `way`. `within` is how long an answer of an ombud, or a card for one, is tried."""

    def __init__(  # noqa: PLR0913 - the parts of the house
        self,
        database: Database,
        way: Way,
        metrics: Metrics,
        *,
        within: timedelta,
        patience: Patience | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.way = way
        self._database = database
        self._metrics = metrics
        self._within = within
        self._patience = patience or Patience()
        self._clock = clock
        self._woken = asyncio.Event()
        self._under_way: set[int] = set()
        self._to_note: list[tuple[Parcel, Sent]] = []
        self._noting: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._woken.set()

    async def finish(self) -> None:
        """Wait until all that has been sent is noted. Nothing more is to be sent."""
        if self._noting:
            await asyncio.wait([self._noting])

    async def deliver(self, parcel: Parcel) -> None:
        """Send a parcel whose lease the caller holds. How far it came is noted meanwhile, and `finish` waits for that.

        Nothing happens when it is being sent already: its lease has ended meanwhile.
        """
        if not parcel.id:
            await send(self.way, parcel)
            return
        if parcel.id in self._under_way:
            return
        self._under_way.add(parcel.id)
        try:
            sent = await self._sent(parcel)
        except BaseException:
            self._under_way.discard(parcel.id)
            raise
        noting = self._noted(parcel, sent)
        if not _is_plain(parcel, sent):  # whoever sends the next one looks at the note
            await asyncio.shield(noting)

    async def _sent(self, parcel: Parcel) -> Sent:
        """Send a parcel. One that cannot even be tried must not keep the others waiting: it is tried again like any other."""
        try:
            replacing = await self._standing(parcel)
            return await send(self.way, parcel, replacing, progress=lambda done: self._progressed(parcel, done))
        except StorageError:
            raise
        except Exception as error:
            self._failed(error)
            return Sent(parcel.done, error=ChannelError(None))

    async def run(self) -> None:
        """Look into the outbox until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):  # wait_for would swallow a stop that comes together with something new
                async with asyncio.timeout(self._patience.poll * (0.8 + 0.4 * self._patience.chance())):
                    await self._woken.wait()
            self._woken.clear()
            try:
                while await self.round():
                    pass
            except Exception as error:  # the loop must go on
                self._failed(error)

    async def round(self) -> int:
        """Send what is due, conversations side by side, each in order. Returns how much there was."""
        sending = frozenset(self._under_way)  # as of before: what is noted meanwhile was still due when it was looked for
        due, depth = await self._database.run(self._claim)
        parcels = [parcel for parcel in due if parcel.id not in sending]
        self._metrics.outbox.set(depth)
        by_address = sorted(parcels, key=_address)
        await asyncio.gather(*(self._in_order(list(group)) for _, group in groupby(by_address, key=_address)))
        return len(parcels)

    def _claim(self, connection: Connection) -> tuple[Sequence[Parcel], int]:
        now = self._clock()
        outbox.bring_near(connection, now, 2 * LONGEST_POSTPONED)
        return outbox.claim(connection, now, BATCH), outbox.depth(connection)

    async def _in_order(self, parcels: Sequence[Parcel]) -> None:
        until = self._clock() + LEASE / 2
        for parcel in parcels:
            if self._clock() > until:  # the others find the rest when the lease is over
                return
            await self.deliver(parcel)

    async def _standing(self, parcel: Parcel) -> str | None:
        """The activity in whose place the parcel's card goes."""
        if parcel.card is None:
            return None
        place, subject = places.card_of(parcel.card)
        return await self._database.run(lambda connection: places.activity_of(connection, place, subject))

    async def _progressed(self, parcel: Parcel, done: int) -> None:
        """Note how far a parcel came; without storage nothing: what has been sent has been sent."""
        try:
            await self._database.run(lambda connection: outbox.progressed(connection, parcel.id, done))
        except StorageError as error:
            self._failed(error)

    def _noted(self, parcel: Parcel, sent: Sent) -> asyncio.Task[None]:
        """Write down what came of a parcel, soon and together with others. When that fails the lease ends some day, and it is
        sent again.
        """
        self._to_note.append((parcel, sent))
        if len(self._to_note) == 1 or self._noting is None:
            self._noting = asyncio.create_task(self._note_all(self._noting))
        return self._noting

    async def _note_all(self, before: asyncio.Task[None] | None) -> None:
        await asyncio.sleep(GATHER)
        if before:
            await asyncio.wait([before])
        together, self._to_note = self._to_note, []
        try:
            await self._database.run(lambda connection: self._note_each(connection, together))
        except Exception as error:  # what has been sent has been sent
            self._failed(error)
        finally:
            self._under_way.difference_update(parcel.id for parcel, _ in together)

    def _note_each(self, connection: Connection, together: Sequence[tuple[Parcel, Sent]]) -> None:
        plain = []
        for parcel, sent in together:
            if _is_plain(parcel, sent):
                plain.append(parcel)
            else:
                self._note(connection, parcel, sent)
        if plain:
            outbox.all_sent(connection, plain)

    def _failed(self, error: Exception) -> None:
        kind = "storage" if isinstance(error, StorageError) else "dispatch"
        log(f"{kind}_failed", logging.ERROR, error=error)
        self._metrics.failures.labels(kind).inc()

    def _note(self, connection: Connection, parcel: Parcel, sent: Sent) -> None:
        now = self._clock()
        if sent.ok:
            outbox.finished(connection, parcel, "sent")
            if parcel.card and sent.shown:
                place, subject = places.card_of(parcel.card)
                places.note_activity(connection, place, subject, sent.shown, now)
        elif sent.final or self._given_up(parcel, now):
            outbox.finished(connection, parcel, "failed")
            self._metrics.failures.labels("given_up").inc()
            log("given_up", logging.ERROR, attempts=parcel.attempts, status=sent.error.status if sent.error else None)
        else:
            wait = self._patience.wait_in_outbox(parcel.attempts, sent.error.retry_after if sent.error else None)
            due = now + timedelta(seconds=min(wait, LONGEST_POSTPONED.total_seconds()))
            outbox.postponed(connection, parcel.id, due, sent.done)
            return
        if parcel.ticket is not None:
            tickets.note_delivery(connection, parcel.ticket, parcel.content["round"], "sent" if sent.ok else "failed", now)

    def _given_up(self, parcel: Parcel, now: datetime) -> bool:
        if parcel.attempts < FEWEST_ATTEMPTS:
            return False
        within = self._within if parcel.ticket is not None or parcel.card else TURN_WITHIN
        return parcel.created_at is not None and now - parcel.created_at > within


def _is_plain(parcel: Parcel, sent: Sent) -> bool:
    """Whether nothing is to be noted but that it was sent."""
    return sent.ok and parcel.card is None and parcel.ticket is None


def _address(parcel: Parcel) -> str:
    return str((parcel.reference or {}).get("conversation", {}).get("id", ""))
